"""What a person is told of a query that found nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search_cli.texts.messages import say
from search_cli.texts.values import label

if TYPE_CHECKING:
    from fihris.answers.diagnosis import Nothing
    from fihris.engines.model import Query
    from search_cli.screen.output import Output


def show_nothing(out: Output, nothing: Nothing, query: Query) -> None:
    """Tell a person."""
    out.talk(say(out.lang, "nothing", query=query.text))
    for one in nothing.words:
        out.talk(say(out.lang, "alone", word=one.word, articles=one.articles))
        for offer in one.spellings:
            out.talk(say(out.lang, "near", word=offer.word, articles=offer.articles))
    for filter_ in nothing.filters:
        name, articles = ("emptied", filter_.without) if filter_.articles else ("unknown", 0)
        out.talk(say(out.lang, name, part=filter_.part, articles=articles))
        for value in filter_.nearest:
            shown = label(filter_.name, value.value, out.lang)
            out.talk(say(out.lang, "near", word=shown, articles=value.articles))
    better = nothing.instead
    told = {offer for one in nothing.words for offer in one.spellings}
    if better is not None and better not in told:
        out.talk(say(out.lang, "instead", query=better.word, articles=better.articles))
    if len(nothing.words) > 1 and all(one.articles for one in nothing.words):
        out.talk(say(out.lang, "any"))
