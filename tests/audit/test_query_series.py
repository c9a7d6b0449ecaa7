"""Series without gaps, against what Python counts."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from enclave.audit.query import query
from enclave.errors import InputError

START = datetime(2026, 3, 28, 23, 17, tzinfo=UTC)
CHANCE = random.Random(5)
ROWS = [(START + timedelta(minutes=CHANCE.randrange(900)), CHANCE.choice("ab"), CHANCE.randrange(50)) for _ in range(40)]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("series") / "T.csv"
    path.write_text("t,k,v\n" + "".join(f"{time:%Y-%m-%dT%H:%M:%S},{key},{value}\n" for time, key, value in ROWS))
    return lambda kql: query(None, kql, {"T": Path(path)})


def _steps(first: datetime, count: int, step: timedelta) -> list[str]:
    return [(first + step * number).strftime("%Y-%m-%dT%H:%M:%S.%f0Z") for number in range(count)]


def test_between_two_times_every_series_has_every_step(ask: Any) -> None:
    first, step, count = datetime(2026, 3, 29, 1, tzinfo=UTC), timedelta(minutes=45), 9
    rows = ask(
        "let a = datetime(2026-03-29 01:00);\nT | make-series n = count(), s = sum(v) default = -1 on t from a to a + 400m step 45m by k"
    ).rows
    expected = []
    for key in "ab":
        of = defaultdict(list)
        for time, other, value in ROWS:
            if other == key and first <= time < first + timedelta(minutes=400):
                of[(time - first) // step].append(value)
        counts, sums = [len(of[n]) if n in of else 0 for n in range(count)], [sum(of[n]) if n in of else -1 for n in range(count)]
        expected.append((key, counts, sums, _steps(first, count, step)))
    assert rows == expected


def test_without_them_each_goes_from_its_first_to_its_last(ask: Any) -> None:
    rows = ask("T | make-series avg(v) default = real(null) on t step 2h by Key = k").rows
    step, origin = timedelta(hours=2), datetime(1970, 1, 1, tzinfo=UTC)
    for (key, values, times), name in zip(rows, "ab", strict=True):
        of = defaultdict(list)
        for time, other, value in ROWS:
            if other == name:
                of[(time - origin) // step].append(value)
        span = range(min(of), max(of) + 1)
        assert (key, times) == (name, _steps(origin + step * min(of), len(span), step))
        assert values == [pytest.approx(sum(of[n]) / len(of[n])) if n in of else None for n in span]


def test_steps_of_numbers_and_no_rows(ask: Any) -> None:
    [(counts, steps)] = ask("T | make-series n = count() on v from 0 to 50 step 20").rows
    assert (counts, steps) == ([sum(low <= v < low + 20 for _, _, v in ROWS) for low in (0, 20, 40)], [0, 20, 40])
    assert ask("T | where v > 99 | make-series n = count() on t step 1h").rows == []


def test_the_older_form_has_its_end_in_it(ask: Any) -> None:
    day, step = datetime(2026, 3, 29, tzinfo=UTC), timedelta(hours=3)
    [(counts, times)] = ask("T | make-series n = count() on t in range(datetime(2026-03-29), datetime(2026-03-29 09:10), 3h)").rows
    of = [(time - day) // step for time, _, _ in ROWS]
    assert (counts, times) == ([of.count(n) for n in range(4)], _steps(day, 4, step))
    [(counts, steps)] = ask("T | make-series n = count() on v in range(0, 40, 20)").rows
    assert (counts, steps) == ([sum(low <= v < low + 20 for _, _, v in ROWS) for low in (0, 20, 40)], [0, 20, 40])
    for bounds in ("datetime(2026-03-29 00:30), datetime(2026-03-29 09:10), 1h", "datetime(2026-03-29), datetime(2026-03-28), 1h", "1, 2"):
        with pytest.raises(InputError, match=r"`make-series`.* is not supported"):
            ask(f"T | make-series n = count() on t in range({bounds})")


def test_steps_are_of_the_axis_s_kind() -> None:
    for numbers, step, expected in (
        ("x", "2", "[0,2,4]"), ("x * 1.5", "3", "[0.0,3.0,6.0]"), ("x", "0.5", "[1.0,1.5,2.0,2.5,3.0,3.5,4.0,4.5,5.0]")
    ):  # fmt: skip
        kql = f"range x from 1 to 5 step 1 | extend x = {numbers} | make-series n = count() on x step {step} | project x"
        assert json.dumps(query(None, kql).rows[0][0], separators=(",", ":")) == expected


def test_what_it_does_not_take(ask: Any) -> None:
    for kql, said in (
        ("T | make-series n = count() on t step 0h", "not longer than nothing"),
        ("T | make-series n = count() on nope step 1h", "no column `nope`"),
        ("T | make-series n = count() on t from datetime(1900-01-01) to datetime(2027-01-01) step 1s", "steps"),
        ("T | make-series round(avg(v), 1) on t step 1h", "has no name"), ("T | make-series n = count() by k", "this `make-series`"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=said):
            ask(kql)
