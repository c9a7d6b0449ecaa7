"""Data loss prevention: text -> matches -> redaction, also on streams. Pure and synchronous.

`canonical.py` is the text as matchers read it, `scan.py` finds, `redact.py` hides, `stream.py` does both on text that arrives
in pieces, and `detectors/` has one file per entity.
"""

from __future__ import annotations

from enclave.dlp.detector import Detector
from enclave.dlp.detectors import api_key, credit_card, email, phone, us_ssn

DETECTORS: tuple[Detector, ...] = (
    api_key.DETECTOR,
    credit_card.DETECTOR,
    us_ssn.DETECTOR,
    email.DETECTOR,
    phone.DETECTOR,
)
"""Strictest first: of two equally long matches of one text the first entity here is reported."""

__all__ = ["DETECTORS"]
