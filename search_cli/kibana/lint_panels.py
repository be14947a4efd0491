"""Checks a dashboard's panels: their form, their places, and what is drawn in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from search_cli.kibana.lint_lens import lens_problems
from search_cli.kibana.objects import COLUMNS
from search_cli.kibana.problems import Problem
from search_cli.kibana.shapes import PANEL, misshapen

_Json = dict[str, Any]


def panel_problems(where: str, panels: Sequence[_Json]) -> Iterator[Problem]:
    """Everything that is wrong with the panels of one dashboard, each of which has its form."""
    taken = set()
    for panel in panels:
        place = f"{where} › {panel['panelIndex']}"
        grid = panel["gridData"]
        if panel["panelIndex"] != grid["i"] or grid["i"] in taken:
            yield Problem("panel-index", place)
        taken.add(grid["i"])
        inside = grid["x"] >= 0 and grid["x"] + grid["w"] <= COLUMNS and grid["y"] >= 0
        if not inside or grid["w"] < 1 or grid["h"] < 1:
            yield Problem("off-grid", place)
        if not panel.get("title"):
            yield Problem("untold", place)
        yield from _embedded(place, panel)
    for one, other in combinations(panels, 2):
        if _overlap(one["gridData"], other["gridData"]):
            yield Problem("overlap", f"{where} › {one['panelIndex']}", other["panelIndex"])


def well_formed(where: str, panels: Sequence[Any]) -> tuple[list[_Json], list[Problem]]:
    """The panels that can be read, and a problem for each other."""
    whole, broken = [], []
    for at, panel in enumerate(panels):
        if wrong := misshapen(panel, PANEL):
            name = panel.get("panelIndex") if isinstance(panel, dict) else None
            named = name if isinstance(name, str) else f"panelsJSON.{at}"
            broken.append(Problem("malformed", f"{where} › {named}", wrong))
        else:
            whole.append(panel)
    return whole, broken


def _overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    return (
        one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    )


def _embedded(place: str, panel: _Json) -> Iterator[Problem]:
    if panel["type"] == "search":
        if not panel.get("panelRefName"):
            yield Problem("no-reference", place, "panelRefName")
        return
    if panel["type"] == "lens":
        yield from lens_problems(place, panel)
        return
    kind = panel.get("embeddableConfig", {}).get("savedVis", {}).get("type", panel["type"])
    yield Problem("tag-cloud" if kind == "tagcloud" else "unknown-panel", place, kind)
