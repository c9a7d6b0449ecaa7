"""How often callers are told as unlike their past when nothing is wrong, and how soon when something is.

    python bench/callers.py rate [--worlds 20] [--asked 1 10]     false alarms in a month of simulated callers
    python bench/callers.py abuse [--worlds 6]                    hours until each kind of abuse is told, and the share that ever is

A world has 26 callers of ten kinds: services, offices with weekends, batches of every night and of a week, bursts of fifteen times the
mean, days and hours that waver, callers that come seldom, and new ones. Every hour is judged as `enclave monitor` would: by all before.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from math import exp, log

from enclave.telemetry.anomalies import KINDS, PAST_DAYS, Hour, is_weekend, judge

PAST = PAST_DAYS * 24
JUDGED = 12 * 24
MONTH = 730.5
CALLERS = 26
Means = Callable[[random.Random, int], float]


def office(hour: int) -> float:
    """Five days of ten hours, and a tenth of it else; weekends are those of the calendar, by which callers are judged."""
    return 1.0 if not is_weekend(hour) and 8 <= hour % 24 < 18 else 0.1


CALLS: dict[str, Callable[[float], Means]] = {
    "service": lambda size: lambda r, hour: size,
    "rhythm": lambda size: lambda r, hour: size * (1.4 if 8 <= hour % 24 < 18 else 0.3),
    "office": lambda size: lambda r, hour: size * office(hour),
    "wavering hours": lambda size: lambda r, hour: size * r.gammavariate(4.0, 0.25),
    "wavering office": lambda size: lambda r, hour: size * office(hour) * r.gammavariate(4.0, 0.25),
    "bursts": lambda size: lambda r, hour: size * (15.0 if r.random() < 0.01 else 1.0),
    "rare bursts": lambda size: lambda r, hour: size * (15.0 if r.random() < 0.003 else 1.0),
    "night batch": lambda size: lambda r, hour: 20 * size if hour % 24 == 2 else 0.0,
    "week batch": lambda size: lambda r, hour: 100 * size if hour % 168 == 51 else 0.1 * size,
    "seldom": lambda size: lambda r, hour: 0.05,
}
SIZES = (0.5, 4.0, 30.0)
DAYS_WAVER = 0.33


def poisson(chance: random.Random, mean: float) -> int:
    if mean > 50:
        return max(0, round(chance.gauss(mean, mean**0.5)))
    limit, product, count = exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def world(seed: int, hours: int) -> dict[str, list[Hour]]:
    """Every caller's hours that had a call. One in nine is new: it begins in the weeks before the first hour that is judged."""
    chance = random.Random(seed)
    found: dict[str, list[Hour]] = {}
    for number in range(CALLERS):
        kind, size = list(CALLS)[number % len(CALLS)], SIZES[number // 3 % len(SIZES)]
        mean = CALLS[kind](size)
        begins = chance.randrange(0, PAST) if number % 9 == 8 else 0
        refused, cents = chance.choice((0.0, 0.01, 0.1)), chance.choice((0.1, 2.0, 20.0))
        told, day = [], 1.0
        for hour in range(hours):
            if hour % 24 == 0:
                day = exp(chance.gauss(0.0, log(1 + DAYS_WAVER)))
            volume = poisson(chance, mean(chance, hour) * day)
            if volume and hour >= begins:
                refusals = min(volume, poisson(chance, volume * refused))
                spend = round(volume * cents * exp(chance.gauss(0.0, 0.3)))
                told.append(Hour(f"{kind} {size:g} #{number}", hour, volume, refusals, spend, ("gpt-4o",)))
        if told:
            found[told[0].caller] = told
    return found


def window(callers: dict[str, list[Hour]], last: int) -> list[Hour]:
    """What the log would tell of those weeks and the hour."""
    return [one for told in callers.values() for one in told if last - PAST <= one.hour <= last]


def rate(first: int, worlds: int, asked: list[float]) -> None:
    """Callers told by day and kind, as often as was asked for? What a rate does not tell no smaller one does."""
    begun = time.process_time()
    told: dict[float, dict[tuple[int, str, str], list[int]]] = {wanted: {} for wanted in asked}
    for seed in range(first, first + worlds):
        callers = world(seed, PAST + JUDGED)
        for last in range(PAST, PAST + JUDGED):
            for wanted in sorted(asked, reverse=True):
                found = [one for one in judge(window(callers, last), last, wanted) if one.kind != "new_model"]
                for one in found:
                    hours = told[wanted].setdefault((seed, one.caller, one.kind), [])
                    if not hours or last - hours[-1] >= 24:
                        hours.append(last)
                if not found:
                    break
        print(f"world {seed}: done", file=sys.stderr, flush=True)
    months = worlds * JUDGED / MONTH
    for wanted, by in told.items():
        count = sum(map(len, by.values()))
        days = len({(seed, caller, (hour - PAST) // 24) for (seed, caller, _), hours in by.items() for hour in hours})
        print(
            f"asked {wanted:g} a month: told {count / months:.2f} +- {max(count, 1) ** 0.5 / months:.2f} ({count} in {months:.1f} months)"
        )
        print(f"    callers, once a day whatever the kind: {days / months:.2f} +- {max(days, 1) ** 0.5 / months:.2f}")
        for name in sorted({caller.split(" #")[0] for _, caller, _ in by}):
            kinds = {
                kind: sum(len(hours) for (_, caller, of), hours in by.items() if caller.startswith(f"{name} #") and of == kind)
                for kind in KINDS
            }
            print(f"    {name}: {', '.join(f'{kind} {count}' for kind, count in kinds.items() if count)}")
    print(f"{time.process_time() - begun:.0f} s CPU", flush=True)


ABUSES: dict[str, Callable[[int, float, float], tuple[int, int, int]]] = {
    "a loop: 20 times its busy hours": lambda step, busy, cents: (round(20 * busy), 0, round(20 * busy * cents)),
    "5 times its busy hours": lambda step, busy, cents: (round(5 * busy), 0, round(5 * busy * cents)),
    "3 times its busy hours": lambda step, busy, cents: (round(3 * busy), 0, round(3 * busy * cents)),
    "a slow ramp, a half more each hour": lambda step, busy, cents: (round(busy * 1.5**step), 0, round(busy * 1.5**step * cents)),
    "its busy hours at night": lambda step, busy, cents: (round(busy), 0, round(busy * cents)),
    "refusals: half of its busy hours": lambda step, busy, cents: (0, round(busy / 2), 0),
    "spend: the same calls at 20 times": lambda step, busy, cents: (0, 0, round(20 * busy * cents)),
}
"""By hour from 0 on: calls, refusals and cents that come on top."""
NIGHT = 22


def abuse(worlds: int, asked: float) -> None:
    """Each kind, done for half a day by one caller of each kind of the middle size, from ten o'clock or from ten at night on."""
    print(f"{asked:g} false alarm a month asked for")
    print("| what | told | hours until it is, of those |\n|---|---|---|")
    for what, added in ABUSES.items():
        delays: list[int | None] = []
        for seed in range(worlds):
            callers = world(1000 + seed, PAST + 24)
            for name, own in callers.items():
                if " 4 #" not in name or own[0].hour > PAST - 336 or "batch" in name or "burst" in name:
                    continue
                begin = PAST + (NIGHT - 24 if "night" in what else 10)
                busy = sorted(one.volume for one in own)[int(len(own) * 0.9)]
                cents = sum(one.spend for one in own) / max(1, sum(one.volume for one in own))
                known = {one.hour: one for one in own}
                found = None
                for step in range(12):
                    hour = begin + step
                    calls, refusals, spend = added(step, busy, cents)
                    old = known.get(hour) or Hour(name, hour, 0, 0, 0, ("gpt-4o",))
                    known[hour] = Hour(name, hour, old.volume + calls + refusals, old.refusals + refusals, old.spend + spend, ("gpt-4o",))
                    told = judge(window({**callers, name: list(known.values())}, hour), hour, asked)
                    if any(one.caller == name for one in told):
                        found = step + 1
                        break
                delays.append(found)
        caught = [one for one in delays if one is not None]
        mean = sum(caught) / len(caught) if caught else float("nan")
        print(f"| {what} | {len(caught)} of {len(delays)} | {mean:.1f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("rate", "abuse", "all"), nargs="?", default="all")
    parser.add_argument("--worlds", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="the first world's number")
    parser.add_argument("--asked", type=float, nargs="+", default=[1.0, 10.0])
    options = parser.parse_args()
    if options.what in ("rate", "all"):
        rate(options.first, options.worlds or 20, options.asked)
    if options.what in ("abuse", "all"):
        abuse(options.worlds or 6, options.asked[0])


if __name__ == "__main__":
    main()
