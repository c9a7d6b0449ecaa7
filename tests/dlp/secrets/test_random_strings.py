"""Random strings: alone and named; digests, identifiers and encoded text stay."""

from __future__ import annotations

import base64
import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.scan import Scanner
from enclave.dlp.secrets import DETECTORS

SCANNER = Scanner(["api_key", "private_key", "json_web_token", "connection_string"], DETECTORS)
MIXED = string.ascii_letters + string.digits


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


def drawn(seed: int, characters: str, length: int) -> str:
    return "".join(random.Random(seed).choices(characters, k=length))


@pytest.mark.parametrize(("prefix", "characters", "length"), [("sk-", MIXED, 48), ("sk-proj-", MIXED + "-_", 120)])
def test_keys_like_openais(prefix: str, characters: str, length: int) -> None:
    for seed in range(40):
        key = prefix + drawn(seed, characters, length - 1) + "7"
        for before, after in (("", ""), ("key=", "\n"), ('"', '",'), ("`", "`"), ("(", ")"), ("使用", "。")):
            assert found(before + key + after) == [key]


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
        "sk-spinner-double-bounce-wrapper-element", "desk-1234567890abcdefghijklmnopqrstuv",
        "https://x.example/a/B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7/x",
        "AKIA", "AKIALOWERCASEnot", "ghp_short", "token = get_token_from_the_environment_v2()", "-----BEGIN PUBLIC KEY-----",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"[:30], "1" * 64, "password: correcthorsebatterystaple",
        "api_key: my-service-key-name-v2",
        "secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:db", "access_token=get_access_token(user_id=42)",
        "client_secret = var.client_secret_2024",
    ],
)
def test_quiet(text: str) -> None:
    assert found(text) == []
