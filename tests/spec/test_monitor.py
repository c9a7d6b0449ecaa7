"""The keys of `monitor`."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from enclave.spec.monitor import Monitor


def test_defaults_and_limits() -> None:
    made = Monitor.model_validate({"models": {"scorer": {"project": "risk", "reference": "reference.parquet"}}})
    assert made.models["scorer"].false_alarm_rate == Decimal("0.05")
    assert (made.models["scorer"].every, made.models["scorer"].days) == ("day", 365)
    bad = (
        {"models": {"scorer": {"project": "risk"}}},
        {"models": {"scorer": {"project": "risk", "reference": "r", "false_alarm_rate": 1.5}}},
        {"models": {"scorer": {"project": "risk", "reference": "r", "every": "minute"}}},
        {"triggers": {"a": {"webhook": "ftp://x"}}},
        {"triggers": {"a": {"azure_ml": {"workspace": "w", "job": "j"}}}},
    )
    for one in bad:
        with pytest.raises(ValidationError):
            Monitor.model_validate(one)
