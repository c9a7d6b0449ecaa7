"""`scan`: the examples of its page as facts, and what it leaves open refused by name."""

from __future__ import annotations

from typing import Any

import pytest

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
    with pytest.raises(InputError, match="more than 20000 rows"):
        ask("range x from 1 to 20001 step 1 | scan with (step a: true;)")
