"""`scan`: the examples of its page as facts, and what it leaves open refused by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enclave.audit import query_scan
from enclave.errors import InputError

FILLED = (
    "datatable(Ts: timespan, Event: string)[0m, 'A', 1m, '', 2m, 'B', 3m, '', 4m, '', 6m, 'C', 8m, '', 11m, 'D', 12m, ''] | sort by Ts asc"
    " | scan declare (Event_filled: string='') with (step s1: true => Event_filled = iff(isempty(Event), s1.Event_filled, Event);)"
    " | project Event_filled"
)
SESSIONS = (
    "datatable(Ts: timespan, Event: string)[0m, 'A', 1m, 'A', 2m, 'B', 3m, 'D', 32m, 'B', 36m, 'C', 38m, 'D', 41m, 'E', 75m, 'A']"
    " | sort by Ts asc | scan with_match_id=session_id declare (sessionStart: timespan) with ("
    " step inSession: true => sessionStart = iff(isnull(inSession.sessionStart), Ts, inSession.sessionStart);"
    " step endSession output=none: Ts - inSession.sessionStart > 30m;) | project sessionStart, session_id"
)
BETWEEN = (
    "datatable(Ts: timespan, Event: string)[0m, 'A', 1m, 'Start', 2m, 'B', 3m, 'D', 4m, 'Stop', 6m, 'C', 8m, 'Start', 11m, 'E',"
    " 12m, 'Stop'] | sort by Ts asc | scan with_match_id=m_id with (step s1: Event == 'Start';"
    " step s2: Event != 'Start' and Event != 'Stop' and Ts - s1.Ts <= 5m; step s3: Event == 'Stop' and Ts - s1.Ts <= 5m;)"
)
LOGS = """datatable(Timestamp:datetime, userID:int, EventType:string)[
    datetime(2024-05-28 08:15:23), 1, "login", datetime(2024-05-28 08:30:15), 2, "login", datetime(2024-05-28 09:10:27), 3, "login",
    datetime(2024-05-28 12:30:45), 1, "logout", datetime(2024-05-28 11:45:32), 2, "logout", datetime(2024-05-28 13:25:19), 3, "logout"]
| sort by userID, Timestamp | partition hint.strategy=native by userID (sort by Timestamp asc
| scan declare (start: datetime, end: datetime, sessionDuration: timespan) with (
    step s1 output=none: EventType == "login" => start = Timestamp;
    step s2 output=all: EventType == "logout" => start = s1.start, end = Timestamp, sessionDuration = Timestamp - s1.start;))
