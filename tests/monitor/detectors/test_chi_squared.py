"""The chi-squared statistic is scipy's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from enclave.monitor.columns import Categorical, Layout
from enclave.monitor.detectors.chi_squared import measure

COUNTS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=6)


@given(COUNTS)
def test_it_is_scipys(counts: list[tuple[int, int]]) -> None:
    kept = [pair for pair in counts if sum(pair)]
    codes = np.array([i for side in (0, 1) for i, pair in enumerate(counts) for _ in range(pair[side])], dtype=np.int32)
    labels = np.array([side for side in (0, 1) for pair in counts for _ in range(pair[side])], dtype=np.int16)
    found = measure(Categorical("x", codes, len(counts)).split(labels, Layout(1)))[0]
    if len(kept) < 2 or not all(sum(column) for column in zip(*kept, strict=True)):
        assert np.isnan(found) or found == pytest.approx(0)
    else:
        assert found == pytest.approx(chi2_contingency(np.array(kept).T).statistic)


def test_missing_values_do_not_count(categories: Any) -> None:
    assert measure(categories([0, 1, 2, -1], [0, 1, 2, -1, -1])) == pytest.approx([0])
