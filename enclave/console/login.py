"""Who looks: a token of the gateway's issuers, posted once or got by signing in, becomes a cookie that says nothing and ends with it.

The token stays in this process and is judged anew at every request, so that a key that is taken out ends the session as well.
RFC 6265bis (cookies), RFC 6454 (origin), W3C Fetch Metadata.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import anyio.to_thread
import msgspec
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from enclave.audit.event import Event, timestamp
from enclave.console.access import View, view
from enclave.console.openid import MINUTES, SIGN_IN, SIGN_OUT, SIGNED_IN, OpenId, SignedIn
from enclave.errors import EnclaveError
from enclave.gateway.tokens import MAX_BYTES, TokenError, TokenVerifier
from enclave.spec.models import Spec

COOKIE, PENDING = "enclave_console", "enclave_sign_in"
LOGIN, LOGOUT = "/login", "/logout"
OPEN = frozenset({LOGIN, "/console.css"})
"""What anybody gets."""
MOST_SESSIONS = 1_000
MOST_SECONDS = 8 * 3600
"""A session ends with its token, or after a working day: tokens of the local issuer may be good for a week."""
MOST_BODY = MAX_BYTES + 1_024
MOST_REFUSALS = 30
"""A minute, that the log gets one by one; of more it gets their number."""
FORM = "application/x-www-form-urlencoded"

Record = Callable[[Event], None]
"""Writes an event to the log. Raises EnclaveError when it cannot; then nobody is let in."""
Page = Callable[[str, int], HTMLResponse]
"""The form, with what went wrong, and its status."""


class _Session(msgspec.Struct, frozen=True):
    token: bytes
    ends: float


class Gate:
    """Lets nobody in who did not log in. What somebody may see is `scope["view"]` behind it."""

    def __init__(
        self, app: ASGIApp, *, spec: Spec, verifier: TokenVerifier, record: Record, page: Page, secure: bool,
        openid: OpenId | None = None, clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        """Without `openid` nobody signs in with a browser alone."""
        self._app, self._spec, self._verifier, self._record, self._page = app, spec, verifier, record, page
        self._secure, self._openid, self._clock = secure, openid, clock
        # browsers take a cookie that begins so only from a host itself, by TLS
        prefix = "__Host-" if secure else ""
        self._name, self._pending = prefix + COOKIE, prefix + PENDING
        self._sessions: dict[bytes, _Session] = {}
        self._minute, self._refused, self._untold = 0, 0, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        path = scope["path"]
        answer: Response | None
        if scope["method"] == "POST":
            answer = await self._posted(path, headers, scope, receive)
        elif path in OPEN:
            answer = self._page("", 200) if path == LOGIN else None
        elif self._openid is not None and path in (SIGN_IN, SIGNED_IN, SIGN_OUT):
            answer = await self._signing(self._openid, headers, scope)
        else:
            seen = await self._view(headers)
            if seen is None:
                answer = JSONResponse({"error": "log in first"}, 401) if path.startswith("/api/") else RedirectResponse(LOGIN, 303)
            else:
                scope["view"], answer = seen, None
        await (answer or self._app)(scope, receive, send)

    async def _view(self, headers: Headers) -> View | None:
        """What the holder of a cookie may see now."""
        key = self._key(headers)
        session = self._sessions.get(key)
        if session is None:
            return None
        try:
            if self._clock() < session.ends:
                caller = await self._verifier.verify(session.token)
                return view(self._spec, caller.id, caller.name, caller.memberships)
        except TokenError:
            pass
        except EnclaveError:
            return None  # who cannot be judged now may be judged later
        self._sessions.pop(key, None)
        return None

    async def _posted(self, path: str, headers: Headers, scope: Scope, receive: Receive) -> Response:
        if path not in (LOGIN, LOGOUT):
            return PlainTextResponse("the console is read-only\n", 405, {"allow": "GET, HEAD"})
        if not is_own(headers):
            return PlainTextResponse("this form was not sent from the console\n", 403)
        if path == LOGOUT:
            self._sessions.pop(self._key(headers), None)
            return self._with_cookie(RedirectResponse(LOGIN, 303), self._name, "", 0)
        return await self._or_refusal(lambda address: self._posted_token(headers, receive, address), scope)

    async def _or_refusal(self, login: Callable[[str], Awaitable[Response]], scope: Scope) -> Response:
        """Somebody who comes from an address, or the form with why not."""
        address = (scope.get("client") or ("", 0))[0]
        try:
            return await login(address)
        except TokenError as problem:
            await self._refuse(problem.message, address)
            return self._page(problem.message, 403)
        except EnclaveError as problem:
            return self._page(problem.message, 503)

    async def _posted_token(self, headers: Headers, receive: Receive, address: str) -> Response:
        return await self._login(await _token(headers, receive), address)

    async def _signing(self, openid: OpenId, headers: Headers, scope: Scope) -> Response:
        """On the way to Entra ID and back. Only by GET: whoever looks ahead with HEAD must not use an answer up."""
        path = scope["path"]
        if scope["method"] != "GET":
            return PlainTextResponse("only by GET\n", 405, {"allow": "GET"})
        if path == SIGNED_IN:

            async def finish(address: str) -> Response:
                signed_in = await openid.finish(self._cookie(headers, self._pending), scope["query_string"])
                return await self._login(signed_in.token, address, signed_in)

            return self._with_cookie(await self._or_refusal(finish, scope), self._pending, "", 0)
        try:
            if path == SIGN_OUT:
                return RedirectResponse(await openid.leave(), 303)
            where, sealed = await openid.begin()
        except EnclaveError as problem:
            return self._page(problem.message, 503)
        return self._with_cookie(RedirectResponse(where, 303), self._pending, sealed, MINUTES * 60)

    async def _login(self, token: bytes, address: str, signed_in: SignedIn | None = None) -> Response:
        """Raises TokenError, and EnclaveError when nobody can tell or nothing can be written down."""
        caller = await self._verifier.verify(token)
        claims = self._verifier.check(token)
        if signed_in is not None and (caller.id, claims.get("azp", claims.get("appid"))) != (signed_in.subject, signed_in.application):
            raise TokenError("the token is not of whom signed in, or not made for this console")
        ends = min(float(claims["exp"]), self._clock() + MOST_SECONDS)
        left = ends - self._clock()
        if left <= 0:
            raise TokenError("the token has expired")
        seen = view(self._spec, caller.id, caller.name, caller.memberships)
        if seen is None and caller.overage:
            raise TokenError("the token leaves out the groups of its holder, since there are too many of them")
        if seen is None:
            raise TokenError("none of its groups has access to a project")
        how = f"{'in the browser' if signed_in else 'with a token'}, until {_text(ends)}"
        await self._tell(self._event("signed_in", how, address, caller.id, caller.memberships.values()))
        secret = token_urlsafe(32)
        self._make_room()
        self._sessions[sha256(secret.encode()).digest()] = _Session(token, ends)
        return self._with_cookie(RedirectResponse("/", 303), self._name, secret, int(left))

    def _make_room(self) -> None:
        now = self._clock()
        for key in [key for key, session in self._sessions.items() if session.ends <= now]:
            del self._sessions[key]
        while len(self._sessions) >= MOST_SESSIONS:
            del self._sessions[next(iter(self._sessions))]

    def _with_cookie(self, answer: Response, name: str, value: str, seconds: int) -> Response:
        # lax: it comes along where Entra ID, or a link in an alert, leads to a page; nothing changes by GET, and no page can be framed
        answer.set_cookie(name, value, max_age=seconds, path="/", secure=self._secure, httponly=True, samesite="lax")
        return answer

    def _cookie(self, headers: Headers, name: str) -> str:
        return cookie_parser("; ".join(headers.getlist("cookie"))).get(name, "")

    def _key(self, headers: Headers) -> bytes:
        """Under what a session is kept: nobody who reads this process's memory late finds a cookie in it."""
        return sha256(self._cookie(headers, self._name).encode()).digest()

    async def _refuse(self, why: str, address: str) -> None:
        """Write a refusal down. A flood of them becomes a number in the next one that is."""
        minute = int(self._clock() // 60)
        if minute != self._minute:
            self._minute, self._refused = minute, 0
        self._refused += 1
        if self._refused > MOST_REFUSALS:
            self._untold += 1
            return
        event = self._event("sign_in_refused", why, address)
        if self._untold:
            event = msgspec.structs.replace(event, details={"not_recorded": str(self._untold)})
        try:
            await self._tell(event)
        except EnclaveError:
            self._untold += 1  # nobody was let in
        else:
            self._untold = 0

    async def _tell(self, event: Event) -> None:
        await anyio.to_thread.run_sync(self._record, event)

    def _event(self, kind: Any, why: str, address: str, caller: str = "", roles: Any = ()) -> Event:
        told = tuple(sorted({role for given in roles for role in given}))
        return Event(
            id=uuid4().hex, time=timestamp(datetime.fromtimestamp(self._clock(), UTC)), kind=kind, stage="console", reason=why,
            caller_ip=address, caller=caller, roles=told,
        )  # fmt: skip


def is_own(headers: Headers) -> bool:
    """Whether a form was sent from a page of this console. What a browser says of it must hold; a program says nothing of it."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    return origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""


async def _token(headers: Headers, receive: Receive) -> bytes:
    """The token of a form. Raises TokenError."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise TokenError("a form is needed")
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise TokenError("the form was not sent whole")
        body += message.get("body", b"")
        if len(body) > MOST_BODY:
            raise TokenError(f"the token is larger than {MAX_BYTES} bytes")
        if not message.get("more_body"):
            break
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=4)
    except ValueError:
        raise TokenError("the form cannot be read") from None
    token = "".join("".join(fields.get("token", [""])).removeprefix("Bearer ").split())
    if not token:
        raise TokenError("there is no token in the form")
    return token.encode("utf-8", "replace")


def _text(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

