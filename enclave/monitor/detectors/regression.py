"""Performance of regressions when the labels are there; larger errors than the reference's are an alert, smaller ones are not."""

from __future__ import annotations

import numpy as np

from enclave.monitor.detector import Detector, Null
from enclave.monitor.outcomes import ErrorSplit
from enclave.monitor.source import Floats


def mae(split: ErrorSplit) -> Floats:
    """(chunks,) mean absolute errors."""
    return split.mean(1)


def mse(split: ErrorSplit) -> Floats:
    """(chunks,) mean squared errors."""
    return split.mean(2)


def rmse(split: ErrorSplit) -> Floats:
    """(chunks,) roots of mean squared errors."""
    return np.asarray(np.sqrt(split.mean(2)))


DETECTORS = (
    Detector("mae", "mean absolute error", ("losses",), mae, Null(is_mean=True, is_level=True), azure="MeanAbsoluteError"),
    Detector("mse", "mean squared error", ("losses",), mse, Null(is_mean=True, is_level=True), azure="MeanSquaredError"),
    Detector("rmse", "root mean squared error", ("losses",), rmse, Null(is_mean=True, is_level=True), azure="RootMeanSquaredError"),
)
