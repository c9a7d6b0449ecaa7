"""Credentials in headers, commands, configuration and cookies."""

from __future__ import annotations

import base64
import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.scan import Scanner
from enclave.dlp.secrets import headers

SCANNER = Scanner(detectors=headers.DETECTORS)
MIXED = string.ascii_letters + string.digits


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


@pytest.mark.parametrize("before", [
    "Authorization: Bearer ", "authorization: bearer ", '"Authorization": "Bearer ', "-H 'Authorization: Bearer ", "Authorization: Token ",
    "Authorization=",
    "headers={'Authorization': 'Bearer ", "req.Header.Set(\"Authorization\", \"Bearer ", "Bearer ", "authorization: SSWS ",
    "Authorization: Splunk ",
])
def test_tokens_in_headers(before: str) -> None:
    for seed in range(20):
        token = "".join(random.Random(seed).choices(MIXED, k=31)) + "7"
        for after in ("", "\n", '"', "'", "\\n"):
            assert found(before + token + after) == [token]


@given(st.text(string.ascii_letters + "äöü._-", min_size=1, max_size=20), st.text(MIXED + "!?-", min_size=4, max_size=30))
def test_user_and_password_in_base64(user: str, password: str) -> None:
    encoded = base64.b64encode(f"{user}:{password}x7".encode()).decode()
    assert found(f"Authorization: Basic {encoded}\n") == [encoded]
    assert found(f'"auth": "{encoded}"') == [encoded]


@given(st.binary(min_size=8, max_size=40))
def test_base64_of_anything_else_stays(content: bytes) -> None:
    encoded = base64.b64encode(content.replace(b":", b"")).decode()
    assert found(f"Basic {encoded}") == []


@pytest.mark.parametrize("text", [
    "Authorization: Bearer <token>", "Authorization: Bearer ${TOKEN}", "Authorization: Bearer $TOKEN_2024_PROD_X", "Bearer tokens are used",
    "authorization: required",
    "the authorization code was 12345678901234567890", "Authorization: AWS4-HMAC-SHA256 Credential=x", "basic: true", "auth: optional",
    '"auth": "oauth2"',
    "cookie: a=b", "Cookie: theme=light; consent=accepted-all-2024", "session=1234567890abcdef12",
])
def test_quiet(text: str) -> None:
    assert found(text) == []
