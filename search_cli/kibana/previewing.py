"""Asks each panel's question of an index, and writes the pages of a preview."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from engines.elastic.filters import FilterUnreadable, parts
from engines.elastic.panels import Scope, Search, Table, ask_lens, ask_search
from mappings.errors import Language
from search_cli.kibana.definitions import Panel, dashboards
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
    from engines.elastic.fields import fields  # start-up
    from search_cli.kibana.errors import FilterWrong  # start-up

    try:
        unknown = [part.field for part in parts(written) if part.field not in fields()]
    except FilterUnreadable as exc:
        raise FilterWrong(part=str(exc)) from exc
    if unknown:
        raise FilterWrong(part=unknown[0])
    return written


def write_pages(
    folder: Path, index: str, languages: list[Language], scope: Scope, search: Search
) -> list[Path]:
    """A page for each dashboard and language: ``overview-ar.html`` …; the folder is made."""
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
            write_for_others(path, page(dashboard, language, seen, ask))
            written.append(path)
    return written


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
