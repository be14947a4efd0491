"""Gates: what a new generation must pass before it takes the live one's place.

Each measures the new generation by itself or against the live one, and says by how much it fails.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from fihris.engines.model import FaultCode, Generation, Paragraph, Phrase, Query
from mappings.errors import FihrisError, Language, filled_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fihris.engines.protocol import Engine
    from indexer.journal.journal import Counts

GateName = Literal[
    "sources", "quarantine", "articles", "paragraphs", "golden", "analysis", "health", "live"
]

NAMES: Final[dict[Language, dict[GateName, str]]] = {
    "en": {
        "sources": "sources not read",
        "quarantine": "share in quarantine",
        "articles": "articles",
        "paragraphs": "paragraphs",
        "golden": "golden queries answered wrongly",
        "analysis": "paragraphs not found by their own words",
        "health": "faults",
        "live": "the live generation was replaced meanwhile",
    },
    "ar": {
        "sources": "مصادر لم تُقرأ",
        "quarantine": "نسبة المحجور",
        "articles": "المقالات",
        "paragraphs": "الفقرات",
        "golden": "استعلامات مرجعية أُجيبت خطأ",
        "analysis": "فقرات لا يُعثر عليها بكلماتها",
        "health": "أعطال",
        "live": "استُبدل الجيل المنشور بغيره في الأثناء",
    },
}

SAMPLE: Final = 40
"""Articles of which a paragraph is looked for by its own words."""

PHRASE_WORDS: Final = 12
"""Words of a paragraph that it is looked for by; so many in a row hardly stand twice."""

FOUND_AT_MOST: Final = 200
"""Paragraphs that may share those words before the sample is passed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How much a new generation may differ. Shares are of 1."""

    max_quarantine: float = 0.05
    max_change: float = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """A query with articles that must, and must not, be among its ``first`` ones."""

    query: Query
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    first: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What one gate measured, and what it allows; both for people, in figures and signs."""

    name: GateName
    passed: bool
    measured: str
    allowed: str

    def told(self, language: Language) -> str:
        """The gate in a few words."""
        return f"{NAMES[language][self.name]}: {self.measured} ({self.allowed})"


class GateRefused(FihrisError):
    """A gate said no; the facts are ``generation``, ``live`` (both names) and ``gates``."""

    exit_code = 6
    en = (
        "{generation} was not published. {told}",
        "{live} is live as before; {generation} is kept, unpublished",
        "compare them: fihris generations diff {live} {generation}, and fihris search --generation"
        " {generation} QUERY; to publish it anyway: fihris generations publish {generation}",
    )
    ar = (
        "لم يُنشر {generation}. {told}",
        "{live} منشور كما كان، و{generation} محفوظ بلا نشر",
        "قارن بينهما: fihris generations diff {live} {generation}، وابحث في الجديد:"
        " fihris search --generation {generation} QUERY؛ ولنشره على حاله:"
        " fihris generations publish {generation}",
    )

    def parts(self, language: Language = "en") -> tuple[str, str, str]:
        """The sentences, with each gate that failed."""
        gates: Sequence[Gate] = self.facts["gates"]
        told = "; ".join(gate.told(language) for gate in gates if not gate.passed)
        what, state, then = self.en if language == "en" else self.ar
        facts = {**self.facts, "told": told, "live": self.facts["live"] or "–"}
        return filled_in(what, facts), filled_in(state, facts), filled_in(then, facts)


def measured(
    engine: Engine,
    new: Generation,
    live: Generation | None,
    *,
    counts: Counts,
    unread: Sequence[str],
    rules: Rules,
    golden: Sequence[Golden],
) -> tuple[Gate, ...]:
    """Measure everything; no gate hides another.

    Args:
        unread: sources, or files of them, that were not read or not to their end.
    """
    share = counts.quarantined / counts.read if counts.read else 0.0
    gates = [
        Gate(name="sources", passed=not unread, measured=_some(unread), allowed="0"),
        Gate(
            name="quarantine",
            passed=share <= rules.max_quarantine,
            measured=f"{counts.quarantined:,} / {counts.read:,} = {share:.1%}",
            allowed=f"≤ {rules.max_quarantine:.1%}",
        ),
    ]
    if live is not None and live.articles:
        gates.append(_change("articles", live.articles, new.articles, rules))
        gates.append(_change("paragraphs", live.paragraphs, new.paragraphs, rules))
    if golden:
        wrong = list(_answered_wrongly(engine, new.name, golden))
        gates.append(Gate(name="golden", passed=not wrong, measured=_some(wrong), allowed="0"))
    lost = list(_not_found(engine, new.name))
    gates.append(Gate(name="analysis", passed=not lost, measured=_some(lost), allowed="0"))
    faults = [
        f"{fault.code} {fault.detail}".strip()
        for fault in engine.check()
        if fault.subject == new.name and fault.code in {FaultCode.DAMAGED, FaultCode.NEWER}
    ]
    gates.append(Gate(name="health", passed=not faults, measured=_some(faults), allowed="0"))
    return tuple(gates)


def _change(name: GateName, before: int, after: int, rules: Rules) -> Gate:
    change = (after - before) / before
    return Gate(
        name=name,
        passed=abs(change) <= rules.max_change,
        measured=f"{before:,} → {after:,} = {change:+.1%}",
        allowed=f"± {rules.max_change:.1%}",
    )


def _some(things: Sequence[str], most: int = 3) -> str:
    """How many, and the first of them."""
    if not things:
        return "0"
    more = " …" if len(things) > most else ""
    return f"{len(things):,}: " + ", ".join(things[:most]) + more


def _answered_wrongly(engine: Engine, name: str, golden: Sequence[Golden]) -> Iterator[str]:
    for one in golden:
        hits = engine.search(one.query, size=one.first, paragraphs=1, generation=name).hits
        found = {hit.article_id for hit in hits}
        wrong = [f"−{article}" for article in one.must if article not in found]
        wrong += [f"+{article}" for article in one.must_not if article in found]
        if wrong:
            yield f"«{one.query.text}» {' '.join(wrong)}"


def _not_found(engine: Engine, name: str) -> Iterator[str]:
    """Paragraphs that a phrase of their own words does not find: then index and query would be
    analysed differently, or something is lost."""
    for article in itertools.islice(engine.scan(generation=name), SAMPLE):
        paragraph: Paragraph = max(article, key=lambda one: len(one.text))
        words = " ".join(paragraph.text.split()[:PHRASE_WORDS])
        hits = engine.rank(Query(Phrase(words)), size=FOUND_AT_MOST, generation=name)
        if len(hits) < FOUND_AT_MOST and all(
            hit.paragraph_id != paragraph.paragraph_id for hit in hits
        ):
            yield paragraph.paragraph_id
