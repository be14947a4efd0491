"""Errors of queries that need too much; see ``mappings.errors`` for their form.

``EngineError``
├── ``QueryTimedOut``: it took too long
├── ``QueryTooLarge``: it has more words and values than can be searched at once
├── ``TooManyBeginnings``: it has more words with ``*`` than can be searched at once
├── ``BeginningTooShort``: too many words have the beginning in a phrase
└── ``PageTooFar``: it asks for articles beyond the last that an answer can have
"""

from __future__ import annotations

from fihris.engines.errors import EngineError


class QueryTimedOut(EngineError):
    """The query was not answered in time; no part of an answer is shown."""

    en = (
        "the query was not answered within {seconds} s",
        "no part of an answer is shown; nothing was changed",
        "narrow it (rarer words, --source, --date), or allow more time: --timeout SECONDS",
    )
    ar = (
        "لم يُجب عن الاستعلام خلال {seconds} ث",
        "لا يُعرض جزء من جواب، ولم يتغير شيء",
        "ضيّقه (كلمات أندر، ‎--source، ‎--date) أو أعطه وقتًا أطول: ‎--timeout SECONDS",
    )


class QueryTooLarge(EngineError):
    """A query has more words and values than can be searched at once."""

    exit_code = 2
    en = (
        "the query has {found} words and values; at most {limit} can be searched at once",
        "nothing was searched",
        "write fewer of them, or ask in several queries",
    )
    ar = (
        "في الاستعلام {found} من الكلمات والقيم؛ ولا يُبحث عن أكثر من {limit} معًا",
        "لم يُبحث عن شيء",
        "اكتب أقل منها، أو اسأل في عدة استعلامات",
    )


class TooManyBeginnings(QueryTooLarge):
    """Each word with ``*`` stands for all words that begin so: thousands of them."""

    en = (
        "the query has {found} words with *; at most {limit} can be searched at once",
        "nothing was searched",
        "write fewer of them, or ask in several queries",
    )
    ar = (
        "في الاستعلام {found:كلمة} مع *؛ ولا يُبحث عن أكثر من {limit} معًا",
        "لم يُبحث عن شيء",
        "اكتب أقل منها، أو اسأل في عدة استعلامات",
    )


class BeginningTooShort(QueryTooLarge):
    """A phrase with ``*`` is searched for with each word that has this beginning."""

    en = (
        "too many words begin with the letters before * in a phrase: {reason}",
        "nothing was searched",
        "write a longer beginning before *",
    )
    ar = (
        "كلمات كثيرة جدًا تبدأ بالحروف التي قبل * في عبارة: {reason}",
        "لم يُبحث عن شيء",
        "اكتب بداية أطول قبل *",
    )


class PageTooFar(EngineError):
    """Answers have a last position."""

    exit_code = 2
    en = (
        "articles {first} to {last} were asked for; an answer ends at article {limit}",
        "nothing was searched",
        "use a smaller --offset, or narrow the query",
    )
    ar = (
        "طُلبت المقالات من {first} إلى {last}؛ وينتهي الجواب عند المقالة {limit}",
        "لم يُبحث عن شيء",
        "استعمل ‎--offset أصغر، أو ضيّق الاستعلام",
    )
