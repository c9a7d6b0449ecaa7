"""A gateway on loopback in front of an upstream that does what a test tells it to."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvloop

from enclave.audit.event import Event
from enclave.audit.read import events
from enclave.dlp import DETECTORS
from enclave.dlp.detector import Detector
from enclave.dlp.recognisers.interface import Recogniser
from enclave.dlp.scan import Scanner
from enclave.gateway.app import Gateway
from enclave.gateway.endpoints import Upstream
from enclave.gateway.issuer import Issuer
from enclave.gateway.runtime import Runtime
from enclave.simulator.app import Options, Simulator
from enclave.spec.base import Unsafe
from enclave.spec.load import Document, load
from enclave.spec.models import Deployment
from enclave.wire.server import Limits, Request, Response, listen
from tests.gateway.certificate import make

JSON = (b"content-type", b"application/json")
EVENTS = (b"content-type", b"text/event-stream")
USAGE = {"prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 30}


def answer(content: Any = "hello", usage: Any = USAGE, **more: Any) -> dict[str, Any]:
    """A whole chat completion."""
    message = {"role": "assistant", "content": content, "refusal": None}
    document = {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-4o-2024-11-20",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": usage,
    }  # fmt: skip
    return {key: value for key, value in (document | more).items() if value is not None}


def chunk(delta: dict[str, Any] | None = None, finish: str | None = None, index: int = 0, **more: Any) -> dict[str, Any]:
    """One chunk of a streamed chat completion."""
    choices = [{"index": index, "delta": delta or {}, "finish_reason": finish, "logprobs": None}]
    document = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o", "choices": choices, "usage": None}
    return document | more


def sse(*chunks: Any, done: bool = True) -> list[bytes]:
    """Frames of a stream."""
    frames = [b"data: " + (part if isinstance(part, bytes) else json.dumps(part, ensure_ascii=False).encode()) + b"\n\n" for part in chunks]
    return [*frames, b"data: [DONE]\n\n"] if done else frames


def spoken(*texts: str, usage: Any = USAGE) -> list[bytes]:
    """A usual stream that says these texts one after the other."""
    first = chunk({"role": "assistant", "content": "", "refusal": None})
    parts = [first, *(chunk({"content": text}) for text in texts), chunk(finish="stop")]
    return sse(*parts, *([chunk() | {"choices": [], "usage": usage}] if usage else []))


class Pieces:
    """A response body of given pieces. A number is a pause in seconds, an event is waited for; `None` breaks the connection off."""

    def __init__(self, pieces: list[bytes | float | asyncio.Event | None]) -> None:
        self._pieces = iter(pieces)
        self.closed_early = False
        self._over = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        for piece in self._pieces:
            if piece is None:
                raise asyncio.CancelledError
            if isinstance(piece, bytes):
                return piece
            await (piece.wait() if isinstance(piece, asyncio.Event) else asyncio.sleep(piece))
        self._over = True
        raise StopAsyncIteration

    async def aclose(self) -> None:
        self.closed_early = not self._over


@dataclass
class FakeUpstream:
    """Answers what `reply` says, and remembers what it was asked."""

    reply: Callable[[dict[str, Any]], Response | Awaitable[Response]] = lambda body: whole(answer())
    requests: list[Request] = field(default_factory=list)
    port: int = 0
    server: Any = None
    """That it is served by."""
    serve: Callable[[Request], Awaitable[Response]] | None = None
    """Answers instead of `reply`, a simulator's for example."""

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(request.body) for request in self.requests]

    async def handle(self, request: Request) -> Response:
        self.requests.append(request)
        if self.serve is not None:
            return await self.serve(request)
        response = self.reply(json.loads(request.body or b"{}"))
        return response if isinstance(response, Response) else await response


