"""The console's pages, read-only: what each shows, behind strict headers and, where it is asked for, a login."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime
from importlib import resources
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import category
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from enclave.console.access import EVERYTHING, View
from enclave.console.callers import amount
from enclave.console.history import KEPT, Wanted
from enclave.console.login import LOGIN, LOGOUT, Gate, Record
from enclave.console.openid import OpenId
from enclave.console.proof import Examined, examine, short
from enclave.console.spend import titled, used
from enclave.console.watch import Watch
from enclave.gateway.tokens import TokenVerifier
from enclave.ledger.forecast import Hours
from enclave.ledger.interface import Store
from enclave.spec.load import Document

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""Names under which this machine asks itself. No other name is answered on loopback: a web page elsewhere could point its own here."""
REFRESH_SECONDS = 5
LONGEST = 200
"""Characters of anything that somebody asks for."""
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows: `gnp.exe` looks like `exe.png` behind one."""
LONG = 60
"""Characters of a name that are shown in a table; the rest is in its title."""
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
CODE = re.compile("`([^`]+)`")
PAGES = (
    ("/", "Overview"), ("/requests", "Requests"), ("/spend", "Spend"), ("/dlp", "Sensitive data"), ("/drift", "Models and drift"),
    ("/alerts", "Alerts"), ("/images", "Images"), ("/network", "Proof and network"),
)  # fmt: skip

HEADERS: tuple[tuple[str, str], ...] = (
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    # with `no-referrer` browsers would send `Origin: null` with the console's own forms, which then are like anybody's
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cache-control", "no-store"),
)


class Login(NamedTuple):
    """How one logs in."""

    verifier: TokenVerifier
    """Of the file's groups as `access.groups` has them."""
    record: Record
    """Writes to the log who came, and who was refused."""
    is_secure: bool
    """The browser is spoken to by TLS."""
    openid: OpenId | None = None
    """The registration that people sign in with in their browser."""


