"""The paragraphs of a tree of HTML, and what of it is furniture."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from indexer.readers.xml import local

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_GONE: Final = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "form",
        "button",
        "select",
        "input",
        "textarea",
        "nav",
        "footer",
        "aside",
        "audio",
        "video",
        "map",
        "dialog",
        "menu",
    ]
)
"""Elements without text of the release."""

_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "head"))
_BLOCKS: Final = (
    frozenset(
        [
            "p",
            "div",
            "li",
            "ul",
            "ol",
            "dl",
            "dt",
            "dd",
            "table",
            "tr",
            "td",
            "th",
            "caption",
            "blockquote",
            "section",
            "article",
            "main",
            "header",
            "figure",
            "figcaption",
            "address",
            "pre",
            "body",
            "html",
            "hr",
            "center",
            "fieldset",
            "details",
            "summary",
            "list",
            "item",
            "quote",
            "row",
            "cell",
            "ab",
        ]
    )
    | _HEADINGS
)
_BREAKS: Final = frozenset(("br", "lb"))

_FURNITURE: Final = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|menubar|breadcrumbs?|sidebar|side-bar|widget|related"
    r"|recommend(?:ed|ations?)?|most-?read|most-?viewed|popular|trending|share|sharing|social|socials"
    r"|addtoany|sharedaddy|addthis|comments?|comment-list|respond|footer|foot|copyright|cookies?"
    r"|consent|gdpr|newsletter|subscribe|subscription|advert|advertisement|ads?|adsbygoogle|banner"
    r"|promo|popup|modal|login|search|toolbar|skip-link|screen-reader-text|sr-only|pagination|pager"
    r"|prev-next|post-navigation|tags?|tag-list|tagcloud|read-?more|readalso|read-also|also-read"
    r"|see-also|jp-relatedposts|outbrain|taboola|print|ticker|breaking-news|hidden)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Classes and ids of what stands around a release."""

_ALSO: Final = re.compile(
    r"\s*(?:[-–—•*►▪«»\[(]\s*)?(?:اقر[أا]\s*أ?يضا?ً?|إقرأ أيضا|اقرأ المزيد|للمزيد|المزيد من"
    r"|مواضيع ذات صلة|أخبار ذات صلة|موضوعات متعلقة|مقالات ذات صلة|قد يهمك|شاهد أيضا|طالع أيضا"
    r"|تابع(?:وا|ونا)? (?:على|عبر)|شارك(?:ها)?(?: على| عبر|$)|طباعة$|نسخ الرابط|انشر على"
    r"|حمل التطبيق|اشترك في|جميع الحقوق محفوظة|حقوق النشر|read also|see also|share this"
    r"|related (?:articles|stories|posts)|all rights reserved|copyright ©|©)",
    re.IGNORECASE,
)
"""How lines begin that send the reader elsewhere."""

_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

LONG: Final = 40
"""Words of a paragraph that is text whatever it begins with."""

MAX_PARAGRAPHS: Final = 100
"""Paragraphs of an element that are asked whether it holds text."""

MAX_TIMES: Final = 50
"""Elements of a page that tell a day and are looked at: each asks how long its paragraph is."""

SENTENCE_WORDS: Final = 12
"""Words of the shortest paragraph that tells where the text of a page is; teasers have fewer."""

LINKED: Final = 0.6
"""Of a block's letters so many in links, and it is a list of links."""


def drop_furniture(root: _Element, *, within: bool = True) -> None:
    """Take what is no text of the release out of a tree.

    Args:
        within: also by class and id; a fragment's are the release's own.
    """
    times = 0
    for element in list(root.iter()):
        tag = local(element.tag)
        times += tag == "time"
        if element.getparent() is None or not tag or tag in {"html", "body", "article", "main"}:
            continue
        if (
            tag in _GONE
            or (times <= MAX_TIMES and _is_lone_time(element, tag))
            or _is_hidden(element)
            or (within and _is_furniture(element, tag))
        ):
            _remove(element)


def _is_lone_time(element: _Element, tag: str) -> bool:
    """A day beside the text, which is the article's date, and not one in a sentence."""
    parent = element.getparent()
    if tag != "time" or parent is None:
        return False
    is_sentence = local(parent.tag) in {"p", "li", "span", "strong", "em", "b"}
    return not is_sentence or len(text_of(parent).split()) < len(text_of(element).split()) + 4


