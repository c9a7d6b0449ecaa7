"""Data loss prevention: text -> matches -> redaction, also on streams. Pure and synchronous.

`views/` are the ways in which a text is read, `scan.py` finds, `redact.py` hides, `stream.py` does both on text that arrives
in pieces, and `detectors/` has a file for each entity; identifiers of states
are rows of the tables in `identifiers/`, secrets of services rows of those in `secrets/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from enclave.dlp import secrets
from enclave.dlp.detector import Detector
from enclave.dlp.detectors import (
    card_track,
    credit_card,
    credit_card_otherwise,
    crypto_address,
    date_of_birth,
    email,
    geo_coordinates,
    iban,
    ip_address,
    mac_address,
    mrz,
    organization,
    person_name,
    phone,
    postal_code,
    street_address,
    url_with_credentials,
    us_ssn,
)
from enclave.dlp.identifiers import (
    americas,
    asia_africa_by_label,
    asia_africa_pacific,
    by_label,
    companies,
    devices,
    documents,
    europe_a_to_h,
    europe_by_label,
    europe_i_to_z,
    finance,
    further_states,
    health,
    latin_america,
)

FAMILIES: Mapping[str, tuple[Detector, ...]] = MappingProxyType({
    "Secrets": (*secrets.DETECTORS, url_with_credentials.DETECTOR),
    "Payment": (
        card_track.DETECTOR, credit_card.DETECTOR, credit_card_otherwise.DETECTOR, iban.DETECTOR, crypto_address.DETECTOR,
        *finance.DETECTORS,
    ),
    "National identifiers": (
        us_ssn.DETECTOR,
        mrz.DETECTOR,
        *americas.DETECTORS,
        *europe_a_to_h.DETECTORS,
        *europe_i_to_z.DETECTORS,
        *asia_africa_pacific.DETECTORS,
        *latin_america.DETECTORS,
        *europe_by_label.DETECTORS,
        *asia_africa_by_label.DETECTORS,
        *further_states.DETECTORS,
        *documents.DETECTORS,
        *companies.DETECTORS,
        *by_label.OF_STATES,
    ),
    "Health": health.DETECTORS,
    "Devices and vehicles": (*devices.DETECTORS, ip_address.DETECTOR, mac_address.DETECTOR, geo_coordinates.DETECTOR),
    "Contact": (email.DETECTOR, phone.DETECTOR, street_address.DETECTOR, postal_code.DETECTOR),
    "Staff and customers": by_label.OF_COMPANIES,
    "Persons": (person_name.DETECTOR, date_of_birth.DETECTOR, organization.DETECTOR),
})
"""What is looked for, by kind."""

DETECTORS: tuple[Detector, ...] = tuple(detector for family in FAMILIES.values() for detector in family)
"""Strictest first: of two equally long matches of one text the first entity here is reported."""

__all__ = ["DETECTORS", "FAMILIES"]
