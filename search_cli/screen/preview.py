"""How a dry run looks to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mappings.shown import quoted, shown
from search_cli.screen.runs import note_lines
from search_cli.texts.messages import say

if TYPE_CHECKING:
    from indexer.previewed import PreviewAnswer
    from search_cli.screen.output import Output

PARAGRAPHS: Final = 4
"""Paragraphs of an article that are shown."""

CHARACTERS: Final = 160
"""What is shown of each."""


def show_preview(out: Output, answer: PreviewAnswer) -> None:
    """The first article of each file: its title, its facts, how its text begins."""
    for file in answer.previews.files:
        counts = say(out.lang, "preview", articles=file.articles, quarantined=file.quarantined)
        out.line(f"{quoted(file.path)}: {counts}")
        for one in file.paragraphs[: PARAGRAPHS + 1]:
            text = shown(one.text)
            if len(text) > CHARACTERS:
                text = f"{text[:CHARACTERS]}…"
            mark = {"title": "# ", "heading": "## "}.get(one.kind, "")
            out.line(f"  {one.position:>2}  {mark}{text}")
        if file.paragraphs:
            first = file.paragraphs[0]
            facts = [first.date, first.source, first.category, first.author, first.url]
            out.line("      " + " · ".join(shown(fact) if fact else "–" for fact in facts))
        for rejected in file.rejected:
            place = "" if rejected.line is None else f"{rejected.line}: "
            detail = f" ({shown(rejected.detail)})" if rejected.detail else ""
            out.line(f"  ✗ {place}{rejected.reason(out.lang)}{detail} [{rejected.code}]")


def talk_of_preview(out: Output, answer: PreviewAnswer) -> None:
    """What was not used and not read; that nothing was loaded."""
    for line in note_lines(out, answer.previews.notes.as_json()):
        out.talk(line)
    out.talk(say(out.lang, "nothing_loaded"))