def _is_hidden(element: _Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def _is_furniture(element: _Element, tag: str) -> bool:
    if element.get("role") in {"navigation", "banner", "contentinfo", "search", "complementary"}:
        return True
    if tag == "header":  # of the page; of an article it has its title
        return not any(local(one.tag) in {"article", "main"} for one in element.iterancestors())
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if not names.strip() or not _FURNITURE.search(names):
        return False
    # a page whose whole text lies in something called "widget" has its text there
    return not _holds_most(element)


def _holds_most(element: _Element) -> bool:
    paragraphs = islice(element.iter("p"), MAX_PARAGRAPHS)
    long = (one for one in paragraphs if len(text_of(one).split()) > SENTENCE_WORDS)
    return len(list(islice(long, 2))) == 2


def _remove(element: _Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tail and element.tail.strip():
        before = element.getprevious()
        if before is not None:
            before.tail = f"{before.tail or ''} {element.tail}"
        else:
            parent.text = f"{parent.text or ''} {element.tail}"
    parent.remove(element)


def blocks_of(root: _Element) -> list[dict[str, str]]:
    """The paragraphs and headings under an element, in order; lists of links and lines that send
    the reader elsewhere left out, with what follows a heading of that kind."""
    made: list[dict[str, str]] = []
    skipping = False
    for kind, text, linked in _runs(root):
        if _ALSO.match(text) and len(text.split()) < LONG:
            skipping = kind == "heading" or linked < LINKED * len(text)
            continue
        if kind == "heading":
            skipping = False
        if linked >= LINKED * len(text) and (skipping or len(text.split()) < LONG):
            continue
        skipping = False
        made.append({"text": text, "kind": kind})
    while made and made[-1]["kind"] == "heading":
        made.pop()
    return made


def _runs(root: _Element) -> Iterator[tuple[str, str, int]]:
    """The texts of blocks, each with its kind and how many letters of it are in links."""
    parts: list[str] = []
    state: dict[str, Any] = {"linked": 0, "links": 0, "heading": 0, "rows": 0}

    def flush() -> Iterator[tuple[str, str, int]]:
        text = " ".join("".join(parts).split())
        linked, state["linked"] = state["linked"], 0
        parts.clear()
        if text:
            yield ("heading" if state["heading"] else "body"), text, linked

    def say(text: str | None) -> None:
        if text:
            parts.append(text)
            if state["links"]:
                state["linked"] += len(text)

    for event, element in _walk(root):
        tag = local(element.tag)
        if event == "start":
            is_cell = tag in {"td", "th", "cell"}
            if is_cell:
                parts.append(" ")
            elif tag in _BREAKS or tag in _BLOCKS:
                yield from flush()
            state["heading"] += tag in _HEADINGS
            state["links"] += tag in {"a", "ref"}
            say(element.text if tag else None)
        else:
            is_cell = tag in {"td", "th", "cell"}
            if tag in _BLOCKS and not is_cell:
                yield from flush()
            state["heading"] -= tag in _HEADINGS
            state["links"] -= tag in {"a", "ref"}
            if element is not root:
                say(element.tail)
    yield from flush()


def _walk(root: _Element) -> Iterator[tuple[str, _Element]]:
    from lxml import etree  # start-up

    for event, element in etree.iterwalk(root, events=("start", "end")):
        yield str(event), element


def densest_of(root: _Element) -> _Element | None:
    """The element that most text of whole sentences lies in: each paragraph counts for what it lies
    in, and half as much for what that lies in. ``None`` if there is no paragraph.

    The idea is that of Arc90's Readability; links do not count.
    """
    points: dict[_Element, float] = {}
    for element in root.iter():
        tag = local(element.tag)
        if tag not in _BLOCKS or tag in _HEADINGS:
            continue
        words = _own_words(element)
        if words < SENTENCE_WORDS:
            continue
        holder = element.getparent() if tag in {"p", "blockquote", "li"} else element
        if holder is None:
            continue
        points[holder] = points.get(holder, 0) + words
        above = holder.getparent()
        if above is not None:
            points[above] = points.get(above, 0) + words / 2
    return max(points, key=points.__getitem__) if points else None


def _own_words(element: _Element) -> int:
    """Words of an element that are not in blocks inside it, nor in links."""
    parts = [element.text or ""]
    for child in element:
        tag = local(child.tag)
        if tag and tag not in _BLOCKS and tag != "a":
            parts.append(text_of(child))
        parts.append(child.tail or "")
    return len(" ".join(parts).split())


def text_of(element: _Element) -> str:
    """All text under an element, in one line."""
    return " ".join("".join(map(str, element.itertext())).split())


def words_of(element: _Element) -> int:
    """Words under an element that are not in links."""
    total = len(text_of(element).split())
    return total - sum(len(text_of(one).split()) for one in element.iter("a"))
