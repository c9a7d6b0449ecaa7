"""Answers as JSON and as text."""

from __future__ import annotations

import json

from enclave.monitor.chunks import Chunk
from enclave.monitor.compare import Answer, Result
from enclave.monitor.show import MOST_LINES, as_json, as_text

CHUNKS = (Chunk("2026-01", "2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00", 10),)


def answer(*alerts: bool) -> Answer:
    results = tuple(Result("2026-01", f"c{i}", "kolmogorov_smirnov", 0.5, None, alert) for i, alert in enumerate(alerts))
    return Answer(CHUNKS, results, 0.05, ("a note",))


def test_json_has_the_contracts_keys() -> None:
    document = json.loads(as_json(answer(True)))
    assert document == {
        "chunks": [{"chunk": "2026-01", "start": CHUNKS[0].start, "end": CHUNKS[0].end, "rows": 10}],
        "results": [{"chunk": "2026-01", "column": "c0", "detector": "kolmogorov_smirnov", "value": 0.5, "threshold": None, "alert": True}],
        "false_alarm_rate": 0.05,
        "notes": ["a note"],
    }


def test_names_move_no_cursor_and_begin_no_line() -> None:
    name = "\x1b[31ma\n2026-01  b  drift\r\u202e\x00\udc80é"
    text = as_text(Answer(CHUNKS, (Result("2026-01", name, "l_infinity", 0.5, 0.1, True),), 0.05, ()))
    assert text.splitlines()[0] == r"2026-01  \x1b[31ma\n2026-01  b  drift\r\u202e\x00\udc80é  l_infinity  0.5  (threshold 0.1)"
    assert len(text.splitlines()) == 2
    assert json.loads(as_json(Answer(CHUNKS, (Result("2026-01", name, "d", None, None, False),), 0.05, ())))["results"][0]["column"] == name


def test_text_tells_alerts_and_is_not_endless() -> None:
    assert as_text(answer(False)).startswith("no drift in 1 chunks, 1 columns")
    assert as_text(answer(False, True)).splitlines()[0].startswith("2026-01  c1  kolmogorov_smirnov  0.5")
    lines = as_text(answer(*[True] * 100)).splitlines()
    assert len(lines) == MOST_LINES + 2
    assert lines[-1].startswith("drift: 1 chunks, 100 columns")
