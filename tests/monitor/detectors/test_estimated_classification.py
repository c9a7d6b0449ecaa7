"""Estimates are what the metrics are expected to be when each row is positive with its probability."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enclave.monitor.detectors.estimated_classification import DETECTORS


def test_they_come_true_when_labels_are_drawn(outcomes: Any) -> None:
    random = np.random.default_rng(0)
    chance = random.beta(0.5, 0.5, size=40_000)
    said = (chance > 0.5).astype(np.int32)
    drawn = (random.random(40_000) < chance).astype(np.int32)
    expected, real = outcomes(chance, said, chance), outcomes(drawn, said, chance)
    for detector in DETECTORS:
        assert detector.measure(expected) == pytest.approx(detector.measure(real), abs=0.01), detector.id
