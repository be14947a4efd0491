"""The text of simple HTML, in time that grows with its length alone."""

from __future__ import annotations

import re
from typing import Final

_BREAKING: Final = "p|br|div|li|ul|ol|h[1-6]|tr|table|blockquote|section|article|hr|td|th|figure"
_INLINE: Final = (
    "a|b|i|u|em|strong|span|font|img|sup|sub|small|mark|center|body|html|head|figcaption"
)
_HIDING: Final = re.compile(r"<(?:(script|style)\b|!--)", re.IGNORECASE)
_END_OF: Final = {
    "<!--": re.compile("-->"),
    "<script": re.compile(r"</script\s*+>", re.IGNORECASE),
    "<style": re.compile(r"</style\s*+>", re.IGNORECASE),
}
_BREAK: Final = re.compile(rf"</?(?:{_BREAKING})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAG: Final = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")

ANY_TAG: Final = re.compile(r"<[^<>]*>")
"""What looks like a tag, whether HTML has it or not."""


def without_markup(text: str) -> str:
    """The text of simple HTML: breaking tags are line breaks, others vanish, entities are signs.

    Only tags that HTML has are taken for tags: «س < 5» and «<3» stay.
    """
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", _shown(text)))
    if "&" in text and _ENTITY.search(text):
        import html  # start-up

        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return text


def _shown(text: str) -> str:
    """The text, a space in place of each script, style and comment that has an end.

    Each end is looked for from where the one before was found: a kind that has none any more is
    not looked for again, so that nothing is read more than once for each kind.
    """
    parts: list[str] = []
    after = 0
    endless: set[str] = set()
    for begin in _HIDING.finditer(text):
        kind = _kind(begin)
        if begin.start() < after or kind in endless:
            continue
        end = _END_OF[kind].search(text, begin.end())
        if end is None:
            endless.add(kind)
            continue
        parts += text[after : begin.start()], " "
        after = end.end()
    return "".join((*parts, text[after:])) if parts else text


def _kind(begin: re.Match[str]) -> str:
    if begin[1] is None:
        return "<!--"
    return "<script" if len(begin[1]) == len("script") else "<style"
