"""Small charts as SVG and HTML, for previews: no script, no library, nothing from outside.

Text is escaped here, and given the direction that it has itself; what could drive a terminal that
the page is looked at on, or turn the direction around, is left out as it is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Final

from mappings.shown import shown

PALETTE: Final = (
    "#54B399", "#6092C0", "#D36086", "#9170B8", "#CA8EAE",
    "#D6BF57", "#B9A888", "#DA8B45", "#AA6556", "#E7664C",
)  # fmt: skip
"""Kibana's default colours, chosen so that colour-blind readers can tell them apart."""

AXIS: Final = 26
LEFT: Final = 44
TICKS: Final = 4
LABELS: Final = 9
"""At most so many days are written under a chart."""

_TURNING: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Embeddings, overrides and isolates: one that is closed and never opened would end ``<bdi>``."""

LABEL_PX: Final = 78
WIDEST_BAR: Final = 42


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Values by time (milliseconds since 1970), under a name, in a colour."""

    name: str
    colour: str
    values: Mapping[int, float]


def text(value: str) -> str:
    """Text as a page may hold it."""
    return escape(shown(value.translate(_TURNING)))


def number(value: float, decimals: int = 0) -> str:
    """With thousands apart."""
    return f"{value:,.{decimals}f}"


def steps(first: int, last: int, every: str) -> list[int]:
    """Every hour, day, week, month or year from the one to the other, empty ones too."""
    at, found = datetime.fromtimestamp(first / 1000, UTC), []
    while (stamp := round(at.timestamp() * 1000)) <= last:
        found.append(stamp)
        match every:
            case "y":
                at = at.replace(year=at.year + 1)
            case "M":
                at = (at.replace(day=28) + timedelta(days=4)).replace(day=1)
            case _:
                at += {"h": timedelta(hours=1), "d": timedelta(1), "w": timedelta(7)}[every]
    return found


def legend(series: Sequence[Series]) -> str:
    """Names beside their colours."""
    names = "".join(
        f'<span class="name"><i style="background:{one.colour}"></i><bdi>{text(one.name)}</bdi>'
        "</span>"
        for one in series
    )
    return f'<div class="legend">{names}</div>'


def over_time(series: Sequence[Series], every: str, size: tuple[int, int], *, stacked: bool) -> str:
    """Bars upon one another, or lines; time runs from left to right, as it does in Kibana.

    ``size``: width and height, in pixels of the page.
    """
    wide, height = size
    times = sorted({time for one in series for time in one.values})
    if not times:
        return ""
    times = steps(times[0], times[-1], every)
    tops = [
        sum(one.values.get(time, 0) for one in series)
        if stacked
        else max(one.values.get(time, 0) for one in series)
        for time in times
    ]
    top = _round_up(max(tops))
    room = height - AXIS
    each = (wide - LEFT) / len(times)
    parts = [_grid(top, wide, room)]
    if stacked:
        parts += _bars(series, times, top, room, each)
    else:
        # the first is what is asked for: it lies on top
        parts += [_line(one, times, top, room, each) for one in reversed(series)]
    parts += _days(times, every, size, each)
    return (
        f'<svg viewBox="0 0 {wide} {height}" width="100%" height="{height}" role="img">'
        f"{''.join(parts)}</svg>"
    )


def _bars(
    series: Sequence[Series], times: Sequence[int], top: float, room: float, each: float
) -> list[str]:
    drawn, below = [], dict.fromkeys(times, 0.0)
    width = min(WIDEST_BAR, max(1.0, each * 0.8))
    for one in series:
        for at, time in enumerate(times):
            value = one.values.get(time, 0)
            if not value:
                continue
            below[time] += value
            drawn.append(
                f'<rect x="{LEFT + at * each + (each - width) / 2:.1f}" '
                f'y="{room - below[time] / top * room:.1f}" width="{width:.1f}" '
                f'height="{value / top * room:.1f}" fill="{one.colour}"/>'
            )
    return drawn


def _line(one: Series, times: Sequence[int], top: float, room: float, each: float) -> str:
    points = " ".join(
        f"{LEFT + (at + 0.5) * each:.1f},{room - one.values.get(time, 0) / top * room:.1f}"
        for at, time in enumerate(times)
    )
    return (
        f'<polyline points="{points}" fill="none" stroke="{one.colour}" stroke-width="2.5" '
        'vector-effect="non-scaling-stroke"/>'
    )


def _grid(top: float, wide: int, room: float) -> str:
    drawn = []
    for tick in range(TICKS + 1):
        y = room - tick / TICKS * room
        value = top * tick / TICKS
        if not value.is_integer():
            continue
        drawn.append(
            f'<line x1="{LEFT}" x2="{wide}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>'
            f'<text x="{LEFT - 8}" y="{min(room, max(11, y + 4)):.1f}" text-anchor="end">'
            f"{number(value)}</text>"
        )
    return "".join(drawn)


def _days(times: Sequence[int], every: str, size: tuple[int, int], each: float) -> list[str]:
    wide, height = size
    most = max(1, min(LABELS, wide // LABEL_PX))
    between = -(-len(times) // most)
    drawn = []
    for at in range(between // 2, len(times), between):
        x = min(LEFT + (at + 0.5) * each, wide - LABEL_PX / 2)
        drawn.append(
            f'<text x="{x:.1f}" y="{height - 6}" text-anchor="middle">'
            f"{moment(times[at], every)}</text>"
        )
    return drawn


def moment(time: float, every: str = "d") -> str:
    """A time as far as the interval tells it."""
    told = datetime.fromtimestamp(time / 1000, UTC)
    return told.strftime({"h": "%m-%d %H:%M", "M": "%Y-%m", "y": "%Y"}.get(every, "%Y-%m-%d"))


def _round_up(value: float) -> float:
    """The least of 4, 8, 12, 20, 40 and their tenfolds that is not below: quarters are whole."""
    tens = 1
    while True:
        for step in (4, 8, 12, 20):
            if value <= step * tens:
                return step * tens
        tens *= 10


def bars(rows: Sequence[tuple[str, float]], colour: str) -> str:
    """A line for each name, the longest bar for the most; names are never cut."""
    most = max((value for _, value in rows), default=1) or 1
    lines = "".join(
        f"<tr><th><bdi>{text(name)}</bdi></th>"
        f'<td class="bar"><i style="width:{value / most * 100:.1f}%;background:{colour}"></i></td>'
        f'<td class="count">{number(value)}</td></tr>'
        for name, value in rows
    )
    return f'<table class="bars">{lines}</table>'


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[bool]) -> str:
    """A table; columns of numbers stand at their end."""
    titles = "".join(
        f"<th{_end(is_number)}><bdi>{text(title)}</bdi></th>"
        for title, is_number in zip(head, numbers, strict=True)
    )
    lines = "".join(
        "<tr>"
        + "".join(
            f"<td{_end(is_number)}><bdi>{text(cell)}</bdi></td>"
            for cell, is_number in zip(row, numbers, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return f'<table class="rows"><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table>'


def _end(is_number: bool) -> str:
    return ' class="count"' if is_number else ""
