"""Asks each panel's question of an index, and writes the pages of a preview."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from engines.elastic.fields import fields
from engines.elastic.filters import FilterUnreadable, Part, parts
from engines.elastic.panels import Scope, Search, Table, ask_lens, ask_search
from mappings.errors import Language
from search_cli import query_dates
from search_cli.kibana.definitions import Panel, dashboards
from search_cli.kibana.errors import DayWrong, FileUnwritable, FilterWrong
from search_cli.kibana.lens import lens
from search_cli.kibana.objects import object_id, saved_objects
from search_cli.kibana.preview import Ask, page
from search_cli.rights import write_for_others

LISTED: Final = 12
"""Rows of a saved search that a page shows; Kibana scrolls through all of them."""


def filter_of(written: str) -> str:
    """A filter that can be asked.

    Raises:
        FilterWrong
    """
    try:
        read = parts(written)
    except FilterUnreadable as exc:
        raise FilterWrong(part=str(exc)) from exc
    for part in read:
        if part.field not in fields():
            raise FilterWrong(part=part.field)
        if not _fits(part):
            raise FilterWrong(part=f"{part.field}: {part.value}")
    return written


def _fits(part: Part) -> bool:
    """Whether the field can have the value: the server refuses a question that has it otherwise."""
    match fields()[part.field].type:
        case _ if part.value is None:
            return True
        case "boolean":
            return part.value in {"true", "false"}
        case "integer":
            return re.fullmatch(r"-?[0-9]{1,9}", part.value) is not None
        case "long":
            return re.fullmatch(r"-?[0-9]{1,18}", part.value) is not None
        case "date":
            return _is_day(part.value)
    return True


def _is_day(written: str) -> bool:
    try:
        # Python reads shorter forms too, which the index does not
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def day_of(option: str, written: str | None, today: date) -> str | None:
    """The first day that ``--since`` means, or the last of ``--until``, in ISO 8601.

    Raises:
        DayWrong
    """
    if written is None:
        return None
    try:
        first, last = query_dates.read(option, written, today)
    except query_dates.NoDate as exc:
        raise DayWrong(option=f"--{option}", value=written) from exc
    return first or last


def write_pages(
    folder: Path, index: str, languages: list[Language], scope: Scope, search: Search
) -> list[Path]:
    """A page for each dashboard and language: ``overview-ar.html`` …; the folder is made.

    Raises:
        FileUnwritable: pages that were written before stay.
        EngineError: as much.
    """
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    written = []
    for language in languages:
        for dashboard in dashboards():
            time_field = "date" if dashboard.view == "press" else None
            # nothing but the topic desk is about a topic
            topic = scope.query if dashboard.id == "topic" else ""
            seen = Scope(query=topic, since=scope.since, until=scope.until, time_field=time_field)
            ask = asking(index, language, dashboard.id, seen, search)
            path = folder / f"{dashboard.id}-{language}.html"
            drawn = page(dashboard, language, seen, ask)
            with _writing(path):
                write_for_others(path, drawn)
            written.append(path)
    return written


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        raise FileUnwritable(where=path, reason=exc.strerror) from exc


def asking(index: str, language: Language, dashboard: str, scope: Scope, search: Search) -> Ask:
    """How a panel of a dashboard is asked: by the very saved object that Kibana would have."""
    searches = {
        one["id"]: one["attributes"]
        for one in saved_objects(index, [language])
        if one["type"] == "search"
    }

    def ask(panel: Panel, every: str | None) -> tuple[Table, ...]:
        if panel.kind == "list":
            saved = searches[object_id(index, f"{dashboard}-{panel.id}", language)]
            source = json.loads(saved["kibanaSavedObjectMeta"]["searchSourceJSON"])
            return (ask_search(saved, source["query"]["query"], search, scope, LISTED),)
        attributes = lens(panel, language, object_id(index, f"view-{panel.view}", language))
        return ask_lens(attributes, search, scope, every=every)

    return ask
