"""How the console shows Entra ID that it is the registered application, without a secret that somebody would have to keep.

RFC 7523, 2.2; learn.microsoft.com/entra/identity-platform/certificate-credentials, and
learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity, both read 2026-11.
"""

from __future__ import annotations

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

import anyio.to_thread
import jwt
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from enclave.console.openid import Assertion
from enclave.errors import InputError
from enclave.gateway.bearer import Token
from enclave.gateway.entra import AUTHORITY

SECONDS = 300
"""How long an assertion is good. Entra ID's page asks for five to ten minutes at most."""
EXCHANGE: Mapping[str, str] = MappingProxyType({
    AUTHORITY: "api://AzureADTokenExchange", "https://login.microsoftonline.us": "api://AzureADTokenExchangeUSGov",
    "https://login.partner.microsoftonline.cn": "api://AzureADTokenExchangeChina",
    "https://login.chinacloudapi.cn": "api://AzureADTokenExchangeChina",
})  # fmt: skip
"""What a managed identity's token has to be for, by who signs in (the page above)."""


def by_certificate(file: Path, client: str, clock: Callable[[], float] = time.time) -> Assertion:
    """Signed with the key of a certificate that the registration has; both stand in one PEM file. Raises InputError.

    The file is read each time, so that a certificate can be renewed under a console that runs.
    """
    _pair(file)

    async def assertion(url: str) -> str:
        certificate, key = _pair(file)
        now = int(clock())
        claims = {"aud": url, "iss": client, "sub": client, "jti": str(uuid4()), "nbf": now, "iat": now, "exp": now + SECONDS}
        thumbprint = urlsafe_b64encode(certificate.fingerprint(SHA256())).rstrip(b"=").decode()
        return jwt.encode(claims, key, "PS256", {"x5t#S256": thumbprint})

    return assertion


def by_managed_identity(host: str, sign_in: Callable[[str], Callable[[], Token]]) -> Assertion:
    """The token of the identity that this process runs as, which the registration trusts as a federated credential."""
    fetch = sign_in(f"{EXCHANGE.get(host, EXCHANGE[AUTHORITY])}/.default")

    async def assertion(_: str) -> str:
        return (await anyio.to_thread.run_sync(fetch)).value

    return assertion


def _pair(file: Path) -> tuple[x509.Certificate, RSAPrivateKey]:
    try:
        data = file.read_bytes()
        certificate = x509.load_pem_x509_certificates(data)[0]
        key = load_pem_private_key(data, None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InputError("the certificate to sign in with cannot be read", str(file), "certificate and key in one PEM file") from error
    if not isinstance(key, RSAPrivateKey) or certificate.public_key() != key.public_key():
        raise InputError("the certificate to sign in with and its key are no RSA pair", str(file), "certificate and key in one PEM file")
    return certificate, key
