"""Addresses with a password: every scheme, real passwords high, words for one low, variables never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.scan import Scanner

SCANNER = Scanner(["url_with_credentials"])
SCHEMES = ("https", "http", "ftp", "postgres", "postgresql+asyncpg", "mongodb+srv", "redis", "amqps", "mysql", "jdbc:mysql", "smtp", "ssh")


def found(text: str) -> list[tuple[str, int]]:
    return [(text[match.start : match.end], match.confidence) for match in SCANNER.scan(text)]


@given(st.sampled_from(SCHEMES), st.from_regex(r"[a-z_.-]{0,20}", fullmatch=True),
st.from_regex(r"[A-Za-z0-9!#&*()+,;=_.~%-]{6,40}[A-Z0-9]", fullmatch=True))
def test_every_scheme(scheme: str, user: str, password: str) -> None:
    url = f"{scheme.rpartition(':')[2]}://{user}:{password}@db.example.com:5432"
    (value, confidence), = found(f"{scheme.rpartition(':')[0]} {url}/path?x=1")
    assert value == url
    assert confidence in (65, 85)


@pytest.mark.parametrize(("text", "confidence"), [
    ("postgres://app:S3cr-et!9@db", 85), ("postgres://postgres:postgres@localhost", 65), ("https://user:password@example.com", 65),
])
def test_confidence(text: str, confidence: int) -> None:
    assert [sure for _, sure in found(text)] == [confidence]


@pytest.mark.parametrize("password", ["${DB_PASSWORD}", "$PASSWORD", "{{ password }}", "<password>", "****", "xxxx", "%s", "{}", "#{pw}"])
def test_variables_are_no_passwords(password: str) -> None:
    assert found(f"postgres://app:{password}@db.example.com/x") == []
