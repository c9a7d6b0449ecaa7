"""Caller tokens: signature, issuer, audience, tenant and times checked against a JWKS file; what their groups allow.

RFC 7519, RFC 8725 (best current practice): fixed algorithms, each only with a key of its own kind.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jwt
import msgspec

from enclave.errors import EnclaveError
from enclave.spec.models import Spec

ALGORITHMS: Mapping[tuple[str, str], str] = MappingProxyType(
    {("OKP", "Ed25519"): "EdDSA", ("RSA", ""): "RS256", ("EC", "P-256"): "ES256"}
)
"""Key type and curve -> the one algorithm that a key of that kind verifies."""
LEEWAY_SECONDS = 60
MAX_BYTES = 16 * 1024
CACHED = 10_000
REFRESH_SECONDS = 1.0
"""An unknown key id makes the file be read again, but not more often than this."""
WATCH_SECONDS = 2.0
MIN_RSA_BITS = 2048
_REQUIRED = ("iss", "aud", "exp", "nbf", "iat", "tid", "sub")


class TokenError(EnclaveError):
    """The token is not accepted; the message says why and names no secret."""


class Caller(msgspec.Struct, frozen=True):
    """Whose token it is, and what its groups allow."""

    id: str
    """Stable and unique: the token's `oid`, or its `sub`."""
    name: str
    memberships: Mapping[str, frozenset[str]]
    """Project -> roles."""


class _Cached(msgspec.Struct, frozen=True):
    caller: Caller
    not_before: float
    expires: float


