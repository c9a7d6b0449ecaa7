"""Signing in with a browser: to Microsoft Entra ID, and back with a code that only this console can turn into tokens.

OpenID Connect Core 1.0, 3.1 (authorization code flow); RFC 7636 (PKCE); RFC 9207 (who answers); RFC 9700 (best current practice).
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Coroutine, Iterable, Mapping
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec
from cryptography.fernet import Fernet, InvalidToken

from enclave.errors import EnclaveError
from enclave.gateway.entra import MOST_BYTES, EntraKeys
from enclave.gateway.tokens import TokenError, TokenVerifier, Trust
from enclave.spec.models import Spec
from enclave.wire.client import Client

SIGN_IN, SIGNED_IN, SIGN_OUT = "/sign-in", "/signed-in", "/sign-out"
MINUTES = 10
"""From the click to the answer."""
DISCOVERED_SECONDS = 3600.0
FAILED_SECONDS = 5.0
"""How long nobody asks again where to sign in, once that failed: clicks must not queue up behind each other's time-outs."""
MOST_AT_ONCE = 8
"""Codes that are exchanged at the same time: each asks Entra ID something."""
MOST_ANSWERED = 100_000
"""Answers of the last minutes that are remembered, so that none counts twice. Each has asked Entra ID for something."""
MOST_CODE = 8192
FORM = ((b"content-type", b"application/x-www-form-urlencoded"), (b"accept", b"application/json"), (b"accept-encoding", b"identity"))
ERROR = re.compile(r"[a-z_]{1,64}")
"""The words of RFC 6749, 4.1.2.1 and 5.2, and of OpenID Connect Core, 3.1.2.6."""
CODE_OF_ENTRA = re.compile(r"AADSTS[0-9]{4,8}")

Assertion = Callable[[str], Coroutine[Any, Any, str]]
"""Shows to the token endpoint of this address that the console is the application it says it is. Raises EnclaveError."""


class ProviderError(EnclaveError):
    """Entra ID cannot be asked, or does not take the console for the application that it should be."""


class SignedIn(NamedTuple):
    """What came back."""

    token: bytes
    """For the enclave's audience: as calls carry it, not judged yet."""
    subject: str
    """Who signed in, as the ID token says: `oid`, or `sub`."""
    application: str
    """For whom the token has to be made."""


class _Pending(msgspec.Struct, frozen=True):
    """What the browser keeps, sealed, until it comes back."""

    state: str
    nonce: str
    verifier: str


class _Endpoints(msgspec.Struct, frozen=True):
    authorization: str
    token: str
    end_session: str
    names_itself: bool
    """It says in each answer who it is (RFC 9207)."""


