"""How generations look to a person, and what is said of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from mappings.shown import quoted
from search_cli.screen.runs import account, run_line
from search_cli.texts.messages import say

if TYPE_CHECKING:
    from fihris.answers.answer import Plain
    from fihris.engines.model import Generation
    from indexer.answers import (
        DifferenceAnswer,
        GenerationAnswer,
        GenerationsAnswer,
        PlanAnswer,
        PrunedAnswer,
        RebuiltAnswer,
        StatusAnswer,
    )
    from search_cli.screen.output import Output


def _cells(out: Output, one: Generation, *, unfinished: bool) -> list[str]:
    """What is told of a generation."""
    marks = []
    if one.live or one.previous:
        marks.append(out.styled(say(out.lang, "live" if one.live else "previous"), "number"))
    if unfinished:
        marks.append(say(out.lang, "unfinished"))
    if one.damage:
        marks.append(out.styled(say(out.lang, "damaged", damage=one.damage), "lit"))
    elif not one.is_current:
        marks.append(out.styled(say(out.lang, "older"), "lit"))
    return [
        one.name,
        f"{say(out.lang, 'n_articles', n=one.articles):>18}",
        f"{say(out.lang, 'n_paragraphs', n=one.paragraphs):>21}",
        f"{one.bytes / 1e6:,.1f} MB",
        one.made_at,
        one.made_by,
        " · ".join(marks),
    ]


def _show_lines(out: Output, each: Sequence[Generation], unfinished: Collection[str] = ()) -> None:
    """A line for each; on a screen in columns, figures first."""
    rows = [_cells(out, one, unfinished=one.name in unfinished) for one in each]
    if not out.is_screen:
        for cells in rows:
            out.told("  ".join(cells).rstrip())
        return
    from search_cli.screen.tables import show_rows  # start-up

    show_rows(
        out,
        [
            [*map(str.strip, (*cells[1:4], cells[0])), _minute(cells[4]), *cells[5:]]
            for cells in rows
        ],
        figures=frozenset({0, 1, 2}),
    )


def _minute(at: str) -> str:
    """A time of UTC, without its seconds."""
    return f"{at[:16]}Z" if at.endswith("+00:00") else at


def show_generations(out: Output, answer: GenerationsAnswer) -> None:
    """A line for each."""
    _show_lines(out, answer.generations, answer.unfinished)


def show_generation(out: Output, answer: GenerationAnswer) -> None:
    """The generation, and its runs below."""
    _show_lines(out, [answer.generation])
    for run in answer.runs:
        out.told(f"  {run_line(out, run)}")


def show_status(out: Output, answer: StatusAnswer) -> None:
    """Where it is, what is there, what was done last."""
    out.told(" · ".join(map(out.field, (answer.engine, answer.index, answer.where))))
    if out.is_screen:
        _show_lines(out, answer.generations)
    else:
        for one in answer.generations:
            out.told("  " + "  ".join(_cells(out, one, unfinished=False)).rstrip())
    if answer.last:
        out.told(f"{say(out.lang, 'last_run')}: {run_line(out, answer.last)}")
    if answer.quarantined:
        out.told(say(out.lang, "held", n=answer.quarantined))


def talk_of_none(
    out: Output, answer: GenerationsAnswer | StatusAnswer, *, index: str, home: Any
) -> None:
    """Say so if there is no generation."""
    if not answer.generations:
        out.talk(say(out.lang, "empty", index=index, home=home))


def show_difference(out: Output, answer: DifferenceAnswer) -> None:
    """Counts, and the first articles of each kind."""
    found = answer.difference
    told = {"added": found.added, "changed": found.changed, "gone": found.gone, "same": found.same}
    out.told(say(out.lang, "difference", **told))
    for mark, samples in (
        ("+", found.added_first),
        ("~", found.changed_first),
        ("−", found.gone_first),
    ):
        for one in samples:
            out.told(f"  {mark} {quoted(one.article_id)}  {out.lit(one.title, ())}")


def show_pruned(out: Output, answer: PrunedAnswer) -> None:
    """What goes, and why the rest stays."""
    for name in answer.pruned.removed:
        out.told(f"− {name}")
    for name, why in answer.pruned.kept:
        out.told(f"  {name}  {say(out.lang, 'kept_' + why.replace(' ', '_'))}")


def talk_of_published(out: Output, answer: Plain) -> None:
    """Which is live now."""
    told = answer.value
    out.talk(say(out.lang, "published", live=told["live"], previous=told["previous"] or "–"))


def talk_of_rebuilt(out: Output, answer: RebuiltAnswer) -> None:
    """The run, its gates, and what came of them."""
    done = answer.rebuilt
    account(out, done.report)
    for gate in done.gates:
        mark = "✓" if gate.passed else "✗"
        out.talk(say(out.lang, "gate", mark=mark, gate=gate.told(out.lang)))
    if done.caught_up:
        out.talk(say(out.lang, "caught_up", n=done.caught_up))
    name = done.report.generation
    if not done.published:
        out.talk(say(out.lang, "built", generation=name))
        return
    before = (
        next((one for one, why in done.pruned.kept if why == "previous"), "–")
        if done.pruned
        else "–"
    )
    out.talk(say(out.lang, "published", live=name, previous=before))
    if done.pruned and done.pruned.removed:
        out.talk(say(out.lang, "removed", names=", ".join(done.pruned.removed)))


def show_plan(out: Output, answer: PlanAnswer) -> None:
    """From what it would be built, and how much of it there is."""
    planned, live = answer.plan, answer.plan.live
    if planned.origin == "live" and live:
        counts = {"articles": live.articles, "paragraphs": live.paragraphs}
        out.told(say(out.lang, "plan_live", live=live.name, **counts))
    for one in planned.sources:
        name = "plan_missing" if one in planned.missing else "plan_source"
        name = name if one.confirmed else "plan_unconfirmed"
        out.told(say(out.lang, name, path=one.path))
    if planned.bytes is not None:
        out.told(say(out.lang, "plan_bytes", megabytes=round(planned.bytes / 1e6, 1)))
    if planned.seconds is not None:
        out.told(say(out.lang, "plan_seconds", seconds=planned.seconds))
