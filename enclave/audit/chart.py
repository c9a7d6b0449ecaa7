"""What `render` asks for, drawn: bars in the terminal, or an SVG file."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from enclave.audit.query import Table
from enclave.errors import InputError

KINDS = ("timechart", "linechart", "barchart", "columnchart", "piechart")
MOST_SERIES = 12
MOST_BARS = 60
"""In the terminal, and of a chart that has a bar for each row."""

_RENDER = re.compile(r"\|\s*render\s+(?P<kind>\w+)[^|]*$")
_TITLE = re.compile(r"""\btitle\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_NUMBERS = {"int", "long", "real", "decimal"}
_COLOURS = (
    "#3266ad", "#c8553d", "#4c956c", "#b8860b", "#7b5ea7", "#2a9d8f", "#d1495b", "#5c677d", "#8d6a9f", "#a3b18a", "#e09f3e", "#335c67",
)  # fmt: skip
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM, _RIGHT = 960, 420, 80, 50, 70, 180


@dataclass(frozen=True)
class Chart:
    """What is to be drawn."""

    kind: str
    title: str
    labels: tuple[str, ...]
    """Along the axis, or of the parts of a pie."""
    positions: tuple[float, ...]
    """Of the labels along a time axis; 0, 1, 2, ... on another."""
    series: dict[str, tuple[float | None, ...]]
    """A number, or nothing, for each label."""


def chart(kql: str, result: Table) -> Chart:
    """The chart that the `render` at the end of a query asks for. Raises InputError when there is none, or the result does not fit."""
    match = _RENDER.search(kql)
    if match is None:
        raise InputError("the query draws nothing", "query", "end it with `| render timechart`, `barchart`, `columnchart` or `piechart`")
    kind = match["kind"]
    if kind not in KINDS:
        raise InputError(f"`render {kind}` is not supported", "query", f"known: {', '.join(KINDS)}")
    numbers = [at for at, kind_of in enumerate(result.types) if kind_of in _NUMBERS]
    times = [at for at, kind_of in enumerate(result.types) if kind_of == "datetime"]
    texts = [at for at in range(len(result.types)) if at not in numbers and at not in times]
    axis = times[:1] if kind in {"timechart", "linechart"} else (texts or times)[:1]
    axis = axis or [at for at in numbers[:1] if len(numbers) > 1]
    values = [at for at in numbers if at not in axis]
    if not axis or not values or (kind == "timechart" and not times):
        needs = "a datetime and a number" if kind == "timechart" else "something to name the bars and a number"
        raise InputError(f"`render {kind}` needs {needs}", "query", f"the result has: {', '.join(result.columns) or 'nothing'}")
    title = _TITLE.search(match[0])
    labels, positions, series = _pivoted(result, axis[0], values, [at for at in texts if at not in axis])
    return Chart(kind, (title[1] or title[2] or "") if title else "", labels, positions, series)


def _pivoted(
    result: Table, axis: int, values: Sequence[int], groups: Sequence[int]
) -> tuple[tuple[str, ...], tuple[float, ...], dict[str, tuple[float | None, ...]]]:
    """A series for each number column, and for each combination of the other texts."""
    found: dict[str, dict[Any, float | None]] = {}
    for row in result.rows:
        group = ", ".join(str(row[at]) for at in groups)
        for at in values:
            several = len(values) > 1 or not groups
            name = ": ".join(part for part in (group, result.columns[at] if several else "") if part)
            value = row[at]
            of = found.setdefault(name, {})
            if row[axis] in of:
                raise InputError(f"the chart has two numbers for `{row[axis]}`", "query", "bring them together with `summarize`")
            of[row[axis]] = float(value) if isinstance(value, int | float) else None
    if len(found) > MOST_SERIES:
        raise InputError(f"the chart has {len(found)} series, more than {MOST_SERIES}", "query", "narrow it with `where` or `top`")
    keys = dict.fromkeys(row[axis] for row in result.rows)
    is_time = result.types[axis] == "datetime"
    places = [key for key in keys if key is not None] if is_time else list(keys)
    if is_time or result.types[axis] in _NUMBERS:
        places.sort()
    positions = [datetime.fromisoformat(key).timestamp() for key in places] if is_time else [float(at) for at in range(len(places))]
    series = {name: tuple(at_key.get(key) for key in places) for name, at_key in found.items()}
    return tuple(str(key) for key in places), tuple(positions), series


def text(drawn: Chart, width: int = 60) -> str:
    """Bars for a terminal, a line for each label and series."""
    rows = [(label, name, of[at]) for at, label in enumerate(drawn.labels) for name, of in drawn.series.items() if of[at] is not None]
    cut = rows[: MOST_BARS * len(drawn.series)]
    most = max((abs(value) for _, _, value in cut if value is not None), default=0.0) or 1.0
    left = [_printable(f"{label}  {name}" if len(drawn.series) > 1 else label) for label, name, _ in cut]
    wide = max(map(len, left), default=0)
    lines = [drawn.title] if drawn.title else []
    for name, (_, _, value) in zip(left, cut, strict=True):
        number = value or 0.0
        lines.append(f"{name.ljust(wide)}  {'█' * round(abs(number) / most * width)} {_number(number)}")
    if len(rows) > len(cut):
        lines.append(f"... {len(rows) - len(cut)} more; `--format svg -o FILE` draws all")
    return "\n".join(lines)


