"""What every store promises, held against each: ceilings that hold, settlement once, calendar windows, warnings, nothing lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from enclave.ledger.calendar import WindowName
from enclave.ledger.interface import (
    KEPT,
    LEASE,
    MAX_AMOUNT,
    MAX_LIMIT,
    Ceiling,
    Exceeded,
    Rejected,
    Reserve,
    Reserved,
    Settle,
    Settled,
    Shrink,
    Shrunk,
    Store,
    Warned,
    WindowTotal,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)
DAY = Ceiling("project/a", "daily", 100)
MONTH = Ceiling("project/a", "monthly", 150)
HUB = Ceiling("hub", "daily", 120)


def _total(store: Store, scope: str, window: WindowName, time: datetime = NOON) -> WindowTotal:
    [total] = [total for total in store.report(time) if (total.scope, total.window) == (scope, window)]
    return total


def test_a_reservation_counts_under_every_ceiling_until_it_is_settled(store: Store) -> None:
    assert store.apply([Reserve("1", 60, (DAY, MONTH, HUB), NOON)]) == [Reserved("1", 40)]
    assert _total(store, "hub", "daily") == WindowTotal("hub", "daily", MIDNIGHT - timedelta(days=1), MIDNIGHT, 120, 0, 60, 1)
    assert store.apply([Settle("1", 25, NOON)]) == [Settled("1", 25, 60)]
    for scope, window in (("project/a", "daily"), ("project/a", "monthly"), ("hub", "daily")):
        total = _total(store, scope, window)
        assert (total.settled, total.reserved, total.count) == (25, 0, 1)


def test_all_ceilings_hold_the_amount_or_none_does(store: Store) -> None:
    store.apply([Reserve("1", 110, (HUB,), NOON)])
    [answer] = store.apply([Reserve("2", 11, (DAY, MONTH, HUB), NOON)])
    assert answer == Exceeded("2", "hub", "daily", 120, 0, 110, 11, MIDNIGHT)
    assert answer.remaining == 10
    assert [(t.scope, t.reserved) for t in store.report(NOON)] == [("hub", 110)]


def test_of_several_ceilings_in_the_way_the_one_that_resets_last_is_named(store: Store) -> None:
    [answer] = store.apply([Reserve("1", 151, (DAY, MONTH, HUB), NOON)])
    assert isinstance(answer, Exceeded)
    assert (answer.window, answer.resets_at) == ("monthly", datetime(2026, 12, 1, tzinfo=UTC))


def test_a_ceiling_can_be_filled_to_the_last_nanodollar_and_not_beyond(store: Store) -> None:
    answers = store.apply([Reserve("1", 100, (DAY,), NOON), Reserve("2", 1, (DAY,), NOON), Reserve("3", 0, (DAY,), NOON)])
    assert [type(answer) for answer in answers] == [Reserved, Exceeded, Reserved]


def test_a_ceiling_that_was_lowered_below_what_is_spent_lets_nothing_in_until_it_is_raised(store: Store) -> None:
    store.apply([Reserve("1", 60, (DAY,), NOON), Settle("1", 60, NOON), Reserve("2", 20, (DAY,), NOON)])
    asked = ((30, 1, Exceeded), (79, 1, Exceeded), (80, 1, Exceeded), (80, 0, Reserved), (81, 1, Reserved), (81, 1, Exceeded))
    for number, (limit, amount, expected) in enumerate(asked):
        [answer] = store.apply([Reserve(f"n{number}", amount, (Ceiling("project/a", "daily", limit),), NOON)])
        assert isinstance(answer, expected), (limit, amount)
        assert not isinstance(answer, Exceeded) or answer.remaining == 0
    assert isinstance(store.apply([Settle("2", 20, NOON)])[0], Settled)


def test_a_batch_sees_what_it_did_itself_and_a_refusal_does_not_touch_the_others(store: Store) -> None:
    answers = store.apply([
        Reserve("1", 90, (DAY,), NOON),
        Reserve("2", 20, (DAY,), NOON),
        Settle("1", 10, NOON),
        Reserve("3", 90, (DAY,), NOON),
        Settle("2", 5, NOON),
        Settle("3", 90, NOON),
    ])
    assert [type(answer) for answer in answers] == [Reserved, Exceeded, Settled, Reserved, Rejected, Settled]
    assert _total(store, "project/a", "daily").settled == 100


def test_a_second_settlement_changes_nothing_and_says_so(store: Store) -> None:
    store.apply([Reserve("1", 60, (DAY,), NOON), Settle("1", 25, NOON)])
    before = store.report(NOON)
    assert store.apply([Settle("1", 60, NOON)]) == [Settled("1", 25, 60, repeated=True)]
    assert store.report(NOON) == before


def test_a_cost_above_the_reservation_is_recorded_as_it_was(store: Store) -> None:
    [_, settled] = store.apply([Reserve("1", 60, (DAY,), NOON), Settle("1", 130, NOON)])
    assert isinstance(settled, Settled)
    assert settled.overrun == 70
    assert _total(store, "project/a", "daily").remaining == 0
    assert isinstance(store.apply([Reserve("2", 0, (DAY,), NOON)])[0], Exceeded)


def test_a_reservation_across_midnight_belongs_to_the_day_in_which_it_was_made(store: Store) -> None:
    late, early = MIDNIGHT - timedelta(microseconds=1), MIDNIGHT
    store.apply([Reserve("1", 60, (DAY, MONTH), late)])
    assert store.apply([Reserve("2", 100, (DAY,), early)]) == [Reserved("2", 0)]
    store.apply([Settle("1", 50, early)])
    assert _total(store, "project/a", "daily", early).settled == 0
    assert _total(store, "project/a", "monthly", early).settled == 50
    assert isinstance(store.apply([Reserve("3", 101, (MONTH,), early)])[0], Exceeded)


def test_a_clock_that_goes_back_does_not_open_an_old_window_again(store: Store) -> None:
    store.apply([Reserve("1", 100, (DAY,), MIDNIGHT)])
    [answer] = store.apply([Reserve("2", 1, (DAY,), MIDNIGHT - timedelta(seconds=1))])
    assert isinstance(answer, Exceeded)
    assert answer.resets_at == MIDNIGHT + timedelta(days=1)
    [answer] = store.apply([Reserve("3", 1, (MONTH,), MIDNIGHT - timedelta(days=300))])
    assert isinstance(answer, Reserved)
    assert [t.starts_at for t in store.report(MIDNIGHT - timedelta(days=300)) if t.window == "daily"] == [MIDNIGHT]


def test_a_dead_workers_reservation_is_charged_in_full_and_a_late_settlement_corrects_it(store: Store) -> None:
    store.apply([Reserve("1", 60, (DAY, HUB), NOON), Reserve("2", 10, (DAY,), NOON, lease=LEASE * 2)])
    assert store.expire(NOON + LEASE - timedelta(microseconds=1)) == 0
    assert store.expire(NOON + LEASE) == 1
    assert store.expire(NOON + LEASE) == 0
    total = _total(store, "project/a", "daily")
    assert (total.settled, total.reserved) == (60, 10)
    assert store.apply([Settle("1", 7, NOON)]) == [Settled("1", 7, 60, late=True)]
    assert store.apply([Settle("1", 9, NOON)]) == [Settled("1", 7, 60, repeated=True)]
    assert (_total(store, "project/a", "daily").settled, _total(store, "hub", "daily").settled) == (7, 7)


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (Settle("none", 1, NOON), "unknown reservation"),
        (Reserve("1", 1, (DAY,), NOON), "duplicate reservation"),
        (Reserve("2", -1, (DAY,), NOON), "amount out of range"),
        (Shrink("1", -1, NOON), "amount out of range"),
        (Settle("1", -1, NOON), "amount out of range"),
        (Settle("1", MAX_AMOUNT + 1, NOON), "amount out of range"),
        (Reserve("2", 1, (Ceiling("hub", "daily", -1),), NOON), "limit out of range"),
        (Reserve("2", 1, (Ceiling("hub", "daily", MAX_LIMIT + 1),), NOON), "limit out of range"),
        (Reserve("2", 1, (DAY, Ceiling("project/a", "daily", 5)), NOON), "two ceilings for one window"),
        (Reserve("2", 1, (DAY,), NOON.replace(tzinfo=None)), "time without a zone"),
        (Settle("1", 1, NOON.replace(tzinfo=None)), "time without a zone"),
    ],
)
def test_what_makes_no_sense_is_rejected_and_changes_nothing(store: Store, request_: Reserve | Settle | Shrink, reason: str) -> None:
    store.apply([Reserve("1", 1, (DAY,), NOON)])
    before = store.report(NOON)
    assert store.apply([request_]) == [Rejected(request_.reservation_id, reason)]
    assert store.report(NOON) == before


BERLIN = Ceiling("hub", "daily", 100, "Europe/Berlin")


def test_a_day_of_a_zone_ends_at_its_midnight(store: Store) -> None:
    evening = datetime(2026, 11, 21, 22, 59, tzinfo=UTC)  # 23:59 in Berlin
    assert store.apply([Reserve("1", 100, (BERLIN,), evening)]) == [Reserved("1", 0)]
    [answer] = store.apply([Reserve("2", 1, (BERLIN,), evening + timedelta(seconds=59))])
    assert isinstance(answer, Exceeded)
    assert answer.resets_at == datetime(2026, 11, 21, 23, tzinfo=UTC)
    assert store.apply([Reserve("3", 1, (BERLIN,), answer.resets_at)]) == [Reserved("3", 99)]


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_on_which_clocks_change_is_one_window(store: Store, day: str, hours: int) -> None:
    start = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(hours=1 if hours == 23 else 2)
    for hour in range(hours):
        assert isinstance(store.apply([Reserve(f"{hour}", 1, (BERLIN,), start + timedelta(hours=hour))])[0], Reserved)
    total = _total(store, "hub", "daily", start)
    assert (total.reserved, total.starts_at, total.resets_at) == (hours, start, start + timedelta(hours=hours))
    assert store.apply([Reserve("next", 1, (BERLIN,), start + timedelta(hours=hours))]) == [Reserved("next", 99)]


@pytest.mark.long
@pytest.mark.parametrize(("zone", "middle"), [
    ("Europe/Berlin", "2026-03-29"), ("Europe/Berlin", "2026-10-25"), ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"), ("Australia/Lord_Howe", "2026-04-05"),
])  # fmt: skip
def test_days_and_months_around_a_change_of_clocks_are_those_of_the_calendar(store: Store, zone: str, middle: str) -> None:
    ceilings = (Ceiling("hub", "daily", 40, zone), Ceiling("hub", "monthly", 150, zone))
    time = datetime.fromisoformat(middle).replace(tzinfo=UTC) - timedelta(days=2)
    spent: Counter[str] = Counter()
    for number in range(4 * 24 * 2):
        amount = 1 + number * 7 % 3
        # what a calendar on the wall would say: the date there, and its month
        date = time.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d")
        fits = spent[date] + amount <= 40 and spent[date[:7]] + amount <= 150
        [answer] = store.apply([Reserve(str(number), amount, ceilings, time)])
        assert isinstance(answer, Reserved if fits else Exceeded), (date, time)
        if fits:
            assert store.apply([Settle(str(number), amount, time)]) == [Settled(str(number), amount, amount)]
            spent.update({date: amount, date[:7]: amount})
        time += timedelta(minutes=30)
    assert max(count for date, count in spent.items() if len(date) == 10) == 40


@pytest.mark.parametrize(("before", "after"), [("UTC", "Asia/Tokyo"), ("UTC", "America/New_York"), ("Asia/Tokyo", "America/New_York")])
def test_another_time_zone_in_the_file_gives_no_date_twice(store: Store, before: str, after: str) -> None:
    store.apply([Reserve("1", 100, (Ceiling("hub", "daily", 100, before), Ceiling("hub", "monthly", 150, before)), NOON)])
    store.apply([Settle("1", 100, NOON)])
    moved = (Ceiling("hub", "daily", 100, after), Ceiling("hub", "monthly", 150, after))
    assert isinstance(store.apply([Reserve("2", 1, moved, NOON)])[0], Exceeded)
    # and back again
    assert isinstance(store.apply([Reserve("3", 1, (Ceiling("hub", "daily", 100, before),), NOON)])[0], Exceeded)


def test_an_amount_to_warn_at_is_told_once_to_the_first_that_reaches_it(store: Store) -> None:
    warns = Ceiling("hub", "daily", 100, warn_at=(80, 95))
    answers = store.apply([
        Reserve("1", 79, (warns,), NOON), Reserve("2", 1, (warns, DAY), NOON), Reserve("3", 1, (warns,), NOON),
        Settle("1", 0, NOON), Reserve("4", 78, (warns,), NOON),
    ])
    assert [answer.warnings for answer in answers if isinstance(answer, Reserved)] == [
        (), (Warned("hub", "daily", "2026-11-21", 80, 100),), (), (),
    ]
    assert store.apply([Reserve("5", 20, (warns,), NOON)]) == [
        Reserved("5", 0, (Warned("hub", "daily", "2026-11-21", 95, 100),))
    ]
    # the next day is told again, of both at once
    [answer] = store.apply([Reserve("6", 96, (warns,), MIDNIGHT)])
    assert isinstance(answer, Reserved)
    assert [(warned.period, warned.at) for warned in answer.warnings] == [("2026-11-22", 80), ("2026-11-22", 95)]


def test_a_refused_reservation_warns_of_nothing(store: Store) -> None:
    warns = Ceiling("hub", "daily", 100, warn_at=(80,))
    assert isinstance(store.apply([Reserve("1", 90, (warns, Ceiling("a", "daily", 1)), NOON)])[0], Exceeded)
    [answer] = store.apply([Reserve("2", 90, (warns,), NOON)])
    assert isinstance(answer, Reserved)
    assert len(answer.warnings) == 1


def test_what_is_shrunk_is_free_again(store: Store) -> None:
    store.apply([Reserve("1", 100, (DAY, HUB), NOON)])
    assert store.apply([Shrink("1", 30, NOON), Shrink("1", 40, NOON), Reserve("2", 70, (DAY,), NOON)]) == [
        Shrunk("1", 30), Shrunk("1", 30), Reserved("2", 0),
    ]
    assert (_total(store, "hub", "daily").reserved, _total(store, "project/a", "daily").reserved) == (30, 100)
    assert store.apply([Settle("1", 20, NOON), Shrink("1", 5, NOON)]) == [Settled("1", 20, 30), Shrunk("1", 20)]
    assert store.apply([Shrink("none", 5, NOON)]) == [Rejected("none", "unknown reservation")]


def test_what_is_shrunk_after_it_expired_counts_less(store: Store) -> None:
    store.apply([Reserve("1", 100, (DAY,), NOON)])
    store.expire(NOON + LEASE)
    assert store.apply([Shrink("1", 30, NOON)]) == [Shrunk("1", 30)]
    assert (_total(store, "project/a", "daily").settled, _total(store, "project/a", "daily").reserved) == (30, 0)
    assert store.apply([Settle("1", 7, NOON)]) == [Settled("1", 7, 30, late=True)]
    assert _total(store, "project/a", "daily").settled == 7


def test_what_was_settled_before_it_was_reserved_is_never_reserved(store: Store) -> None:
    assert store.apply([Settle("1", 0, NOON)]) == [Rejected("1", "unknown reservation")]
    assert store.apply([Reserve("1", 1, (DAY,), NOON)]) == [Rejected("1", "duplicate reservation")]
    assert store.report(NOON) == []


def test_calls_are_counted_with_the_reservation_or_with_its_settlement(store: Store) -> None:
    store.apply([Reserve("1", 9, (DAY,), NOON), Reserve("2", 9, (DAY,), NOON, calls=0), Settle("2", 9, NOON, calls=40)])
    assert _total(store, "project/a", "daily").count == 41


def test_amounts_are_exact_to_the_last_nanodollar_of_the_highest_ceiling(store: Store) -> None:
    most = Ceiling("hub", "daily", MAX_LIMIT)
    for number in range(9):
        store.apply([Reserve(f"{number}", MAX_AMOUNT - number, (most,), NOON)])
    left = sum(range(9))
    assert isinstance(store.apply([Reserve("over", left + 1, (most,), NOON)])[0], Exceeded)
    assert store.apply([Reserve("fits", left, (most,), NOON)]) == [Reserved("fits", 0)]
    store.apply([Settle(f"{number}", MAX_AMOUNT - number, NOON) for number in range(9)])
    assert _total(store, "hub", "daily").settled == MAX_LIMIT - left


def test_many_ceilings_of_all_levels_are_held_in_one_step(store: Store) -> None:
    scopes = ("hub", "project/a", "caller/jane", "project/a/caller/jane", "model/gpt-4o", "project/a/model/gpt-4o")
    ceilings = tuple(Ceiling(scope, window, 100 + place) for place, scope in enumerate(scopes) for window in ("daily", "monthly"))
    assert store.apply([Reserve("1", 100, ceilings, NOON)]) == [Reserved("1", 0)]
    for left_out in range(0, len(ceilings), 2):
        [answer] = store.apply([Reserve(f"x{left_out}", 6, ceilings[left_out:], NOON)])
        assert isinstance(answer, Exceeded)
    assert {total.reserved for total in store.report(NOON)} == {100}
    assert len(store.report(NOON)) == len(ceilings)


def test_what_is_old_is_forgotten_and_what_is_open_or_young_stays(store: Store) -> None:
    later = NOON + KEPT + timedelta(days=31)
    store.apply([Reserve("old", 10, (DAY, MONTH), NOON), Settle("old", 10, NOON), Reserve("open", 5, (HUB,), NOON, lease=KEPT * 9)])
    store.apply([Reserve("new", 1, (DAY,), later), Settle("new", 1, later)])
    assert store.prune(NOON + KEPT) == 0
    store.prune(later)
    assert store.prune(later) == 0
    assert store.apply([Settle("new", 1, later), Settle("open", 5, later)]) == [
        Settled("new", 1, 1, repeated=True), Settled("open", 5, 5),
    ]
    # an old window is not opened again by a clock that goes back
    assert store.apply([Reserve("back", 100, (DAY,), NOON)]) == [
        Exceeded("back", "project/a", "daily", 100, 1, 0, 100, later.replace(hour=0) + timedelta(days=1))
    ]


def test_stores_on_one_ledger_see_each_other(opener: Callable[[], Store]) -> None:
    one, two = opener(), opener()
    assert one.apply([Reserve("1", 60, (DAY,), NOON)]) == [Reserved("1", 40)]
    assert isinstance(two.apply([Reserve("2", 60, (DAY,), NOON)])[0], Exceeded)
    assert two.apply([Settle("1", 10, NOON)]) == [Settled("1", 10, 60)]
    assert one.apply([Reserve("3", 90, (DAY,), NOON)]) == [Reserved("3", 0)]
    one.close()
    two.close()
    three = opener()
    assert _total(three, "project/a", "daily").settled == 10
    three.close()
