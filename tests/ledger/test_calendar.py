"""Days and months of a time zone: each moment has one, they touch, and their names grow."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.ledger.calendar import Calendar, WindowName, period, period_end, period_start

moments = st.integers(0, 200 * 366 * 86_400).map(lambda seconds: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
windows = st.sampled_from(["daily", "monthly"])


@given(moments, st.timezones(), windows)
def test_a_moment_is_in_its_window_and_the_windows_touch(moment: datetime, zone: ZoneInfo, window: WindowName) -> None:
    name = period(window, moment, zone.key)
    start, end = period_start(window, name, zone.key), period_end(window, name, zone.key)
    assert start <= moment < end
    following = period(window, end, zone.key)
    assert following > name
    assert period_start(window, following, zone.key) == end
    assert period(window, end - timedelta(microseconds=1), zone.key) <= name


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("Europe/Berlin", "2026-11-21", 24),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("Asia/Kathmandu", "2026-11-21", 24),
        # clocks are put forward at midnight: the day begins at one
        ("America/Havana", "2026-03-08", 23),
        ("Africa/Cairo", "2026-04-24", 23),
        # clocks are put back at midnight: the last hour of the day comes twice
        ("Africa/Cairo", "2026-10-29", 25),
        # a day that Samoa did not have
        ("Pacific/Apia", "2011-12-30", 0),
    ],
)
def test_a_day_is_as_long_as_it_is_there(zone: str, day: str, hours: float) -> None:
    assert period_end("daily", day, zone) - period_start("daily", day, zone) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("window", "time", "zone", "name", "end"),
    [
        ("daily", datetime(2026, 12, 31, 23, 59, 59, 999_999, UTC), "UTC", "2026-12-31", datetime(2027, 1, 1, tzinfo=UTC)),
        ("monthly", datetime(2026, 12, 31, 23, tzinfo=UTC), "UTC", "2026-12", datetime(2027, 1, 1, tzinfo=UTC)),
        ("monthly", datetime(2026, 12, 31, 23, tzinfo=UTC), "Europe/Berlin", "2027-01", datetime(2027, 1, 31, 23, tzinfo=UTC)),
        ("monthly", datetime(2028, 2, 29, tzinfo=UTC), "UTC", "2028-02", datetime(2028, 3, 1, tzinfo=UTC)),
        ("daily", datetime(2026, 7, 1, 22, tzinfo=UTC), "Europe/Berlin", "2026-07-02", datetime(2026, 7, 2, 22, tzinfo=UTC)),
        ("daily", datetime(2026, 7, 1, 3, tzinfo=UTC), "America/New_York", "2026-06-30", datetime(2026, 7, 1, 4, tzinfo=UTC)),
    ],
)
def test_windows_are_those_of_the_calendar_of_the_zone(
    window: Literal["daily", "monthly"], time: datetime, zone: str, name: str, end: datetime
) -> None:
    assert period(window, time, zone) == name
    assert period_end(window, name, zone) == end


@given(st.sampled_from(["UTC", "Europe/Berlin", "Africa/Cairo", "America/Havana", "Asia/Kathmandu"]), st.data())
def test_a_calendar_that_is_turned_on_and_back_says_what_the_zone_says(zone: str, data: st.DataObject) -> None:
    calendar = Calendar(zone)
    now = datetime.combine(date(2026, data.draw(st.integers(1, 12)), data.draw(st.integers(1, 28))), datetime.min.time(), UTC)
    for minutes in data.draw(st.lists(st.integers(-2000, 2000), max_size=30)):
        now += timedelta(minutes=minutes)
        calendar.turn_to(now)
        assert calendar.period("daily") == period("daily", now, zone)
        assert calendar.period("monthly") == period("monthly", now, zone)


def jumps(zone: ZoneInfo, first: int, last: int) -> list[datetime]:
    """The moments at which the clocks of a zone are put forward or back."""
    found, now, end = [], datetime(first, 1, 1, tzinfo=UTC), datetime(last, 1, 1, tzinfo=UTC)
    before = now.astimezone(zone).utcoffset()
    while now < end:
        now += timedelta(days=1)
        if now.astimezone(zone).utcoffset() != before:
            low, high = now - timedelta(days=1), now
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
            found.append(high.replace(microsecond=0))
            before = now.astimezone(zone).utcoffset()
    return found


def check(zone: ZoneInfo, jump: datetime) -> None:
    """Each moment around a jump is in the window of the date that clocks show."""
    calendar, shown = Calendar(zone.key), list[str]()
    moments = [jump + timedelta(minutes=15 * step) for step in range(-200, 200)]
    moments += [jump + timedelta(microseconds=step) for step in (-1, 0, 1)]
    for moment in sorted(moments):
        date_there = str((moment + (moment.astimezone(zone).utcoffset() or timedelta())).date())
        assert period("daily", moment, zone.key) == calendar.turn_to(moment).daily == date_there, (zone.key, moment)
        assert calendar.monthly == date_there[:7]
        if shown[-1:] != [date_there]:
            shown.append(date_there)
    went_back = len(shown) > len({*shown})
    assert len(shown) - len({*shown}) <= 2  # a minute of tomorrow, and today once more
    assert went_back or shown == sorted(shown), (zone.key, jump, shown)
    for name, following in zip(sorted({*shown}), sorted({*shown})[1:], strict=False):
        end = period_end("daily", name, zone.key)
        skipped = date.fromisoformat(following) - date.fromisoformat(name) > timedelta(days=1)
        assert end == period_start("daily", following, zone.key), (zone.key, name, skipped)
        assert calendar.turn_to(end).daily == following, (zone.key, name)
    month = period("monthly", jump, zone.key)
    first, last = period_start("monthly", month, zone.key), period_end("monthly", month, zone.key)
    assert first <= jump < last or went_back
    assert period("monthly", last, zone.key) > month == period("monthly", first, zone.key)


ODD = ["Pacific/Apia", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Chatham"]


@pytest.mark.parametrize("name", ODD)
def test_no_date_is_two_windows_where_clocks_jump(name: str) -> None:
    zone = ZoneInfo(name)
    for jump in [*jumps(zone, 2010, 2012), datetime(2026, 11, 21, tzinfo=UTC)]:
        check(zone, jump)


@pytest.mark.long
def test_no_date_is_two_windows_in_any_zone() -> None:
    seen = 0
    for name in sorted(available_timezones()):
        for jump in jumps(ZoneInfo(name), 1990, 2038):
            check(ZoneInfo(name), jump)
            seen += 1
    assert seen > 10_000
