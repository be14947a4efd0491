"""Sends articles to a generation: bounded batches, two on their way at a time, waiting when the
server is busy, safe to repeat from any point.

A changed article is written beside its old version, under other ids, and the old one is removed
when the new one is whole. Whatever stops a load leaves an article as it was, or whole as given; or,
where the server itself stopped in between, both, until the load is run again.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from elasticsearch import ApiError

from fihris.engines.elastic.answers import checked, count, of_search, text, whole
from fihris.engines.elastic.border import causes, refused, speaking_fihris
from fihris.engines.elastic.shape import HALF, Lines
from fihris.engines.model import GIVEN, LoadReport, Refusal
from fihris.engines.server_errors import AnswerUnusable, ServerBusy
from fihris.engines.waiting import turns

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

    from fihris.engines.elastic.generations import Generations
    from fihris.engines.protocol import Prepared

BATCH_BYTES: Final = 3_000_000
"""A bulk request's size. Elasticsearch advises 5 to 15 MB as a bound for one client; smaller ones
are as fast here and leave less to send again."""

AT_ONCE: Final = 2
"""Requests on their way; while they are, the next is made ready."""

WAITS: Final = (0.2, 0.5, 1, 2, 4, 8, 15, 30)
"""Seconds to wait when the server is busy, each half to whole; after the last it is given up."""

Written = Callable[[int, int], None]


@dataclass(slots=True)
class Batch:
    """Articles that are sent together."""

    articles: list[Prepared] = field(default_factory=list)
    bytes: int = 0

    def add(self, article: Prepared) -> None:
        """Take one more article, whole."""
        self.articles.append(article)
        self.bytes += len(article.payload.bulk)


def batches(articles: Iterable[Prepared]) -> Iterator[Batch]:
    """Whole articles in batches of bounded size; an article is in a batch once at most."""
    batch, keys = Batch(), set[int]()
    for article in articles:
        key = article.payload.article_key
        if batch.articles and (batch.bytes >= BATCH_BYTES or key in keys):
            yield batch
            batch, keys = Batch(), set()
        batch.add(article)
        keys.add(key)
    if batch.articles:
        yield batch


@contextmanager
def unseen(
    client: Elasticsearch,
    generations: Generations,
    generation: str,
    speaking: Callable[[], AbstractContextManager[None]],
) -> Iterator[bool]:
    """Let nothing that is loaded be seen until all of it is there. Gives whether the generation
    was empty before.

    Args:
        speaking: translates the client's errors, and not those of what is done meanwhile.
    """
    with speaking():
        about = generations.about(generation)
        refreshes = about["at_rest"].get("refresh_interval", "-1") != "-1"
        hides = refreshes and generation == generations.live()
        indices = client.indices
        if hides:
            indices.put_settings(index=generation, settings={"refresh_interval": "-1"})
        # what an earlier load left, also one that was killed
        indices.refresh(index=generation)
        held = checked(client.count(index=generation).body, {"count": count}, generations.where)
    try:
        yield not held["count"]
    finally:
        with speaking():
            indices.refresh(index=generation)
            if hides:
                rest = {"refresh_interval": about["at_rest"]["refresh_interval"]}
                indices.put_settings(index=generation, settings=rest)


class Loader:
    """One load into one generation."""

    def __init__(
        self, client: Elasticsearch, generation: str, where: str, *, is_empty: bool
    ) -> None:
        self._client = client
        self._generation = generation
        self._where = where
        self._is_empty = is_empty

    def load(self, articles: Iterable[Prepared], progress: Written | None = None) -> LoadReport:
        """Send everything; what is on its way when something fails is waited for."""
        report = Counts()
        written: set[int] = set()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            under_way: set[Future[Counts]] = set()
            try:
                for batch in batches(articles):
                    keys = {one.payload.article_key for one in batch.articles}
                    again = not written.isdisjoint(keys)
                    if again:  # what replaces it must see what it replaces
                        self._settle(under_way, report, progress)
                        self._client.indices.refresh(index=self._generation)
                    while len(under_way) > AT_ONCE:
                        done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                        self._count(done, report, progress)
                    look = again or not self._is_empty
                    under_way.add(pool.submit(self._send, batch, look=look))
                    written |= keys
            finally:
                self._settle(under_way, report, progress)
        if progress:
            progress(report.loaded, report.paragraphs)
        return report.report()

    def _settle(
        self, under_way: set[Future[Counts]], report: Counts, progress: Written | None
    ) -> None:
        done, _ = wait(under_way)
        under_way.clear()
        self._count(done, report, progress)

    def _count(
        self, done: Iterable[Future[Counts]], report: Counts, progress: Written | None
    ) -> None:
        for one in done:
            report.add(one.result())
        if progress:
            progress(report.loaded, report.paragraphs)

    # --- one batch, in a thread of its own

    def _send(self, batch: Batch, *, look: bool) -> Counts:
        with speaking_fihris(self._where, self._generation):
            held = self._held(batch) if look else {}
            counts = Counts()
            waiting = batch.articles
            pauses = (pause * random.uniform(0.5, 1) for pause in WAITS)  # noqa: S311 - no secret
            for is_last in turns(pauses):
                waiting, busy = self._try(waiting, counts)
                if not waiting:
                    break
                if is_last:
                    raise ServerBusy(where=self._where, reason=busy)
            self._remove_old(batch, held, counts)
            return counts

    def _try(self, articles: list[Prepared], counts: Counts) -> tuple[list[Prepared], str]:
        """Send articles once; those that the server had no room for are given back."""
        body = b"".join(one.payload.bulk for one in articles)
        try:
            items = self._bulk(body, sum(one.paragraphs for one in articles))
        except ApiError as exc:
            if exc.meta.status == 429:
                error = refused(429, exc.body, self._where, self._generation)
                if isinstance(error, ServerBusy):
                    return articles, str(error.facts["reason"])
                raise error from exc
            raise
        left: list[Prepared] = []
        busy, at = "", 0
        for article in articles:
            problem, reason = self._problem(items[at : at + article.paragraphs])
            at += article.paragraphs
            if problem == "busy":
                left.append(article)
                busy = reason
            elif problem:
                self._take_back(article.payload)
                counts.refused.append(Refusal(article.article_id, reason, record(article.payload)))
            else:
                counts.loaded += 1
                counts.paragraphs += article.paragraphs
        return left, busy

    def _problem(self, items: list[Any]) -> tuple[str, str]:
        """What is wrong with an article: nothing, the server is busy, or it was refused."""
        problem, reason = "", ""
        for item in items:
            (result,) = item.values()
            if "error" not in result:
                continue
            status = result["status"]
            error = refused(status, {"error": result["error"]}, self._where, self._generation)
            if isinstance(error, ServerBusy):
                return "busy", str(error.facts["reason"])
            if status != 400:  # the index, not the document, is what is wrong
                raise error
            problem, reason = "refused", causes(result["error"])[1]
        return problem, reason

    def _take_back(self, article: Lines) -> None:
        """Remove what was written of a version that was refused in part; the old one stays."""
        heads = article.bulk.split(b"\n")[::2]
        self._delete(
            [json.loads(head)["index"]["_id"] for head in heads if head], article.article_key
        )

    def _held(self, batch: Batch) -> dict[int, list[str]]:
        """Ids of the documents that are there of a batch's articles."""
        keys = [one.payload.article_key - HALF for one in batch.articles]
        held: dict[int, list[str]] = {}
        body: dict[str, Any] = {
            "query": {"terms": {"article_key": keys}},
            "sort": ["article_key", "_doc"],
            "size": 10_000,
            "_source": False,
        }
        while True:
            told = self._client.search(index=self._generation, **body).body
            shape = of_search(body)
            shape["hits"]["hits"] = [{"_id": text, "sort": [whole]}]
            hits = checked(told, shape, self._where)["hits"]["hits"]
            for hit in hits:
                held.setdefault(hit["sort"][0] + HALF, []).append(hit["_id"])
            if len(hits) < body["size"]:
                return held
            # the documents of the last article may go on: it is asked for again, whole
            last = hits[-1]["sort"][0]
            held.pop(last + HALF)
            later = [key for key in keys if key >= last]
            if later == body["query"]["terms"]["article_key"]:
                body["size"] *= 2
            body["query"] = {"terms": {"article_key": later}}

    def _remove_old(self, batch: Batch, held: dict[int, list[str]], counts: Counts) -> None:
        if not held:
            return
        kept = {refusal.article_id for refusal in counts.refused}
        for article in batch.articles:
            old = held.get(article.payload.article_key)
            if old is None or article.article_id in kept:
                continue
            counts.replaced += 1
            heads = article.payload.bulk.split(b"\n")[::2]
            new = {json.loads(head)["index"]["_id"] for head in heads if head}
            stale = [one for one in old if one not in new]
            if stale:
                self._delete(stale, article.payload.article_key)

    def _delete(self, ids: list[str], article_key: int) -> None:
        # an id may be anybody's: a document that is in the way was put there by hand
        heads = ({"delete": {"_id": one, "routing": f"{article_key:x}"}} for one in ids)
        lines = "".join(json.dumps(head) + "\n" for head in heads)
        for is_last in turns(WAITS):
            items = self._bulk(lines.encode(), len(ids))
            results = [result for one in items for result in one.values()]
            errors = [result for result in results if "error" in result]
            if not errors:
                return
            error = refused(
                errors[0]["status"], {"error": errors[0]["error"]}, self._where, self._generation
            )
            if is_last or not isinstance(error, ServerBusy):
                raise error

    def _bulk(self, body: bytes, count: int) -> list[Any]:
        """What became of each of ``count`` lines."""
        answer = self._client.bulk(
            index=self._generation,
            operations=[body.rstrip(b"\n")],  # type: ignore[list-item] # sent as it is
            filter_path="items.*.status,items.*.error",
        ).body
        items: list[Any] = checked(answer, {"items": [_result]}, self._where)["items"]
        if len(items) != count:
            reason = f"it accounts for {len(items)} of {count} documents"
            raise AnswerUnusable(where=self._where, reason=reason)
        return items


