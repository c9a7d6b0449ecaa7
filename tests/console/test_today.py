from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.audit.event import Event, Verdict
from enclave.console.access import View
from enclave.console.today import GROUPS, TOP, Today, outcome, split

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def event(kind: Any, number: int = 0, day: int = 21, **fields: Any) -> Event:
    fields.setdefault("request_id", f"r{number}")
    return Event(id=f"{kind}{number}", time=f"2026-11-{day:02d}T09:00:{number % 60:02d}.000000Z", kind=kind, **fields)


def added(*events: Event) -> Today:
    today = Today()
    for one in events:
        today.add(one)
    return today


def test_calls_are_counted_by_how_they_ended() -> None:
    document = added(
        event("admitted", 1, project="a"), event("completed", 1, project="a", status=200, prompt_tokens=10, completion_tokens=5),
        event("admitted", 2, project="a"),
        event("refused", 2, project="a", status=502, stage="upstream", reason="upstream_broken: it broke"),
        event("refused", 3, project="b", status=429, stage="budget", reason="budget_exceeded: the budget is spent; it resets at 1"),
        event("admitted", 4, project="b"),
        event("refused", 4, project="b", status=429, stage="budget", reason="budget_exceeded: the budget is spent; it resets at 2"),
        event("admitted", 5, project="b"),
    ).document(NOON)  # fmt: skip
    assert {key: document[key] for key in ("requests", "answered", "failed", "refused", "open", "tokens")} == {
        "requests": 4, "answered": 1, "failed": 1, "refused": 2, "open": 1, "tokens": 15,
    }  # fmt: skip
    assert document["refusals"] == [
        {"stage": "budget", "code": "budget_exceeded", "reason": "the budget is spent", "count": 2},
        {"stage": "upstream", "code": "upstream_broken", "reason": "it broke", "count": 1},
    ]
    assert [(one["project"], one["requests"]) for one in document["projects"]] == [("a", 2), ("b", 2)]


@pytest.mark.parametrize(
    ("kind", "status", "stage", "expected"),
    [
        ("completed", 200, "", "answered"), ("completed", 200, "answer", "refused"), ("completed", 200, "upstream", "failed"),
        ("refused", 400, "dlp", "refused"), ("refused", 503, "budget", "failed"), ("refused", 429, "upstream", "failed"),
        ("completed", 502, "", "failed"), ("token_issued", 0, "", "token_issued"),
    ],
)  # fmt: skip
def test_how_a_call_ended(kind: str, status: int, stage: str, expected: str) -> None:
    assert outcome(event(kind, status=status, stage=stage)) == expected


def test_a_day_ends_at_midnight_utc() -> None:
    today = added(event("completed", 1, day=20, status=200), event("completed", 2, status=200), event("completed", 3, day=20, status=200))
    assert today.document(NOON)["requests"] == 1
    assert today.document(datetime(2026, 11, 22, 0, 0, 1, tzinfo=UTC))["requests"] == 0
    assert today.document(datetime(2026, 11, 20, 12, tzinfo=UTC))["day"] == "2026-11-20"


def test_what_was_found_and_who_spent_is_told_to_those_who_may_know() -> None:
    hidden, refused = Verdict("dlp", "redact", 40, {"email": 2}), Verdict("dlp", "refuse", 40, {"email": 1, "credit_card": 1})
    today = added(
        event("completed", 1, project="a", caller="ada", status=200, settled_nanousd=5, verdicts=(hidden,)),
        event("refused", 2, project="a", caller="bob", status=400, stage="dlp", verdicts=(refused,)),
        event("completed", 3, project="b", caller="ada", status=200, settled_nanousd=9),
        event("admitted", 4, project="b"),
    )
    assert {(one["entity"], one["outcome"], one["count"]) for one in today.found(NOON)} == {
        ("email", "redact", 2), ("email", "refuse", 1), ("credit_card", "refuse", 1),
    }  # fmt: skip
    assert [(one["project"], one["caller"]) for one in today.spenders(NOON)] == [("b", "ada"), ("a", "ada"), ("a", "bob")]
    contributor, user, other = View(projects=frozenset("a")), View(own=frozenset("a"), caller="bob"), View(own=frozenset("c"), caller="ada")
    assert [one["caller"] for one in today.spenders(NOON, contributor)] == ["ada", "bob"]
    assert [one["caller"] for one in today.spenders(NOON, user)] == ["bob"]
    assert today.spenders(NOON, other) == today.found(NOON, other) == today.document(NOON, other)["refusals"] == []
    assert (today.document(NOON, user)["requests"], today.document(NOON, user)["open"], today.document(NOON)["open"]) == (2, 0, 1)
    assert today.found(NOON.replace(day=22)) == today.spenders(NOON.replace(day=22)) == []


def test_few_spenders_are_shown() -> None:
    today = added(*(event("completed", number, project="a", caller=f"c{number}", settled_nanousd=number) for number in range(TOP + 5)))
    assert [one["settled_nanousd"] for one in today.spenders(NOON)] == list(range(TOP + 4, 4, -1))


def test_the_gateways_own_word() -> None:
    today = added(event("started", 1, policy_digest="sha256:a"))
    assert (today.started[:19], today.stopped, today.policy_digest) == ("2026-11-21T09:00:01", "", "sha256:a")
    today.add(event("stopped", 2))
    assert today.stopped
    today.add(event("completed", 3, policy_digest="sha256:b"))
    assert (today.stopped, today.policy_digest) == ("", "sha256:b")


KINDS = st.sampled_from(["admitted", "completed", "refused", "started"])


@given(st.lists(st.tuples(KINDS, st.integers(0, 5), st.integers(20, 22)), max_size=40))
def test_the_parts_add_up(story: list[tuple[str, int, int]]) -> None:
    latest = 0
    today = Today()
    for kind, number, day in story:
        today.add(event(kind, number, day, project=f"p{number}", status=200 + number * 100))
        latest = max(latest, day)
    document = today.document(NOON.replace(day=latest or 21))
    assert document["requests"] == document["answered"] + document["failed"] + document["refused"]
    assert document["requests"] == sum(one["requests"] for one in document["projects"])
    assert document["refused"] + document["failed"] == sum(one["count"] for one in document["refusals"])
    assert document["requests"] == sum(day == latest and kind in ("completed", "refused") for kind, _, day in story)


def test_the_gateway_has_stopped_when_its_last_worker_has() -> None:
    one, two = "worker 1 of 2", "worker 2 of 2"
    today = added(event("started", 1, reason=one), event("started", 2, reason=two), event("stopped", 3, reason=two))
    assert today.stopped == ""
    today.add(event("started", 4, reason=one))
    today.add(event("stopped", 5, reason=one))
    assert today.stopped


def test_many_reasons_become_few() -> None:
    today = added(*(event("refused", number, status=400, stage="parse", reason=f"bad: word {number}") for number in range(3 * GROUPS)))
    refusals = today.document(NOON)["refusals"]
    assert len(refusals) == GROUPS + 1
    assert refusals[0] == {"stage": "parse", "code": "bad", "reason": "other reasons", "count": 2 * GROUPS}


@pytest.mark.parametrize(
    ("reason", "parts"),
    [
        ("a_code: words: more", ("a_code", "words: more")), ("only words", ("", "only words")), ("two words: x", ("", "two words: x")),
        ("", ("", "")),
    ],
)  # fmt: skip
def test_reasons_have_a_code_and_words(reason: str, parts: tuple[str, str]) -> None:
    assert split(reason) == parts
