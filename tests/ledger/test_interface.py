"""The calendar of the ceilings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.ledger.interface import WindowName, window_end, window_start

EAST = timezone(timedelta(hours=2))
moments = st.integers(0, 200 * 366 * 86_400).map(lambda seconds: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))


@given(moments, st.timezones(), st.sampled_from(["daily", "monthly"]))
def test_a_moment_is_in_its_window_and_the_windows_touch(moment: datetime, zone: ZoneInfo, window: WindowName) -> None:
    time = moment.astimezone(zone)
    start = window_start(window, time)
    end = window_end(window, start)
    assert start <= time < end
    assert window_start(window, end) == end
    assert window_start(window, end - timedelta(microseconds=1)) == start


@pytest.mark.parametrize(
    ("window", "time", "start", "end"),
    [
        ("daily", datetime(2026, 12, 31, 23, 59, 59, 999_999, UTC), datetime(2026, 12, 31, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        ("monthly", datetime(2026, 12, 31, 23, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        ("monthly", datetime(2028, 2, 29, tzinfo=UTC), datetime(2028, 2, 1, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)),
        # 01:00 in a zone two hours ahead is still yesterday in UTC
        ("daily", datetime(2026, 6, 1, 1, tzinfo=EAST), datetime(2026, 5, 31, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)),
    ],
)
def test_windows_are_those_of_the_calendar_in_utc(window: WindowName, time: datetime, start: datetime, end: datetime) -> None:
    assert window_start(window, time) == start
    assert window_end(window, start) == end
