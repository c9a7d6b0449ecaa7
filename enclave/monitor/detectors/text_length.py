"""Length of prompts and answers, in characters: the Kolmogorov-Smirnov statistic of the lengths."""

from __future__ import annotations

from enclave.monitor.detector import Detector, Null, stephens
from enclave.monitor.detectors.kolmogorov_smirnov import measure

DETECTOR = Detector("text_length", "distance of text lengths", ("text",), measure, Null(scale=stephens))
