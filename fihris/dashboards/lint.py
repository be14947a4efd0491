"""Checks the dashboards without Kibana: what their sources may ask for wrongly.

The tests check that the saved objects have Kibana's form, refer to existing objects, run no code
and contact no other server, and that each panel gets an answer: this depends only on the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, combinations
from typing import TYPE_CHECKING, Final

from fihris.dashboards.definitions import Dashboard, Measure, Panel, control_id, measures
from fihris.dashboards.objects import COLUMNS
from fihris.engines.elastic.fields import fields
from fihris.engines.elastic.filters import FilterUnreadable, parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mappings.errors import Language


RULES: Final[dict[str, tuple[str, str]]] = {
    "same-id": (
        "the id is used already: controls and panels share one set of ids",
        "المعرّف مستعمل من قبل: للوحات وأدوات الحصر معرّفات من مجموعة واحدة",
    ),
    "off-grid": ("does not fit into 48 columns", "لا تتسع له الأعمدة الثمانية والأربعون"),
    "overlap": ("overlaps another panel", "تقع فوق لوحة أخرى"),
    "unknown-field": ("the index has no such field", "لا حقل بهذا الاسم في الفهرس"),
    "not-aggregatable": (
        "cannot be counted or sorted by",
        "حقل لا يُعدّ به ولا يُرتّب به",
    ),
    "wrong-type": ("the field's type does not fit", "نوع الحقل لا يناسب"),
    "filter": ("a filter that cannot be read", "مرشّح لا يُقرأ"),
}
"""Rule → its text in English and Arabic."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: its rule, its place, and a detail that needs no translation."""

    rule: str
    where: str
    detail: str = ""

    def told(self, language: Language) -> str:
        """The problem as a line of text."""
        english, arabic = RULES[self.rule]
        text = arabic if language == "ar" else english
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.where}: {text}{detail} [{self.rule}]"


def problems(dashboards: Iterable[Dashboard]) -> tuple[Problem, ...]:
    """Everything that is wrong with dashboards."""
    return tuple(chain(*map(_dashboard, dashboards)))


def _dashboard(dashboard: Dashboard) -> Iterator[Problem]:
    taken: set[str] = set()
    for name in (*map(control_id, dashboard.controls), *(each.id for each in dashboard.panels)):
        if name in taken:
            yield Problem("same-id", dashboard.id, name)
        taken.add(name)
    for field in dashboard.controls:
        yield from _field(f"{dashboard.id} › {field}", field, aggregatable=True)
    for panel in dashboard.panels:
        place = f"{dashboard.id} › {panel.id}"
        x, y, width, height = panel.at
        if min(x, y) < 0 or min(width, height) < 1 or x + width > COLUMNS:
            yield Problem("off-grid", place)
        yield from _asked(place, panel)
    for one, other in combinations(dashboard.panels, 2):
        if _overlap(one.at, other.at):
            yield Problem("overlap", f"{dashboard.id} › {one.id}", other.id)


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    (x, y, width, height), (left, top, wide, high) = one, other
    return x < left + wide and left < x + width and y < top + high and top < y + height


def _asked(place: str, panel: Panel) -> Iterator[Problem]:
    """Check that the index can answer what a panel asks."""
    for field in panel.columns:
        yield from _field(place, field)
    for field in (*panel.by, panel.sort):
        if field:
            yield from _field(place, field, aggregatable=True)
    if panel.over:
        yield from _field(place, panel.over, aggregatable=True, day=True)
    yield from _filter(place, panel.filter)
    for measure in panel.measures:
        yield from _measure(place, measure)


def _measure(place: str, measure: Measure) -> Iterator[Problem]:
    if measure.left:
        yield from _measure(place, measures()[measure.left])
        yield from _measure(place, measures()[measure.right])
        return
    yield from _filter(place, measure.filter)
    if measure.operation != "count":
        ordered = measure.operation in {"min", "max"}
        yield from _field(place, measure.field or "", aggregatable=True, ordered=ordered)


def _field(
    place: str, name: str, *, aggregatable: bool = False, day: bool = False, ordered: bool = False
) -> Iterator[Problem]:
    field = fields().get(name)
    if field is None:
        yield Problem("unknown-field", place, name)
        return
    if aggregatable and not field.aggregatable:
        yield Problem("not-aggregatable", place, name)
    is_day = field.type == "date"
    if (day and not is_day) or (ordered and not (is_day or field.is_number)):
        yield Problem("wrong-type", place, name)


def _filter(place: str, written: str) -> Iterator[Problem]:
    try:
        read = parts(written)
    except FilterUnreadable:
        yield Problem("filter", place, written)
        return
    for part in read:
        yield from _field(place, part.field)
