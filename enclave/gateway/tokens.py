"""Caller tokens: signature, issuer, audience, tenant and times checked with the issuer's keys; what their groups and roles allow.

RFC 7519, RFC 8725 (best current practice): fixed algorithms, each only with a key of its own kind.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from hashlib import sha256
from typing import Any

import jwt
import msgspec

from enclave.errors import EnclaveError
from enclave.gateway.groups import KEPT_SECONDS, GroupLookup
from enclave.gateway.keys import ALGORITHMS, Key, Keys

LEEWAY_SECONDS = 60
LAST = 2**53
"""No time is later, in seconds: beyond it numbers are not exact, and no clock can be held against them."""
MAX_BYTES = 16 * 1024
CACHED = 10_000
ROLES = ("user", "contributor", "auditor")
"""What an application role, `<project>.<role>`, may give."""
_NAMES = ("preferred_username", "upn", "unique_name", "azp", "appid")
"""Claims that name a caller for people: of users in v2 and v1 tokens, then of applications."""
_NO_OVERAGE: Mapping[str, Any] = {"hasgroups": None, "_claim_names": None}
"""Claims of a token whose groups were looked up."""
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
    overage: bool = False
    """The token left out the caller's groups, since there are too many."""


class Trust(msgspec.Struct, frozen=True):
    """An issuer whose tokens are accepted."""

    keys: Keys
    audiences: tuple[str, ...]
    tenant: str
    directory: bool = False
    """It is Microsoft Entra ID: its tokens for signing in are no tokens for calling, and its application roles count."""


class _Cached(msgspec.Struct, frozen=True):
    caller: Caller
    not_before: float
    expires: float
    keys: Keys
    version: int


