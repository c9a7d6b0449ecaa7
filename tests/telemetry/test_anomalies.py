"""Callers are called unlike their past when they are, and as seldom as is said when they are not."""

from __future__ import annotations

import math
import random

import pytest

from enclave.telemetry.anomalies import LEAST_HOURS, Hour, Past, judge, reach, score

WEEKS4 = 672


def counts(chance: random.Random, hours: int, mean: float, over: float) -> list[int]:
    """A day's rhythm; `over`: how much the mean itself wavers."""
    found = []
    for hour in range(hours):
        level = mean * (1.4 if 8 <= hour % 24 < 18 else 0.3) * (chance.gammavariate(1 / over, over) if over else 1.0)
        found.append(max(0, round(chance.gauss(level, math.sqrt(level)))) if level > 20 else _poisson(chance, level))
    return found


def _poisson(chance: random.Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def told(streams: dict[str, list[int]], **changes: dict[str, int]) -> list[Hour]:
    """What the log would tell; money goes with the volume."""
    return [
        Hour(caller, hour, volume, changes.get(caller, {}).get("refusals", 0) if hour == WEEKS4 else 0, volume, ("gpt-4o",))
        for caller, stream in streams.items()
        for hour, volume in enumerate(stream)
        if volume
    ]


@pytest.fixture(scope="module")
def streams() -> dict[str, list[int]]:
    chance = random.Random(5)
    return {f"caller{number}": counts(chance, WEEKS4 + 1, 3.0 * 1.7**number, 0.2) for number in range(8)}


def test_scores_are_the_exponent_of_the_chance_of_so_much_or_more() -> None:
    """Never less likely than the score says (H. Chernoff, 1952), and not much more."""
    for mean in (0.5, 5.0, 40.0):
        chance = [math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(400)]
        for count in (int(mean) + 1, int(mean * 2) + 3):
            exact = -math.log(sum(chance[count:]))
            assert score(count, mean, 1.0) <= exact <= score(count, mean, 1.0) + math.log(4 * math.sqrt(count))
    # spread out twice as much, with a mean of 4: a negative binomial of size 4 and probability 1/2
    exact = -math.log(sum(math.comb(k + 3, k) * 0.5 ** (k + 4) for k in range(12, 300)))
    assert score(12, 4.0, 2.0) <= exact <= score(12, 4.0, 2.0) + math.log(4 * math.sqrt(12))
    assert score(4, 4.0, 2.0) == score(0, 4.0, 2.0) == 0.0
    assert score(100, 10.0, 1.0) > score(60, 10.0, 1.0) > score(60, 10.0, 3.0)


def test_the_rate_of_false_alarms_is_the_one_that_is_asked_for() -> None:
    """Days of callers with nothing wrong, some of them with a burst in one hour of a hundred."""
    chance, alarms, months, callers, stated = random.Random(11), 0, 3, 8, 60.0
    for _ in range(months):
        pasts, excesses = [], []
        for number in range(callers):
            stream = counts(chance, WEEKS4 + 24 + 720, 2.0 * 1.6**number, 0.3)
            if number % 4 == 0:
                stream = [count * 15 if chance.random() < 0.01 else count for count in stream]
            past = Past(dict(enumerate(stream[:WEEKS4])), WEEKS4 + 23)
            excesses.append(past.excesses())
            pasts.append((past, stream[WEEKS4 + 24 :]))
        far = reach(excesses, stated / (30 * callers))
        for past, later in pasts:
            bound = past.bound(far)
            scores = [past.score(count, WEEKS4 + 24 + hour) for hour, count in enumerate(later)]
            alarms += sum(max(scores[day : day + 24]) > bound for day in range(0, 720, 24))
    assert stated * months * 0.75 < alarms < stated * months * 1.25


def test_a_caller_that_does_much_more_is_found_and_no_other(streams: dict[str, list[int]]) -> None:
    loud = {**streams, "caller3": [*streams["caller3"][:-1], 400]}
    found = judge(told(loud), WEEKS4, 1.0)
    assert {(one.caller, one.kind) for one in found} == {("caller3", "volume"), ("caller3", "spend")}
    [volume] = [one for one in found if one.kind == "volume"]
    assert volume.value == 400
    assert volume.usual < 60
    assert volume.score > volume.bound
    assert judge(told(streams), WEEKS4, 1.0) == []


def test_refusals_where_there_were_none(streams: dict[str, list[int]]) -> None:
    found = judge(told(streams, caller2={"refusals": 40}), WEEKS4, 1.0)
    assert [(one.caller, one.kind) for one in found] == [("caller2", "refusals")]


def test_a_model_that_was_never_used(streams: dict[str, list[int]]) -> None:
    hours = [*told(streams), Hour("caller5", WEEKS4, 1, 0, 0, ("gpt-4o", "o3"))]
    found = [one for one in judge(hours, WEEKS4, 1.0) if one.kind == "new_model"]
    assert [(one.caller, one.model) for one in found] == [("caller5", "o3")]


def test_nothing_is_called_unlike_before_there_is_a_past(streams: dict[str, list[int]]) -> None:
    young = [one for one in told(streams) if one.hour > WEEKS4 - LEAST_HOURS]
    assert judge([*young, Hour("caller1", WEEKS4, 100_000, 0, 0)], WEEKS4, 1.0) == []
    assert judge([], WEEKS4, 1.0) == []
    assert reach([[1.0] * 10], 1e-3) == math.inf
    assert judge([Hour("new", WEEKS4, 5000, 0, 0), *told(streams)], WEEKS4, 1.0) == []  # whoever is new has no past to be unlike


def test_a_loop_is_told_for_as_long_as_it_goes_on_and_hides_nobody_else(streams: dict[str, list[int]]) -> None:
    looping = {name: list(stream) for name, stream in streams.items()}
    for hour in range(WEEKS4 - 3, WEEKS4 + 1):
        looping["caller2"][hour] += 300
    looping["caller1"][WEEKS4] += 60
    found = {one.caller for one in judge(told(looping), WEEKS4, 1.0) if one.kind == "volume"}
    assert found == {"caller1", "caller2"}


def test_what_was_wrong_in_the_past_hides_nobody() -> None:
    chance = random.Random(3)
    excesses = [[chance.expovariate(5.0) for _ in range(28)] for _ in range(20)]
    usual = reach(excesses, 1e-4)
    once = [[*days[1:], 4.0] if number < 3 else days for number, days in enumerate(excesses)]
    again = [[4.0, *days[2:], 4.0] if number < 3 else days for number, days in enumerate(excesses)]
    assert reach(once, 1e-4) < usual * 1.3 < usual * 2 < reach(again, 1e-4), "what comes again is traffic"
    days = [[5, 4, 6, 5] * 6 for _ in range(28)]
    quiet = Past(dict(enumerate(count for day in days for count in day)), WEEKS4 + 23)
    days[20] = [count + 200 for count in days[20]]
    loop = Past(dict(enumerate(count for day in days for count in day)), WEEKS4 + 23)
    assert loop.usual(WEEKS4) == pytest.approx(quiet.usual(WEEKS4), rel=0.05)
    assert loop.score(60, WEEKS4) == pytest.approx(quiet.score(60, WEEKS4), rel=0.05)
    assert loop.score(205, WEEKS4) > loop.bound(1.0), "one day is not its usual"


def test_an_exponential_tail_is_met_beyond_what_was_seen() -> None:
    chance = random.Random(2)
    found = [reach([[chance.expovariate(5.0) for _ in range(27)] for _ in range(30)], 1e-4) for _ in range(40)]
    assert sum(found) / 40 == pytest.approx(math.log(1e4) / 5, rel=0.06)
    assert reach([list(range(50)), list(range(50, 100))], 0.2) == 79


def steady(caller: str, first: int, last: int, volume: int = 10, seed: int = 0) -> list[Hour]:
    chance = random.Random(seed)
    return [Hour(caller, hour, max(1, round(chance.gauss(volume, volume**0.5))), 0, 0, ("m",)) for hour in range(first, last)]


def test_a_caller_that_is_new_is_not_judged_for_a_week() -> None:
    """By hours from its first call on: what was before is no zero."""
    old = [one for number in range(3) for one in steady(f"old{number}", 0, 672, seed=number)]
    for age, told in ((24, False), (100, False), (200, False)):
        assert bool(judge([*old, *steady("new", 672 - age, 673, 40)], 672, 1.0)) is told, age
    loop = Hour("new", 672, 4_000, 0, 0, ("m",))
    assert not judge([*old, *steady("new", 572, 672, 40), loop], 672, 1.0)
    assert [one.caller for one in judge([*old, *steady("new", 472, 672, 40), loop], 672, 1.0)] == ["new"]
    other = Hour("new", 672, 40, 0, 0, ("other",))
    assert not judge([*old, *steady("new", 640, 672, 40), other], 672, 1.0), "nor for a second model"


def test_what_it_did_on_three_days_before_is_usual() -> None:
    """Bursts, batches of a week: rare for the mean, and no news."""
    base = [one for number in range(4) for one in steady(f"c{number}", 0, 672, seed=number)]
    for bursts, told in ((0, True), (1, True), (3, False)):
        hours = [one for one in base if not (one.caller == "c0" and one.hour in [100 + 168 * n for n in range(bursts)])]
        hours += [Hour("c0", 100 + 168 * n, 900, 0, 0, ("m",)) for n in range(bursts)] + [Hour("c0", 672, 1_000, 0, 0, ("m",))]
        assert bool(judge(hours, 672, 1.0)) is told, bursts
    in_one_day = [Hour("c0", 600 + n, 900, 0, 0, ("m",)) for n in range(4)]
    hours = [one for one in base if one.caller != "c0" or one.hour not in range(600, 604)]
    assert judge([*hours, *in_one_day, Hour("c0", 672, 1_000, 0, 0, ("m",))], 672, 1.0), "a loop of one day is told on the next one"


def test_a_batch_of_every_week_is_usual_as_soon_as_it_could_be_known() -> None:
    """Who began a week ago had one, and who began two weeks ago two: three would be asked for too much."""
    others = [one for number in range(4) for one in steady(f"c{number}", 0, 672, seed=number)]
    for age, batches in ((191, 1), (330, 1), (340, 2), (500, 2)):
        at = [672 - 168 * number for number in range(1, batches + 1)]
        hours = [one for one in steady("new", 672 - age, 672) if one.hour not in at] + [Hour("new", hour, 900, 0, 0, ("m",)) for hour in at]
        assert not judge([*others, *hours, Hour("new", 672, 1_000, 0, 0, ("m",))], 672, 1.0), (age, batches)
        loop = judge([*others, *hours, Hour("new", 672, 90_000, 0, 0, ("m",))], 672, 1.0)
        assert [one.caller for one in loop] == ["new"], "a loop is told all the same"
    loops = [one for one in steady("new", 172, 672) if one.hour != 504] + [Hour("new", 504, 900, 0, 0, ("m",))]
    assert judge([*others, *loops, Hour("new", 672, 1_000, 0, 0, ("m",))], 672, 1.0), "of three weeks one day is none of its usual"


def test_an_hour_that_is_as_usual_is_not_told_for_those_before_it(streams: dict[str, list[int]]) -> None:
    """A burst is over with its hour; that six hours together still have too much is no news."""
    burst = {name: list(stream) for name, stream in streams.items()}
    burst["caller3"][WEEKS4 - 1] += 600
    for now in (0, round(sum(streams["caller3"][WEEKS4 - 24 * 7 :: 24]) / 7) + 2):
        burst["caller3"][WEEKS4] = now
        assert judge(told(burst), WEEKS4, 1.0) == []


def test_hours_of_which_none_is_too_much_are_told_together() -> None:
    nights = [[0] * 8 + [20] * 10 + [0] * 6 for _ in range(29)]
    stream = [count for day in nights for count in day]
    others = {f"other{number}": list(stream) for number in range(6)}
    stream[WEEKS4 - 4 : WEEKS4 + 1] = [10] * 5
    found = [one for one in judge(told({"night": stream, **others}), WEEKS4, 5.0) if one.kind == "volume"]
    assert [(one.caller, one.hours, one.value) for one in found] == [("night", 6, 50)]