@dataclass
class FakeContentSafety:
    """Speaks Content Safety's API of 2024-09-01 and refuses what that would. `HATE4` in a text is hate of severity 4; `JAILBREAK`,
    `INJECT` and `LYRICS` are found where they are looked for. `fault` answers instead, for the questions that it wants."""

    fault: Callable[[Request], Response | Awaitable[Response] | None] = lambda request: None
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    port: int = 0

    async def handle(self, request: Request) -> Response:
        kind, question = request.path.removeprefix("/contentsafety/text:"), json.loads(request.body)
        self.asked.append((kind, question))
        found = self.fault(request)
        if found is not None:
            return found if isinstance(found, Response) else await found
        if request.query != "api-version=2024-09-01" or request.method != "POST":
            return whole({"error": {"code": "InvalidRequest", "message": "no such version"}}, 400)
        texts = [text for text in (question.get("text"), question.get("userPrompt")) if text is not None] + question.get("documents", [])
        if not texts or sum(map(len, texts)) > (1_000 if kind == "detectProtectedMaterial" else 10_000):
            return whole({"error": {"code": "InvalidRequestBody", "message": "too long"}}, 400)
        if kind == "analyze":
            return whole({"blocklistsMatch": [], "categoriesAnalysis": [self._severity(name, texts[0]) for name in question["categories"]]})
        if kind == "shieldPrompt":
            attack = {"userPromptAnalysis": {"attackDetected": "JAILBREAK" in texts[0]}} if "userPrompt" in question else {}
            documents = [{"attackDetected": "INJECT" in text} for text in question.get("documents", [])]
            return whole(attack | {"documentsAnalysis": documents})
        return whole({"protectedMaterialAnalysis": {"detected": "LYRICS" in texts[0]}})

    def _severity(self, category: str, text: str) -> dict[str, Any]:
        worst = max((severity for severity in (2, 4, 6) if f"{category.upper()}{severity}" in text), default=0)
        return {"category": category, "severity": worst}


def whole(document: Any, status: int = 200, *headers: tuple[bytes, bytes]) -> Response:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Response(status, (JSON, *headers), body)


def stream(pieces: list[Any]) -> Response:
    return Response(200, (EVENTS,), Pieces(pieces))


@dataclass
class World:
    """Everything that a test talks to."""

    url: str
    data: Path
    document: Document
    upstream: FakeUpstream
    gateway: Gateway
    runtime: Runtime
    http: httpx.AsyncClient
    regions: dict[str, FakeUpstream] = field(default_factory=dict)
    """The account of fraud-triage in each region, where there is more than one server."""
    served: Any = None
    """The gateway's server."""

    def token(self, project: str = "fraud-triage", role: str = "user", caller: str = "jane", **options: Any) -> str:
        return Issuer.open(self.document.spec, self.data).issue(project, role, caller, **options)[0]

    async def ask(
        self, content: Any = "hello", *, token: str | None = None, path: str = "/v1/chat/completions", **more: Any
    ) -> httpx.Response:
        headers = {"authorization": f"Bearer {token or self.token()}"} | more.pop("headers", {})
        body = {"model": "gpt-4o", "messages": [{"role": "user", "content": content}]} | more
        return await self.http.post(path, json=body, headers=headers)

    async def raw(self, body: bytes, **headers: str) -> httpx.Response:
        fields = {"authorization": f"Bearer {self.token()}", "content-type": "application/json"} | headers
        return await self.http.post("/v1/chat/completions", content=body, headers=fields)

    async def recorded(self, count: int, kind: str | None = None) -> list[Event]:
        """The records so far, but for the start, when there are at least `count` (of a kind)."""
        for _ in range(1500):
            found = [event for event in events(self.data) if event.kind != "started" and kind in (None, event.kind)]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.02)
        raise AssertionError(f"{len(found)} records instead of {count}: {[event.kind for event in found]}")


