"""Lines for terminals that do not reorder: letters joined, columns in the order they are read in.

The order is python-bidi's (Unicode's bidirectional algorithm, UAX #9), the forms of letters are
those of arabic-reshaper. Both take and give strings; colours, links and tashkeel have to go where
their letters go, so what is wanted of them is the order and the forms alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from search_cli.screen.clusters import ISOLATES, POP, Cluster
from search_cli.screen.layout import RLI, Line, end_of

_ALIKE: Final = {
    "L": "ab",
    "R": "אב",
    "AL": "دذ",
    "EN": "01",
    "AN": "١٢",
    "ES": "+-",
    "CS": ".,",
    "ET": "#$",
}
"""Two characters of each class that the algorithm treats alike; all others are as ``!``, ``&``."""

_NEUTRAL: Final = "!&"
_MARKS: Final = "\u0300\u0301"
_SECOND: Final = frozenset(pair[1] for pair in (*_ALIKE.values(), _NEUTRAL, _MARKS))

_PAIRS: Final = ("()", "[]", "{}", "<>", "«»", "‹›", "⟨⟩", "≤≥")
_MIRRORED: Final = {one: pair[1 - at] for pair in _PAIRS for at, one in enumerate(pair)}
"""What a bracket looks like in right-to-left text."""
_FIELD: Final = "\ufffc"
"""Stands for an isolate in the line around it, as the algorithm has it."""

_LAM: Final = "ل"
_ALEFS: Final = "اأإآ"
_JOINER: Final = "\u200d"
_NON_JOINER: Final = "\u200c"


def ligated(text: Sequence[Cluster]) -> list[Cluster]:
    """Lam and alef as one, of one column: to be done before a line is measured."""
    out: list[Cluster] = []
    for one in text:
        before = out[-1] if out else None
        if (
            before is not None
            and one.text[0] in _ALEFS
            and before.text[0] == _LAM
            and not before.text.endswith((_JOINER, _NON_JOINER))
            and not _is_lam_alef(before.text)
        ):
            marked = before.marked or one.marked
            out[-1] = before._replace(
                text=before.text[0] + one.text[0] + before.text[1:] + one.text[1:], marked=marked
            )
        else:
            out.append(one)
    return out


def visual(line: Line) -> list[Cluster]:
    """A line's clusters from left to right, letters joined, brackets mirrored, isolates gone."""
    return ordered(_joined(line.clusters), rtl=line.is_rtl)


def ordered(text: Sequence[Cluster], *, rtl: bool) -> list[Cluster]:
    """Clusters from left to right, brackets mirrored, isolates gone."""
    units: list[Cluster | list[Cluster]] = []
    at = 0
    while at < len(text):
        one = text[at]
        if one.text not in ISOLATES:
            if one.text != POP:
                units.append(one)
            at += 1
            continue
        end = end_of(text, at)
        inner = text[at + 1 : end]
        units.append(ordered(inner, rtl=one.text == RLI))
        at = end + 1
    bases = "".join(_FIELD if isinstance(one, list) else one.text[0] for one in units)
    out: list[Cluster] = []
    for place, char in _order(bases, rtl=rtl):
        unit = units[place]
        if isinstance(unit, list):
            out += unit
        else:
            out.append(unit._replace(text=char + unit.text[1:]))
    return out


# --- order


def _order(text: str, *, rtl: bool) -> list[tuple[int, str]]:
    """Where each character of a line without isolates comes from, left to right, and what it is
    there: mirrored, if it is a bracket in right-to-left text.

    python-bidi gives strings. So the line is asked for once a bit of its length, each character
    replaced by one of two that are treated alike, as the bits of its place have it. A bracket has
    to stay what it is; the mark after it tells, and comes before it where the order is reversed.
    """
    from bidi import get_display  # start-up

    if not rtl and text.isascii():
        return list(enumerate(text))
    pairs = [_pair(char) for char in text]
    found = [0] * len(text)
    mirrored = [False] * len(text)
    for bit in range(max(1, len(text).bit_length())):
        asked = "".join(pair[at >> bit & 1] for at, pair in enumerate(pairs))
        seen = iter(str(get_display(asked, base_dir="R" if rtl else "L")))
        for place, char in enumerate(seen):
            told = char
            if char in _MARKS:
                mirrored[place] = True
                next(seen)
            elif _is_mirrored(char):
                told = next(seen)
            found[place] |= (told in _SECOND) << bit
    return [
        (at, _MIRRORED.get(text[at], text[at]) if turned else text[at])
        for at, turned in zip(found, mirrored, strict=True)
    ]


def _pair(char: str) -> tuple[str, str]:
    if _is_mirrored(char):
        return char + _MARKS[0], char + _MARKS[1]
    alike = _ALIKE.get(unicodedata.bidirectional(char), _NEUTRAL)
    return alike[0], alike[1]


def _is_mirrored(char: str) -> bool:
    return bool(unicodedata.mirrored(char))


# --- forms


def _joined(text: Sequence[Cluster]) -> list[Cluster]:
    """Letters in the forms that they have beside each other."""
    out: list[Cluster] = []
    for at, one in enumerate(text):
        forms = _forms(one.text)
        if forms is None:
            out.append(one)
            continue
        before = at > 0 and _joins_after(text[at - 1].text) and bool(forms[2] or forms[3])
        after = at + 1 < len(text) and _joins_after(one.text) and _joins_before(text[at + 1].text)
        isolated, initial, medial, final = forms
        form = (medial if before else initial) if after else (final if before else isolated)
        length = 2 if _is_lam_alef(one.text) else 1
        marks = one.text[length:].replace(_JOINER, "").replace(_NON_JOINER, "")
        out.append(one._replace(text=(form or isolated) + marks))
    return out


def _forms(text: str) -> tuple[str, str, str, str] | None:
    """Isolated, initial, medial and final form of a cluster's letter; empty where it has none."""
    from arabic_reshaper.letters import LETTERS_ARABIC  # start-up
    from arabic_reshaper.ligatures import LIGATURES  # start-up

    if _is_lam_alef(text):
        pairs = {letters: forms for _, (letters, forms) in LIGATURES if letters == text[:2]}
        forms: tuple[str, str, str, str] = pairs[text[:2]]
        return forms
    found: tuple[str, str, str, str] | None = LETTERS_ARABIC.get(text[0])
    return found


def _is_lam_alef(text: str) -> bool:
    return len(text) > 1 and text[0] == _LAM and text[1] in _ALEFS


def _joins_after(text: str) -> bool:
    """Whether a cluster's letter joins the one after it."""
    forms = None if text.endswith(_NON_JOINER) else _forms(text)
    return forms is not None and bool(forms[1] or forms[2])


def _joins_before(text: str) -> bool:
    """Whether a cluster's letter joins the one before it."""
    forms = _forms(text)
    return forms is not None and bool(forms[2] or forms[3])
