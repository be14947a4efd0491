"""Draws a dashboard without a Kibana: the same definitions, the real index's answers, one page.

A page stands alone: styles are in it, there is no script, and its own policy forbids any request.
It is named as what it is, a preview.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from engines.elastic.panels import Column, Scope, Table
from mappings.errors import Language
from search_cli.kibana import charts
from search_cli.kibana.definitions import (
    Dashboard,
    Panel,
    field_names,
    measures,
    value_names,
)
from search_cli.kibana.lens import ALL, BLUE, GREY
from search_cli.kibana.objects import COLUMNS

ROW_PX: Final = 20
GAP_PX: Final = 8
"""Of Kibana's own grid."""

PAGE_PX: Final = 1408
"""Width of the panels on a page of 1440: charts are drawn for it and shrink on a narrower one."""

COARSER: Final = {"h": "d", "d": "w", "w": "M", "M": "y"}
MOST_STEPS: Final = 130
"""Bars that can be told apart on a panel; for more, weeks stand for days, and so on."""

_STEP_MS: Final = {"h": 36e5, "d": 864e5, "w": 6048e5, "M": 2629746e3, "y": 31556952e3}

Ask = Callable[[Panel, str | None], tuple[Table, ...]]
"""Asks a panel's question; the interval is the panel's own if there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What a page says beside the dashboards' own words."""

    note: str
    query: str
    coarse: Mapping[str, str]
    nothing: str


TEXTS: Final[Mapping[Language, Texts]] = {
    "ar": Texts(
        note="معاينة رسمها فهرس من تعريفات اللوحة نفسها ومن إجابات الفهرس؛ "
        "وليست صورة من كيبانا",
        query="البحث",
        coarse={"w": "أسبوعيًا لاتساع المدة", "M": "شهريًا لاتساع المدة",
                "y": "سنويًا لاتساع المدة"},
        nothing="لا شيء في هذه المدة",
    ),
    "en": Texts(
        note="Preview, drawn by Fihris from the dashboard's own definitions and the answers of the "
        "index; not a picture of Kibana",
        query="Search",
        coarse={"w": "by week: the time is long", "M": "by month: the time is long",
                "y": "by year: the time is long"},
        nothing="nothing in this time",
    ),
}  # fmt: skip


def page(dashboard: Dashboard, language: Language, scope: Scope, ask: Ask) -> str:
    """The whole page."""
    texts = TEXTS[language]
    direction = "rtl" if language == "ar" else "ltr"
    panels = "".join(_panel(panel, language, ask) for panel in dashboard.panels)
    controls = "".join(
        f'<span class="control"><b>{charts.text(field_names()[field][language])}</b>▾</span>'
        for field in dashboard.controls
    )
    span = " – ".join(day for day in (scope.since, scope.until) if day)
    return f"""<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{charts.text(dashboard.title[language])}</title>
<style>{STYLE}</style>
</head>
<body>
<p class="note">{charts.text(texts.note)}</p>
<header><h1>{charts.text(dashboard.title[language])}</h1><p>{charts.text(dashboard.description[language])}</p>
<div class="query"><b>{charts.text(texts.query)}</b> <bdi>{charts.text(scope.query) or "*"}</bdi>
<bdi class="span">{charts.text(span)}</bdi></div>
<div class="controls">{controls}</div></header>
<main>{panels}</main>
</body>
</html>
"""


def _panel(panel: Panel, language: Language, ask: Ask) -> str:
    x, y, width, height = panel.at
    if language == "ar":
        x = COLUMNS - x - width
    room = height * ROW_PX + (height - 1) * GAP_PX - 56
    drawn, note = _drawn(panel, language, ask, room)
    place = f"grid-column:{x + 1}/span {width};grid-row:{y + 1}/span {height}"
    aside = f' <small class="coarse">{charts.text(note)}</small>' if note else ""
    direction = "rtl" if language == "ar" else "ltr"
    return (
        f'<section id="{panel.id}" class="{panel.kind}" dir="{direction}" style="{place}" '
        f'title="{charts.text(panel.description[language])}">'
        f"<h2>{charts.text(panel.title[language])}{aside}</h2><div>{drawn}</div></section>"
    )


