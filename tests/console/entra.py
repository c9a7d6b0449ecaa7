"""A stand-in for Microsoft Entra ID that answers what a test wants: for answers that a real provider never gives."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

HOST = "https://login.example"
CLIENT = "bbbbbbbb-0000-4000-8000-000000000008"
PERSON = "cccccccc-0000-4000-8000-000000000001"


@cache
def _key(number: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Entra:
    """One tenant. `id_claims`, `access_claims`, `document`, `answer` change what it says; `asked` is what it was asked."""

    def __init__(self, tenant: str, audience: str) -> None:
        self.tenant, self.audience = tenant, audience
        self.issuer = f"{HOST}/{tenant}/v2.0"
        self.id_claims: dict[str, Any] = {}
        self.access_claims: dict[str, Any] = {}
        self.document: dict[str, Any] = {}
        self.answer: dict[str, Any] = {}
        self.status, self.signed_by = 200, 0
        self.asked: list[dict[str, str]] = []
        self._nonces: dict[str, tuple[str, str]] = {}

    def approve(self, where: str, code: str = "code-1") -> tuple[str, dict[str, str]]:
        """What Entra ID does when somebody signs in at this address: `state`, and what was asked for."""
        parts = urlsplit(where)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{HOST}/{self.tenant}/oauth2/v2.0/authorize"
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self._nonces[code] = asked["nonce"], asked["code_challenge"]
        return asked["state"], asked

    async def get(self, method: str, url: str, body: bytes = b"") -> tuple[int, dict[str, Any]]:
        """Stands for `OpenId._ask`."""
        if method == "GET":
            base = f"{HOST}/{self.tenant}"
            known = {
                "issuer": self.issuer, "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "token_endpoint": f"{base}/oauth2/v2.0/token", "end_session_endpoint": f"{base}/oauth2/v2.0/logout",
            }  # fmt: skip
            return 200, {**known, **self.document}
        form = dict(parse_qsl(body.decode()))
        self.asked.append(form)
        nonce, challenge = self._nonces.pop(form["code"], ("", ""))
        verified = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode() == challenge
        if not verified:
            return 400, {"error": "invalid_grant", "error_description": "AADSTS54005: already redeemed. Trace ID: <b>x</b>"}
        return self.status, {"id_token": self.id_token(nonce), "access_token": self.access_token(), **self.answer}

    def id_token(self, nonce: str) -> str:
        """Of this console, for this sign-in."""
        return self._signed({"aud": CLIENT, "nonce": nonce, "oid": PERSON, "sub": "pairwise", **self.id_claims})

    def access_token(self) -> str:
        """As calls of the gateway carry it."""
        own = {"aud": self.audience, "azp": CLIENT, "oid": PERSON, "sub": "other", "scp": "access", "roles": ["fraud-triage.auditor"]}
        return self._signed({**own, "preferred_username": "ada@contoso.example", **self.access_claims})

    def _signed(self, claims: dict[str, Any]) -> str:
        now = int(time.time())
        whole = {"iss": self.issuer, "tid": self.tenant, "ver": "2.0", "iat": now, "nbf": now, "exp": now + 3600, **claims}
        return jwt.encode({name: value for name, value in whole.items() if value is not None}, _key(self.signed_by), "RS256", {"kid": "k"})

    async def keys(self, url: str) -> bytes:
        """Stands for `EntraKeys._get`."""
        if url.endswith("/openid-configuration"):
            return json.dumps({"issuer": self.issuer, "jwks_uri": f"{HOST}/keys"}).encode()
        return json.dumps({"keys": [{**json.loads(RSAAlgorithm.to_jwk(_key(0).public_key())), "kid": "k", "use": "sig"}]}).encode()
