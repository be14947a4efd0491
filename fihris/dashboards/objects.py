"""Kibana's saved objects of the dashboards: data views, saved searches, dashboards; NDJSON.

The versions are the lowest that 8.19 and 9.x import: Kibana imports and updates objects of an older
version, never of a newer one. Ids are fixed, so importing again replaces them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from fihris.dashboards.definitions import (
    Dashboard,
    Panel,
    View,
    control_names,
    dashboards,
    field_names,
    value_names,
)
from fihris.dashboards.lens import lens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mappings.errors import Language

LANGUAGES: Final[tuple[Language, ...]] = ("ar", "en")
COLUMNS: Final = 48
"""Columns of a dashboard's grid."""

CORE_VERSION: Final = "8.8.0"
"""``coreMigrationVersion`` of every export since Kibana 8.8."""

TYPE_VERSIONS: Final = {"index-pattern": "8.0.0", "search": "10.2.0", "dashboard": "10.2.0"}
"""``typeMigrationVersion``: seen in exports of 8.x; 8.19 writes dashboards as 10.3.0."""

_Json = dict[str, Any]


def ndjson(objects: Iterable[_Json]) -> str:
    """Saved objects, one per line: the same text for the same objects."""
    lines = (json.dumps(one, ensure_ascii=False, sort_keys=True) for one in objects)
    return "".join(f"{line}\n" for line in lines)


def saved_objects(index: str, languages: Sequence[Language] = LANGUAGES) -> list[_Json]:
    """All objects for the index behind the alias ``index``, referenced ones first."""
    made: list[_Json] = []
    for language in languages:
        made += [_data_view(index, view, language) for view in ("press", "all")]
        for dashboard in dashboards():
            made += [
                _search(index, dashboard, panel, language)
                for panel in dashboard.panels
                if panel.kind == "list"
            ]
        made += [_dashboard(index, dashboard, language) for dashboard in dashboards()]
    return made


def object_id(index: str, name: str, language: Language) -> str:
    """The fixed id of an object: each index and language has its own objects."""
    return f"fihris-{index}-{name}-{language}"


def _object(kind: str, made_id: str, attributes: _Json, references: list[_Json]) -> _Json:
    return {
        "type": kind,
        "id": made_id,
        "attributes": attributes,
        "references": references,
        "coreMigrationVersion": CORE_VERSION,
        "typeMigrationVersion": TYPE_VERSIONS[kind],
        "managed": False,
    }


