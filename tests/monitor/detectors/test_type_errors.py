"""The share of marked rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from enclave.monitor.detectors.type_errors import DETECTOR


def test_it_is_the_share_of_marked_rows(flags: Any) -> None:
    assert DETECTOR.measure(flags([0, 0, 1], [1, 1, 0, 0], [])) == pytest.approx([0.5, np.nan], nan_ok=True)
