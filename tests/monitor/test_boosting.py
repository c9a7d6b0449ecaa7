"""A small model of errors."""

from __future__ import annotations

import numpy as np

from enclave.monitor.boosting import Stumps


def test_it_learns_sums_of_steps_and_keeps_the_mean() -> None:
    random = np.random.default_rng(0)
    table = random.normal(size=(2000, 3))
    target = 2.0 * (table[:, 0] > 0) + np.abs(table[:, 1])
    model = Stumps(table, target)
    assert np.corrcoef(model(table), target)[0, 1] > 0.95
    assert abs(model(table).mean() - target.mean()) < 0.01
    assert Stumps(np.ones((10, 1)), np.full(10, 3.0))(np.ones((2, 1))).tolist() == [3.0, 3.0]
