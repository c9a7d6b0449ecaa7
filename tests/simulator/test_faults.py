from __future__ import annotations

import pytest

from enclave.errors import InputError
from enclave.simulator.faults import KINDS, FaultRate, pick


def test_rates_are_read() -> None:
    assert FaultRate.parse("stall@0.25") == FaultRate("stall", 0.25)
    assert FaultRate.parse("garbage") == FaultRate("garbage", 1)


@pytest.mark.parametrize("text", ["stal@0.1", "stall@1.5", "stall@-1", "stall@often", "@1", "stall@nan"])
def test_wrong_rates_are_input_errors(text: str) -> None:
    with pytest.raises(InputError):
        FaultRate.parse(text)


def test_the_seed_decides_and_the_rate_is_kept() -> None:
    rates = [FaultRate("status-429", 0.1), FaultRate("stall", 0.05)]
    drawn = [pick(rates, 7, number) for number in range(4000)]
    assert drawn == [pick(rates, 7, number) for number in range(4000)]
    assert drawn != [pick(rates, 8, number) for number in range(4000)]
    assert 0.08 < drawn.count("status-429") / 4000 < 0.12
    assert 0.03 < drawn.count("stall") / 4000 < 0.07


@pytest.mark.parametrize("kind", KINDS)
def test_rate_one_is_always_and_zero_never(kind: str) -> None:
    assert {pick([FaultRate(kind, 1)], 1, number) for number in range(50)} == {kind}
    assert {pick([FaultRate(kind, 0)], 1, number) for number in range(50)} == {None}
