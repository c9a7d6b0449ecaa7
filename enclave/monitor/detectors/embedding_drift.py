"""Drift of embeddings of prompts and answers: the maximum mean discrepancy of columns that hold vectors."""

from __future__ import annotations

from enclave.monitor.detector import Detector, Null, plain
from enclave.monitor.detectors.maximum_mean_discrepancy import measure

DETECTOR = Detector("embedding_drift", "maximum mean discrepancy of embeddings", ("embedding",), measure, Null(scale=plain))