@asynccontextmanager
async def _world(document: Document, data: Path, limits: Limits | None = None, **options: Any) -> AsyncIterator[World]:
    upstream = FakeUpstream()
    servers: dict[str, FakeUpstream] = {region: FakeUpstream() for region in options.pop("regions", ())}
    # a server that is left open keeps uvloop from ending, so that each is closed whatever comes next
    async with AsyncExitStack() as opened:
        for one in (upstream, *servers.values()):
            listener = await listen(one.handle, "127.0.0.1", 0)
            opened.push_async_callback(listener.close, 0.1)
            one.port, one.server = listener.port, listener
        if servers:
            options["accounts"] = {("fraud-triage", key): f"http://127.0.0.1:{server.port}/openai/v1" for key, server in servers.items()}
        gateway = await Gateway.start(document, data, Upstream(f"http://127.0.0.1:{upstream.port}/v1", **options))
        opened.push_async_callback(gateway.close)
        served = await listen(gateway.handle, "127.0.0.1", 0, limits=limits, refusal=gateway.refuse, sockets=True)
        opened.push_async_callback(served.close, 0.5)
        url = f"http://127.0.0.1:{served.port}"
        async with httpx.AsyncClient(base_url=url, timeout=100, trust_env=False, verify=False) as http:
            yield World(url, data, document, upstream, gateway, gateway._runtime, http, servers, served)


def _run(main: Callable[[], Awaitable[Any]], seconds: float = 120) -> Any:
    async def bounded() -> Any:
        return await asyncio.wait_for(main(), seconds)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(bounded())