def _result(item: object) -> bool:
    """What became of one document: ``{"index": {"status": 201}}``."""
    if not isinstance(item, dict) or len(item) != 1:
        return False
    (told,) = item.values()
    return isinstance(told, dict) and type(told.get("status")) is int


def record(article: Lines) -> str:
    """An article as a line of JSON that can be mended and indexed again."""
    found = sorted(
        map(json.loads, article.bulk.splitlines()[1::2]), key=lambda one: one["position"]
    )
    about = found[0]
    told = {"id": about["article_id"], "title": about.get("title", "")}
    told |= {name: about[name] for name in GIVEN if name in about}
    lines = [one["text"] for one in found if one["kind"] != "title"]
    return json.dumps({**told, "paragraphs": lines}, ensure_ascii=False)


@dataclass(slots=True)
class Counts:
    """What was done so far."""

    loaded: int = 0
    replaced: int = 0
    paragraphs: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        """Take another's counts in."""
        self.loaded += other.loaded
        self.replaced += other.replaced
        self.paragraphs += other.paragraphs
        self.refused += other.refused

    def report(self) -> LoadReport:
        """The counts as they are told."""
        return LoadReport(
            loaded=self.loaded,
            replaced=self.replaced,
            paragraphs=self.paragraphs,
            refused=tuple(self.refused),
        )
