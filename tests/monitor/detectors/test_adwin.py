"""Adwin alone; `tests/monitor/test_streaming.py` holds it to river's answers."""

from __future__ import annotations

import numpy as np

from enclave.monitor.detectors.adwin import Adwin


def test_it_signals_a_change_once_and_starts_anew() -> None:
    random = np.random.default_rng(0)
    detector = Adwin()
    values = np.concatenate([random.normal(size=500), random.normal(3, 1, 500)])
    found = [i for i, value in enumerate(values) if detector.update(float(value))]
    assert len(found) == 1
    assert 500 <= found[0] < 600
    assert abs(detector.mean - 3) < 0.3
    assert Adwin().mean == 0


def test_a_constant_is_no_change() -> None:
    detector = Adwin()
    assert not any(detector.update(7.0) for _ in range(1000))
