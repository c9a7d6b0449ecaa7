"""Callers unlike their past, as the console tells of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from enclave.console.access import EVERYTHING, View
from enclave.console.callers import amount, rows, sentence, unlike

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def hour(of_day: int, *anomalies: dict[str, Any]) -> dict[str, Any]:
    return {"hour": f"2026-11-21T{of_day:02}:00:00Z", "anomalies": list(anomalies)}


def one(caller: str, value: float, kind: str = "volume", **more: Any) -> dict[str, Any]:
    return {"caller": caller, "kind": kind, "value": value, "usual": 2.0, **more}


def write(data: Path, document: Any) -> None:
    (data / "anomalies.json").write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")


def test_hours_that_follow_each_other_are_one_episode_with_its_worst(tmp_path: Path) -> None:
    earlier = [hour(10, one("a", 500, hours=6)), hour(9, one("a", 900), one("a", 7, "refusals")), hour(5, one("a", 30), one("b", 80))]
    write(tmp_path, {**hour(11, one("a", 40)), "earlier": earlier})
    found = unlike(tmp_path, EVERYTHING, NOW)
    assert [(each.caller, each.start[11:16], each.until[11:16], each.goes_on) for each in found] == [
        ("a", "09:00", "12:00", True), ("a", "05:00", "06:00", False), ("b", "05:00", "06:00", False),
    ]  # fmt: skip
    assert sentence(found[0]) == "a behaves unlike before: 900 requests, usually 2; 7 refusals, usually 2, from 09:00 to 12:00"
    assert [(each["kind"], each["value"]) for each in rows(found[:1])] == [("volume", 900), ("refusals", 7)]


def test_what_several_hours_show_together_is_told_so(tmp_path: Path) -> None:
    write(tmp_path, hour(11, one("a", 500, hours=6)))
    assert "500 requests in 6 hours, usually 2" in sentence(unlike(tmp_path, EVERYTHING, NOW)[0])


def test_it_goes_on_as_long_as_somebody_judges(tmp_path: Path) -> None:
    write(tmp_path, hour(11, one("a", 40)))
    assert [each.goes_on for each in unlike(tmp_path, EVERYTHING, NOW + timedelta(hours=3))] == [False]


@pytest.mark.parametrize("document", ["{torn", "[]", {"hour": 7}, {"hour": "noon", "anomalies": []}, {"anomalies": [], "earlier": {}}, {}])
def test_what_cannot_be_read_is_nothing(tmp_path: Path, document: Any) -> None:
    write(tmp_path, document)
    assert unlike(tmp_path, EVERYTHING, NOW) == []


def test_nobody_sees_callers_who_may_not_see_all(tmp_path: Path) -> None:
    write(tmp_path, hour(11, one("a", 40)))
    assert unlike(tmp_path, View(whole=False, projects=frozenset({"p"})), NOW) == []


def test_amounts() -> None:
    assert [amount("volume", value) for value in (1241.0, 9.595, 0.002, "many")] == ["1,241", "9.6", "0", "0"]
    assert amount("spend", 15.07) == "$0.15"
