from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.importers.dates import DATES


@pytest.mark.parametrize(("arguments", "value"), [
    (("2020-04-07 14:53:14Z", "P3Y"), "2023-04-07T14:53:14Z"),
    (("2020-04-07 14:53:14Z", "-P9D"), "2020-03-29T14:53:14Z"),
    (("2020-04-07 14:53:14Z", "PT1H"), "2020-04-07T15:53:14Z"),
    (("2020-04-07T14:53:14+02:00", "P1DT1M"), "2020-04-08T12:54:14Z"),
    (("2020-04-07 14:53:14Z", "P1D", "yyyy-MM-dd"), "2020-04-08"),
    (("2020-04-07 14:53:14Z", "PT0S", "u"), "2020-04-07 14:53:14Z"),
])
def test_a_duration_added(arguments: tuple[str, ...], value: str) -> None:
    assert DATES["datetimeadd"](*arguments) == value


@pytest.mark.parametrize("arguments", [
    ("now", "P1D"), ("2020-04-07", "P"), ("2020-04-07", "PT"), ("2020-04-07", "1D"), ("2020-04-07", "P1D", "dddd"), ("9999-12-31", "P9Y"),
])
def test_what_is_no_date_or_duration_is_an_error(arguments: tuple[str, ...]) -> None:
    with pytest.raises((ValueError, OverflowError)):
        DATES["datetimeadd"](*arguments)


@given(st.integers(0, 2**32))
def test_epochs_there_and_back(seconds: int) -> None:
    text = DATES["datetimefromepoch"](seconds)
    assert datetime.fromisoformat(text.replace("Z", "+00:00")) == datetime.fromtimestamp(seconds, UTC)
    assert DATES["datetimetoepoch"](text) == seconds


@pytest.mark.parametrize("seconds", [10**17, -(10**17), 10**30])
def test_seconds_beyond_the_calendar_are_an_error(seconds: int) -> None:
    with pytest.raises((ValueError, OverflowError)):
        DATES["datetimefromepoch"](seconds)
