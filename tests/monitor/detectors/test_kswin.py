"""Kswin alone; `tests/monitor/test_streaming.py` holds it to river's answers."""

from __future__ import annotations

import numpy as np

from enclave.monitor.detectors.kswin import Kswin


def test_it_signals_a_change_once_and_starts_anew() -> None:
    random = np.random.default_rng(0)
    values = np.concatenate([random.normal(size=150), random.normal(4, 1, 60)])
    runs = []
    for _ in range(2):
        detector = Kswin(seed=1, alpha=1e-4)
        runs.append([i for i, value in enumerate(values) if detector.update(float(value))])
    assert runs[0] == runs[1]
    assert 150 <= runs[0][0] < 190
