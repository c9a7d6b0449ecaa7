"""Who looks: a token of the gateway's issuers, posted once, becomes a cookie that says nothing and ends with the token.

The token stays in this process and is judged anew at every request, so that a key that is taken out ends the session as well.
RFC 6265bis (cookies), RFC 6454 (origin), W3C Fetch Metadata.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import anyio.to_thread
import msgspec
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from enclave.audit.event import Event, timestamp
from enclave.console.access import View, view
from enclave.errors import EnclaveError
from enclave.gateway.tokens import MAX_BYTES, TokenError, TokenVerifier
from enclave.spec.models import Spec

COOKIE = "enclave_console"
LOGIN, LOGOUT = "/login", "/logout"
OPEN = frozenset({LOGIN, "/console.css"})
"""What anybody gets."""
MOST_SESSIONS = 1_000
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
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self._app, self._spec, self._verifier, self._record, self._page = app, spec, verifier, record, page
        self._secure, self._clock = secure, clock
        # browsers take a cookie that begins so only from a host itself, by TLS
        self._name = f"__Host-{COOKIE}" if secure else COOKIE
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
            return self._with_cookie(RedirectResponse(LOGIN, 303), "", 0)
        address = (scope.get("client") or ("", 0))[0]
        try:
            return await self._login(await _token(headers, receive), address)
        except TokenError as problem:
            await self._refuse(problem.message, address)
            return self._page(problem.message, 403)
        except EnclaveError as problem:
            return self._page(problem.message, 503)

    async def _login(self, token: bytes, address: str) -> Response:
        """Raises TokenError, and EnclaveError when nobody can tell or nothing can be written down."""
        caller = await self._verifier.verify(token)
        ends = float(self._verifier.check(token)["exp"])
        left = ends - self._clock()
        if left <= 0:
            raise TokenError("the token has expired")
        seen = view(self._spec, caller.id, caller.name, caller.memberships)
        if seen is None and caller.overage:
            raise TokenError("the token leaves out the groups of its holder, since there are too many of them")
        if seen is None:
            raise TokenError("none of its groups has access to a project")
        await self._tell(self._event("signed_in", f"until {_text(ends)}", address, caller.id, caller.memberships.values()))
        secret = token_urlsafe(32)
        self._make_room()
        self._sessions[sha256(secret.encode()).digest()] = _Session(token, ends)
        return self._with_cookie(RedirectResponse("/", 303), secret, int(left))

    def _make_room(self) -> None:
        now = self._clock()
        for key in [key for key, session in self._sessions.items() if session.ends <= now]:
            del self._sessions[key]
        while len(self._sessions) >= MOST_SESSIONS:
            del self._sessions[next(iter(self._sessions))]

    def _with_cookie(self, answer: Response, value: str, seconds: int) -> Response:
        answer.set_cookie(self._name, value, max_age=seconds, path="/", secure=self._secure, httponly=True, samesite="strict")
        return answer

    def _key(self, headers: Headers) -> bytes:
        """Under what a session is kept: nobody who reads this process's memory late finds a cookie in it."""
        try:
            told = SimpleCookie(headers.get("cookie", "")).get(self._name)
        except CookieError:
            told = None
        return sha256((told.value if told else "").encode()).digest()

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