def _nested(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


# --- data views ------------------------------------------------------------------------------


def _data_view(index: str, view: View, language: Language) -> _Json:
    name = {
        "press": {"ar": f"بيانات الصحافة ({index})", "en": f"Press releases ({index})"},
        "all": {"ar": f"الفهرس كله ({index})", "en": f"The whole index ({index})"},
    }[view][language]
    attributes = {
        "title": index,
        "name": name,
        "fields": "[]",
        "fieldAttrs": _nested(
            {field: {"customLabel": names[language]} for field, names in field_names().items()}
        ),
        "fieldFormatMap": _nested(_formats(language)),
        "runtimeFieldMap": "{}",
        "sourceFilters": "[]",
        "allowHidden": False,
    }
    if view == "press":
        attributes["timeFieldName"] = "date"
    return _object("index-pattern", object_id(index, f"view-{view}", language), attributes, [])


def _formats(language: Language) -> _Json:
    """Codes of countries are shown by name, days as days, addresses as links."""
    lookups = {
        "countries": dict(_countries(language)),
        **{
            field: {value: names[language] for value, names in values.items()}
            for field, values in value_names().items()
        },
    }
    formats: _Json = {
        field: {
            "id": "static_lookup",
            "params": {
                "lookupEntries": [{"key": key, "value": value} for key, value in entries.items()],
                "unknownKeyValue": None,
            },
        }
        for field, entries in lookups.items()
    }
    # Kibana makes links of http, https and mailto alone; the address is the release's own
    opened = {"ar": "فتح", "en": "Open"}[language]
    formats["url"] = {"id": "url", "params": {"type": "a", "labelTemplate": opened}}
    formats["date"] = {"id": "date", "params": {"pattern": "YYYY-MM-DD", "timezone": "UTC"}}
    formats["indexed_at"] = {"id": "date", "params": {"pattern": "YYYY-MM-DD HH:mm"}}
    return formats


def _countries(language: Language) -> list[tuple[str, str]]:
    from fihris.arabic.places import country_codes, country_name  # start-up

    return [(code, country_name(code, language)) for code in country_codes()]


# --- saved searches --------------------------------------------------------------------------


def _search(index: str, dashboard: Dashboard, panel: Panel, language: Language) -> _Json:
    source = {
        "query": {"language": "kuery", "query": panel.filter},
        "filter": [],
        "highlightAll": True,
        "indexRefName": "kibanaSavedObjectMeta.searchSourceJSON.index",
    }
    attributes = {
        "title": panel.title[language],
        "description": panel.description[language],
        "columns": list(panel.columns),
        "sort": [[panel.sort, "desc"]],
        "grid": {},
        "hideChart": True,
        "isTextBasedQuery": False,
        "timeRestore": False,
        "rowHeight": -1,
        "kibanaSavedObjectMeta": {"searchSourceJSON": _nested(source)},
    }
    reference = {
        "type": "index-pattern",
        "id": object_id(index, f"view-{panel.view}", language),
        "name": "kibanaSavedObjectMeta.searchSourceJSON.index",
    }
    made_id = object_id(index, f"{dashboard.id}-{panel.id}", language)
    return _object("search", made_id, attributes, [reference])


# --- dashboards ------------------------------------------------------------------------------


def _dashboard(index: str, dashboard: Dashboard, language: Language) -> _Json:
    panels, references = [], []
    for panel in dashboard.panels:
        shown, named = _panel(index, dashboard, panel, language)
        panels.append(shown)
        references += named
    controls, named = _controls(index, dashboard, language)
    options = {
        "hidePanelTitles": False,
        "useMargins": True,
        "syncColors": True,
        "syncCursor": True,
        "syncTooltips": False,
    }
    attributes = {
        "title": dashboard.title[language],
        "description": dashboard.description[language],
        "panelsJSON": _nested(panels),
        "optionsJSON": _nested(options),
        "controlGroupInput": controls,
        "timeRestore": True,
        "timeFrom": dashboard.since,
        # a release of tomorrow's date: it is a day already east of Greenwich
        "timeTo": "now+1d/d",
        "version": 1,
        "kibanaSavedObjectMeta": {
            "searchSourceJSON": _nested({"query": {"language": "kuery", "query": ""}, "filter": []})
        },
    }
    made_id = object_id(index, dashboard.id, language)
    return _object("dashboard", made_id, attributes, references + named)


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
    shown |= {
        "type": "lens",
        "embeddableConfig": {
            "attributes": attributes,
            "enhancements": {},
            "hidePanelTitles": False,
        },
    }
    outer = [{**one, "name": f"{panel.id}:{one['name']}"} for one in attributes["references"]]
    return shown, outer


def _controls(index: str, dashboard: Dashboard, language: Language) -> tuple[_Json, list[_Json]]:
    """The controls of a dashboard. From 9.4 on, controls and panels share one set of ids."""
    panels: _Json = {}
    references: list[_Json] = []
    for order, field in enumerate(dashboard.controls):
        is_time = field == "date"
        made_id = f"control-{field}"
        title = {**field_names(), **control_names()}[field][language]
        wanted: _Json = {"id": made_id, "title": title}
        if not is_time:
            wanted |= {"fieldName": field, "selectedOptions": [], "enhancements": {}}
            references.append(
                {
                    "type": "index-pattern",
                    "id": object_id(index, f"view-{dashboard.view}", language),
                    "name": f"controlGroup_{made_id}:optionsListDataView",
                }
            )
        panels[made_id] = {
            "type": "timeSlider" if is_time else "optionsListControl",
            "order": order,
            "width": "medium",
            "grow": True,
            "explicitInput": wanted,
        }
    ignoring = ("ignoreFilters", "ignoreQuery", "ignoreTimerange", "ignoreValidations")
    group = {
        "chainingSystem": "HIERARCHICAL",
        "controlStyle": "twoLine",
        "ignoreParentSettingsJSON": _nested(dict.fromkeys(ignoring, False)),
        "panelsJSON": _nested(panels),
    }
    return group, references
