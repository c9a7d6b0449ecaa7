"""`bin_auto`, as Kusto's page shows it."""

from __future__ import annotations

import pytest

from enclave.audit.query import query
from enclave.audit.query_settings import settled
from enclave.errors import InputError

RANGE = "range Timestamp from datetime(2017-01-01 00:05) to datetime(2017-01-01 02:00) step 1m | summarize count() by bin_auto(Timestamp)"


def test_steps_have_the_length_and_the_beginning_that_are_set() -> None:
    size, start = "set query_bin_auto_size=1h;", "set query_bin_auto_at=datetime(2017-01-01 00:05);"
    found = query(None, f"{size}\n{start}\n{RANGE}")
    assert (found.columns, found.rows) == (
        ("Timestamp", "count_"), [("2017-01-01T00:05:00.000000Z", 60), ("2017-01-01T01:05:00.000000Z", 56)],
    )  # fmt: skip
    assert query(None, f"{size} {RANGE}").rows == query(None, RANGE.replace("bin_auto(Timestamp)", "bin(Timestamp, 1h)")).rows


def test_without_a_length_nothing_is_guessed() -> None:
    with pytest.raises(InputError, match="`bin_auto` without a size"):
        settled(RANGE)
    assert settled("print x = 'set query_bin'") == "print x = 'set query_bin'"
    assert settled("print x = 'bin_auto(y)'") == "print x = 'bin_auto(y)'"
