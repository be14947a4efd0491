"""Web pages: the release alone, without menus, footers and what else stands around it.

Where the page says itself which part is the text (``article``, ``main``, ``articleBody``), that is
taken; where it does not, the part that most text of whole sentences lies in. Title, day, source and
author are what the page tells machines (JSON-LD, Open Graph, ``time``) before what it shows.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from fihris.arabic.dates import parse_date
from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.blocks import blocks_of, densest_of, drop_furniture, text_of, words_of
from indexer.readers.encodings import decoded
from indexer.readers.pieces import How, Piece, needing_readers
from indexer.readers.streams import all_bytes
from indexer.readers.xml import local

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_BYTES: Final = 8 << 20
"""The largest page."""

ENOUGH_WORDS: Final = 12
"""Words of the shortest text of a page that is taken without a look at the rest."""

MAX_CONTAINERS: Final = 20
"""Elements that say they hold the text and are asked how much: they may lie in each other."""

_DECLARED: Final = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_XML_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']""")
_XML_LINE: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_TITLE_PARTS: Final = re.compile(r"\s+[|\-–—«»:•·]+\s+")
_ARTICLE_TYPES: Final = re.compile(r"article|posting|report|newsmessage|blog", re.IGNORECASE)
_DAY_IN_ADDRESS: Final = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:/|-|$)")


def read(chunks: Iterator[bytes], how: How = How()) -> Iterator[Piece]:
    """A page: one release."""
    data = all_bytes(chunks, MAX_BYTES)
    told = _XML_DECLARED.search(data[:400]) or _DECLARED.search(data[:4096])
    text = decoded(data, asked=how.encoding, declared=told[1].decode() if told else "")
    yield Piece(record_of(text), size=len(data))


def record_of(text: str) -> dict[str, Any]:
    """The release of a page.

    Raises:
        Unfit: there is none.
    """
    root = parsed(text)
    told = _told(root)
    title = told.pop("title", "") or _shown_title(root)
    heading = _heading(root, title)
    if not told.get("date"):
        told["date"] = _time_element(root) or _day_in(told.get("url", ""))
    paragraphs = _main(root, text)
    if not paragraphs and told.get("body"):
        paragraphs = [{"text": line, "kind": "body"} for line in str(told["body"]).splitlines()]
    told.pop("body", None)
    told["source"] = told.get("source") or _site_in_title(root, heading)
    title = heading or title
    whole = " ".join(title.split())
    while paragraphs and _same(paragraphs[0]["text"], whole):
        paragraphs.pop(0)
    shown_day = _taken_day(paragraphs)
    told["date"] = told["date"] or shown_day
    if not (whole or paragraphs):
        raise Unfit(Code.NO_ARTICLES)
    record = {"title": whole, "paragraphs": paragraphs, **told}
    return {key: value for key, value in record.items() if value}


def _taken_day(paragraphs: list[dict[str, str]]) -> str:
    """The day that stands alone above the text, which is taken from it."""
    for at, one in enumerate(paragraphs[:3]):
        if len(one["text"].split()) <= 10 and (day := parse_date(one["text"])):
            paragraphs.pop(at)
            return day.isoformat()
    return ""


def paragraphs_of(markup: str) -> list[dict[str, str]]:
    """The paragraphs and headings of a piece of HTML, such as the text of an entry of a feed."""
    if not markup.strip():
        return []
    root = parsed(f"<div>{markup}</div>")
    drop_furniture(root, within=False)
    return blocks_of(root)


def parsed(text: str) -> _Element:
    """A page as a tree; what is nested deeper than 256 levels is laid flat by libxml2.

    Raises:
        Unfit: nothing can be made of it.
    """
    with needing_readers():
        from lxml import etree  # start-up

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    data = _XML_LINE.sub("", text, count=1).encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise Unfit(Code.DAMAGED_FILE, f"HTML: {str(exc)[:100]}") from exc
    if root is None:
        raise Unfit(Code.EMPTY)
    return root


def _main(root: _Element, text: str) -> list[dict[str, str]]:
    drop_furniture(root)
    best: list[dict[str, str]] = []
    for path in (
        "//*[contains(@itemprop,'articleBody')]", "//article", "//main", "//*[@role='main']",
        "//*[contains(concat(' ',@class,' '),' entry-content ')"
        " or contains(@class,'article-body') or contains(@class,'article__body')"
        " or contains(@class,'post-content') or contains(@class,'article-content')"
        " or contains(@class,'news-content') or contains(@class,'story-body')"
        " or @id='content' or @id='article' or @id='main']",
    ):  # fmt: skip
        found: Any = root.xpath(path)
        sized = [(words_of(one), one) for one in found[:MAX_CONTAINERS]]
        if not sized:
            continue
        most, element = max(sized, key=lambda one: one[0])
        if most >= ENOUGH_WORDS:
            best = blocks_of(element)
            break
    if best:
        return best
    body = next((one for one in root.iter() if local(one.tag) == "body"), root)
    own = blocks_of(body)
    densest = densest_of(body)
    if densest is None:
        return own
    inner = blocks_of(densest)
    words = sum(len(one["text"].split()) for one in inner)
    return inner if words >= ENOUGH_WORDS else own


