"""JSON Web Tokens: signed, encrypted or bare, and not three words with dots."""

from __future__ import annotations

import base64
import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from enclave.dlp.scan import Scanner
from enclave.dlp.secrets import web_tokens

SCANNER = Scanner(detectors=(web_tokens.DETECTOR,))


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


@pytest.mark.parametrize("algorithm", ["HS256", "ES256", "none"])
def test_json_web_tokens(algorithm: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1()) if algorithm == "ES256" else "x" * 32 if algorithm == "HS256" else None
    token = jwt.encode({"sub": "1", "claim": "é" * 50}, key, algorithm=algorithm)
    assert found(f"Authorization: Bearer {token}\n")[0].rstrip(".") == token.rstrip(".")


def test_three_words_with_dots_are_no_token() -> None:
    body = base64.urlsafe_b64encode(json.dumps({"no": "algorithm"}).encode()).decode().rstrip("=")
    assert found(f"eyJust.some.words {body}.{body}.abcdefgh") == []