def svg(drawn: Chart) -> str:
    """A picture of it."""
    body = _pie(drawn) if drawn.kind == "piechart" else _axes(drawn)
    names = list(drawn.labels if drawn.kind == "piechart" else drawn.series)[:MOST_SERIES]
    legend = [
        f'<rect x="{_WIDTH - _RIGHT + 14}" y="{_TOP + 20 * at}" width="11" height="11" fill="{_COLOURS[at]}"/>'
        f'<text x="{_WIDTH - _RIGHT + 31}" y="{_TOP + 10 + 20 * at}">{escape(_short(name, 22))}</text>'
        for at, name in enumerate(names)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'font-family="sans-serif" font-size="12" fill="#222"><rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
        f'<text x="{_LEFT}" y="28" font-size="16">{escape(drawn.title)}</text>{body}{"".join(legend)}</svg>\n'
    )


def _axes(drawn: Chart) -> str:
    values = [value for of in drawn.series.values() for value in of if value is not None]
    low, high = min([0.0, *values]), max([0.0, *values]) or 1.0
    step = _step(high - low)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    wide, tall = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def y(value: float) -> float:
        return _TOP + tall * (high - value) / (high - low)

    parts = []
    for at in range(round((high - low) / step) + 1):
        level = low + at * step
        parts.append(
            f'<line x1="{_LEFT}" x2="{_LEFT + wide}" y1="{y(level):.1f}" y2="{y(level):.1f}" stroke="#ddd"/>'
            f'<text x="{_LEFT - 8}" y="{y(level) + 4:.1f}" text-anchor="end">{_number(level)}</text>'
        )
    is_line = drawn.kind in {"timechart", "linechart"}
    count = max(1, len(drawn.labels))
    first, last = (drawn.positions[0], drawn.positions[-1]) if is_line and drawn.positions else (0.0, 0.0)

    def x(at: int) -> float:
        share = (drawn.positions[at] - first) / (last - first) if is_line and last > first else (at + 0.5) / count
        return _LEFT + wide * share

    every = max(1, math.ceil(count / 8))
    parts += [
        f'<text x="{x(at):.1f}" y="{_TOP + tall + 20}" text-anchor="middle">{escape(_label(drawn.labels[at]))}</text>'
        for at in range(0, len(drawn.labels), every)
    ]
    for number, of in enumerate(drawn.series.values()):
        colour = _COLOURS[number]
        points = [(x(at), y(value)) for at, value in enumerate(of) if value is not None]
        if is_line:
            path = " ".join(f"{'L' if at else 'M'}{a:.1f},{b:.1f}" for at, (a, b) in enumerate(points))
            parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
            parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="2.5" fill="{colour}"/>' for a, b in points[:200]]
            continue
        bar = wide / count * 0.8 / len(drawn.series)
        for a, b in points:
            left = a - bar * len(drawn.series) / 2 + bar * number
            parts.append(
                f'<rect x="{left:.1f}" y="{min(b, y(0)):.1f}" width="{bar:.1f}" height="{abs(y(0) - b):.1f}" fill="{colour}"/>'
            )
    return "".join(parts)


def _pie(drawn: Chart) -> str:
    values = [value or 0.0 for of in drawn.series.values() for value in of]
    if len(drawn.series) > 1 or any(value < 0 for value in values) or not sum(values) or len(values) > MOST_SERIES:
        raise InputError(f"`render piechart` needs one number for each of at most {MOST_SERIES} names, none negative, not all 0", "query")
    cx, cy, radius, angle = (_WIDTH - _RIGHT) / 2, _HEIGHT / 2 + 10, 150.0, -math.pi / 2
    parts = []
    for at, value in enumerate(values):
        turn = 2 * math.pi * value / sum(values)
        if turn >= 2 * math.pi - 1e-9:
            parts.append(f'<circle cx="{cx}" cy="{cy}" r="{radius}" fill="{_COLOURS[at]}"/>')
            continue
        a, b = (f"{cx + radius * math.cos(to):.1f},{cy + radius * math.sin(to):.1f}" for to in (angle, angle + turn))
        wide = int(turn > math.pi)
        parts.append(f'<path d="M{cx},{cy} L{a} A{radius},{radius} 0 {wide} 1 {b} Z" fill="{_COLOURS[at]}" stroke="#fff"/>')
        angle += turn
    return "".join(parts)


def _step(span: float) -> float:
    """The distance of about five lines: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(span / 5))
    return next(power * times for times in (1, 2, 5, 10) if power * times * 5 >= span * 0.999)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) and abs(value) < 1e15 else f"{value:,.4g}"


def _label(label: str) -> str:
    """Of a time the day and the minute."""
    return f"{label[5:10]} {label[11:16]}" if re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z", label) else _short(label, 18)


def _short(label: str, most: int) -> str:
    label = _printable(label)
    return label if len(label) <= most else label[: most - 1] + "…"


def _printable(label: str) -> str:
    return "".join(mark if mark.isprintable() else " " for mark in label)
