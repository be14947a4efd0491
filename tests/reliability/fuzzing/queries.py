"""Queries: by the grammar and past it, of what is common, long, deep; with every option."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.cli.conftest import SEEDS, Fihris, text_seeds
from tests.reliability.fuzzing import making
from tests.reliability.fuzzing.cases import Case
from tests.reliability.fuzzing.inputs import without_nul
from tests.reliability.press import WORDS, releases, write

LARGE_OF: Final = 60
"""One case in so many asks an index that has a paragraph of a megabyte."""

LONGEST: Final = 3_900
"""Characters: a longer query is refused for its length."""

FIELDS: Final = (
    "source", "المصدر", "country", "بلد", "category", "organization", "place", "author", "title",
    "العنوان", "date", "تاريخ", "since", "until", "loaded", "مصدر", "path", "id", "text",
)  # fmt: skip


ODD: Final[list[dict[str, Any]]] = [
    {"id": "a b", "title": "خبر من السنة الأخيرة", "date": "9999-12-31", "source": "كونا: قنا"},
    {"id": "a\u00a0c", "title": "خبر من السنة الأولى", "date": "0001-01-01", "place": 'في "البيت"'},
    {"id": "=cmd|'x'!A1", "title": "=1+1\u2067 خبر \u202b من", "body": "خبر\tفي؛=1\u202c من"},
]
"""What may be indexed, and is hard for one who writes it down: days, ids and signs of all kinds."""


def prepare(folder: Path) -> Any:
    """Two indices, and a maker of cases."""
    small = Fihris(folder / "small")
    source = write(folder / "press.jsonl", [*releases(300), *ODD])
    done = small("index", str(source), str(SEEDS / "releases.jsonl"), *map(str, text_seeds()))
    assert done.code == 0, done.err
    chance = Random("large")
    many = " ".join(chance.choices((*making.COMMON, *WORDS[:3]), k=150_000))[:900_000]
    (some,) = without_nul((" ".join(making.word(chance) for _ in range(30_000))[:100_000],))
    large: list[dict[str, Any]] = [
        {"id": "a", "title": ("في من " * 1_600)[:9_000], "body": many},
        {"id": "b", "title": "خبر", "body": some},
    ]
    source = folder / "large.jsonl"
    source.write_bytes(
        b"\n".join(
            json.dumps(one).encode("utf-8") for part in (large, releases(20)) for one in part
        )
    )
    done = Fihris(folder / "large")("index", str(source))
    assert done.code == 0, done.err
    ids = [*(f"a{number}" for number in range(0, 300, 7)), *(one["id"] for one in ODD)]
    return partial(_case, ids)


ASKING: Final = frozenset(("search", "facets", "show", "explain", "batch"))
TIMELY: Final = ("--timeout", "4")
"""What a question may take: with what comes before and behind, less than a command's budget."""


def _case(ids: list[str], chance: Random) -> Case:
    large = chance.random() < 1 / LARGE_OF
    one = partial(_command, ["a", "b"] if large else ids, chance)
    name, *rest = without_nul(one())
    command = [name, *(TIMELY if name in ASKING else ()), *rest]
    before = ["--json"] if chance.random() < 0.3 else []
    if chance.random() < 0.1:
        before += ["--color", "always"]
    if chance.random() < 0.2:
        before += ["--lang", chance.choice(("ar", "en"))]
    files = {}
    if command[0] == "batch":
        rows = [f"{n}\t{_flat(query(chance))}" for n in range(making.some(chance, 30))]
        files["queries.tsv"] = "\n".join(rows).encode("utf-8", "replace")
    return Case(
        commands=((*before, *command),), files=files, home="large" if large else "small",
        shares_home=True,
    )  # fmt: skip


def _command(ids: list[str], chance: Random) -> tuple[str, ...]:
    roll = chance.random()
    if roll < 0.55:
        return ("search", *options(chance), *asked(chance))
    if roll < 0.65:
        by = chance.choice(("source", "month", "country,year", "day", "x", "source," * 50, ""))
        return ("facets", "--by", by, *_chosen(_NARROW, chance), *asked(chance))
    if roll < 0.77:
        named = chance.choice(ids) if chance.random() < 0.9 else making.word(chance)
        return ("show", "--query", query(chance), "--", named)
    if roll < 0.87:
        named = chance.choice(ids) if chance.random() < 0.9 else making.word(chance)
        return ("explain", "--query", query(chance), "--article", named)
    if roll < 0.91:
        return ("explain", "--against", making.word(chance), "--", making.word(chance))
    if roll < 0.95:
        form = chance.choice(("csv", "jsonl", "trec", "x"))
        syntax = ("--syntax",) if chance.random() < 0.7 else ()
        rank = ("--rank", chance.choice(("paragraphs", "articles")))
        return ("batch", "queries.tsv", "--format", form, *syntax, *rank)
    return ("analyze", "--", making.sentence(chance, 100))


def asked(chance: Random) -> tuple[str, ...]:
    """A query as arguments, in one piece or in several."""
    text = query(chance)
    return ("--", *text.split(" ")) if chance.random() < 0.1 else ("--", text)


_NUMBERS: Final = (
    "0", "1", "3", "10", "1000", "10000", "10001", "-1", "2147483647", "2147483648",
    "4294967296", "9223372036854775807", "9223372036854775808", "99999999999999999999", "x", "1e3",
    "١٠", "",
)  # fmt: skip
_NARROW: Final = ("--source", "--country", "--category", "--date", "--since", "--until")


