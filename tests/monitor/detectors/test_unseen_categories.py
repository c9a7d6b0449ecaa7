"""The share of rows whose category is new."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enclave.monitor.detectors.unseen_categories import measure


def test_it_counts_rows_of_new_categories(categories: Any) -> None:
    assert measure(categories([0, 1], [0, 1, 2, 3], [0, -1], [-1])) == pytest.approx([0.5, 0, np.nan], nan_ok=True)
