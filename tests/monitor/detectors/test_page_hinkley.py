"""PageHinkley alone; `tests/monitor/test_streaming.py` holds it to river's answers."""

from __future__ import annotations

import numpy as np

from enclave.monitor.detectors.page_hinkley import PageHinkley


def test_it_signals_a_change_once_and_starts_anew() -> None:
    random = np.random.default_rng(0)
    detector = PageHinkley()
    values = np.concatenate([random.normal(size=500), random.normal(-3, 1, 100)])
    found = [i for i, value in enumerate(values) if detector.update(float(value))]
    assert len(found) == 1
    assert 500 <= found[0] < 560
    assert not any(PageHinkley(least=1000).update(value) for value in values)