class TokenVerifier:
    """Accepts tokens of some issuers. Verified ones are remembered by the hash of the whole token, until they or the keys expire.

    `memberships` is what the members of a group may do: projects and roles; `projects` are those that an application role may name.
    `groups` knows the groups of a user whose token left them out; its errors are raised, and its answers hold for a few minutes.
    """

    def __init__(
        self,
        trusted: Mapping[str, Trust],
        memberships: Mapping[str, tuple[tuple[str, str], ...]],
        projects: Collection[str] = (),
        clock: Callable[[], float] = time.time,
        groups: GroupLookup | None = None,
    ) -> None:
        self._trusted = trusted
        self._memberships = memberships
        self._projects = projects
        self._clock = clock
        self._groups = groups
        self._cache: dict[bytes, _Cached] = {}

    async def verify(self, token: bytes) -> Caller:
        """The caller of a token. Raises TokenError, and EnclaveError when nobody can tell."""
        digest = sha256(token).digest()
        now = self._clock()
        cached = self._cache.get(digest)
        if cached is not None:
            if cached.not_before <= now < cached.expires and cached.version == cached.keys.version:
                return cached.caller
            self._cache.pop(digest, None)
        kid = self._kid(token)
        keys = self._issuer(token).keys
        if keys.find(kid) is None:
            await keys.look(kid)
        version = keys.version  # before the check: what was checked with old keys must not be remembered under new ones
        claims = self.check(token)
        caller, expires = self.caller(claims), claims["exp"] + LEEWAY_SECONDS
        if caller.overage and self._groups is not None and isinstance(claims.get("oid"), str):
            caller = self.caller({**claims, "groups": sorted(await self._groups.of(claims["oid"])), **_NO_OVERAGE})
            expires = min(expires, now + KEPT_SECONDS)
        if len(self._cache) >= CACHED:
            del self._cache[next(iter(self._cache))]
        self._cache[digest] = _Cached(caller, claims["nbf"] - LEEWAY_SECONDS, expires, keys, version)
        return caller

    def check(self, token: bytes) -> dict[str, Any]:
        """The claims of a token that is accepted. Raises TokenError. Asks nobody for keys that are not known."""
        kid = self._kid(token)
        trust = self._issuer(token)
        key = trust.keys.find(kid)
        if key is None:
            raise TokenError("the token is signed with a key that is not known here")
        claims = _decode(token, key, trust)
        self._check_times(claims)
        if claims["tid"] != trust.tenant:
            raise TokenError("the token is of another tenant")
        if trust.directory:
            _check_use(claims)
        return claims

    async def watch(self) -> None:
        """Follow the keys of every issuer, for ever."""
        async with asyncio.TaskGroup() as group:
            for keys in {id(trust.keys): trust.keys for trust in self._trusted.values()}.values():
                group.create_task(keys.watch())

    def _issuer(self, token: bytes) -> Trust:
        """Whom the token claims to be of. Nothing else of it is believed before its signature."""
        try:
            claimed = jwt.decode(token, options={"verify_signature": False}).get("iss")
        except (jwt.InvalidTokenError, ValueError, RecursionError):
            raise TokenError("the token is not a signed JSON web token") from None
        trust = self._trusted.get(claimed) if isinstance(claimed, str) else None
        if trust is None:
            raise TokenError("the token is of another issuer")
        return trust

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
            if type(claims[name]) not in (int, float) or not 0 <= claims[name] < LAST:
                raise TokenError(f"the token's `{name}` is not a time")
        if now >= claims["exp"] + LEEWAY_SECONDS:
            raise TokenError("the token has expired")
        if now < claims["nbf"] - LEEWAY_SECONDS or now < claims["iat"] - LEEWAY_SECONDS:
            raise TokenError("the token is not valid yet")

    def caller(self, claims: Mapping[str, Any]) -> Caller:
        """Whose claims these are. Raises TokenError."""
        subject = claims.get("oid", claims["sub"])
        name = next((claims[key] for key in _NAMES if key in claims), subject)
        groups, roles = claims.get("groups", []), claims.get("roles", [])
        if not isinstance(subject, str) or not isinstance(name, str) or not isinstance(groups, list) or not isinstance(roles, list):
            raise TokenError("the token's claims have the wrong types")
        if not subject.strip() or not _is_unicode(subject) or not _is_unicode(name):
            raise TokenError("the token's claims name its caller by what is no text, which no record could hold")
        allowed: dict[str, set[str]] = {}
        for group in groups:
            for project, role in self._memberships.get(group, ()) if isinstance(group, str) else ():
                allowed.setdefault(project, set()).add(role)
        for value in roles:
            project, _, role = value.rpartition(".") if isinstance(value, str) else ("", "", "")
            if project in self._projects and role in ROLES:
                allowed.setdefault(project, set()).add(role)
        return Caller(subject, name, {project: frozenset(given) for project, given in allowed.items()}, _has_overage(claims))


def _decode(token: bytes, key: Key, trust: Trust) -> dict[str, Any]:
    algorithm, public = key
    try:
        claims: dict[str, Any] = jwt.decode(
            token.decode("ascii"),
            public,
            algorithms=[algorithm],
            audience=list(trust.audiences),
            options={"require": list(_REQUIRED), "verify_exp": False, "verify_nbf": False, "verify_iat": False},
        )
    except (jwt.InvalidTokenError, UnicodeDecodeError) as error:
        raise TokenError(_explain(error)) from None
    return claims


def _is_unicode(text: str) -> bool:
    """Whether a text can be written down: JSON may escape half of a character."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _check_use(claims: Mapping[str, Any]) -> None:
    """That it is for calling: a token that an application got for itself, or for a user with a scope or a role here.

    An ID token of the same application has the same issuer and audience, but neither of these
    (learn.microsoft.com/entra/identity-platform/claims-validation).
    """
    if "cnf" in claims:
        raise TokenError("the token is bound to a key of its holder, which a gateway cannot check")
    own = claims.get("idtyp") == "app" or ("oid" in claims and claims["oid"] == claims["sub"])
    if not own and not claims.get("scp") and not claims.get("roles"):
        raise TokenError("the token is for signing in, not for calling: it has neither `scp` nor `roles`")


def _has_overage(claims: Mapping[str, Any]) -> bool:
    """Whether the caller is in more groups than a token carries, so that it carries none
    (learn.microsoft.com/entra/identity-platform/access-token-claims-reference, groups overage)."""
    names = claims.get("_claim_names")
    return claims.get("hasgroups") is True or (isinstance(names, dict) and "groups" in names)


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
