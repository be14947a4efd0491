"""Patterns for names that are written as one word and as two (``compounds.tsv``).

Some become one word (حضر موت), since their parts mean nothing of their own in them: who searches
موت does not mean the province. Others become two (عبدالله), since each part is searched for itself
too, الرحمن or الغيط; then a lone عبد and a lone الله are found as before, and a phrase of both is
what the one word was. Either way all ways of writing take the same positions.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Final

from fihris.arabic.java_regex import SPACE

HERE: Final = Path(__file__).parent

L: Final = "[\\u0621-\\u064A]"
BEGIN: Final = f"(?<!{L})"
END: Final = f"(?!{L})"

PROCLITIC: Final = "و?ف?ب?ل?ك?"
ARTICLE: Final = "و?ف?ب?ك?(?:ال|لل|ل)?"
"""Few classes throughout: Python takes 0.1 to 0.4 ms to compile one of Arabic letters, and a start
pays for it. That these take وف too does no harm."""

NOT_FATHERS: Final = (
    "اب(?!ر)", "اق", "اه", "اي", "يه", "يك", "ين", "ته", "لون", "للو", "هما", "كما(?!ل)", "جين",
    "كري", "كال",
)  # fmt: skip
"""How a word goes on that begins with أبو and is no kunya: أبواب, أبوهما, أبوللو. Only three
letters and more are taken for a name."""

FATHERS: Final = ("ال", "ظبي", "بكر", "مازن", "زيد", "محمد")
"""Behind ابو without its hamza, with a proclitic: لابو is more often something else (لابورتا)."""


def rows() -> dict[str, dict[str, list[str]]]:
    """Way → first part → second parts, as ``compounds.tsv`` has them."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    text = (HERE / "compounds.tsv").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            way, first, parts = line.split("\t")
            found[way][first] += parts.split()
    return found


def joined() -> tuple[str, str]:
    """Two words become one: names of the list, and و that stands by itself, before letters."""
    pairs = rows()["joined"].items()
    names = "|".join(f"{first}(?={SPACE}+(?:{'|'.join(parts)}))" for first, parts in pairs)
    conjunction = f"(?<![0-9])و(?={SPACE}+{L}{{2}})"
    return f"({BEGIN}(?:{ARTICLE}(?:{names})|{conjunction})){SPACE}+", "$1"


def fathers() -> tuple[str, str]:
    """أبو and what stands behind it become two words, before the rest may: أبوعبدالله is three.
    The letter behind the cut is taken along, so that the space between has its place in the text
    behind the first part."""
    usual = f"(?:{PROCLITIC}أ|و?ف?ا)بو(?!{'|'.join(NOT_FATHERS)})(?={L}{{3}})"
    return f"({BEGIN}(?:{usual}|{PROCLITIC}ابو(?={'|'.join(FATHERS)})))({L})", "$1 $2"


def apart() -> tuple[str, str]:
    """The other names of two parts become two words: those of the list, all that end in الدين but
    عز are of three letters at least (خالدين is one word), and all that end in الله. عبدال is cut
    too where nothing follows: somebody may search for what begins so."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for first, parts in rows()["apart"].items():
        has_any = "ال" in parts and first != "عبد"
        if has_any:
            alike[(f"ال{L}{{3}}",)].append(first)
        if named := tuple(part for part in parts if part != "ال" or not has_any):
            alike[named].append(first)
    names = "|".join(
        f"(?:{'|'.join(firsts)})(?={'|'.join(parts)})" for parts, firsts in alike.items()
    )
    plain = "و?ف?ب?ك?ل?ال|و?ف?لل|جير"  # للوالدين
    faith = f"(?!{plain}){PROCLITIC}(?:عز|{L}{{3,8}})(?=الدين{END})"
    god = f"{L}{{3,8}}(?=الله{END})"
    return f"({BEGIN}(?:{PROCLITIC}(?:{names}|{god})|{faith}))({L})", "$1 $2"
