r"""Which characters may be shown to a person, on screens and in messages, tables and pages.

Text comes from releases, file names, arguments and servers. Unfiltered, it could control the
terminal, imitate a line of the program, reverse a line, or hide its content.

============================================  ================  ==================
characters                                    in text           in a name
============================================  ================  ==================
letters, marks, numbers, punctuation,         as they are       as they are
symbols, spaces
signs that Unicode counts as format but       as they are       as they are
that are seen: Arabic number signs, end of
ayah (Prepended_Concatenation_Mark)
ZWNJ, ZWJ; LRM, RLM, ALM                      as they are       as they are
isolates (U+2066–2069)                        in pairs within   escaped
                                              a line
marks and joiners beyond eight in a row       left out          escaped
other format characters: embeddings,          left out          escaped
overrides, tags, annotation, soft hyphen …;
letters that are never seen
controls, line and paragraph separators       a space           escaped
unassigned, private use, half surrogates      U+FFFD            escaped
============================================  ================  ==================

A name is something that a person may have to find or type, so nothing of it is left out: ``quoted``
writes it as a shell reads it, ``$'a\nb'``. Data for programs (JSON, CSV, TREC) is not shown.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

RUN: Final = 8
"""Marks and joiners in a row. Vocalised Arabic has three, the Quran and Hebrew verse up to five."""

ISOLATES: Final = frozenset("\u2066\u2067\u2068\u2069")
_POP: Final = "\u2069"

_JOINING: Final = frozenset("\u200c\u200d\u200e\u200f\u061c")
_SPACES: Final = frozenset("\u00a0\u1680\u202f\u205f\u3000").union(map(chr, range(0x2000, 0x200B)))
_SEEN_FORMATS: Final = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
_NEEDED: Final = _JOINING | _SPACES | _SEEN_FORMATS
"""Allowed, though ``str.isprintable`` does not count them."""

_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
"""Letters and marks that are never seen (Default_Ignorable_Code_Point); variation selectors, which
text needs, are held by ``RUN``."""

_CROWD: Final = re.compile(rf"[^\w\s!-~]{{{RUN + 1},}}")
"""Where there may be more than ``RUN`` of them: no letter, digit or ASCII sign between."""

_RARE: Final = re.compile(
    "[^ -~\u00ab\u00bb\u060c\u061b\u061f\u0621-\u063a\u0640-\u0652\u0660-\u066c\u2010-\u2027]"
)
"""Any but the characters that nearly all text is made of; those need not be looked up."""

_ISOLATE: Final = re.compile("[\u2066-\u2069]")
_BREAKS: Final = dict.fromkeys(map(ord, "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")
_NAMED: Final = {"\n": r"\n", "\t": r"\t", "\r": r"\r", "\\": r"\\", "'": r"\'"}


def allowed(char: str) -> bool:
    """Whether a character may be shown; an isolate only where it is one of a pair."""
    return (char.isprintable() and char not in _UNSEEN) or char in _NEEDED or char in ISOLATES


def shown(text: str) -> str:
    """Foreign text as one line, or part of one."""
    return _paired(_cleaned(text))


def quoted(name: object) -> str:
    """A name (file, id, index, value), with what may not be shown written as ``$'…'`` has it in
    bash and zsh. A name without such characters is as it is."""
    text = str(name)
    if not unshown(text) and not _CROWD.search(text):
        return text
    out, run = [], 0
    for char in text:
        run = run + 1 if _has_no_width(char) else 0
        out.append(_escaped(char) if run > RUN or char in "\\'" or unshown(char) else char)
    return text if text == (written := "".join(out)) else f"$'{written}'"


def argument(name: object) -> str:
    """A name as part of a command that a person types."""
    import shlex  # start-up

    written = quoted(name)
    return written if written != str(name) else shlex.quote(written)


def unbroken(text: str) -> str:
    """Text with spaces instead of line breaks of any kind."""
    return text.translate(_BREAKS)


def laid_out(text: str, own: re.Pattern[str], *, layout: str = "\n\t") -> str:
    """Lines as written, with only the allowed characters, ``layout`` and ``own``.

    Args:
        own: the program's own control sequences, in one group.
    """
    pieces = own.split(text)
    pieces[::2] = [_cleaned(piece, layout) for piece in pieces[::2]]
    return _paired("".join(pieces))


def unshown(text: str) -> set[str]:
    """The characters of a text that may not be shown as they are, isolates among them."""
    return {char for char in set(_RARE.findall(text)) if char in ISOLATES or not allowed(char)}


def _cleaned(text: str, layout: str = "") -> str:
    odd = {char for char in set(_RARE.findall(text)) if not (char in layout or allowed(char))}
    cleaned = text.translate({ord(char): _instead(char) for char in odd}) if odd else text
    return _CROWD.sub(_thinned, cleaned)


def _instead(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in {"Cc", "Zl", "Zp"}:
        return " "
    return "\ufffd" if kind in {"Cn", "Co", "Cs"} else ""


def _has_no_width(char: str) -> bool:
    return char in _JOINING or char in ISOLATES or unicodedata.category(char) in {"Mn", "Me"}


def _thinned(crowd: re.Match[str]) -> str:
    out, run = [], 0
    for char in crowd[0]:
        run = run + 1 if _has_no_width(char) else 0
        if run <= RUN:
            out.append(char)
    return "".join(out)


def _paired(text: str) -> str:
    """``text`` without isolates that no other of the same line closes or opens."""
    if not _ISOLATE.search(text):
        return text
    out = list(text)
    begun: list[int] = []
    for at, char in enumerate(text):
        if char == "\n":
            begun = _forgotten(out, begun)
        elif char == _POP:
            if begun:
                begun.pop()
            else:
                out[at] = ""
        elif char in ISOLATES:
            begun.append(at)
    _forgotten(out, begun)
    return "".join(out)


def _forgotten(out: list[str], begun: list[int]) -> list[int]:
    for at in begun:
        out[at] = ""
    return []


def _escaped(char: str) -> str:
    if char in _NAMED:
        return _NAMED[char]
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file's name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
