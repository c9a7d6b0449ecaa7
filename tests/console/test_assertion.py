"""How the console shows that it is the registered application: with a certificate's key, or a managed identity's token."""

from __future__ import annotations

import asyncio
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from enclave.console.assertion import SECONDS, by_certificate, by_managed_identity
from enclave.errors import EnclaveError, InputError
from enclave.gateway.bearer import SignInError, Token

CLIENT, URL = "bbbbbbbb-0000-4000-8000-000000000008", "https://login.example/t/oauth2/v2.0/token"
Pem = Callable[..., bytes]


def test_a_certificate(tmp_path: Path, pem: Pem) -> None:
    file, key = tmp_path / "console.pem", rsa.generate_private_key(65537, 2048)
    file.write_bytes(pem(key))
    made = asyncio.run(by_certificate(file, CLIENT, lambda: 1e9)(URL))
    header = jwt.get_unverified_header(made)
    thumbprint = x509.load_pem_x509_certificate(file.read_bytes()).fingerprint(SHA256())
    assert header == {"alg": "PS256", "typ": "JWT", "x5t#S256": urlsafe_b64encode(thumbprint).rstrip(b"=").decode()}
    claims = jwt.decode(made, key.public_key(), ["PS256"], audience=URL, options={"verify_exp": False})
    assert (claims["iss"], claims["sub"], claims["aud"]) == (CLIENT, CLIENT, URL)
    assert (claims["exp"] - claims["nbf"], claims["iat"]) == (SECONDS, 1e9)
    again = asyncio.run(by_certificate(file, CLIENT, lambda: 1e9)(URL))
    assert jwt.decode(again, options={"verify_signature": False})["jti"] != claims["jti"]


def test_one_that_is_renewed_under_it(tmp_path: Path, pem: Pem) -> None:
    file = tmp_path / "console.pem"
    file.write_bytes(pem(rsa.generate_private_key(65537, 2048)))
    assertion = by_certificate(file, CLIENT)
    second = rsa.generate_private_key(65537, 2048)
    file.write_bytes(pem(second))
    jwt.decode(asyncio.run(assertion(URL)), second.public_key(), ["PS256"], audience=URL)
    file.unlink()
    with pytest.raises(EnclaveError, match="cannot be read"):
        asyncio.run(assertion(URL))


def test_files_that_are_no_certificate_and_key(tmp_path: Path, pem: Pem) -> None:
    first, second = rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 2048)
    curve = ec.generate_private_key(ec.SECP256R1())
    whole = pem(first)
    for data in (b"", b"x", whole[: whole.index(b"-----BEGIN PRIVATE")], whole[whole.index(b"-----BEGIN PRIVATE") :], pem(curve),
                 pem(first, second)):  # fmt: skip
        (tmp_path / "bad.pem").write_bytes(data)
        with pytest.raises(InputError) as caught:
            by_certificate(tmp_path / "bad.pem", CLIENT)
        assert "PRIVATE" not in str(caught.value)
    with pytest.raises(InputError):
        by_certificate(tmp_path / "none.pem", CLIENT)


@pytest.mark.parametrize(
    ("host", "scope"),
    [
        ("https://login.microsoftonline.com", "api://AzureADTokenExchange/.default"),
        ("https://login.microsoftonline.us", "api://AzureADTokenExchangeUSGov/.default"),
        ("https://login.partner.microsoftonline.cn", "api://AzureADTokenExchangeChina/.default"),
        ("https://login.example", "api://AzureADTokenExchange/.default"),
    ],
)
def test_a_managed_identity(host: str, scope: str) -> None:
    asked: list[str] = []

    def sign_in(wanted: str) -> Callable[[], Token]:
        asked.append(wanted)
        return lambda: Token("of the identity", 0.0)

    assert asyncio.run(by_managed_identity(host, sign_in)(URL)) == "of the identity"
    assert asked == [scope]


def test_an_identity_that_cannot_sign_in() -> None:
    def fetch() -> Token:
        raise SignInError("no token could be had")

    with pytest.raises(EnclaveError, match="no token"):
        asyncio.run(by_managed_identity("", lambda _: fetch)(URL))