@pytest.fixture(scope="session")
def run() -> Callable[..., Any]:
    """Run a coroutine function on a fresh uvloop, for at most two minutes, or as long as is given."""
    return _run


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Scanners are immutable and slow to compile, so equal ones are shared by all gateways of this process."""
    cached = lru_cache(Scanner)

    def scanner(
        entities: Iterable[str] | None = None, detectors: Sequence[Detector] = DETECTORS, recognisers: Sequence[Recogniser] = ()
    ) -> Scanner:
        return cached(None if entities is None else tuple(entities), detectors, tuple(recognisers))

    with pytest.MonkeyPatch.context() as patch:
        for module in ("guard", "runtime"):
            patch.setattr(f"enclave.gateway.{module}.Scanner", scanner)
        yield


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Of a server on 127.0.0.1."""
    return make(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def document(bank: Path) -> Document:
    """The bank's file."""
    return load(bank)


@pytest.fixture
def world(document: Document, tmp_path: Path) -> Callable[..., Any]:
    """`async with world() as w:` starts a gateway; keyword arguments are those of Upstream, `limits`, and `spec=` (a function)."""

    def start(spec: Callable[[Any], Any] | None = None, **options: Any) -> Any:
        changed = document if spec is None else dataclasses.replace(document, spec=spec(document.spec))
        return _world(changed, tmp_path / "data", **options)

    return start


@pytest.fixture
def content_safety() -> Callable[[], Any]:
    """`async with content_safety() as service:` speaks Content Safety's API at `service.port`."""

    @asynccontextmanager
    async def start() -> AsyncIterator[FakeContentSafety]:
        service = FakeContentSafety()
        listener = await listen(service.handle, "127.0.0.1", 0)
        service.port = listener.port
        try:
            yield service
        finally:
            await listener.close(0.1)

    return start


@pytest.fixture
def guarded_world(world: Callable[..., Any], content_safety: Callable[[], Any]) -> Callable[..., Any]:
    """`async with guarded_world() as (w, service):` a gateway whose project fraud-triage has Content Safety asked, with `medium` for
    every harm; `urls=` are other accounts than the service's for every region."""

    @asynccontextmanager
    async def start(**options: Any) -> AsyncIterator[tuple[World, FakeContentSafety]]:
        def spec(usual: Any) -> Any:
            project = usual.projects["fraud-triage"].model_copy(update={"content_safety": True})
            filters = dict.fromkeys(("hate", "sexual", "violence", "self_harm"), "medium")
            hub = usual.hub.model_copy(update={"content_filters": usual.hub.content_filters.model_copy(update=filters)})
            return usual.model_copy(update={"hub": hub, "projects": usual.projects | {"fraud-triage": project}})

        async with content_safety() as service:
            urls = options.pop("urls", None)
            if urls is None:
                urls = dict.fromkeys(("europe", "us_east"), f"http://127.0.0.1:{service.port}")
            async with world(spec, content_safety=urls, **options) as opened:
                yield opened, service

    return start


OTHERS = {
    "pictures": ("dall-e-3", "Standard"), "painter": ("gpt-image-1", "GlobalStandard"), "whisper": ("whisper", "Standard"),
    "ears": ("gpt-4o-transcribe", "GlobalStandard"), "voice": ("tts", "Standard"), "night": ("gpt-4o", "GlobalBatch"),
}  # fmt: skip
"""Deployments of fraud-triage in `other_world`: model and type."""


@pytest.fixture
def other_world(world: Callable[..., Any]) -> Callable[..., Any]:
    """`async with other_world() as w:` a gateway in front of a simulator, whose project fraud-triage has every surface, and lets pass
    what nobody looks into. `surfaces=`: only those; `uninspected="refuse"`; `hub=` and `project=`: other changes of them."""

    @asynccontextmanager
    async def start(
        surfaces: Sequence[str] = ("images", "audio", "files", "batches"), uninspected: str = "log",
        project: dict[str, Any] | None = None, hub: dict[str, Any] | None = None, **options: Any,
    ) -> AsyncIterator[World]:
        def spec(usual: Any) -> Any:
            own = usual.projects["fraud-triage"]
            deployments = {
                key: Deployment(model=model, version="1" if model != "gpt-4o" else "2024-11-20", sku=sku)
                for key, (model, sku) in OTHERS.items()
            }
            names = {*usual.hub.models, *(model for model, _ in OTHERS.values())}
            dlp = usual.hub.dlp.model_copy(update={"uninspected": uninspected})
            budget = usual.hub.budget.model_copy(update={"request_tokens": 20_000})
            changes = {"models": tuple(names), "surfaces": tuple(surfaces), "dlp": dlp, "budget": budget}
            above = usual.hub.model_copy(update=changes | (hub or {}))
            changed = own.model_copy(update={
                "surfaces": tuple(surfaces), "deployments": {**own.deployments, **deployments}, "failover_regions": (),
                "budget": own.budget.model_copy(update={"request_tokens": None}),
                "unsafe_allow_global_processing": Unsafe(reason="tests"),
            } | (project or {}))
            return usual.model_copy(update={"hub": above, "projects": usual.projects | {"fraud-triage": changed}})

        async with world(spec, **options) as opened:
            opened.upstream.serve = Simulator(Options()).handle
            yield opened

    return start


@pytest.fixture(scope="session")
def fake() -> Any:
    """The builders of upstream answers."""

    class Builders:
        answer = staticmethod(answer)
        chunk = staticmethod(chunk)
        sse = staticmethod(sse)
        spoken = staticmethod(spoken)
        whole = staticmethod(whole)
        stream = staticmethod(stream)
        usage = USAGE

    return Builders


def _line(name: str, text: str = "hello", model: str = "night", **more: Any) -> dict[str, Any]:
    body = {"model": model, "messages": [{"role": "user", "content": text}], "max_tokens": 50}
    return {"custom_id": name, "method": "POST", "url": "/v1/chat/completions", "body": body} | more


def _jsonl(*lines: object) -> bytes:
    return b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in lines)


def _spent(w: Any) -> tuple[int, int]:
    totals = [
        total for total in w.runtime._store.report(datetime.now(UTC)) if total.window == "daily" and total.scope == "project/fraud-triage"
    ]
    return sum(total.settled for total in totals), sum(total.reserved for total in totals)


@pytest.fixture(scope="session")
def calls() -> Any:
    """`line` is one call of a file for a batch, `jsonl` the file, `spent` what a gateway has settled and holds, in all."""

    class Calls:
        line = staticmethod(_line)
        jsonl = staticmethod(_jsonl)
        spent = staticmethod(_spent)

    return Calls