def options(chance: Random) -> list[str]:
    """Some of the options of a search."""
    chosen = []
    for name in ("--size", "--offset", "--paragraphs"):
        if chance.random() < 0.15:
            chosen += [name, chance.choice(_NUMBERS)]
    if chance.random() < 0.15:
        chosen += ["--sort", chance.choice(("date", "relevance", "x"))]
    if chance.random() < 0.15:
        chosen += ["--match", chance.choice(("any", "all", ""))]
    if chance.random() < 0.1:
        chosen += ["--facets", chance.choice(("source,month", "country", "day", ",", "x"))]
    if chance.random() < 0.03:
        chosen += ["--generation", chance.choice(("press-000001", "../..", "*", "press-999999"))]
    return [*chosen, *_chosen((*_NARROW, "--place", "--author"), chance)]


def _chosen(names: tuple[str, ...], chance: Random) -> list[str]:
    chosen = []
    for name in names:
        if chance.random() < 0.04:
            chosen += [name, _day(chance) if name in {"--date", "--since", "--until"} else
                       making.sentence(chance, 4)[:LONGEST]]  # fmt: skip
    return chosen


def query(chance: Random) -> str:
    """A query, by the grammar mostly, and then at times damaged."""
    roll = chance.random()
    if roll < 0.06:
        made = " ".join(f"{_letters(chance)}*" for _ in range(chance.randint(1, 700)))
    elif roll < 0.11:
        made = _phrase(chance, chance.randint(2, 900))
    elif roll < 0.14:
        sign = chance.choice(("(", "-", '"', "((", "-(", "title:", "=", "~", "(خبر أو ", "- - "))
        made = sign * chance.randint(1, 4_000 // len(sign))
        made += "خبر" + ")" * made.count("(") if chance.random() < 0.7 else ""
    elif roll < 0.18:
        joint = chance.choice((" أو ", " OR ", " | ", " ", " -", " AND "))
        made = joint.join(_leaf(chance) for _ in range(chance.randint(2, 500)))
    elif roll < 0.25:
        made = making.sentence(chance, 60)
    else:
        made = _node(chance, 0)
    if chance.random() < 0.1:
        made = making.damaged(made.encode("utf-8", "replace"), chance).decode("utf-8", "replace")
    return made if chance.random() < 0.01 else made[:LONGEST]


def _node(chance: Random, depth: int) -> str:
    roll = chance.random()
    if depth > 4 or roll < 0.45:
        return _leaf(chance)
    parts = [_node(chance, depth + 1) for _ in range(min(6, making.some(chance, 6)))]
    if roll < 0.65:
        return " ".join(parts)
    if roll < 0.8:
        return chance.choice((" أو ", " OR ", "|", " || ")).join(parts)
    if roll < 0.9:
        return f"({' '.join(parts)})"
    return chance.choice(("-", "ليس ", "NOT ", "+", "−")) + parts[0]


def _leaf(chance: Random) -> str:
    roll = chance.random()
    if roll < 0.3:
        return making.word(chance)
    if roll < 0.42:
        return _phrase(chance, min(14, making.some(chance, 14, large=0.2)))
    if roll < 0.5:
        return f"{_letters(chance)}*"
    if roll < 0.57:
        return f"={making.word(chance)}"
    if roll < 0.6:
        return f"~{making.word(chance)}"
    if roll < 0.65:
        return f"title:{chance.choice((making.word(chance), _phrase(chance, 3), '(خبر أو من)'))}"
    if roll < 0.8:
        field = chance.choice(FIELDS)
        told = _day(chance) if field in {"date", "تاريخ", "since", "until", "loaded"} else (
            chance.choice((making.word(chance), _phrase(chance, 2), "KW", "الكويت", "كونا، قنا"))
        )  # fmt: skip
        return f"{field}{chance.choice((':', ': ', ' : ', '：'))}{told}"
    return chance.choice(making.COMMON)


def _phrase(chance: Random, words: int) -> str:
    chosen: tuple[str, ...] = chance.choice((WORDS, making.COMMON, making.COMMON[:1]))
    told = " ".join(
        chance.choice(chosen) if chance.random() < 0.95 else making.word(chance)
        for _ in range(words)
    )
    slop = f"~{chance.choice((0, 1, 3, 5, 20, 50, 1_000, 2**31, 10**30))}"
    equals = "=" if chance.random() < 0.2 else ""
    return f'{equals}"{told}"{slop if chance.random() < 0.6 else ""}'


def _letters(chance: Random) -> str:
    return "".join(chance.choices("ابتمنوي", k=chance.choice((0, 1, 2, 2, 2, 3))))


def _day(chance: Random) -> str:
    def one() -> str:
        return chance.choice(
            (
                *making.DATES,
                "9999",
                "0001",
                "7d",
                "9999999y",
                "2023",
                "2023-10",
                "أسبوع",
                "1445-03ه",
            )
        )

    roll = chance.random()
    if roll < 0.4:
        return one()
    if roll < 0.7:
        return f"{one()}..{one()}"
    return chance.choice((">", "<", ">=", "<=", "..", "")) + one() + chance.choice(("", ".."))


def _flat(text: str) -> str:
    return " ".join(text.split()) or "x"
