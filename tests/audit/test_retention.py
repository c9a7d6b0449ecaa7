"""A record is over when its category's days are, and not before; what keeps the log checkable never is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from enclave.audit.event import Kind, timestamp
from enclave.audit.retention import KEPT, Days, Header, Retention

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SEED = Retention(Days(365, 90), {"longer": Days(400, 400), "forever": Days(None, 100)})


@pytest.mark.parametrize(("kind", "project", "days"), [
    ("admitted", "", 365), ("completed", "", 90), ("refused", "", 90), ("started", "", 365), ("anchored", "", 365),
    ("admitted", "longer", 400), ("completed", "longer", 400), ("completed", "forever", 100), ("admitted", "forever", None),
    # nobody knows how long a project that is gone wanted
    ("completed", "gone", 400), ("admitted", "gone", None), ("key_rotated", "", None), ("pruned", "", None), ("erased", "longer", None),
])
def test_days(kind: str, project: str, days: int | None) -> None:
    limits = SEED.limits(NOW)

    def is_over(age: timedelta) -> bool:
        return limits.is_over(Header(timestamp(NOW - age), kind, project))

    if days is None:
        assert not is_over(timedelta(days=10_000))
    else:
        assert not is_over(timedelta(days=days))
        assert is_over(timedelta(days=days, microseconds=1))


def test_nothing_is_over_where_no_days_are_said() -> None:
    limits = Retention(Days(None, None)).limits(NOW)
    assert not any(limits.is_over(Header("0001-01-01T00:00:00.000000Z", kind)) for kind in get_args(Kind))
    assert limits.latest() == ""


def test_the_latest_limit_and_the_words() -> None:
    assert SEED.limits(NOW).latest() == timestamp(NOW - timedelta(days=90))
    assert str(SEED) == (
        "audit 365 days, requests and responses 90 days; project `forever`: audit for ever, requests and responses 100 days;"
        " project `longer`: audit 400 days, requests and responses 400 days"
    )
    assert set(get_args(Kind)) >= KEPT