class OpenId:
    """One registration with one tenant. What is pending is kept by the browser, sealed with a key of this process."""

    def __init__(
        self, spec: Spec, host: str, assertion: Assertion | None = None, *, tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        """`host`: who signs in, `https://login.microsoftonline.com`. Without `assertion` it is a public client."""
        registration = spec.identity.sign_in
        if registration is None:
            raise ValueError("the file has no `identity.sign_in`")
        self.address = registration.address
        self._host, self._tls, self._clock, self._assertion = host, tls, clock, assertion
        self._client = str(registration.application)
        self._scope = f"openid profile {self._resource(spec)}/.default"
        tenant = str(spec.identity.tenant)
        self._issuer = f"{host}/{tenant}/v2.0"
        trust = Trust(EntraKeys(host, tenant, tls), (self._client,), tenant)
        self._id_tokens = TokenVerifier({self._issuer: trust}, {}, clock=clock)
        self._seal = Fernet(Fernet.generate_key())
        self._answered: dict[bytes, float] = {}
        self._endpoints: _Endpoints | None = None
        self._discovered = 0.0
        self._failure: tuple[float, EnclaveError] | None = None
        self._discovering = asyncio.Lock()
        self._exchanging = asyncio.Semaphore(MOST_AT_ONCE)

    def _resource(self, spec: Spec) -> str:
        """Whom the token is for. An application that asks for a token for itself names itself by its client id (AADSTS90009)."""
        own = spec.identity.application is not None and str(spec.identity.application) == self._client
        return self._client if own else spec.identity.audience

    async def begin(self) -> tuple[str, str]:
        """Where the browser goes, and what it keeps meanwhile. Raises EnclaveError."""
        endpoints = await self._discover()
        pending = _Pending(token_urlsafe(32), token_urlsafe(32), token_urlsafe(64))
        challenge = urlsafe_b64encode(sha256(pending.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "client_id": self._client, "response_type": "code", "response_mode": "query", "redirect_uri": self._redirect,
            "scope": self._scope, "state": pending.state, "nonce": pending.nonce, "code_challenge": challenge,
            "code_challenge_method": "S256",
        }  # fmt: skip
        sealed = self._seal.encrypt_at_time(msgspec.json.encode(pending), int(self._clock()))
        return _with(endpoints.authorization, asked), sealed.decode()

    async def finish(self, sealed: str, query: bytes) -> SignedIn:
        """What an answer is worth. Each counts once. Raises TokenError when it is worth nothing, EnclaveError when nobody can tell."""
        answer = _once(query)
        pending = self._pending(sealed)
        if not compare_digest(pending.state.encode(), answer.get("state", "").encode()):
            raise TokenError("this answer belongs to no sign-in of this browser: sign in again")
        self._spend(pending.state)
        endpoints = await self._discover()
        if answer.get("iss", "" if endpoints.names_itself else self._issuer) != self._issuer:
            raise TokenError("the answer is of another issuer")
        if "error" in answer:
            raise TokenError(f"Microsoft Entra ID did not sign in: {_why(answer)}")
        code = answer.get("code", "")
        if not code or len(code) > MOST_CODE:
            raise TokenError("there is no code in the answer")
        async with self._exchanging:
            tokens = await self._exchange(endpoints.token, code, pending.verifier)
        return SignedIn(_token(tokens, "access_token"), await self._subject(_token(tokens, "id_token"), pending.nonce), self._client)

    async def leave(self) -> str:
        """Where a browser goes to be signed out of Entra ID as well. Raises EnclaveError."""
        endpoints = await self._discover()
        return _with(endpoints.end_session, {"client_id": self._client, "post_logout_redirect_uri": f"{self.address}/login"})

    @property
    def _redirect(self) -> str:
        return self.address + SIGNED_IN

    def _pending(self, sealed: str) -> _Pending:
        try:
            opened = self._seal.decrypt_at_time(sealed.encode("ascii", "replace"), MINUTES * 60, int(self._clock()))
        except InvalidToken:
            raise TokenError("this sign-in was not begun in this browser, or it took too long: sign in again") from None
        return msgspec.json.decode(opened, type=_Pending)

    def _spend(self, state: str) -> None:
        """An answer counts once. Raises TokenError."""
        now, key = self._clock(), sha256(state.encode()).digest()
        while self._answered and next(iter(self._answered.values())) <= now:
            del self._answered[next(iter(self._answered))]
        if key in self._answered:
            raise TokenError("this answer was used already: sign in again")
        if len(self._answered) >= MOST_ANSWERED:
            raise ProviderError("too many sign-ins were answered in the last minutes")
        self._answered[key] = now + MINUTES * 60 + 60

    async def _exchange(self, url: str, code: str, verifier: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code", "client_id": self._client, "code": code, "redirect_uri": self._redirect,
            "code_verifier": verifier, "scope": self._scope,
        }  # fmt: skip
        if self._assertion is not None:
            form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            form["client_assertion"] = await self._assertion(url)
        status, answer = await self._ask("POST", url, urlencode(form).encode())
        if status == 200:
            return answer
        if answer.get("error") == "invalid_grant":
            raise TokenError(f"Microsoft Entra ID did not take the code: {_why(answer)}")
        raise ProviderError(f"Microsoft Entra ID gave no token for the code: {_why(answer)}")

    async def _subject(self, token: bytes, nonce: str) -> str:
        """Who signed in, of an ID token for this console and this sign-in. Raises TokenError, EnclaveError."""
        try:
            await self._id_tokens.verify(token)
            claims = self._id_tokens.check(token)
        except TokenError as problem:
            raise TokenError(f"of the ID token: {problem.message}") from None
        told, subject = claims.get("nonce"), claims.get("oid", claims["sub"])
        if claims["aud"] not in (self._client, [self._client]):
            raise TokenError("the ID token is for another audience as well")
        if not isinstance(told, str) or not compare_digest(told.encode(), nonce.encode()):
            raise TokenError("the ID token is of another sign-in")
        if not isinstance(subject, str):
            raise TokenError("the ID token's claims have the wrong types")
        return subject

    async def _discover(self) -> _Endpoints:
        async with self._discovering:
            now = time.monotonic()
            if self._endpoints is None or now - self._discovered >= DISCOVERED_SECONDS:
                if self._failure is not None and now - self._failure[0] < FAILED_SECONDS:
                    raise self._failure[1]
                try:
                    self._endpoints = await self._ask_for_endpoints()
                except EnclaveError as problem:
                    self._failure = time.monotonic(), problem
                    raise
                self._discovered, self._failure = now, None
            return self._endpoints

    async def _ask_for_endpoints(self) -> _Endpoints:
        status, found = await self._ask("GET", f"{self._issuer}/.well-known/openid-configuration")
        if status != 200:
            raise ProviderError(f"Microsoft Entra ID answered with status {status} when it was asked where to sign in")
        if found.get("issuer") != self._issuer:
            raise ProviderError("Microsoft Entra ID's discovery document names another issuer")
        if "S256" not in found.get("code_challenge_methods_supported", ("S256",)):
            raise ProviderError("Microsoft Entra ID's discovery document leaves out PKCE with S256")
        sign_in, token, sign_out = (self._own(found.get(f"{name}_endpoint")) for name in ("authorization", "token", "end_session"))
        return _Endpoints(sign_in, token, sign_out, found.get("authorization_response_iss_parameter_supported") is True)

    def _own(self, url: object) -> str:
        """An endpoint, if it is at the issuer's own host."""
        parts, own = urlsplit(str(url)), urlsplit(self._host)
        if (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
            raise ProviderError("Microsoft Entra ID's discovery document sends elsewhere to sign in")
        return str(url)

    async def _ask(self, method: str, url: str, body: bytes = b"") -> tuple[int, dict[str, Any]]:
        """Status and document of an answer. Raises EnclaveError."""
        parts = urlsplit(url)
        base = f"{parts.scheme}://{parts.netloc}"
        client = Client(base, connect_seconds=5.0, read_seconds=10.0, total_seconds=15.0, max_connections=1, tls=self._tls)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        try:
            response = await client.request(method, target.encode(), FORM, body)
            return response.status, msgspec.json.decode(await response.read(MOST_BYTES), type=dict[str, Any])
        except EnclaveError as problem:
            raise ProviderError(f"Microsoft Entra ID cannot be asked: {problem.message}") from None
        except ValueError:
            raise ProviderError("Microsoft Entra ID's answer cannot be read") from None
        finally:
            await client.close()


def _with(url: str, asked: Mapping[str, str]) -> str:
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(asked)}"


def _once(query: bytes) -> dict[str, str]:
    """The parameters of an answer, none of which may stand there twice (RFC 6749, 3.1). Raises TokenError."""
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        raise TokenError("the answer cannot be read") from None
    if len(dict(pairs)) != len(pairs):
        raise TokenError("the answer says something twice")
    return dict(pairs)


def _why(answer: Mapping[str, Any]) -> str:
    """Of an error its word and Entra ID's number: what else it says may hold anything."""
    word = ERROR.fullmatch(str(answer.get("error", "")))
    numbers: Iterable[str] = CODE_OF_ENTRA.findall(str(answer.get("error_description", ""))[:1000])[:1]
    return " ".join((word[0] if word else "no reason that can be read", *numbers))


def _token(tokens: Mapping[str, Any], name: str) -> bytes:
    token = tokens.get(name)
    if not isinstance(token, str) or not token:
        raise ProviderError(f"Microsoft Entra ID's answer has no `{name}`")
    return token.encode("ascii", "replace")
