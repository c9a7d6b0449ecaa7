"""The console's pages, read-only: GET and HEAD of one page, its JSON twin and its style sheet, behind strict headers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from enclave.console.history import KEPT, Wanted
from enclave.console.proof import Examined, examine, short
from enclave.console.watch import Watch
from enclave.ledger.interface import Store
from enclave.spec.load import Document

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""Names under which this machine asks itself. No other name is answered on loopback: a web page elsewhere could point its own here."""
REFRESH_SECONDS = 5
LONGEST = 200
"""Characters of anything that somebody asks for."""
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
CODE = re.compile("`([^`]+)`")

HEADERS: tuple[tuple[str, str], ...] = (
    ("content-security-policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cache-control", "no-store"),
)


def create_app(
    document: Document, data_directory: str | Path, *, hosts: tuple[str, ...] = LOOPBACK, examine: Callable[[str], Examined] = examine,
    ledger: Callable[[], Store] | None = None,
) -> Starlette:
    """The console of one file and one data directory. `hosts`: names that a request may be addressed to; empty: any.

    `ledger` opens the ledger that several machines share; without it, it is the directory's.

    The proof is computed in a thread from now on. Nothing is ever written.
    """
    pages = Pages(document, Watch(document, Path(data_directory), examine, ledger))
    routes = [
        Route("/", pages.overview), Route("/api/today", pages.api), Route("/console.css", pages.style), Route("/requests", pages.requests),
        Route("/requests/{request_id}", pages.story), Route("/network", pages.network), Route("/signals", pages.signals),
    ]  # fmt: skip
    return Starlette(routes=routes, middleware=[Middleware(Guard, hosts=hosts)])


class Pages:
    """What is answered, page by page."""

    def __init__(self, document: Document, watch: Watch) -> None:
        self._document, self._watch = document, watch
        self._templates = Environment(
            loader=PackageLoader("enclave.console"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._templates.filters.update(usd=usd, clock=clock, counted=counted, short=short, said=said, brief=brief)
        self._style = resources.files("enclave.console").joinpath("console.css").read_text(encoding="utf-8")

    def overview(self, request: Request) -> Response:
        """What is wrong, who spends what, what was refused and why."""
        paused = request.query_params.get("refresh") == "off"
        refresh = None if paused else REFRESH_SECONDS
        return self._page("page", today=self._watch.look(datetime.now(UTC)), refresh=refresh, document=self._document)

    def api(self, _: Request) -> Response:
        """The overview as JSON."""
        return JSONResponse(self._watch.look(datetime.now(UTC)))

    def style(self, _: Request) -> Response:
        """The style sheet."""
        return Response(self._style, media_type="text/css")

    def requests(self, request: Request) -> Response:
        """The last calls, by what somebody looks for."""
        asked = request.query_params
        wanted = Wanted(**{name: asked.get(name, "")[:LONGEST] for name in Wanted._fields})
        before = asked.get("before", "")
        found = self._watch.calls(wanted, int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else 0)
        chosen = wanted._asdict()
        stated = {name: value for name, value in chosen.items() if value}
        more = urlencode({**stated, "before": found["before"]}) if found["before"] else ""
        return self._page("requests", found=found, wanted=wanted, chosen=chosen, more=more, kept=KEPT)

    def story(self, request: Request) -> Response:
        """One call whole."""
        request_id = request.path_params["request_id"][:LONGEST]
        found = self._watch.story(request_id)
        return self._page("story", 200 if found else 404, story=found, request_id=request_id, kept=KEPT)

    def signals(self, _: Request) -> Response:
        """Alerts, drift and images."""
        return self._page("signals", found=self._watch.signals(datetime.now(UTC)))

    def network(self, _: Request) -> Response:
        """The networks drawn, and the proof."""
        picture, why = self._watch.picture()
        proof = self._watch.look(datetime.now(UTC))["proof"]
        return self._page("network", picture=Markup(picture), why=why, proof=proof)  # noqa: S704  drawn by us, and escaped there

    def _page(self, template: str, status: int = 200, /, **parts: object) -> Response:
        return HTMLResponse(self._templates.get_template(f"{template}.html").render(name=self._document.spec.name, **parts), status)


class Guard:
    """Lets only reading requests that are addressed to this console pass, and puts HEADERS on every answer."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._hosts = hosts

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
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("the console is read-only\n", 405, {"allow": "GET, HEAD"})
        addressed = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
        name = addressed.rpartition(":")[0] if addressed.rpartition(":")[2].isdecimal() else addressed
        if self._hosts and name not in self._hosts:
            return PlainTextResponse(f"this console is not {name}\n", 421)
        return None


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
    """The start of a UUID; any other name as it is."""
    return f"{name[:8]}…" if UUID.fullmatch(name) else name


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 request`, `2,000 requests`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
