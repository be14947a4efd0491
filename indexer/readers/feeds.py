"""Feeds: RSS, RDF and Atom, and the export of WordPress, which is one: a release an entry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.encodings import decoded
from indexer.readers.keys import field_of
from indexer.readers.pages import paragraphs_of
from indexer.readers.pieces import How, Piece
from indexer.readers.streams import all_bytes
from indexer.readers.xml import local, root_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_BYTES: Final = 64 << 20
"""The largest feed: it is held whole, three times over."""

_ENTRIES: Final = frozenset(("item", "entry"))
_BODIES: Final = ("encoded", "content", "description", "summary")
"""What holds the text, the fuller first: ``content:encoded`` before a summary."""

_DATES: Final = ("pubdate", "published", "post_date", "issued", "date", "updated", "modified")
_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']""")
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLOCKS: Final = re.compile(r"<!--\s*/?wp:[^>]{0,2000}-->|\[/?[a-z_-]+(?:\s[^\[\]]{0,500})?\]")
"""What WordPress's editor writes between paragraphs, and its short codes."""


def read(chunks: Iterator[bytes], how: How = How()) -> Iterator[Piece]:
    """The entries of a feed; of an export of WordPress, posts and pages that are published."""
    data = all_bytes(chunks, MAX_BYTES)
    told = _DECLARED.search(data[:400])
    text = decoded(data, asked=how.encoding, declared=told[1].decode() if told else "")
    root = root_of(_DECLARATION.sub("", text, count=1).encode("utf-8", "surrogatepass"))
    if local(root.tag) == "html":
        yield from how.inside(f"{how.name}.html", data)
        return
    channel = next((one for one in root.iter() if local(one.tag) in {"channel", "feed"}), root)
    source = _text(_child(channel, "title"))
    entries = [one for one in root.iter() if local(one.tag) in _ENTRIES]
    if not entries:
        entries = _repeated(root)
        source = ""
    if not entries:
        raise Unfit(Code.NO_ARTICLES, f"XML of <{local(root.tag)}>")
    for number, entry in enumerate(entries, start=1):
        if why := _unpublished(entry):
            yield Piece(passed=(f"{how.name}: {_text(_child(entry, 'title'))[:80]}", why))
            continue
        record = _record(entry) if local(entry.tag) in _ENTRIES else _row(entry)
        if source and not record.get("source"):
            record["source"] = source
        yield Piece(record, line=number, size=len(str(record.get("body", ""))))


def _record(entry: _Element) -> dict[str, Any]:
    found: dict[str, list[_Element]] = {}
    for child in entry:
        found.setdefault(local(child.tag), []).append(child)
    markup = max(
        (_markup(one) for name in _BODIES for one in found.get(name, ())[:3]),
        key=_words,
        default="",
    )
    for name in _BODIES[:2]:
        if full := next(
            (text for one in found.get(name, ()) if _words(text := _markup(one)) > 20), ""
        ):
            markup = full
            break
    record: dict[str, Any] = {
        "title": _text(next(iter(found.get("title", ())), None)),
        "body": _BLOCKS.sub("\n", markup),
        "url": _link(found.get("link", ())),
        "date": next(
            (t for name in _DATES for one in found.get(name, ()) if (t := _text(one))), ""
        ),
        "author": _author(found),
        "source": _text(next(iter(found.get("source", ())), None)),
        "category": "، ".join(
            dict.fromkeys(filter(None, map(_category, found.get("category", ()))))
        ),
    }
    identity = _text(next(iter(found.get("id", found.get("guid", ()))), None))
    if identity and not record["url"]:
        record["url" if identity.startswith(("http:", "https:")) else "id"] = identity
    if "<" in record["body"]:
        record["paragraphs"] = paragraphs_of(_as_paragraphs(record.pop("body")))
    return {key: value for key, value in record.items() if value}


def _as_paragraphs(markup: str) -> str:
    """WordPress keeps paragraphs as empty lines, which HTML does not see."""
    if "<p" in markup.lower() or "<br" in markup.lower() or "\n" not in markup.strip():
        return markup
    return re.sub(r"\n\s*\n|\r?\n", "<br>", markup.strip())


def _row(element: _Element) -> dict[str, Any]:
    """An element of an XML of other names, each child a key."""
    return {local(child.tag): _markup(child) for child in element if local(child.tag)}


def _repeated(root: _Element) -> list[_Element]:
    """The elements of a list of articles in an XML that is no feed: those whose children are named
    as fields are."""
    for parent in root.iter():
        children = [one for one in parent if local(one.tag)]
        names = {local(one.tag) for one in children}
        if children and len(names) == 1:
            fields = {field_of(local(one.tag)) for one in children[0]}
            if "body" in fields or {"title"} < fields - {None}:
                return children
    fields = {field_of(local(one.tag)) for one in root}
    return [root] if {"title", "body"} <= fields else []


def _unpublished(entry: _Element) -> str:
    """Why an entry of an export is passed over; empty if it is not."""
    status, kind = _text(_child(entry, "status")), _text(_child(entry, "post_type"))
    if kind and kind not in {"post", "page"} and kind in {
        "attachment", "nav_menu_item", "revision", "custom_css", "wp_global_styles", "wp_template",
        "wp_navigation", "customize_changeset", "oembed_cache", "wp_block", "feedback",
    }:  # fmt: skip
        return kind
    return f"status {status}"[:20] if status and kind and status != "publish" else ""


def _child(element: _Element, name: str) -> _Element | None:
    return next((one for one in element if local(one.tag) == name), None)


def _text(element: _Element | None) -> str:
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


def _markup(element: _Element) -> str:
    """What an element holds, as markup: escaped, or as elements of XHTML."""
    if not len(element):
        return str(element.text or "")
    from lxml import etree  # start-up

    inner = [str(element.text or "")]
    for child in element:
        if isinstance(child.tag, str):
            for one in child.iter():
                if isinstance(one.tag, str):
                    one.tag = local(one.tag)
            etree.cleanup_namespaces(child)
        inner.append(etree.tostring(child, encoding="unicode"))
    return "".join(inner)


def _words(markup: str) -> int:
    return len(markup.split())


def _link(links: Any) -> str:
    """The address of an entry: RSS writes it as text, Atom as an attribute."""
    best = ""
    for one in links:
        address = _text(one) or one.get("href", "")
        if one.get("rel", "alternate") == "alternate" and address:
            return address
        best = best or address
    return best


def _author(found: dict[str, list[_Element]]) -> str:
    for name in ("creator", "author", "dc:creator"):
        for one in found.get(name, ()):
            inner = _child(one, "name")
            if text := _text(one if inner is None else inner):
                return text
    return ""


def _category(element: _Element) -> str:
    if element.get("domain") == "post_tag":
        return ""
    return _text(element) or element.get("label") or element.get("term") or ""