# --- what the page tells machines


def _told(root: _Element) -> dict[str, Any]:
    told: dict[str, Any] = {}
    metas: dict[str, str] = {}
    for one in root.iter("meta"):
        name = (one.get("property") or one.get("name") or one.get("itemprop") or "").lower()
        if name and (content := (one.get("content") or "").strip()):
            metas.setdefault(name, content)
    linked = next((one for one in _linked_data(root) if _is_article(one)), {})
    told["title"] = _string(linked.get("headline")) or metas.get("og:title", "")
    told["date"] = _string(linked.get("datePublished")) or next(
        (
            metas[name]
            for name in (
                "article:published_time", "og:article:published_time", "datepublished", "pubdate",
                "publishdate", "dc.date", "dc.date.issued", "date", "sailthru.date", "publish-date",
                "article:modified_time",
            )
            if name in metas
        ),
        "",
    )  # fmt: skip
    told["source"] = _string(linked.get("publisher")) or metas.get("og:site_name", "")
    author = metas.get("author", "")
    told["author"] = _string(linked.get("author")) or ("" if author.startswith("http") else author)
    told["category"] = _string(linked.get("articleSection")) or metas.get("article:section", "")
    canonical = next((str(one.get("href") or "") for one in root.iter("link")
                      if "canonical" in str(one.get("rel") or "").lower()), "")  # fmt: skip
    address = canonical or metas.get("og:url", "")
    told["url"] = address if address.startswith(("http:", "https:")) else ""
    told["body"] = _string(linked.get("articleBody"))
    return told


def _linked_data(root: _Element) -> Iterator[dict[str, Any]]:
    """The objects of JSON-LD, also those in a graph."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            told = json.loads("".join(map(str, script.itertext())), strict=False)
        except (ValueError, RecursionError):
            continue
        waiting = [told]
        for _ in range(1_000):
            if not waiting:
                break
            one = waiting.pop(0)
            if isinstance(one, list):
                waiting += one
            elif isinstance(one, dict):
                yield one
                waiting += [one[name] for name in ("@graph", "mainEntity") if name in one]


def _is_article(told: dict[str, Any]) -> bool:
    kinds = told.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(one, str) and _ARTICLE_TYPES.search(one) for one in names)


def _string(value: Any) -> str:
    if isinstance(value, list):
        return "، ".join(filter(None, map(_string, value[:5])))
    if isinstance(value, dict):
        return _string(value.get("name") or value.get("@value"))
    return value.strip() if isinstance(value, str) else ""


def _shown_title(root: _Element) -> str:
    """The page's title without the name of the site."""
    whole = next((text_of(one) for one in root.iter("title")), "")
    parts = [one for one in _TITLE_PARTS.split(whole) if one]
    return max(parts, key=lambda one: len(one.split())) if parts else whole


def _site_in_title(root: _Element, heading: str) -> str:
    """The name of the site, where the page's title is the heading and that."""
    whole = next((text_of(one) for one in root.iter("title")), "")
    parts = [one for one in _TITLE_PARTS.split(whole) if one]
    others = [one for one in parts if not _same(one, heading)]
    is_site = len(parts) > 1 and len(others) == len(parts) - 1 and len(others[-1].split()) <= 5
    return others[-1] if is_site else ""


def _heading(root: _Element, title: str) -> str:
    """The heading that is the title: the only one, or the one that the page's title begins with."""
    found = [text for one in root.iter("h1") if (text := text_of(one))]
    if title:
        same = [one for one in found if _same(one, title) or one in title or title in one]
        return same[0] if same else title
    return found[0] if found else ""


def _time_element(root: _Element) -> str:
    times = [one for one in root.iter("time") if one.get("datetime")]
    named = [one for one in times if "publish" in str(one.get("itemprop") or "").lower()
             or one.get("pubdate") is not None]  # fmt: skip
    first = next(iter(named or times), None)
    if first is not None:
        return str(first.get("datetime"))
    return next((text_of(one) for one in root.iter("time") if text_of(one)), "")


def _day_in(address: str) -> str:
    found = _DAY_IN_ADDRESS.search(address)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


def _same(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())
