"""``doctor --parity``: a cluster's analysis beside this program's, token by token."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mappings.errors import FihrisError
from mappings.limits import Limits
from mappings.side_files import SideFileUnread, bounded_lines, open_side_file

if TYPE_CHECKING:
    from fihris.answers.parity import ParityAnswer
    from fihris.engines.elastic.engine import ElasticEngine
    from search_cli.screen.output import Output


class NotElastic(FihrisError):
    """Parity is of a server with us; there is no server."""

    exit_code = 2
    en = (
        "the embedded engine has no server whose analysis could differ",
        "nothing was compared",
        "name a cluster: fihris --engine elasticsearch --elasticsearch-url URL doctor --parity",
    )
    ar = (
        "ليس للمحرك المضمَّن خادم قد يختلف تحليله",
        "لم يُقارن شيء",
        "سمِّ خادمًا: fihris --engine elasticsearch --elasticsearch-url URL doctor --parity",
    )


class TextsUnreadable(FihrisError):
    """A file of texts to compare is not one that ends, or has a line without an end."""

    exit_code = 2
    en = ("{where} cannot be read: {reason}", "the rest was not compared", "name a text file")
    ar = ("تعذّرت قراءة {where}: {reason_ar}", "لم يُقارن الباقي", "سمِّ ملفًا نصيًا")


def compared_with(
    engine: ElasticEngine, file: str | None, limits: Limits = Limits()
) -> ParityAnswer:
    """The analysis of every line in every view, compared while the answer is given."""
    from fihris.answers.parity import ParityAnswer  # start-up
    from fihris.engines.elastic.parity import Compared  # start-up

    compared = Compared()
    found = engine.parity(_lines(engine, file, limits.article), compared)
    return ParityAnswer(found, compared)


def show_parity(out: Output, answer: ParityAnswer) -> None:
    """A line for each difference."""
    from mappings.shown import shown  # start-up

    def told(token: Any) -> str:
        return f"{token.term} [{token.position}] {token.start}–{token.end}" if token else "–"

    for one in answer.each():
        line = f"{one.view}\t{told(one.ours)}\t{told(one.theirs)}\t{shown(one.text)}"
        out.told(line)


def talk_of_parity(out: Output, answer: ParityAnswer) -> None:
    """How much was compared."""
    from search_cli.texts.messages import say  # start-up

    told = answer.compared
    out.talk(
        say(
            out.lang,
            "parity",
            texts=told.texts,
            tokens=told.tokens,
            differences=told.differences,
        )
    )


def _lines(engine: ElasticEngine, file: str | None, limit: int) -> Iterator[str]:
    if file is None:
        for article in engine.scan():
            for paragraph in article:
                yield paragraph.text
        return
    try:
        if file == "-":
            yield from bounded_lines(sys.stdin.buffer, limit=limit, option="article")
            return
        with open_side_file(Path(file), named=True) as lines:
            yield from bounded_lines(lines, limit=limit, option="article")
    except SideFileUnread as exc:
        raise TextsUnreadable(where=file, reason=exc.reason, reason_ar=exc.reason_ar) from exc
    except OSError as exc:
        from indexer.errors import InputMissing  # start-up

        raise InputMissing(path=file) from exc
