"""Performance of regressions without labels: a second model says how large each error is (direct loss estimation).

It sees what other inputs do to the errors, never a new relation of inputs and labels.
"""

from __future__ import annotations

from enclave.monitor.detector import Detector, Null
from enclave.monitor.detectors.regression import mae, rmse

DETECTORS = (
    Detector("estimated_mae", "estimated mean absolute error", ("absolute",), mae, Null(is_mean=True, is_level=True)),
    Detector("estimated_rmse", "estimated root mean squared error", ("squared",), rmse, Null(is_mean=True, is_level=True)),
)
