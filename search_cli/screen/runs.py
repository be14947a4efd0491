"""How runs look to a person, and what is said of one that has just ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from indexer.runs import notes
from mappings.shown import quoted, shown
from search_cli.texts.messages import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.answers import ReportAnswer, RestoredAnswer, RunAnswer, RunsAnswer, SavedAnswer
    from indexer.journal.journal import Run
    from indexer.runs.skeleton import Report
    from search_cli.screen.output import Output


def run_line(out: Output, run: Run) -> str:
    """A run in one line."""
    state = say(out.lang, f"state_{run.state}")
    style = {"done": "number", "running": "heading"}.get(run.state, "lit")
    return (
        f"{out.field(run.run_id)}  {out.styled(state, style)}  {out.field(run.command)}"
        f"  {out.field(run.generation or '–')}  "
        + say(
            out.lang,
            "run",
            read=run.counts.read,
            loaded=run.counts.loaded,
            unchanged=run.counts.unchanged,
            superseded=run.counts.superseded,
            quarantined=run.counts.quarantined,
        )
        + (f"  {run.seconds:.1f} s" if run.seconds is not None else "")
    )


def show_runs(out: Output, answer: RunsAnswer) -> None:
    """A line for each."""
    for run in answer.runs:
        out.told(run_line(out, run))


def talk_of_runs(out: Output, answer: RunsAnswer) -> None:
    """Say so if there was none."""
    if not answer.runs:
        out.talk(say(out.lang, "no_runs"))


def show_run(out: Output, answer: RunAnswer) -> None:
    """All that is known of it."""
    run = answer.run
    out.told(run_line(out, run))
    ended = run.ended_at or "…"
    out.told(f"  {run.began_at} → {ended}  pid {run.pid} @ {run.host}")
    out.told(f"  {run.program} · {run.analysis} · schema {run.schema_version}")
    for path in run.inputs:
        out.told(f"  ← {quoted(path)}")
    if run.detail:
        out.told(f"  {shown(run.detail)}")
    for line in note_lines(out, notes.told(run.notes)):
        out.told(line)


NAMED: Final = 10
"""Keys that are named, and files that were passed over; ``--json`` has more."""


def note_lines(out: Output, told: dict[str, Any]) -> Iterator[str]:
    """What was passed over: keys that were not used, with how often, and files by kind and name."""
    keys, kinds = told["unused_keys"], told["passed_over"]
    if keys:
        some = ", ".join(f"{shown(str(key))} {n}" for key, n in list(keys.items())[:NAMED])
        more = f" … +{len(keys) - NAMED}" if len(keys) > NAMED else ""
        yield say(out.lang, "unused_keys", keys=some + more)
    if told["warnings"]:
        yield say(out.lang, "warned", n=sum(told["warnings"].values()))
        for one in told["warned"][:NAMED]:
            yield f"  {quoted(str(one['path']))}:{one['line'] or 1} ({shown(str(one['detail']))})"
    if not kinds:
        return
    passed = sum(kinds.values())
    some = ", ".join(f"{n} {shown(str(kind))}" for kind, n in list(kinds.items())[:NAMED])
    yield say(out.lang, "passed_over", files=told["files"], n=passed, kinds=some)
    for one in told["passed_over_files"][:NAMED]:
        yield f"  {quoted(str(one['path']))} [{shown(str(one['kind']))}]"
    if passed > NAMED:
        yield say(out.lang, "rejected_more", n=passed - NAMED)


def talk_of_report(out: Output, answer: ReportAnswer) -> None:
    """What a run did, and what was set aside."""
    account(out, answer.report)


def talk_of_restored(out: Output, answer: RestoredAnswer) -> None:
    """What was restored, and what could not be."""
    done = answer.restored
    account(out, done.report)
    if not answer.published:
        out.talk(say(out.lang, "built", generation=done.report.generation))
    if done.unconfirmed:
        out.talk(say(out.lang, "unconfirmed", n=done.unconfirmed))
    for what in done.lost:
        out.talk(say(out.lang, "lost", what=what))


def talk_of_saved(out: Output, answer: SavedAnswer) -> None:
    """What a backup holds."""
    saved = answer.saved
    out.talk(
        say(
            out.lang,
            "saved",
            articles=saved.articles,
            paragraphs=saved.paragraphs,
            generation=saved.generation,
            path=saved.path,
            megabytes=round(saved.bytes / 1e6, 1),
            seconds=saved.seconds,
        )
    )


def account(out: Output, report: Report) -> None:
    """What a run did, and what was set aside."""
    counts = report.counts
    rate = round(counts.paragraphs / report.seconds) if report.seconds else 0
    if report.resumed:
        out.talk(say(out.lang, "resumed", generation=report.generation))
    out.talk(
        say(
            out.lang,
            "indexed_over" if counts.superseded else "indexed",
            read=counts.read,
            loaded=counts.loaded,
            unchanged=counts.unchanged,
            superseded=counts.superseded,
            quarantined=counts.quarantined,
            paragraphs=counts.paragraphs,
            seconds=report.seconds,
            rate=rate,
        )
    )
    for line in note_lines(out, report.notes.as_json()):
        out.talk(line)
    for rejected in report.rejected:
        path = quoted(rejected.path)
        place = path if rejected.line is None else f"{path}:{rejected.line}"
        detail = rejected.reason(out.lang)
        if rejected.detail:
            detail += f" ({shown(rejected.detail)})"
        out.talk(say(out.lang, "rejected", place=place, detail=detail, code=rejected.code))
    if report.held > len(report.rejected):
        out.talk(say(out.lang, "rejected_more", n=report.held - len(report.rejected)))
    if report.dropped:
        out.talk(say(out.lang, "dropped_before", n=report.dropped))
    if report.quarantine:
        out.talk(say(out.lang, "quarantine", path=report.quarantine))