def create_app(
    document: Document, data_directory: str | Path, *, hosts: tuple[str, ...] = LOOPBACK, examine: Callable[[str], Examined] = examine,
    ledger: Callable[[], Store] | None = None, hours: Callable[[], Hours] = Hours, login: Login | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Starlette:  # fmt: skip
    """The console of one file and one data directory. `hosts`: names that a request may be addressed to; an address is no name.

    `ledger` opens the ledger that several machines share; without it, it is the directory's. `hours` tells what hours cost.
    Without `login` everybody who reaches it sees everything.

    The proof is computed in a thread from now on. Nothing is written but who logs in.
    """
    pages = Pages(document, Watch(document, Path(data_directory), examine, ledger, hours), clock, login)
    shown: Mapping[str, Callable[[Request], Response]] = {
        "/": pages.overview, "/api/today": pages.api, "/console.css": pages.style, "/console.js": pages.script,
        "/requests": pages.requests, "/requests/{request_id}": pages.story, "/network": pages.network, "/spend": pages.spend,
        "/dlp": pages.dlp, "/drift": pages.drift, "/alerts": pages.alerts, "/images": pages.images,
    }  # fmt: skip
    middleware = [Middleware(Guard, hosts=hosts, posts=(LOGIN, LOGOUT) if login else ())]
    if login is not None:
        middleware.append(
            Middleware(
                Gate, spec=document.spec, verifier=login.verifier, record=login.record, page=pages.login, secure=login.is_secure,
                openid=login.openid,
            )
        )  # fmt: skip
    routes = [Route(path, page) for path, page in shown.items()]
    return Starlette(routes=routes, middleware=middleware, lifespan=_following(login) if login else None)


def _following(login: Login) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """While it serves, keys are followed: one that is taken out ends its sessions."""

    @asynccontextmanager
    async def following(_: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(login.verifier.watch())
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    return following


class Pages:
    """What is answered, page by page."""

    def __init__(self, document: Document, watch: Watch, now: Callable[[], datetime], login: Login | None = None) -> None:
        self._document, self._watch, self._now, self._login = document, watch, now, login
        self._templates = Environment(
            loader=PackageLoader("enclave.console"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._templates.filters.update(
            usd=usd, clock=clock, counted=counted, short=short, said=said, brief=brief, number=number, day=day, sum_of=sum_of,
            amount=amount, foremost=foremost, titled=titled,
        )
        files = resources.files("enclave.console")
        self._style, self._script = (files.joinpath(name).read_text(encoding="utf-8") for name in ("console.css", "console.js"))

    def overview(self, request: Request) -> Response:
        """What is wrong, who spends what, what was refused and why, and whether models behave."""
        now, view = self._now(), self._view(request)
        today = self._watch.look(now, view)
        found = self._watch.signals(now, view, is_read=True)
        models = found["models"]
        sums = {
            "watched": len(models), "drifted": sum(one["drift"] for one in models),
            "unknown": sum(bool(one["periods"][-1]["error"]) for one in models), "silent": len(found["silent"]),
        }  # fmt: skip
        return self._page(request, "page", today=today, models=sums)

    def api(self, request: Request) -> Response:
        """The overview as JSON."""
        return JSONResponse(self._watch.look(self._now(), self._view(request)))

    def style(self, _: Request) -> Response:
        """The style sheet."""
        return Response(self._style, media_type="text/css")

    def script(self, _: Request) -> Response:
        """What keeps pages up to date."""
        return Response(self._script, media_type="text/javascript")

    def login(self, problem: str, status: int) -> HTMLResponse:
        """The way to Entra ID, where there is one, and the form for a token."""
        template = self._templates.get_template("login.html")
        frame = _frame("login", None, self._document.spec.name, self._now())
        openid = self._login.openid if self._login else None
        audience = self._document.spec.identity.audience
        # at the one address that the registration knows: the browser may have come by another name, and its cookies stay there
        address = openid.address if openid else ""
        return HTMLResponse(template.render(**frame, problem=problem, audience=audience, address=address), status)

    def requests(self, request: Request) -> Response:
        """The last calls, by what somebody looks for."""
        asked = request.query_params
        wanted = Wanted(**{name: asked.get(name, "")[:LONGEST] for name in Wanted._fields})
        before = asked.get("before", "")
        start = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else 0
        found = self._watch.calls(wanted, start, self._view(request))
        chosen = wanted._asdict()
        stated = {name: value for name, value in chosen.items() if value}
        more = urlencode({**stated, "before": found["before"]}) if found["before"] else ""
        return self._page(request, "requests", found=found, wanted=wanted, chosen=chosen, more=more, kept=KEPT)

    def story(self, request: Request) -> Response:
        """One call whole."""
        request_id = request.path_params["request_id"][:LONGEST]
        found = self._watch.story(request_id, self._view(request))
        return self._page(request, "story", 200 if found else 404, story=found, request_id=request_id, kept=KEPT)

    def spend(self, request: Request) -> Response:
        """Who spends what, and where it is going."""
        return self._page(request, "spend", found=self._watch.money(self._now(), self._view(request)))

    def dlp(self, request: Request) -> Response:
        """What was found in texts."""
        return self._page(request, "dlp", found=self._watch.found(self._now(), self._view(request)))

    def drift(self, request: Request) -> Response:
        """Whether models behave as their reference."""
        return self._signals(request, "drift")

    def alerts(self, request: Request) -> Response:
        """What fires, and who behaves unlike before."""
        return self._signals(request, "alerts")

    def images(self, request: Request) -> Response:
        """What the image gate decided."""
        return self._signals(request, "images")

    def network(self, request: Request) -> Response:
        """The networks drawn, and the proof."""
        picture, why = self._watch.picture()
        today = self._watch.look(self._now(), self._view(request))
        drawn = Markup(picture)  # noqa: S704  drawn by us, and escaped there
        return self._page(request, "network", picture=drawn, why=why, proof=today["proof"], deployed=today["deployed"])

    def _signals(self, request: Request, template: str) -> Response:
        return self._page(request, template, found=self._watch.signals(self._now(), self._view(request)))

    def _view(self, request: Request) -> View:
        """What somebody may see. Where a login is needed, nobody comes here without one."""
        view: View = request.scope["view"] if self._login is not None else EVERYTHING
        return view

    def _page(self, request: Request, template: str, status: int = 200, /, **parts: object) -> Response:
        frame = _frame(request.url.path, self._view(request), self._document.spec.name, self._now(), request.query_params)
        return HTMLResponse(self._templates.get_template(f"{template}.html").render(**frame, **parts), status)


def _frame(path: str, view: View | None, name: str, now: datetime, asked: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What `frame.html` needs."""
    stated = {key: value[:LONGEST] for key, value in (asked or {}).items() if key != "refresh"}
    is_live = view is not None and (asked or {}).get("refresh") != "off"
    return {
        "name": name, "page": path, "pages": PAGES, "now": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "viewer": view.name if view else "", "whole": view.whole if view else False, "refresh": REFRESH_SECONDS if is_live else None,
        "paused": urlencode({**stated, "refresh": "off"}), "resumed": urlencode(stated),
    }  # fmt: skip


class Guard:
    """Lets only requests pass that are addressed to this console and read, or log in, and puts HEADERS on every answer."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...], posts: tuple[str, ...] = ()) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._posts = posts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *((name.encode(), value.encode()) for name, value in HEADERS)]
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        reads = scope["method"] in ("GET", "HEAD")
        if not reads and not (scope["method"] == "POST" and scope["path"] in self._posts):
            return PlainTextResponse("the console is read-only\n", 405, {"allow": "GET, HEAD"})
        named = [value for name, value in scope["headers"] if name == b"host"]
        addressed = named[0].decode("latin-1").lower() if len(named) == 1 else ""
        name = addressed.rpartition(":")[0] if addressed.rpartition(":")[2].isdecimal() else addressed
        if name in self._hosts or (self._hosts != frozenset(LOOPBACK) and is_address(name)):
            return None
        return PlainTextResponse(f"this console is not {name}\n", 421)


def is_address(name: str) -> bool:
    """Whether a host is an address: a web page elsewhere can point a name of its own at this machine, but no address."""
    try:
        ip_address(name[1:-1] if name.startswith("[") and name.endswith("]") else name)
    except ValueError:
        return False
    return True


def usd(nano: int, digits: int = 0) -> str:
    """Nano-dollars for people: with so many decimals, or with cents from a dollar up and what matters below."""
    dollars = nano / 1e9
    if digits:
        return f"${dollars:,.{digits}f}"
    if nano == 0 or dollars >= 1:
        return f"${dollars:,.2f}" if nano else "$0"
    digits = 4 if dollars >= 0.01 else 6 if dollars >= 0.0001 else 9
    return "$" + f"{dollars:.{digits}f}".rstrip("0").ljust(4, "0")


def clock(time: str) -> str:
    """`09:30:00` of an RFC 3339 time."""
    return time[11:19]


def said(text: str) -> Markup:
    """A message for people: escaped, and what stands in backticks set as code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  escaped just here


def brief(name: str) -> str:
    """The start of a UUID or of a very long name; what cannot be seen as what it is; any other name as it is."""
    if UUID.fullmatch(name):
        return f"{name[:8]}…"
    is_seen = any(character.isprintable() and not character.isspace() for character in name)
    if name and (not is_seen or any(category(character) == "Cc" or character in TURNS for character in name)):
        return ascii(name)[:LONG]
    return f"{name[:LONG]}…" if len(name) > LONG else name


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 request`, `2,000 requests`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def number(value: object) -> str:
    """A number as short as it can be; anything else as it is."""
    return f"{value:.3g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def day(period: str) -> str:
    """The start of a period without what it has not: `2026-11-19`, `2026-11-19 13:00`."""
    return period[:10] if period[10:19] in ("", "T00:00:00") else period[:16].replace("T", " ")


def foremost(scopes: Sequence[Mapping[str, Any]], most: int) -> list[Mapping[str, Any]]:
    """As many scopes: all as they are or, of more, the first one and those that used most of a ceiling."""
    if len(scopes) <= most:
        return list(scopes)
    others = sorted(scopes[1:], key=lambda one: -used(one))
    return [scopes[0], *others[: most - 1]]


def sum_of(hour: Mapping[str, int]) -> int:
    """All calls of an hour."""
    return hour["answered"] + hour["refused"] + hour["failed"]
