"""Secrets: keys and tokens of services (a table for each sector), and what is secret whoever made it: private keys, JSON Web Tokens,
connection strings, passwords, headers, random strings."""

from __future__ import annotations

from enclave.dlp.detector import Detector
from enclave.dlp.secrets import (
    ai,
    azure,
    clouds,
    commerce,
    connection_strings,
    data,
    headers,
    identity,
    messaging,
    observability,
    passwords,
    payments,
    private_keys,
    random_strings,
    source_code,
    web_tokens,
)
from enclave.dlp.secrets.secret import Secret, detector, openings

SECRETS: tuple[Secret, ...] = (
    *connection_strings.SECRETS, *clouds.SECRETS, *azure.SECRETS, *source_code.SECRETS, *ai.SECRETS, *payments.SECRETS, *messaging.SECRETS,
    *observability.SECRETS, *identity.SECRETS, *data.SECRETS, *commerce.SECRETS,
)
_OPENING = openings(SECRETS)

DETECTORS: tuple[Detector, ...] = (
    *private_keys.DETECTORS,
    web_tokens.DETECTOR,
    *(detector(secret, _OPENING) for secret in SECRETS),
    connection_strings.PASSWORD,
    *headers.DETECTORS,
    *passwords.DETECTORS,
    *random_strings.DETECTORS,
)