class TokenVerifier:
    """Accepts tokens of one issuer. Verified ones are remembered by the hash of the whole token, until they expire."""

    def __init__(
        self,
        spec: Spec,
        issuer: str,
        jwks: Path,
        memberships: Mapping[str, tuple[tuple[str, str], ...]],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._issuer = issuer
        self._audience = spec.identity.audience
        self._tenant = str(spec.identity.tenant)
        self._memberships = memberships
        self._path = jwks
        self._clock = clock
        self._keys: dict[str, tuple[str, Any]] = {}
        self._stamp: tuple[int, int, int] | None = None
        self._looked = 0.0
        self._cache: dict[bytes, _Cached] = {}

    async def verify(self, token: bytes) -> Caller:
        """The caller of a token. Raises TokenError."""
        digest = sha256(token).digest()
        now = self._clock()
        cached = self._cache.get(digest)
        if cached is not None:
            if cached.not_before <= now < cached.expires:
                return cached.caller
            del self._cache[digest]
        kid = self._kid(token)
        if kid not in self._keys and time.monotonic() - self._looked >= REFRESH_SECONDS:
            await asyncio.to_thread(self.refresh)
        cache = self._cache  # before the check: what was checked with old keys must not get into the cache of new ones
        claims = self.check(token)
        caller = self.caller(claims)
        if len(cache) >= CACHED:
            del cache[next(iter(cache))]
        cache[digest] = _Cached(caller, claims["nbf"] - LEEWAY_SECONDS, claims["exp"] + LEEWAY_SECONDS)
        return caller

    def check(self, token: bytes) -> dict[str, Any]:
        """The claims of a token that is accepted. Raises TokenError. Knows only the keys of the last `refresh`."""
        key = self._keys.get(self._kid(token))
        if key is None:
            raise TokenError("the token is signed with a key that is not known here")
        algorithm, public = key
        try:
            claims: dict[str, Any] = jwt.decode(
                token.decode("ascii"),
                public,
                algorithms=[algorithm],
                audience=self._audience,
                issuer=self._issuer,
                options={"require": list(_REQUIRED), "verify_exp": False, "verify_nbf": False, "verify_iat": False},
            )
        except (jwt.InvalidTokenError, UnicodeDecodeError) as error:
            raise TokenError(_explain(error)) from None
        self._check_times(claims)
        if claims["tid"] != self._tenant:
            raise TokenError("the token is of another tenant")
        return claims

    def refresh(self) -> None:
        """Read the keys again if the file changed. Blocks on the disk. A file that cannot be read leaves no key to trust."""
        self._looked = time.monotonic()
        try:
            status = os.stat(self._path)
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if stamp == self._stamp:
                return
            keys = _read_keys(self._path.read_bytes())
        except (OSError, ValueError):
            stamp, keys = None, {}
        # one assignment each, keys last: a reader in another thread sees the old keys or the new ones, never a mixture
        self._stamp = stamp
        self._keys = keys
        self._cache = {}

    async def watch(self) -> None:
        """Follow changes of the file, for ever: a key that is taken out stops being trusted, cached tokens included."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            await asyncio.to_thread(self.refresh)

    def _kid(self, token: bytes) -> str:
        """The key id of a token whose header is acceptable."""
        if len(token) > MAX_BYTES:
            raise TokenError(f"the token is larger than {MAX_BYTES} bytes")
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.InvalidTokenError, ValueError):
            raise TokenError("the token is not a signed JSON web token") from None
        if header.get("alg") not in ALGORITHMS.values():
            raise TokenError("the token is signed with an algorithm that is not accepted")
        if "crit" in header or "b64" in header:
            raise TokenError("the token has critical headers that are not understood")
        kid = header.get("kid")
        if not isinstance(kid, str) or not kid:
            raise TokenError("the token does not name its key")
        return kid

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now = self._clock()
        for name in ("exp", "nbf", "iat"):
            if type(claims[name]) not in (int, float):
                raise TokenError(f"the token's `{name}` is not a time")
        if now >= claims["exp"] + LEEWAY_SECONDS:
            raise TokenError("the token has expired")
        if now < claims["nbf"] - LEEWAY_SECONDS or now < claims["iat"] - LEEWAY_SECONDS:
            raise TokenError("the token is not valid yet")

    def caller(self, claims: Mapping[str, Any]) -> Caller:
        """Whose claims these are. Raises TokenError."""
        subject = claims.get("oid", claims["sub"])
        name = claims.get("preferred_username", subject)
        groups = claims.get("groups", [])
        if not isinstance(subject, str) or not isinstance(name, str) or not isinstance(groups, list):
            raise TokenError("the token's claims have the wrong types")
        allowed: dict[str, set[str]] = {}
        for group in groups:
            for project, role in self._memberships.get(group, ()) if isinstance(group, str) else ():
                allowed.setdefault(project, set()).add(role)
        return Caller(subject, name, {project: frozenset(roles) for project, roles in allowed.items()})


def _read_keys(document: bytes) -> dict[str, tuple[str, Any]]:
    """Key id -> algorithm and public key, for the keys that can verify a signature. Raises ValueError."""
    found: dict[str, tuple[str, Any]] = {}
    for jwk in msgspec.json.decode(document, type=dict[str, list[dict[str, Any]]]).get("keys", []):
        kid = jwk.get("kid")
        algorithm = ALGORITHMS.get((str(jwk.get("kty")), str(jwk.get("crv", ""))))
        if not isinstance(kid, str) or algorithm is None or jwk.get("alg", algorithm) != algorithm or jwk.get("use", "sig") != "sig":
            continue
        try:
            key = jwt.PyJWK(jwk, algorithm).key
        except jwt.PyJWTError:
            continue
        if algorithm != "RS256" or key.key_size >= MIN_RSA_BITS:
            found[kid] = (algorithm, key)
    return found


def _explain(error: Exception) -> str:
    """Why, without what the token holds."""
    reasons: tuple[tuple[type[Exception], str], ...] = (
        (jwt.InvalidSignatureError, "the token's signature is wrong"),
        (jwt.InvalidAlgorithmError, "the token is signed with an algorithm that its key is not for"),
        (jwt.InvalidAudienceError, "the token is for another audience"),
        (jwt.InvalidIssuerError, "the token is of another issuer"),
        (jwt.MissingRequiredClaimError, "the token lacks a claim that is required"),
    )
    return next((reason for kind, reason in reasons if isinstance(error, kind)), "the token is not a signed JSON web token")
