"""What a file may say of traces."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from enclave.spec.telemetry import Telemetry


def test_a_file_may_say() -> None:
    told = Telemetry.model_validate({"otlp": {"endpoint": "https://collector.example.com:4318"}, "share": 1, "stages": True})
    assert (told.share, told.stages, told.azure_monitor) == (1, True, False)
    assert Telemetry().share == Decimal("0.1")


@pytest.mark.parametrize(
    "wrong", [{"share": 0}, {"share": 1.1}, {"otlp": {}}, {"otlp": {"endpoint": "collector"}}, {"azure_monitor": "yes"}]
)
def test_and_what_it_may_not(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Telemetry.model_validate(wrong)
