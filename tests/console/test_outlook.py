"""Spend with its forecast: of what somebody may see, in the file's own days, and silent where too little is known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from enclave.console.access import View
from enclave.console.outlook import SHOWN_DAYS, outlook, seen
from enclave.ledger.forecast import HOUR, Hours

NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
HERE = int(NOW.timestamp() // HOUR)


def spend(limit: int | None = 400) -> dict[str, Any]:
    window = {"settled_nanousd": 125, "limit_nanousd": limit}
    return {"scopes": [{"scope": scope, "known": True, "daily": window, "monthly": window} for scope in ("hub", "project/a", "project/b")]}


def test_even_spend_goes_on_evenly() -> None:
    hours = Hours(HERE - 240, {"a": dict.fromkeys(range(HERE - 240, HERE), 10), "b": dict.fromkeys(range(HERE - 240, HERE), 5)})
    hub, first, second = outlook(spend(), hours, NOW, "UTC")
    daily = first["windows"]["daily"]["forecast"]
    assert (daily["expected_nanousd"], daily["low_nanousd"], daily["high_nanousd"]) == (240, 240, 240)
    assert (daily["method"], daily["days"], daily["reached_at"]) == ("hour of the day", 10, "")
    assert hub["windows"]["daily"]["forecast"]["expected_nanousd"] == round(125 + 11.5 * 15)
    assert second["windows"]["monthly"]["forecast"]["reached_at"] == "2026-11-23 19:30"
    assert hub["days"][-2] == {"day": "2026-11-20", "settled_nanousd": 360, "share": 1.0}
    assert [day["day"] for day in first["days"]][:2] == ["2026-11-12", "2026-11-13"], "the day of which only a part is known is left out"


def test_days_are_those_of_the_file() -> None:
    hours = Hours(HERE - 100 * 24, {"a": {int(datetime(2026, 11, 20, 23, tzinfo=UTC).timestamp() // HOUR): 7}})
    for zone, day in (("UTC", "2026-11-20"), ("Europe/Berlin", "2026-11-21")):
        [row] = [row for row in outlook(spend(), hours, NOW, zone) if row["scope"] == "project/a"]
        assert [one["day"] for one in row["days"] if one["settled_nanousd"]] == [day]
        assert len(row["days"]) in {SHOWN_DAYS, SHOWN_DAYS + 1}


def test_where_too_little_is_known_nothing_is_told() -> None:
    for hours in (Hours(), Hours(HERE - 1, {"a": {HERE - 1: 5}})):
        for row in outlook(spend(None), hours, NOW, "UTC"):
            assert row["windows"]["daily"]["forecast"] is None


@pytest.mark.parametrize(
    ("scope", "wanted"),
    [
        ("hub", (True, False, False)), ("project/a", (True, True, False)), ("project/b", (True, False, True)),
        ("project/a/caller/x", (True, False, False)), ("caller/x", (True, False, False)),
    ],
)  # fmt: skip
def test_who_may_see_what(scope: str, wanted: tuple[bool, ...]) -> None:
    views = (View(whole=True), View(projects=frozenset("a")), View(own=frozenset("b"), caller="x"))
    assert tuple(seen(scope, view) for view in views) == wanted
