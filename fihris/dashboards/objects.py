"""Kibana's saved objects of the dashboards: data views, saved searches, dashboards; NDJSON.

Ids are fixed, so importing again replaces objects. What all objects of a kind share, including
their versions, is in ``mappings/kibana``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from fihris.dashboards.definitions import (
    Dashboard,
    Panel,
    View,
    common,
    control_id,
    dashboards,
    field_names,
    named,
)
from fihris.dashboards.lens import lens, to_view

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mappings.errors import Language

LANGUAGES: Final[tuple[Language, ...]] = ("ar", "en")
COLUMNS: Final = 48
"""Columns of a dashboard's grid."""

_Json = dict[str, Any]


def ndjson(objects: Iterable[_Json]) -> str:
    """Saved objects, one per line: the same text for the same objects."""
    return "".join(f"{_nested(one)}\n" for one in objects)


def saved_objects(index: str, languages: Sequence[Language] = LANGUAGES) -> list[_Json]:
    """All objects for the index behind the alias ``index``, referenced ones first."""
    made: list[_Json] = []
    for language in languages:
        made += [_data_view(index, view, language) for view in ("press", "all")]
        lists = [(one, each) for one in dashboards() for each in one.panels if each.kind == "list"]
        made += [_search(index, dashboard, panel, language) for dashboard, panel in lists]
        made += [_dashboard(index, dashboard, language) for dashboard in dashboards()]
    return made


def object_id(index: str, name: str, language: Language) -> str:
    """The fixed id of an object: each index and language has its own objects."""
    return f"fihris-{index}-{name}-{language}"


def _object(kind: str, made_id: str, attributes: _Json, references: list[_Json]) -> _Json:
    return {
        **common("core"),
        "type": kind,
        "id": made_id,
        "attributes": attributes,
        "references": references,
        "typeMigrationVersion": common("versions")[kind],
    }


def _nested(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


# --- data views ------------------------------------------------------------------------------


def _data_view(index: str, view: View, language: Language) -> _Json:
    attributes = {
        **common("data_view"),
        "title": index,
        "name": named("views")[view][language].format(index=index),
        "fieldAttrs": _nested(
            {field: {"customLabel": names[language]} for field, names in field_names().items()}
        ),
        "fieldFormatMap": _nested(_formats(language)),
    }
    if view == "press":
        attributes["timeFieldName"] = "date"
    return _object("index-pattern", object_id(index, f"view-{view}", language), attributes, [])


def _formats(language: Language) -> _Json:
    """Codes of countries are shown by name, days as days, addresses as links."""
    from fihris.arabic.places import country_codes, country_name  # start-up

    lookups = {"countries": {code: country_name(code, language) for code in country_codes()}}
    for field, values in named("values").items():
        lookups[field] = {value: names[language] for value, names in values.items()}
    formats: _Json = {}
    for field, entries in lookups.items():
        rows = [{"key": key, "value": value} for key, value in entries.items()]
        params = {"lookupEntries": rows, "unknownKeyValue": None}
        formats[field] = {"id": "static_lookup", "params": params}
    # Kibana makes links of http, https and mailto alone; the address is the release's own
    opened = {"ar": "فتح", "en": "Open"}[language]
    formats["url"] = {"id": "url", "params": {"type": "a", "labelTemplate": opened}}
    return {**formats, **common("formats")}


# --- saved searches --------------------------------------------------------------------------


def _search(index: str, dashboard: Dashboard, panel: Panel, language: Language) -> _Json:
    source: _Json = {
        **common("search_source"),
        "query": {"language": "kuery", "query": panel.filter},
    }
    attributes = {
        **common("search"),
        "title": panel.title[language],
        "description": panel.description[language],
        "columns": list(panel.columns),
        "sort": [[panel.sort, "desc"]],
        "kibanaSavedObjectMeta": {"searchSourceJSON": _nested(source)},
    }
    view = object_id(index, f"view-{panel.view}", language)
    made_id = object_id(index, f"{dashboard.id}-{panel.id}", language)
    return _object("search", made_id, attributes, [to_view(view, source["indexRefName"])])


# --- dashboards ------------------------------------------------------------------------------


def _dashboard(index: str, dashboard: Dashboard, language: Language) -> _Json:
    panels, references = [], []
    for panel in dashboard.panels:
        shown, leading = _panel(index, dashboard, panel, language)
        panels.append(shown)
        references += leading
    controls, leading = _controls(index, dashboard, language)
    attributes = {
        **common("dashboard"),
        "title": dashboard.title[language],
        "description": dashboard.description[language],
        "panelsJSON": _nested(panels),
        "optionsJSON": _nested(common("dashboard_options")),
        "controlGroupInput": controls,
        "timeFrom": dashboard.since,
        "kibanaSavedObjectMeta": {"searchSourceJSON": _nested(common("dashboard_source"))},
    }
    made_id = object_id(index, dashboard.id, language)
    return _object("dashboard", made_id, attributes, references + leading)


def _panel(
    index: str, dashboard: Dashboard, panel: Panel, language: Language
) -> tuple[_Json, list[_Json]]:
    x, y, width, height = panel.at
    if language == "ar":
        x = COLUMNS - x - width  # read from the right
    shown: _Json = {
        "panelIndex": panel.id,
        "gridData": {"i": panel.id, "x": x, "y": y, "w": width, "h": height},
        "title": panel.title[language],
    }
    if panel.kind == "list":
        name = f"panel_{panel.id}"
        target = object_id(index, f"{dashboard.id}-{panel.id}", language)
        shown |= {"type": "search", "panelRefName": name, "embeddableConfig": {"enhancements": {}}}
        return shown, [{"type": "search", "id": target, "name": f"{panel.id}:{name}"}]
    attributes = lens(panel, language, object_id(index, f"view-{panel.view}", language))
    held = {"attributes": attributes, "enhancements": {}, "hidePanelTitles": False}
    shown |= {"type": "lens", "embeddableConfig": held}
    outer = [{**one, "name": f"{panel.id}:{one['name']}"} for one in attributes["references"]]
    return shown, outer


def _controls(index: str, dashboard: Dashboard, language: Language) -> tuple[_Json, list[_Json]]:
    """The controls of a dashboard."""
    panels: _Json = {}
    references: list[_Json] = []
    for order, field in enumerate(dashboard.controls):
        is_time = field == "date"
        made_id = control_id(field)
        title = {**field_names(), **named("controls")}[field][language]
        wanted: _Json = {"id": made_id, "title": title}
        if not is_time:
            wanted |= {"fieldName": field, "selectedOptions": [], "enhancements": {}}
            view = object_id(index, f"view-{dashboard.view}", language)
            references.append(to_view(view, f"controlGroup_{made_id}:optionsListDataView"))
        kind = "timeSlider" if is_time else "optionsListControl"
        panels[made_id] = {
            **common("control"), "type": kind, "order": order, "explicitInput": wanted,
        }  # fmt: skip
    group = {
        **common("controls"),
        "ignoreParentSettingsJSON": _nested(common("ignored_by_controls")),
        "panelsJSON": _nested(panels),
    }
    return group, references
