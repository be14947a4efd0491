"""What newsrooms call the fields of an article: one table, in English and Arabic.

``{"headline": …, "content": {"rendered": …}, "source": {"name": …}}`` is an article as much as one
with our own names. A key that is neither in the table nor mapped by the user is passed over and
counted by its name.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from fihris.arabic.spelling import fold
from fihris.engines.model import ARTICLE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAMES: Final[dict[str, str]] = {
    "id": "id _id uid uuid guid post_id article_id news_id item_id message_id nid"
    " المعرف معرف الرقم رقم رقم_الخبر رقم_البيان",
    "title": "title headline head heading article_title post_title news_title"
    " titre titulo subject caption header العنوان عنوان عنوان_الخبر عنوان_البيان الموضوع"
    " العنوان_الرئيسي",
    "body": "body content text full_text fulltext article_body articlebody body_text bodytext"
    " content_html content_text main_text story article_text post_content article_content"
    " body_html html markdown maintext plain_text raw_text message texte contenu"
    " النص نص المتن متن المحتوى محتوى نص_الخبر نص_البيان متن_الخبر الخبر التفاصيل تفاصيل"
    " description summary excerpt abstract lead teaser snippet selftext الوصف الملخص المقدمة",
    "date": "date published_at published publish_date publishdate published_date publication_date"
    " date_published datepublished pub_date pubdate published_on date_time datetime"
    " webpublicationdate post_date date_gmt post_date_gmt release_date news_date issued"
    " display_date first_published firstpublished created_at createdat created date_created"
    " datecreated timestamp time day updated_at updated modified date_modified last_modified"
    " crawl_date date_extracted scraped_at التاريخ تاريخ تاريخ_النشر تاريخ_الخبر تاريخ_البيان"
    " نشر_في اليوم وقت_النشر تاريخ_الإصدار",
    "source": "source source_name publisher agency outlet site site_name sitename website provider"
    " newspaper news_source publication channel feed_title"
    " المصدر مصدر الوكالة وكالة الجهة الجهة_الناشرة الناشر الصحيفة الموقع القناة",
    "category": "category section categories topic topics subject_area rubric department type_name"
    " genre section_name القسم قسم التصنيف تصنيف الفئة الباب",
    "url": "url link permalink href web_url weburl canonical_url canonical article_url source_url"
    " guid_url short_url external_url uri الرابط رابط رابط_الخبر العنوان_الإلكتروني",
    "author": "author byline creator authors author_name writer reporter journalist by dc_creator"
    " الكاتب كاتب المحرر محرر الكاتبة المؤلف الصحفي اسم_الكاتب المراسل",
    "place": "place location city dateline geo المكان مكان المدينة الموقع_الجغرافي مكان_الخبر",
}
"""Field: what it is called, the likelier first: of two that an article has, that one counts."""

WEAK: Final = frozenset(
    [
        "description",
        "summary",
        "excerpt",
        "abstract",
        "lead",
        "teaser",
        "snippet",
        "الوصف",
        "الملخص",
        "المقدمة",
    ]
)
"""Names of a summary: a text where there is no other."""

_INNER: Final = ("rendered", "name", "title", "text", "value", "#text", "_", "href", "display_name")
"""Where the text of a value that is an object lies, such as WordPress's ``{"rendered": …}``."""

_WRAPPERS: Final = ("_source", "fields", "attributes", "article", "post", "data", "doc", "item")
"""Keys under which the whole article may lie, with no more than its id beside it."""

_OURS: Final = frozenset((*NAMES, "paragraphs"))
_SIGNS: Final = re.compile(r"[\W_]+")
_EPOCH: Final = range(10**8, 10**13)
_LINE_FIELDS: Final = frozenset(("source", "category", "url", "author", "place"))
_DELIMITERS: Final = ",;\t|؛،"


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A key as it is compared: without case, signs, spaces, tashkeel."""
    return _SIGNS.sub("", fold(name)).lower()


_TABLE: Final[dict[str, tuple[str, int]]] = {}
for _field, _names in NAMES.items():
    for _rank, _name in enumerate(_names.split()):
        _TABLE.setdefault(folded(_name), (_field, _rank))
for _one in ARTICLE_FIELDS:
    if _one.given:
        _TABLE.setdefault(folded(_one.ar), (_one.name, 0))
_TABLE["paragraphs"] = _TABLE[folded("الفقرات")] = ("paragraphs", 0)
_WEAK: Final = frozenset(map(folded, WEAK))


def field_of(name: str) -> str | None:
    """The field that a key of the table stands for."""
    found = _TABLE.get(folded(name))
    return found[0] if found else None


def looks_like_header(line: str) -> bool:
    """Whether a line is the first one of a table of articles: two columns at least, all short, of
    which one is a title or a text."""
    for delimiter in _DELIMITERS:
        if delimiter not in line:
            continue
        cells = [cell.strip().strip("\"'") for cell in line.split(delimiter)]
        if len(cells) > 1 and all(len(cell) <= 40 for cell in cells):
            fields = {field_of(cell) for cell in cells}
            if {"title", "body"} & fields and len(fields - {None}) > 1:
                return True
    return False


def looks_like_article(value: object) -> bool:
    """Whether an object of JSON is an article: a text, or a title and something more of one."""
    if not isinstance(value, dict):
        return False
    value = _unwrapped(value)
    fields = {field_of(key) for key, inner in value.items() if inner}
    return "body" in fields or "paragraphs" in fields or ({"title"} < fields - {None, "id"})


def has_text(value: Mapping[str, Any]) -> bool:
    """Whether an object has a text of its own, under a name that is not that of a summary."""
    return any(
        field_of(key) in {"body", "paragraphs"} and folded(key) not in _WEAK and inner
        for key, inner in value.items()
    )


def known(
    record: dict[str, Any], mapped: Mapping[str, str] | None = None
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A record with our names for its fields, and the keys that were passed over.

    Args:
        mapped: key → field, from the user; ``a.b`` is a key inside another's object.
    """
    record = _unwrapped(record)
    is_ours = record.keys() <= _OURS
    chosen, unused = _chosen(record, mapped or {})
    made: dict[str, Any] = {}
    for field, (_, key, value) in chosen.items():
        plain = _plain(field, value)
        if plain is None and is_ours:  # of the wrong type, and told so
            made[field] = value
        elif plain is None:
            unused.append(key)
        else:
            made[field] = plain
    return made, tuple(unused)


