"""Secrets: keys and tokens of services (a table for each sector), and what is secret whoever made it: private keys, JSON Web Tokens,
connection strings, passwords, headers, random strings."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from enclave.dlp.detector import Detector
from enclave.dlp.secrets import (
    ai,
    azure,
    clear_places,
    clouds,
    commerce,
    connection_strings,
    data,
    headers,
    identity,
    logins,
    messaging,
    observability,
    password_hashes,
    passwords,
    payments,
    pins,
    private_keys,
    random_strings,
    source_code,
    web_tokens,
)
from enclave.dlp.secrets.secret import Secret, detector, openings

TABLES: Mapping[str, tuple[Secret, ...]] = MappingProxyType({
    "connection strings": connection_strings.SECRETS, "clouds": clouds.SECRETS, "Azure": azure.SECRETS, "source code": source_code.SECRETS,
    "AI": ai.SECRETS, "payments": payments.SECRETS, "messaging": messaging.SECRETS, "observability": observability.SECRETS,
    "identity": identity.SECRETS, "data": data.SECRETS, "commerce": commerce.SECRETS,
})
"""Keys and tokens of services, by sector."""
SECRETS: tuple[Secret, ...] = tuple(secret for table in TABLES.values() for secret in table)
_OPENING = openings(SECRETS)

DETECTORS: tuple[Detector, ...] = (
    *private_keys.DETECTORS,
    web_tokens.DETECTOR,
    *(detector(secret, _OPENING) for secret in SECRETS),
    connection_strings.PASSWORD,
    *headers.DETECTORS,
    passwords.DETECTOR,
    clear_places.DETECTOR,
    logins.DETECTOR,
    pins.DETECTOR,
    password_hashes.DETECTOR,
    *random_strings.DETECTORS,
)
