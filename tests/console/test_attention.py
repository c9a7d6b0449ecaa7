from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from enclave.console.attention import attention


def obligation(number: int, verdict: str) -> dict[str, Any]:
    return {"number": number, "title": f"title {number}", "verdict": verdict}


def window(level: str = "good") -> dict[str, Any]:
    return {"level": level, "share": 0.91}


def row(scope: str, daily: str = "good", monthly: str = "good") -> dict[str, Any]:
    return {"scope": scope, "daily": window(daily), "monthly": window(monthly)}


def page(unsafe: Sequence[dict[str, str]] = (), firing: Sequence[dict[str, str]] = (), **changed: dict[str, Any]) -> dict[str, Any]:
    """A page on which all is well, but for what is changed."""
    good: dict[str, dict[str, Any]] = {
        "proof": {"problem": "", "obligations": [obligation(1, "proved")]},
        "gateway": {"state": "started", "matches": True, "since": "2026-11-21T09:30:00.000000Z"},
        "log": {"state": "good", "problems": [], "unreadable": ""},
        "spend": {"problem": "", "new": False, "scopes": [row("hub")]},
        "deployed": {"state": "same", "hours": 3, "old": False, "differences": 0, "breaks": []},
    }
    return {"unsafe": unsafe, "firing": firing, **{name: {**part, **changed.get(name, {})} for name, part in good.items()}}


def test_what_fires_is_told_with_where_it_stands() -> None:
    (item,) = attention(page(firing=[{"level": "warn", "text": "many errors", "page": "alerts"}]))
    assert item == ("warn", "many errors", "/alerts")


def test_nothing_when_all_is_well() -> None:
    assert attention(page()) == []
    assert attention(page(log={"state": "empty"})) == []
    assert attention(page(deployed={"state": "never"})) == [], "the proof is of the file, and says so"


@pytest.mark.parametrize(
    ("changed", "level", "said"),
    [
        ({"proof": {"obligations": [obligation(3, "refuted")]}}, "bad", "isolation is refuted: 3 title 3"),
        ({"proof": {"obligations": [obligation(3, "unknown")]}}, "warn", "isolation is not decided: 3 title 3"),
        ({"proof": {"obligations": [obligation(n, "refuted") for n in range(1, 5)]}}, "bad", "1 title 1; 2 title 2 and 2 more"),
        ({"proof": {"obligations": []}}, "warn", "the proof is being computed"),
        ({"proof": {"problem": "a.yaml:1:2: wrong\n  hint"}}, "bad", "the file cannot be verified: a.yaml:1:2: wrong"),
        ({"gateway": {"matches": False}}, "bad", "another policy"),
        ({"gateway": {"matches": None}}, "warn", "has not said"),
        ({"gateway": {"state": "unseen", "matches": None}}, "warn", "no gateway"),
        ({"gateway": {"state": "stopped"}}, "warn", "has stopped at 09:30:00 UTC"),
        ({"log": {"state": "damaged", "problems": [{"what": "changed", "where": "log/1:3"}]}}, "bad", "changed (log/1:3)"),
        ({"log": {"state": "unreadable", "unreadable": "permission denied: 1"}}, "bad", "permission denied"),
        ({"log": {"state": "missing"}}, "warn", "no audit log yet"),
        ({"log": {"state": "reading"}}, "warn", "still being read"),
        ({"spend": {"problem": "there is no ledger yet", "new": True}}, "warn", "no ledger yet"),
        ({"spend": {"problem": "the ledger is damaged"}}, "bad", "damaged"),
        ({"spend": {"scopes": [row("project/a", "near")]}}, "warn", "a has used 91% of today's ceiling"),
        ({"spend": {"scopes": [row("hub", "good", "over")]}}, "warn", "whole enclave has reached this month's ceiling"),
        ({"deployed": {"state": "drifted", "differences": 1}}, "bad", "differs from the file in 1 thing that is deployed"),
        ({"deployed": {"state": "drifted", "differences": 3, "breaks": ["1"]}}, "bad", "in 3 things that are deployed and breaks 1"),
        ({"deployed": {"old": True, "hours": 75}}, "warn", "3 days ago"),
        ({"deployed": {"state": "unreadable"}}, "warn", "cannot be read"),
    ],
)
def test_each_thing_is_said_once(changed: dict[str, dict[str, Any]], level: str, said: str) -> None:
    (item,) = attention(page(**changed))
    assert item.level == level
    assert said in item.text
    assert item.section in {*page(), "/network"}


def test_dangerous_choices_are_always_told_with_their_reason() -> None:
    (item,) = attention(page([{"project": "a", "choice": "unsafe_allow_it", "reason": "a pilot"}]))
    assert (item.level, item.text) == ("warn", "a has `unsafe_allow_it`: a pilot")


def test_the_worst_stands_first() -> None:
    levels = [item.level for item in attention(page(log={"state": "missing"}, gateway={"matches": False}, spend={"problem": "broken"}))]
    assert levels == ["bad", "bad", "warn"]