def _chosen(
    record: Mapping[str, Any], mapped: Mapping[str, str]
) -> tuple[dict[str, tuple[int, str, Any]], list[str]]:
    """For each field its likeliest key, with its rank and value; and the other keys."""
    chosen: dict[str, tuple[int, str, Any]] = {}
    unused: list[str] = []
    for path, field in mapped.items():
        value = _at(record, path)
        if value is not None:
            chosen[field] = (-1, path, value)
    taken = {path.split(".")[0] for path in mapped}
    for key, value in record.items():
        found = _TABLE.get(key) or _TABLE.get(folded(key))
        if key in taken or (found and (value is None or value == "")):
            continue
        if found is None:
            unused.append(key)
            continue
        field, rank = found
        if field not in chosen:
            chosen[field] = (rank, key, value)
        elif rank < chosen[field][0]:
            unused.append(chosen[field][1])
            chosen[field] = (rank, key, value)
        else:
            unused.append(key)
    return chosen, unused


def _unwrapped(record: dict[str, Any]) -> dict[str, Any]:
    """The article that lies under one key of a record, with the record's id."""
    for name in _WRAPPERS:
        inner = record.get(name)
        if isinstance(inner, dict) and not has_text(record):
            outer = record.get("_id", record.get("id"))
            return inner if outer is None or "id" in inner else {"id": outer, **inner}
    return record


def _at(record: Mapping[str, Any], path: str) -> Any:
    if path in record:
        return record[path]
    value: Any = record
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _plain(field: str, value: Any) -> Any:
    """A value as an article has it; ``None`` where nothing can be made of it."""
    if isinstance(value, dict):
        return _plain(field, _inner(value))
    if field == "date":
        return _time(value)
    if field == "paragraphs":
        return value
    if isinstance(value, list):
        return _of_list(field, value)
    if field in _LINE_FIELDS and not isinstance(value, str):
        return None  # the number of an author or a category in some other table
    return value


def _inner(value: Mapping[str, Any]) -> Any:
    return next((value[name] for name in _INNER if value.get(name)), None)


def _of_list(field: str, value: list[Any]) -> Any:
    parts: list[str] = []
    for one in value:
        inner = _inner(one) if isinstance(one, dict) else one
        if isinstance(inner, str):
            parts.append(inner)
    if not parts:
        return None
    if field == "body":  # pieces of a chat's message; paragraphs
        return ("" if any(isinstance(one, dict) for one in value) else "\n").join(parts)
    return "، ".join(parts) if field in {"author", "category"} else parts[0]


def _time(value: Any) -> Any:
    """A date as text: seconds or milliseconds since 1970 too."""
    if isinstance(value, list):
        return _time(value[0]) if value else None
    if isinstance(value, str):
        digits = value.strip()
        if not (digits.isdecimal() and 10 <= len(digits) <= 13):
            return value
        value = int(digits)
    if isinstance(value, int | float) and not isinstance(value, bool) and int(value) in _EPOCH:
        seconds = value / 1000 if value >= 10**11 else value
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    return value


def mapping_of(written: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """``--map``: ``body=content,date=published_at`` as pairs of a key and its field.

    Raises:
        ValueError: with the part that is not ``FIELD=KEY``, of a field that exists.
    """
    pairs: list[tuple[str, str]] = []
    for part in (part for one in written for part in one.split(",") if part.strip()):
        field, sign, key = (piece.strip() for piece in part.partition("="))
        name = field if field in NAMES else field_of(field)
        if not (sign and key and name):
            raise ValueError(part.strip())
        pairs.append((key, name))
    return tuple(pairs)
