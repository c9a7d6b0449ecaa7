"""Performance of classifiers without labels, estimated from their calibrated scores (confidence-based performance estimation, CBPE).

A score that is calibrated on the reference says how likely each row is positive, and so what each metric is expected to be.
It assumes that what a score means has not changed: it sees what other inputs do, never a new relation of inputs and labels.
"""

from __future__ import annotations

from enclave.monitor.detector import Detector, Null
from enclave.monitor.detectors.classification import METRICS

DETECTORS = tuple(
    Detector(f"estimated_{id}", f"estimated {title}", ("scores",), metric, Null(side="low", is_mean=True, is_level=True))
    for id, title, metric in METRICS
)
