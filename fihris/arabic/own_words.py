"""A newsroom's own words: a file of ``word => term`` lines, looked up before any other list.

``word => term`` gives a word the lemma of another; ``word`` alone is a name that stays itself, met
by no other word. The rule holds for the word with every proclitic and however hamzas, teh marbuta
and alef maksura are typed.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import mappings
from fihris.arabic.analyzer import analyzer, normalizer, standard
from fihris.arabic.errors import WordsUnreadable, WordsWrong
from fihris.arabic.views import views
from mappings.limits import Limits, exceeds
from mappings.side_files import SideFileUnread, read_side_file

if TYPE_CHECKING:
    from pathlib import Path

PROCLITICS: Final = tuple(
    conjunction + rest
    for conjunction in ("", "و", "ف")
    for rest in ("", "ال", "ب", "ل", "ك", "بال", "كال", "لل")
)
FOLDS: Final = ("آأإ", "ا"), ("ى", "ي"), ("ة", "ه"), ("ؤئ", "ء")
"""Ways in which a word is typed carelessly."""

SETTLED: Final = "_"

LINE: Final = 1_000
"""Characters of a line at most; it holds two words."""


def use(path: Path, *, limits: Limits = Limits(), named: bool = False) -> None:
    """Read a file of own words and use it from here on.

    Args:
        named: the file was named on the command line: it may be a pipe, or ``-``.

    Raises:
        WordsUnreadable: there is no such file, it is not UTF-8 text, or it is over a limit.
        WordsWrong: a line is not ``word => term`` or ``word``, or a word is there twice.
    """
    adopt(mappings.OwnWords())
    terms = _read(path, limits, named=named)
    lemmas: dict[str, str] = {}
    lights: dict[str, str] = {}
    for word, term in terms.items():
        own = analyzer("exact").term(word)
        lemma = own if term is None else analyzer("lemma").term(term)
        for written in _written(word):
            for proclitic in PROCLITICS:
                lemmas[proclitic + written] = lemma + SETTLED
                lights[proclitic + written] = own + SETTLED
    adopt(mappings.OwnWords(path.name, {"lemma": lemmas, "light": lights}))


def adopt(words: mappings.OwnWords) -> None:
    """Use own words that were read before, in this process or in another; analysers that were made
    already are forgotten."""
    mappings.use_words(words)
    for made in (standard, analyzer, normalizer, views):
        made.cache_clear()


def _written(word: str) -> list[str]:
    """Every way in which the word is typed."""
    forms: dict[str, None] = {}
    for folds in product((False, True), repeat=len(FOLDS)):
        form = word
        for (letters, plain), is_folded in zip(FOLDS, folds, strict=True):
            if is_folded:
                form = form.translate(dict.fromkeys(map(ord, letters), plain))
        forms[form] = None
    return list(forms)


def _read(path: Path, limits: Limits, *, named: bool) -> dict[str, str | None]:
    try:
        lines = read_side_file(path, limit=limits.side_file, named=named).splitlines()
    except SideFileUnread as exc:
        raise WordsUnreadable(where=path, reason=exc.reason, reason_ar=exc.reason_ar) from exc
    terms: dict[str, str | None] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        left, arrow, right = line.partition("=>")
        facts = {"where": path, "line": number, "text": line.strip()[:60]}
        if len(line) > LINE:
            told = {"reason": f"over {LINE:,} characters", "reason_ar": f"أكثر من {LINE:,} محرف"}
            raise WordsWrong(**facts, **told)
        sides = [analyzer("exact").words(side) for side in (left, right)]
        if len(sides[0]) != 1 or len(sides[1]) != bool(arrow):
            raise WordsWrong(
                **facts, reason="each side is one word", reason_ar="كل جانب كلمة واحدة"
            )
        word, term = sides[0][0].lower(), sides[1][0].lower() if arrow else None
        if terms.get(word, term) != term:
            told = {"reason": "it has another term above", "reason_ar": "لها مقابل آخر أعلاه"}
            raise WordsWrong(**facts, **told)
        terms[word] = term
        if exceeds(len(terms), limits.words):
            raise WordsUnreadable(
                where=path,
                reason=f"it has more than {limits.words:,} words (--limit words=NUMBER)",
                reason_ar=f"فيه أكثر من {limits.words:,} كلمة (‎--limit words=NUMBER)",
            )
    return terms
