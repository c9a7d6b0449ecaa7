"""What is drawn has every number of the result, in its place; what does not fit is refused by name."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from enclave.audit.chart import chart, svg, text
from enclave.audit.query import Table
from enclave.errors import InputError

TIMES = ["2026-11-21T09:00:00.000000Z", "2026-11-21T10:00:00.000000Z", "2026-11-21T12:00:00.000000Z"]
SERIES = Table(("At", "Model", "n"), ("datetime", "string", "long"), [(TIMES[2], "a", 3), (TIMES[0], "a", 1), (TIMES[1], "b<&", 2)])
BARS = Table(("Model", "n", "m"), ("string", "long", "real"), [("x", 2, 0.5), ("y", 4, None), ("z", -4, 1.5)])
NAMED = Table(("Model", "n"), ("string", "long"), [("x", 1), ("y", 3)])
SVG = "{http://www.w3.org/2000/svg}"


def _tags(picture: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for element in ET.fromstring(picture).iter():
        found[element.tag.removeprefix(SVG)] = found.get(element.tag.removeprefix(SVG), 0) + 1
    return found


def test_a_time_axis_is_in_order_and_has_a_line_for_each_group() -> None:
    drawn = chart('T | render timechart with (title="Calls <1>")', SERIES)
    assert drawn.labels == tuple(TIMES)
    assert drawn.series == {"a": (1.0, None, 3.0), "b<&": (None, 2.0, None)}
    assert drawn.positions[2] - drawn.positions[1] == 7200
    picture = svg(drawn)
    assert _tags(picture)["circle"] == 3
    assert "Calls &lt;1&gt;" in picture


def test_bars_stand_for_each_number_and_name() -> None:
    drawn = chart("T | render columnchart", BARS)
    assert drawn.series == {"n": (2.0, 4.0, -4.0), "m": (0.5, None, 1.5)}
    # the background, two marks of the legend, and five bars: nothing is not 0
    assert _tags(svg(drawn))["rect"] == 1 + 2 + 5


def test_a_pie_has_its_parts() -> None:
    assert _tags(svg(chart("T | render piechart", NAMED)))["path"] == 2
    one = Table(("Model", "n"), ("string", "long"), [("x", 1)])
    assert _tags(svg(chart("T | render piechart", one)))["circle"] == 1


def test_the_terminal_gets_bars_in_proportion() -> None:
    lines = text(chart("T | render barchart with (title='Calls')", NAMED), width=30).splitlines()
    assert lines == ["Calls", "x  ██████████ 1", "y  ██████████████████████████████ 3"]
    many = Table(("Model", "n"), ("string", "long"), [(f"m{at}", at) for at in range(100)])
    assert "40 more" in text(chart("T | render barchart", many)).splitlines()[-1]


def test_marks_that_move_the_cursor_are_not_printed() -> None:
    drawn = chart("T | render barchart", Table(("a", "n"), ("string", "long"), [("x\x1b[2J", 1)]))
    assert "\x1b" not in text(drawn) + svg(drawn)


@pytest.mark.parametrize("kind", ["timechart", "columnchart", "barchart", "linechart"])
@pytest.mark.parametrize("rows", [[], [(TIMES[0], None)], [(TIMES[0], 0)], [(TIMES[0], -5)]])
def test_little_is_drawn(kind: str, rows: list[tuple[Any, ...]]) -> None:
    drawn = chart(f"T | render {kind}", Table(("At", "n"), ("datetime", "long"), rows))
    text(drawn)
    ET.fromstring(svg(drawn))


@pytest.mark.parametrize("rows", [[], [("a", None)], [("a", 0)], [("a", -5), ("b", 6)]])
def test_a_pie_of_nothing_is_refused(rows: list[tuple[Any, ...]]) -> None:
    with pytest.raises(InputError, match="piechart"):
        svg(chart("T | render piechart", Table(("a", "n"), ("string", "long"), rows)))


@pytest.mark.parametrize(
    ("kql", "table", "message"),
    [
        ("T | take 1", NAMED, "draws nothing"),
        ("T | render anomalychart", NAMED, "`render anomalychart` is not supported"),
        ("T | render timechart", NAMED, "needs a datetime and a number"),
        ("T | render barchart", Table(("a",), ("string",), [("x",)]), "something to name the bars"),
        ("T | render barchart", Table(("a", "n"), NAMED.types, [("x", 1), ("x", 2)]), "two numbers for `x`"),
        ("T | render timechart", Table(("t", "g", "n"), SERIES.types, [(TIMES[0], str(at), 1) for at in range(13)]), "13 series"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(kql: str, table: Table, message: str) -> None:
    with pytest.raises(InputError, match=message):
        chart(kql, table)
