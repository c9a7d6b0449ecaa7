"""Looking through the last calls, and telling one of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from enclave.audit.event import Event, Seen, Verdict
from enclave.console.access import View
from enclave.console.history import FIELDS, HIDDEN, LAST, SHOWN, History, Wanted, told

TIME = "2026-11-21T09:30:00.000000Z"


def filled(count: int, **fields: object) -> History:
    history = History()
    for number in range(1, count + 1):
        history.add(number, Event(id=str(number), time=TIME, kind="completed", request_id=f"r{number}", **fields))  # type: ignore[arg-type]
    return history


def test_pages_go_back_to_the_oldest_and_no_call_is_missed_or_told_twice() -> None:
    history = filled(2 * SHOWN + 7)
    seen: list[int] = []
    before = 0
    while True:
        calls, before = history.calls(Wanted(), before)
        seen += [call["number"] for call in calls]
        if not before:
            break
    assert seen == list(range(2 * SHOWN + 7, 0, -1))
    assert filled(SHOWN).calls(Wanted())[1] == 0, "a full page with nothing behind it"


def test_each_thing_that_is_asked_for_narrows() -> None:
    history = History()
    history.add(1, Event(id="1", time=TIME, kind="completed", request_id="r1", project="a", caller="x", model="m", status=200))
    found = Verdict("dlp", "refuse", 9, {"email": 1})
    history.add(2, Event(id="2", time=TIME, kind="refused", request_id="r2", project="b", caller="y", deployment="d", status=400,
                         stage="dlp", reason="content_filter: no E-mail", verdicts=(found,)))  # fmt: skip
    history.add(3, Event(id="3", time=TIME, kind="admitted", request_id="r1", project="a"))
    cases = [
        (Wanted(), [2, 1]), (Wanted(project="a"), [1]), (Wanted(caller="y"), [2]), (Wanted(model="d"), [2]), (Wanted(model="m"), [1]),
        (Wanted(outcome="refused"), [2]), (Wanted(outcome="answered"), [1]), (Wanted(entity="email"), [2]), (Wanted(text="e-MAIL"), [2]),
        (Wanted(text="r1"), [1]), (Wanted(project="a", outcome="refused"), []),
    ]  # fmt: skip
    assert [(wanted, [call["number"] for call in history.calls(wanted)[0]]) for wanted, _ in cases] == cases
    assert history.choices() == {"project": ["a", "b"], "model": ["m"], "outcome": ["answered", "refused"], "entity": ["email"]}


def test_only_the_newest_are_kept() -> None:
    history = History(kept=3)
    for number in range(1, 6):
        history.add(number, Event(id=str(number), time=TIME, kind="completed", request_id=f"r{number}"))
    assert history.first == 3
    assert history.story("r2") == []
    assert History().first == 0


def test_a_story_has_every_record_and_what_each_guard_decided() -> None:
    history = History()
    dlp = Verdict("dlp", "redact", 40, {"email": 1}, (Seen("email", 85, "messages[0].content", 3, 9),))
    history.add(7, Event(id="1", time=TIME, kind="admitted", request_id="r", reserved_nanousd=900, verdicts=(dlp,)))
    history.add(9, Event(id="2", time=TIME, kind="completed", request_id="r", status=200, settled_nanousd=500, caller="x",
                         verdicts=(dlp, Verdict("answer", "pass", 70))))  # fmt: skip
    story = told(history.story("r"))
    assert [one["number"] for one in story["records"]] == [7, 9]
    assert [guard["stage"] for guard in story["guards"]] == ["dlp", "answer"]
    assert story["guards"][0]["seen"] == [{"detector": "email", "confidence": 85, "field": "messages[0].content"}]
    assert story["money"] == {"reserved": 900, "settled": 500}
    assert story["facts"]["caller"] == "x"


@given(st.lists(st.sampled_from(("completed", "refused", "admitted", "started")), max_size=120), st.integers(0, 130))
def test_a_page_is_never_longer_than_it_may_be(kinds: list[str], before: int) -> None:
    history = History()
    for number, kind in enumerate(kinds, 1):
        history.add(number, Event(id=str(number), time=TIME, kind=kind))  # type: ignore[arg-type]
    calls, more = history.calls(Wanted(), before)
    assert len(calls) <= SHOWN
    assert all(not before or call["number"] < before for call in calls)
    assert more == 0 or len(calls) == SHOWN


def test_the_last_events_are_the_newest_without_the_hidden_and_without_values() -> None:
    history = History()
    verdicts = (Verdict("dlp", "redact", 40, {"email": 2}), Verdict("dlp", "refuse", 40, {"email": 1, "credit_card": 1}))
    for number in range(30):
        for kind in ("admitted", "completed"):
            history.add(number, Event(id=f"{kind}{number}", time=TIME, kind=kind, request_id=f"r{number}", verdicts=verdicts))
    shown = history.last()
    assert [one["request_id"] for one in shown] == [f"r{number}" for number in range(29, 29 - LAST, -1)]
    assert not {one["kind"] for one in shown} & HIDDEN
    assert shown[0]["found"] == {"credit_card": 1, "email": 3}
    assert set(shown[0]) == {*FIELDS, "code", "found", "outcome"}
    assert not any("sha256" in name or name in {"caller_ip", "path"} for name in FIELDS)
    assert len(history.with_findings()) == LAST


def test_nobody_finds_what_is_not_theirs() -> None:
    history = History()
    for number, (project, caller) in enumerate((("a", "ada"), ("a", "bob"), ("b", "ada")), 1):
        history.add(number, Event(id=str(number), time=TIME, kind="completed", request_id=f"r{number}", project=project, caller=caller,
                                  status=200, verdicts=(Verdict("dlp", "pass", 1, {"email": 1}),)))  # fmt: skip
    for view, wanted in (
        (View(projects=frozenset("a")), ["r2", "r1"]), (View(own=frozenset("a"), caller="bob"), ["r2"]),
        (View(own=frozenset("a"), caller=""), []), (View(), []), (View(whole=True), ["r3", "r2", "r1"]),
    ):  # fmt: skip
        assert [one["request_id"] for one in history.calls(Wanted(), view=view)[0]] == wanted
        assert [one["request_id"] for one in history.last(view)] == wanted
        assert [one["request_id"] for one in history.with_findings(view)] == wanted
        assert [name for name in ("r1", "r2", "r3") if history.story(name, view)] == sorted(wanted)
        assert bool(history.choices(view)["project"]) == bool(wanted)
