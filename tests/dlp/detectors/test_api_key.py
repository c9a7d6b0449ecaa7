"""Secrets: documented formats whatever stands around them, hidden to their end; digests, identifiers and encoded text stay."""

from __future__ import annotations

import base64
import json
import random
import string

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.detectors.api_key import entropy
from enclave.dlp.scan import Scanner

SCANNER = Scanner(["api_key"])
MIXED = string.ascii_letters + string.digits


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


def drawn(seed: int, characters: str, length: int) -> str:
    return "".join(random.Random(seed).choices(characters, k=length))


FORMATS = [
    ("sk-", MIXED, 48), ("sk-proj-", MIXED + "-_", 120), ("sk-ant-api03-", MIXED + "-_", 95),
    ("AKIA", string.ascii_uppercase + "234567", 16), ("ASIA", string.ascii_uppercase + "234567", 16),
    ("ghp_", MIXED, 36), ("ghs_", MIXED, 36), ("github_pat_", MIXED + "_", 82), ("glpat-", MIXED, 20),
    ("xoxb-", string.digits, 40), ("sk_live_", MIXED, 24), ("AIza", MIXED + "_", 35),
    ("AccountKey=", MIXED + "+/", 86), ("SharedAccessKey=", MIXED + "+/", 43),
]


@pytest.mark.parametrize(("prefix", "characters", "length"), FORMATS, ids=[prefix for prefix, _, _ in FORMATS])
def test_documented_formats(prefix: str, characters: str, length: int) -> None:
    for seed in range(40):
        key = prefix + drawn(seed, characters, length - 1) + "7"
        for before, after in (("", ""), ("key=", "\n"), ('"', '",'), ("`", "`"), ("(", ")"), ("使用", "。")):
            assert found(before + key + after) == [key]


@pytest.mark.parametrize("length", [300, 3_000, 12_000])
def test_a_long_key_is_hidden_to_its_end(length: int) -> None:
    key = "ghp_" + drawn(length, MIXED, length)
    assert found(f"x {key} y") == [key]


@pytest.mark.parametrize("algorithm", ["HS256", "ES256", "none"])
def test_json_web_tokens(algorithm: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1()) if algorithm == "ES256" else "x" * 32 if algorithm == "HS256" else None
    token = jwt.encode({"sub": "1", "claim": "é" * 50}, key, algorithm=algorithm)
    assert found(f"Authorization: Bearer {token}\n")[0].rstrip(".") == token.rstrip(".")


def test_three_words_with_dots_are_no_token() -> None:
    body = base64.urlsafe_b64encode(json.dumps({"no": "algorithm"}).encode()).decode().rstrip("=")
    assert found(f"eyJust.some.words {body}.{body}.abcdefgh") == []


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL, PrivateFormat.OpenSSH])
@pytest.mark.parametrize("encrypted", [False, True])
def test_private_keys_from_header_to_footer(form: PrivateFormat, encrypted: bool) -> None:
    hidden = BestAvailableEncryption(b"x") if encrypted and form is not PrivateFormat.OpenSSH else NoEncryption()
    pem = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, form, hidden).decode().strip()
    for written in (pem, pem.replace("\n", "\r\n"), pem.replace("\n", "\\n"), pem.replace("\n", " ")):
        assert found(f'key: "{written}"') == [written]
        assert found(f"see\n{written}\nThat was it, said the man.") == [written]


def test_a_private_key_that_is_cut_off_is_hidden_line_by_line() -> None:
    pem = "-----BEGIN RSA PRIVATE KEY-----\n" + "\n".join(drawn(line, MIXED, 64) for line in range(5))
    assert found(pem + "\nand then the log goes on") == [pem]
    assert found("`-----BEGIN PRIVATE KEY-----` is the header of a key") == ["-----BEGIN PRIVATE KEY-----"]


def test_random_strings_are_found_alone_and_digests_only_when_named() -> None:
    alone = sum(found(f"here is {drawn(seed, MIXED, 40)} then") != [] for seed in range(300))
    assert alone > 280
    for seed in range(100):
        digest = drawn(seed, "0123456789abcdef", 40)
        assert found(f"commit {digest}") == []
        assert found(f'api_key = "{digest}"') == [digest]
        assert found(f"Authorization: Bearer {digest}") == [digest]
        assert found(f"the token {digest} was") == []


@given(st.uuids(), st.binary(min_size=16, max_size=64), st.text(string.ascii_letters + " ,.", min_size=30, max_size=90))
def test_identifiers_digests_and_encoded_text_are_quiet(uuid: object, digest: bytes, text: str) -> None:
    encoded = base64.b64encode(text.encode()).decode()
    assert found(f"{uuid} token: {uuid} sha: {digest.hex()} {digest.hex().upper()} {encoded} data:text/plain;base64,{encoded}") == []


@pytest.mark.parametrize(
    "text",
    [
        "class AbstractSingletonProxyFactoryBeanDefinitionReader2Handler3", "testBase64EncodeSha256HashOfUtf8StringReturns44Chars",
        "sk-spinner-double-bounce-wrapper-element", "desk-1234567890abcdefghijklmnopqrstuv", "https://x.example/a/B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7/x",
        "AKIA", "AKIALOWERCASEnot", "ghp_short", "token = get_token_from_the_environment_v2()", "-----BEGIN PUBLIC KEY-----",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"[:30], "1" * 64, "password: correcthorsebatterystaple",
    ],
)
def test_quiet(text: str) -> None:
    assert found(text) == []


def test_entropy_counts_bits() -> None:
    assert entropy("aaaa") == 0
    assert entropy("abcd") == pytest.approx(2)