| project userID, sessionDuration | order by userID asc"""


def test_sums_go_on_from_row_to_row(ask: Any) -> None:
    found = ask(
        "range x from 1 to 5 step 1 | scan declare (cumulative_x:long=0) with (step s1: true => cumulative_x = x + s1.cumulative_x;)"
    )
    assert (found.columns, found.types) == (("x", "cumulative_x"), ("long", "long"))
    assert found.rows == [(1, 1), (2, 3), (3, 6), (4, 10), (5, 15)]
    reset = (
        "range x from 1 to 5 step 1 | extend y = 2 * x | scan declare (cx:long=0, cy:long=0) with (step s1: true =>"
        " cx = iff(s1.cx >= 10, x, x + s1.cx), cy = iff(s1.cy >= 10, y, y + s1.cy);)"
    )
    assert ask(reset).rows == [(1, 2, 1, 2), (2, 4, 3, 6), (3, 6, 6, 12), (4, 8, 10, 8), (5, 10, 5, 18)]


def test_sequences_and_their_numbers(ask: Any) -> None:
    assert [row[0] for row in ask(FILLED).rows] == ["A", "A", "B", "B", "B", "C", "C", "D", "D"]
    assert ask(SESSIONS).rows == [("00:00:00", 0)] * 4 + [("00:32:00", 1)] * 4 + [("01:15:00", 2)]
    found = ask(BETWEEN)
    assert found.columns == ("Ts", "Event", "m_id")
    assert [(row[1], row[2]) for row in found.rows] == [
        ("Start", 0), ("B", 0), ("D", 0), ("Stop", 0), ("Start", 1), ("E", 1), ("Stop", 1),
    ]  # fmt: skip


def test_parts_by_themselves(ask: Any) -> None:
    assert ask(LOGS).rows == [(1, "04:15:22"), (2, "03:15:17"), (3, "04:14:52")]


def test_what_the_page_leaves_open_is_refused_by_name(ask: Any) -> None:
    for form, said in (
        ("with (step s output=last: true;)", "the step `step s output=last: true`"),
        ("with (step a: true; step b: b.x > 1;)", "`b"),
        ("with (step a: b.x > 1; step b: true;)", "`b"),
        ("declare (n:long) with (step a: n > 1;)", "`n` without a step"),
        ("with (step a: a.nope > 1;)", "no column `a.nope`"),
        ("with (step a: true => n = 1;)", "not declared"),
        ("declare (x:long) with (step a: true;)", "a second column"),
        ("declare (n:dynamic) with (step a: true;)", "the column `n:dynamic`"),
        ("with (step a: true; step a: true;)", "the step `step a: true`"),
        ("with (step a: prev(x) > 1;)", "this `scan`"),
        ("declare (n:long) with (step a: true => n = 'x';)", "`'x'` for `n`, which is no long"),
        ("declare (n:long = 1.5) with (step a: true;)", "`1.5` for `n`, which is no long"),
        ("with (step a: x;)", "the condition `x`, which is no bool"),
        ("with ()", "without a step"),
    ):
        with pytest.raises(InputError, match=said):
            ask(f"range x from 1 to 2 step 1 | scan {form}")
    with pytest.raises(InputError, match="more than 20000 rows with `strlen"):
        ask("range x from 1 to 20001 step 1 | scan with (step a: strlen(tostring(a.x)) > 0;)")


State = dict[str, dict[str, int]]
Condition = Callable[[int, State, str], bool]
"""Of a row's number, of what was matched, step by step, and of the step before."""
FREE: list[tuple[str, Condition]] = [
    ("true", lambda x, state, last: True),
    ("x % 3 == 0", lambda x, state, last: x % 3 == 0),
    ("x > 4", lambda x, state, last: x > 4),
    ("{0}.n < 3", lambda x, state, last: state.get("s0", {"n": 0})["n"] < 3),
]
BOUND: list[tuple[str, Condition]] = [
    *FREE,
    ("x - {0}.x <= 2", lambda x, state, last: x - state["s0"]["x"] <= 2),
    ("x != {1}.x", lambda x, state, last: x != state[last]["x"]),
    ("{1}.n > 1 or x < {0}.x", lambda x, state, last: state[last]["n"] > 1 or x < state["s0"]["x"]),
]


def walked(rows: list[int], steps: list[tuple[Condition, bool, int]]) -> list[tuple[int, int, int]]:
    """The page's logic as it is told there: for each row from the last step to the first, a state goes on to the next step, or stays."""
    states: list[State] = [{} for _ in steps]
    numbers, count, shown = [-1] * len(steps), 0, []
    for x in rows:
        for k in reversed(range(len(steps))):
            condition, is_shown, more = steps[k]
            if k > 0 and states[k - 1] and condition(x, states[k - 1], f"s{k - 1}"):
                states[k], states[k - 1], numbers[k] = states[k - 1], {}, numbers[k - 1]
            elif (states[k] or k == 0) and condition(x, states[k], f"s{max(0, k - 1)}"):
                if not states[k]:
                    numbers[k], count = count, count + 1
            else:
                continue
            n = states[k].get("s0", {"n": 0})["n"] + more
            states[k] = states[k] | {f"s{k}": {"x": x, "n": n}}
            if is_shown:
                shown.append((x, n, numbers[k]))
    return shown


@pytest.mark.long
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(st.integers(0, 9), min_size=1, max_size=12),
    first=st.tuples(st.sampled_from(FREE), st.booleans(), st.integers(0, 2)),
    others=st.lists(st.tuples(st.sampled_from(BOUND), st.booleans(), st.integers(0, 2)), max_size=2),
    at_once=st.sampled_from([1, 3, 20_000]),
)
def test_it_walks_as_the_page_says(ask: Any, rows: list[int], first: Any, others: list[Any], at_once: int) -> None:
    said, steps = [], []
    for k, ((text, condition), is_shown, more) in enumerate([first, *others]):
        condition_text = text.format("s0", f"s{max(0, k - 1)}")
        said.append(f"step s{k} output={'all' if is_shown else 'none'}: {condition_text} => n = s0.n + {more};")
        steps.append((condition, is_shown, more))
    table = f"datatable(x: long)[{', '.join(map(str, rows))}] | scan with_match_id=m declare (n: long = 0) with ({' '.join(said)})"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(query_scan, "AT_ONCE", at_once)
        assert ask(table).rows == walked(rows, steps)
