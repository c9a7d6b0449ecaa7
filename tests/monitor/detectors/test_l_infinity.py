"""The largest change of a share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enclave.monitor.detectors.l_infinity import measure


def test_it_is_the_largest_change(categories: Any) -> None:
    assert measure(categories([0, 0, 1, 1], [0, 0, 0, 1], [2, 2], [-1])) == pytest.approx([0.25, 1, np.nan], nan_ok=True)