def _drawn(panel: Panel, language: Language, ask: Ask, room: int) -> tuple[str, str]:
    if panel.kind == "time":
        return _time(panel, language, ask, room)
    (table,) = ask(panel, None)
    if not table.rows:
        return f'<p class="nothing">{charts.text(TEXTS[language].nothing)}</p>', ""
    if panel.kind == "number":
        shown = cell(table.rows[0][0], table.columns[0], language)
        return f'<p class="big"><bdi>{charts.text(shown)}</bdi></p>', ""
    if panel.kind == "bars":
        rows = [
            (cell(row[0], table.columns[0], language), float(row[1] or 0)) for row in table.rows
        ]
        return charts.bars(rows, BLUE), ""
    head = [
        field_names()[column.name][language] if panel.kind == "list" else column.label
        for column in table.columns
    ]
    lines = [
        [cell(value, column, language) for value, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    numbers = [column.kind == "number" for column in table.columns]
    return charts.table(head, lines, numbers=numbers), ""


def _time(panel: Panel, language: Language, ask: Ask, room: int) -> tuple[str, str]:
    every = panel.every
    tables = ask(panel, every)
    while every in COARSER and _steps(tables, every) > MOST_STEPS:
        every = COARSER[every]
        tables = ask(panel, every)
    series = [one for table in tables for one in _series(panel, table, language)]
    wide = round(panel.at[2] / COLUMNS * PAGE_PX) - 34
    size = wide, room - (30 if len(series) > 1 else 0)
    drawn = charts.over_time(series, every, size, stacked=panel.shape == "bar_stacked")
    if not drawn:
        return f'<p class="nothing">{charts.text(TEXTS[language].nothing)}</p>', ""
    note = "" if every == panel.every else TEXTS[language].coarse[every]
    return drawn + (charts.legend(series) if len(series) > 1 else ""), note


def _steps(tables: tuple[Table, ...], every: str) -> float:
    times = [float(row[-2] or 0) for table in tables for row in table.rows]
    return (max(times) - min(times)) / _STEP_MS[every] if times else 0


def _series(panel: Panel, table: Table, language: Language) -> list[charts.Series]:
    if not panel.by:
        return [
            charts.Series(
                name=table.columns[-1].label
                if table.layer == ALL
                else panel.measures[0].label[language] + _of_topic(panel, language),
                colour=GREY if table.layer == ALL else BLUE,
                values={int(float(row[0] or 0)): float(row[1] or 0) for row in table.rows},
            )
        ]
    split: dict[str, dict[int, float]] = {}
    for name, time, value in table.rows:
        shown = cell(name, table.columns[0], language)
        split.setdefault(shown, {})[int(float(time or 0))] = float(value or 0)
    return [
        charts.Series(name=name, colour=charts.PALETTE[at % len(charts.PALETTE)], values=values)
        for at, (name, values) in enumerate(split.items())
    ]


def _of_topic(panel: Panel, language: Language) -> str:
    return {"ar": " في الموضوع", "en": " on the topic"}[language] if panel.against_all else ""


def cell(value: Any, column: Column, language: Language) -> str:
    """A value as Kibana shows it through our data view: names for codes, days for times."""
    if value is None or value == "":
        return "–"
    if isinstance(value, list):
        return "، ".join(cell(one, column, language) for one in value)
    if column.kind == "time":
        # schema_version and the like are dates to nobody; Elasticsearch gives times as numbers
        shape = "%Y-%m-%d %H:%M" if column.field == "indexed_at" else "%Y-%m-%d"
        return datetime.fromtimestamp(float(value) / 1000, UTC).strftime(shape)
    if column.field == "countries":
        from arabic.places import country_name  # start-up

        return country_name(str(value), language)
    named = value_names().get(column.field or "", {}).get(str(value))
    if named is not None:
        return named[language]
    if column.kind == "number":
        return charts.number(float(value), _decimals(column))
    return str(value)


def _decimals(column: Column) -> int:
    measure = measures().get(column.name)
    return measure.decimals if measure is not None else 0


STYLE: Final = """
* { box-sizing: border-box; margin: 0 }
body { background: #f7f8fc; color: #343741; padding: 12px 16px 40px; font: 14px/1.55
  "Noto Sans Arabic", "Noto Naskh Arabic", "Segoe UI", Tahoma, "Noto Sans", "DejaVu Sans",
  sans-serif }
.note { background: #fff3d0; border: 1px solid #d6bf57; border-radius: 6px; padding: 4px 12px;
  font-size: 13px }
header { padding: 10px 2px 12px } h1 { font-size: 22px; line-height: 1.5 }
header p { color: #646a77 }
.query, .control { background: #fff; border: 1px solid #d3dae6; border-radius: 6px;
  padding: 4px 12px }
.query { margin: 8px 0; display: flex; gap: 12px } .query b { color: #646a77 }
.query .span { margin-inline-start: auto; color: #646a77 }
.controls { display: flex; gap: 8px } .control { flex: 1; display: flex;
  justify-content: space-between }
main { display: grid; direction: ltr; grid-template-columns: repeat(48, minmax(0, 1fr));
  grid-auto-rows: 20px; gap: 8px }
section { background: #fff; border: 1px solid #e3e8f2; border-radius: 6px; padding: 8px 12px;
  overflow: hidden; display: flex; flex-direction: column; min-width: 0 }
h2 { font-size: 14px; font-weight: 700; line-height: 1.6; margin-bottom: 4px }
.coarse { color: #646a77; font-weight: 400; margin-inline-start: 8px }
section > div { flex: 1; min-height: 0; overflow: hidden }
.big { font-size: 34px; font-weight: 700; line-height: 1.9; color: #1f6fb2; text-align: start }
.nothing { color: #646a77; padding: 24px; text-align: center }
svg { display: block; direction: ltr } svg text { font-size: 11px; fill: #646a77 }
svg .grid { stroke: #eef1f6; stroke-width: 1 }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; justify-content: center; font-size: 12.5px;
  padding-top: 4px }
.legend i { display: inline-block; width: 10px; height: 10px; border-radius: 50%;
  margin-inline-end: 5px }
table { border-collapse: collapse; width: 100% }
.bars th { font-weight: 400; text-align: start; padding: 3px 0; width: 1%; white-space: nowrap;
  padding-inline-end: 10px }
.bars .bar { width: auto } .bars .bar i { display: block; height: 14px; border-radius: 2px }
.bars .count { width: 1%; padding-inline-start: 8px }
.count { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap }
.rows th { text-align: start; color: #646a77; font-weight: 600; border-bottom: 1px solid #d3dae6;
  padding: 3px 8px; white-space: nowrap }
.rows td { padding: 4px 8px; border-bottom: 1px solid #eef1f6; vertical-align: top }
.rows .count { text-align: end; padding-inline-start: 24px }
.list td:nth-child(1), .list td:nth-child(2) { white-space: nowrap }
"""
