"""Shares of what was counted."""

from __future__ import annotations

from typing import Any

import numpy as np

from enclave.monitor.shares import proportions, shares_of


def test_nothing_counted_has_no_share(categories: Any) -> None:
    reference, chunks = proportions(np.array([[1, 3], [0, 0], [2, 2]]))
    assert reference.tolist() == [[0.25, 0.75]]
    assert np.isnan(chunks[0]).all()
    assert chunks[1].tolist() == [0.5, 0.5]
    assert np.isnan(proportions(np.array([[0, 0], [1, 1]]))[1]).all()
    assert shares_of(categories([0, 1], [1, 1]))[1].tolist() == [[0, 1]]
