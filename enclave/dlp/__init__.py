"""Data loss prevention: text -> matches -> redaction, also on streams. Pure and synchronous.

`canonical.py` is the text as matchers read it, `scan.py` finds, `redact.py` hides, `stream.py` does both on text that arrives
in pieces, and `detectors/` has one file per family of entities.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from enclave.dlp.detector import Detector
from enclave.dlp.detectors import (
    api_key,
    credit_card,
    email,
    iban,
    national_americas,
    national_asia_africa_pacific,
    national_europe_a_to_h,
    national_europe_i_to_z,
    phone,
    us_ssn,
)

FAMILIES: Mapping[str, tuple[Detector, ...]] = MappingProxyType({
    "Secrets": (api_key.DETECTOR,),
    "Payment": (credit_card.DETECTOR, iban.DETECTOR),
    "National identifiers": (
        us_ssn.DETECTOR,
        *national_americas.DETECTORS,
        *national_europe_a_to_h.DETECTORS,
        *national_europe_i_to_z.DETECTORS,
        *national_asia_africa_pacific.DETECTORS,
    ),
    "Contact": (email.DETECTOR, phone.DETECTOR),
})
"""What is looked for, by kind."""

DETECTORS: tuple[Detector, ...] = tuple(detector for family in FAMILIES.values() for detector in family)
"""Strictest first: of two equally long matches of one text the first entity here is reported."""

__all__ = ["DETECTORS", "FAMILIES"]
