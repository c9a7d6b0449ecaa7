"""Ddm alone; `tests/monitor/test_streaming.py` holds it to river's answers."""

from __future__ import annotations

import numpy as np

from enclave.monitor.detectors.ddm import Ddm


def test_it_signals_a_change_once_and_starts_anew() -> None:
    random = np.random.default_rng(0)
    detector = Ddm()
    values = np.concatenate([random.random(1000) < 0.1, random.random(300) < 0.6])
    warned = found = 0
    for i, value in enumerate(values):
        if detector.update(float(value)):
            found = found or i
        warned = warned or (i if detector.is_warning and i >= 1000 else 0)
    assert 1000 < warned < found < 1100


def test_no_error_at_all_is_no_change() -> None:
    detector = Ddm()
    assert not any(detector.update(0.0) for _ in range(500))
    assert detector.update(1.0), "the lowest rate was nought, without any spread"
