"""The reconstruction error sees columns that no longer go together, though each by itself is as before."""

from __future__ import annotations

from typing import Any

import numpy as np

from enclave.monitor.detectors.reconstruction_error import measure


def test_a_lost_correlation_is_seen(table_rows: Any) -> None:
    random = np.random.default_rng(0)
    base = random.normal(size=(3000, 1))
    together = np.concatenate([base + 0.1 * random.normal(size=(3000, 1)) for _ in range(4)], axis=1)
    apart = np.stack([random.permutation(column) for column in together[:1000].T], axis=1)
    split = table_rows(together[:1500], together[1500:], apart)
    found = measure(split)
    assert found[1] > 3 * found[0]


def test_constant_and_missing_values_do_no_harm(table_rows: Any) -> None:
    random = np.random.default_rng(1)
    table = random.normal(size=(200, 3))
    table[:, 1] = 5
    table[::7, 2] = np.nan
    table[3, 0] = np.inf
    assert np.isfinite(measure(table_rows(table[:100], table[100:]))).all()
    assert np.isnan(measure(table_rows(table, table[:0])))[0]
