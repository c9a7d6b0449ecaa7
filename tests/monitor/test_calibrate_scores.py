"""Scores become probabilities where that helps."""

from __future__ import annotations

import numpy as np

from enclave.monitor.calibrate_scores import Isotonic, calibrated, needs_calibration


def test_isotonic_regression_rises_and_averages() -> None:
    made = Isotonic(np.array([0.1, 0.2, 0.2, 0.8, 0.9]), np.array([0.0, 1.0, 0.0, 0.0, 1.0]))
    found = made(np.array([0.0, 0.1, 0.2, 0.5, 0.8, 0.95, np.nan]))
    assert np.allclose(found[:6], [0, 0, 1 / 3, 1 / 3, 1 / 3, 1])
    assert np.isnan(found[6])


def test_only_scores_that_are_off_are_changed() -> None:
    random = np.random.default_rng(0)
    chance = random.random(5000)
    truth = (random.random(5000) < chance).astype(float)
    assert needs_calibration(chance**3, truth)
    assert np.abs(calibrated(chance, truth, chance) - chance).mean() < 0.03
    assert np.abs(calibrated(chance**3, truth, chance**3) - chance).mean() < 0.05
    assert not needs_calibration(chance, np.ones(5000))
