"""What ``fihris.open`` returns: an index to query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from fihris.answers.search import FacetsAnswer, SearchAnswer, count, search
from fihris.engines import open_engine
from fihris.engines.deadline import SECONDS, Deadline
from fihris.query.narrowing import FILTERS, asked, facets_of
from mappings.errors import FihrisError

if TYPE_CHECKING:
    from types import TracebackType

    from fihris.answers.article import ArticleAnswer
    from fihris.answers.terms import Terms
    from fihris.engines.model import Query, Sort
    from fihris.engines.protocol import Engine

_NARROWING: Final = frozenset(one.name for one in FILTERS)

_AT_MOST: Final = {"size": 10_000, "offset": 1_000_000, "paragraphs": 1_000}


class ValueWrong(FihrisError):
    """An argument has an invalid value."""

    exit_code = 2
    en = ('invalid value "{value}" for {name}', "nothing was done", "use one of: {choices}")
    ar = ("القيمة «{value}» لا تصلح لـ {name}", "لم يُنفذ شيء", "استعمل إحدى القيم: {choices}")


class Opened:
    """One index. A context manager; not shared between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        self._engine.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._engine.__exit__(kind, error, trace)

    def close(self) -> None:
        """Close the index, if it is not used with ``with``."""
        self._engine.__exit__(None, None, None)

    def search(
        self,
        query: str,
        *,
        size: int = 10,
        offset: int = 0,
        paragraphs: int = 3,
        sort: Sort = "relevance",
        match: Literal["all", "any"] = "all",
        facets: Sequence[str] = (),
        facet_size: int = 10,
        generation: str | None = None,
        timeout: float = SECONDS,
        **narrow: str | None,
    ) -> SearchAnswer:
        """The articles that hold a matching paragraph, with their best ``paragraphs`` each.

        Args:
            query: as for ``fihris search`` (docs/query.md); empty matches everything.
            size, offset: count articles.
            match: all of the words, or any of them.
            facets: count these over all results, ``facet_size`` values of each.
            timeout: seconds to wait; 0 means no limit.
            narrow: ``source``, ``country``, ``category``, ``organization``, ``place``, ``author``,
                ``date``, ``since``, ``until``, as the options of those names.

        Raises:
            QueryWrong, FacetUnknown, ValueWrong, IndexMissing, QueryTimedOut, EngineUnreachable:
                subclasses of FihrisError.
        """
        _bounded(size=size, offset=offset, paragraphs=paragraphs)
        _bounded(size=facet_size)
        _one_of("sort", sort, ("relevance", "date"))
        return search(
            self._engine,
            _asked(query, match, timeout, narrow),
            size=size,
            offset=offset,
            paragraphs=paragraphs,
            sort=sort,
            facets=facets_of(",".join(facets)),
            facet_size=facet_size,
            generation=generation,
        )

    def facets(
        self,
        query: str = "",
        *,
        by: Sequence[str] = ("source",),
        size: int = 20,
        match: Literal["all", "any"] = "all",
        timeout: float = SECONDS,
        **narrow: str | None,
    ) -> FacetsAnswer:
        """How many of a query's articles have each value of some facets; ``size`` values of each.

        Raises:
            As ``search``.
        """
        _bounded(size=size)
        query_asked = _asked(query, match, timeout, narrow)
        return count(self._engine, query_asked, facets_of(",".join(by)), size=size)

    def article(
        self, article_id: str, *, query: str | None = None, timeout: float = SECONDS
    ) -> ArticleAnswer | None:
        """A whole article, with the words of ``query`` highlighted; ``None`` if there is none with
        that id.

        Raises:
            As ``search``.
        """
        from fihris.answers.article import article  # start-up

        deadline = Deadline(timeout)
        lit = None if query is None else asked([query], deadline=deadline)
        found = article(self._engine, article_id, query=lit, deadline=deadline)
        return found if found.paragraphs else None

    def analyze(self, text: str) -> Terms:
        """The terms that a text becomes in each view."""
        from fihris.answers.terms import terms  # start-up

        return terms(text)


def opened(
    index: str,
    *,
    home: str | Path | None,
    words: str | Path | None,
    urls: str | Sequence[str] | None,
    cloud_id: str | None,
    **cluster: Any,
) -> Opened:
    """See ``fihris.open``."""
    if words is not None:
        from fihris.arabic.own_words import use  # start-up

        use(Path(words))
    if urls is None and cloud_id is None:
        if len(cluster) > 1:  # what is verified is asked in any case
            named = ", ".join(sorted(cluster.keys() - {"verify"}))
            raise TypeError(f"fihris.open() got {named}, and no address: elasticsearch=…")
        return Opened(open_engine("embedded", index=index, home=_home(home)))
    if home is not None:
        raise TypeError("fihris.open() got both home and elasticsearch: an index is in one place")
    return Opened(open_engine("elasticsearch", index=index, **_where(urls, cloud_id, cluster)))


def _where(
    urls: str | Sequence[str] | None, cloud_id: str | None, cluster: Mapping[str, Any]
) -> dict[str, Any]:
    from mappings.known_secrets import remember  # start-up

    where = {**cluster, "cloud_id": cloud_id}
    if urls is not None:
        where["url"] = urls
    if "ca" in where:
        where["ca"] = Path(where["ca"])
    if "api_key" in where:
        remember(where["api_key"])
    if "password" in where:
        remember(where["password"], user=where.get("user"))
    return where


def _home(home: str | Path | None) -> Path:
    if home is not None:
        return Path(home).expanduser()
    from platformdirs import user_data_path  # start-up

    return user_data_path("fihris", appauthor=False)


def _asked(query: str, match: str, timeout: float, narrow: Mapping[str, str | None]) -> Query:
    _one_of("match", match, ("all", "any"))
    for name in narrow:
        if name not in _NARROWING:
            raise TypeError(f"unexpected keyword argument {name!r}")
    return asked([query], match=match, deadline=Deadline(timeout), filters=narrow)


def _bounded(**numbers: int) -> None:
    for name, value in numbers.items():
        if not 0 <= value <= _AT_MOST[name]:
            raise ValueWrong(value=value, name=name, choices=f"0 … {_AT_MOST[name]:,}")


def _one_of(name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise ValueWrong(value=value, name=name, choices=", ".join(choices))
