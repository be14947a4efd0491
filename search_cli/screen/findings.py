"""How what ``fihris doctor`` finds looks to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from search_cli.texts.messages import say

if TYPE_CHECKING:
    from indexer.answers import FindingsAnswer
    from search_cli.screen.output import Output


def show_findings(out: Output, answer: FindingsAnswer) -> None:
    """What is wrong, and the command that mends it."""
    for one in answer.findings:
        severity = one.ailment.severity
        style = "lit" if severity == "error" else "dim"
        word = out.styled(f"{say(out.lang, f'severity_{severity}'):7}", style)
        out.told(f"{word}  {one.told(out.lang)}")
        out.told(say(out.lang, "mend", mend=answer.typed(one.ailment.mend)))


def talk_of_findings(out: Output, answer: FindingsAnswer, *, index: str, home: Any) -> None:
    """What was mended, and whether all is well."""
    if answer.fixed is not None:
        out.talk(say(out.lang, "fixed", n=answer.fixed))
    if not answer.findings:
        out.talk(say(out.lang, "healthy", index=index, home=home))
