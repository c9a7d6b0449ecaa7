"""Realtime sessions in front of the simulator's realtime API."""

from __future__ import annotations

import asyncio
import base64
import json
from contextlib import asynccontextmanager, suppress
from types import SimpleNamespace

import openai
import pytest
import websockets

from enclave.simulator.app import Options, Simulator
from enclave.spec.base import Unsafe
from enclave.spec.models import Deployment
from enclave.wire.message import Response
from enclave.wire.socket import ClosedError, accept

CARD = "4111 1111 1111 1111"
MAIL = "jane@example.com"
ZEROS = base64.b64encode(bytes(48_000)).decode()


def sound(words, seconds=0.2):
    return base64.b64encode(words.encode().ljust(int(48_000 * seconds), b"\0")).decode()


async def say(c, text, **response):
    await c.conversation.item.create(item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]})
    await c.response.create(**({"response": response} if response else {}))


async def until(c, kind="response.done"):
    seen = []
    async with asyncio.timeout(60):
        async for event in c:
            seen.append(event)
            if event.type == kind:
                return seen
    raise AssertionError([event.type for event in seen])


def texts(events, family="response.output_text"):
    return "".join(event.delta for event in events if event.type == f"{family}.delta")


def client(w, **options):
    return openai.AsyncOpenAI(base_url=f"{w.url}/v1", api_key=w.token(**options), max_retries=0)


async def sent(w):
    return [json.loads(message) for message in w.simulator.sockets.seen]


TEXT = {"type": "session.update", "session": {"type": "realtime", "output_modalities": ["text"]}}


@asynccontextmanager
async def plain(w, *, path="/v1/realtime?model=live", headers=None, **options):
    """A session by frames."""
    given = {"authorization": f"Bearer {w.token()}"} if headers is None else headers
    async with websockets.connect(w.url.replace("http", "ws") + path, additional_headers=given, compression=None, **options) as ws:
        yield ws


async def ask(ws, *events, until="response.done"):
    """Send events, as objects or as they are, and read up to one of a kind."""
    for event in events:
        await ws.send(event if isinstance(event, str | bytes) else json.dumps(event))
    seen = []
    async with asyncio.timeout(60):
        while not seen or seen[-1]["type"] != until:
            seen.append(json.loads(await ws.recv()))
    return seen


class Script:
    """A model service that does what a test says: `speak(send, hear)` once a session is open and set."""

    def __init__(self, speak, detection=None):
        self.speak, self.detection, self.heard = speak, detection, []

    async def handle(self, request):
        headers, self.socket = accept(request, ())
        return Response(101, headers, self)

    async def talk(self, transport, heard):
        self.socket.attach(transport, heard)
        try:
            first = await self.hear()
            session = {"audio": {"input": {"turn_detection": self.detection}}}
            await self.send({"type": "session.created", "session": session}, {"type": "session.updated", "session": session})
            assert first["type"] == "session.update"
            await self.speak(self)
            while True:
                await self.hear()
        except ClosedError:
            pass
        finally:
            self.socket.close(1000)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.socket.closed(), 3)

    async def hear(self, kind=None):
        while True:
            self.heard.append(json.loads(await self.socket.receive()))
            if kind in (None, self.heard[-1]["type"]):
                return self.heard[-1]

    async def send(self, *events):
        for event in events:
            await self.socket.send(event if isinstance(event, bytes) else json.dumps(event).encode())

    def leave(self):
        self.socket.close(1001)

    async def aclose(self):
        self.socket.abort()


@pytest.fixture
def room(other_world):
    @asynccontextmanager
    async def start(delta_ms=0, script=None, **options):
        live = {"live": Deployment(model="gpt-realtime", version="2025-08-28", sku="GlobalStandard")}
        project = {"deployments": live, "unsafe_allow_global_processing": Unsafe(reason="tests")} | options.pop("project", {})
        hub = {"models": ("gpt-realtime",)} | options.pop("hub", {})
        async with other_world(options.pop("surfaces", ("realtime",)), project=project, hub=hub, **options) as w:
            w.simulator = Simulator(Options(delta_ms=delta_ms))
            w.upstream.serve = w.simulator.handle if script is None else script.handle
            w.upstream.server.sockets = True
            yield w

    return start


@pytest.fixture(scope="session")
def talk():
    """What tests say and read, by the official SDK and by frames."""
    return SimpleNamespace(
        CARD=CARD, MAIL=MAIL, ZEROS=ZEROS, sound=sound, say=say, until=until, texts=texts, client=client, sent=sent, plain=plain, ask=ask,
        TEXT=TEXT, Script=Script,
    )  # fmt: skip
