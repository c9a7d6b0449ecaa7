"""The share of rows in which a numeric column holds something that is no number, against the reference's."""

from __future__ import annotations

from enclave.monitor.detector import Detector, Null
from enclave.monitor.detectors.missing_values import measure

DETECTOR = Detector(
    "type_errors",
    "share of values of another type",
    ("type",),
    measure,
    Null(is_mean=True, is_level=True, is_share=True),
    azure="DataTypeErrorRate",
)
