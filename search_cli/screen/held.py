"""How what is held in quarantine looks to a person, and what is said of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from indexer.quarantine.quarantine import REASONS, Code
from mappings.shown import quoted, shown
from search_cli.screen.runs import account
from search_cli.texts.messages import say

if TYPE_CHECKING:
    from indexer.answers import EntryAnswer, HeldAnswer, RetriedAnswer
    from indexer.quarantine.entries import Entry
    from search_cli.screen.output import Output


def show_held(out: Output, answer: HeldAnswer) -> None:
    """A line for each."""
    for one in answer.entries:
        out.told(_line(out, one))


def talk_of_held(out: Output, answer: HeldAnswer) -> None:
    """Say so if nothing is held."""
    if not answer.entries:
        out.talk(say(out.lang, "nothing_held"))


def show_entry(out: Output, answer: EntryAnswer) -> None:
    """Its reason, its place, its text."""
    record = answer.record
    out.told(_line(out, answer.entry))
    out.told(f"  {quoted(answer.file)}:{answer.entry.line}")
    text = record if isinstance(record, str) else json.dumps(record, ensure_ascii=False, indent=2)
    for line in text.splitlines() if record is not None else ():
        out.told(f"  {shown(line)}")


def talk_of_retried(out: Output, answer: RetriedAnswer) -> None:
    """What became of it."""
    if answer.report:
        account(out, answer.report)
    if not answer.held:
        out.talk(say(out.lang, "nothing_held"))
    for entry in answer.gone:
        out.talk(say(out.lang, "line_gone", number=entry.number))


def _line(out: Output, entry: Entry) -> str:
    path = quoted(entry.path)
    place = path if entry.place is None else f"{path}:{entry.place}"
    known = [code for code in Code if code == entry.code]
    reason = REASONS[out.lang][known[0]] if known else entry.code
    detail = f" ({shown(entry.detail)})" if entry.detail else ""
    return f"{entry.number:>5}  {place}: {reason}{detail} [{entry.code}]"
