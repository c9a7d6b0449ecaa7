"""Private keys of every form, from header to footer, in the ways that files and programs write them."""

from __future__ import annotations

import base64
import random
import string

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat, PublicFormat
from jwt.algorithms import RSAAlgorithm

from enclave.dlp.scan import Scanner
from enclave.dlp.secrets import private_keys

SCANNER = Scanner(detectors=private_keys.DETECTORS)
KEY = rsa.generate_private_key(65537, 2048)


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL, PrivateFormat.OpenSSH])
@pytest.mark.parametrize("encrypted", [False, True])
def test_private_keys_from_header_to_footer(form: PrivateFormat, encrypted: bool) -> None:
    hidden = BestAvailableEncryption(b"x") if encrypted and form is not PrivateFormat.OpenSSH else NoEncryption()
    pem = KEY.private_bytes(Encoding.PEM, form, hidden).decode().strip()
    for written in (pem, pem.replace("\n", "\r\n"), pem.replace("\n", "\\n"), pem.replace("\n", " "), pem.replace("\n", "\n    ")):
        assert found(f'key: "{written}"') == [written]
        assert found(f"see\n{written}\nThat was it, said the man.") == [written]


def test_elliptic_keys() -> None:
    for key in (ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate()):
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode().strip()
        assert found(f"x {pem} y") == [pem]


def test_a_private_key_that_is_cut_off_is_hidden_line_by_line() -> None:
    draw = random.Random(1)
    pem = "-----BEGIN RSA PRIVATE KEY-----\n" + "\n".join("".join(draw.choices(string.ascii_letters, k=64)) for _ in range(5))
    (only,) = found(pem + "\nand then the log goes on")
    assert only.removesuffix("\nand") == pem, "a word that a line break joins to it may go with it"
    assert found("`-----BEGIN PRIVATE KEY-----` is the header of a key") == ["-----BEGIN PRIVATE KEY-----"]


def test_public_halves_stay() -> None:
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    assert found(pem) == []
    assert found(f"certificate-authority-data: {base64.b64encode(pem.encode()).decode()}") == []


def test_a_key_of_a_kubeconfig() -> None:
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    encoded = base64.b64encode(pem).decode()
    assert found(f"    client-key-data: {encoded}\n    x: y") == [encoded]


def test_padding_before_the_end_of_a_line_is_no_soft_break() -> None:
    body = base64.b64encode(bytes(range(256))).decode()
    encoded = base64.b64encode(f"-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----\n".encode()).decode()
    assert encoded.endswith("Qo=")
    assert found(f"    client-key-data: {encoded}\n    x: y") == [encoded]
    assert found(f"client-key-data: {encoded}\nx: y") == [encoded]


def test_every_private_member_of_a_json_web_key() -> None:
    written = RSAAlgorithm.to_jwk(KEY)
    members = RSAAlgorithm.to_jwk(KEY, as_dict=True)
    assert found(str(written)) == [members[name] for name in ("d", "p", "q", "dp", "dq", "qi")]
    assert found(str(RSAAlgorithm.to_jwk(KEY.public_key()))) == []


def test_a_putty_key_to_its_end() -> None:
    lines = "AAAAB3NzaC1yc2EAAAADAQABAAABAQDJ8a7k\nQm9k\n"
    key = (
        f"PuTTY-User-Key-File-2: ssh-rsa\r\nEncryption: aes256-cbc\r\nComment: rsa-key-20240101\r\nPublic-Lines: 2\r\n{lines}"
        f"Private-Lines: 2\r\n{lines}Private-MAC: {'0a' * 20}"
    )
    assert [value.removesuffix("\ne") for value in found(f"file:\n{key}\nend")] == [key]
