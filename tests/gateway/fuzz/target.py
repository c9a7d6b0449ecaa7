"""Targets for Atheris: `python target.py NAME -runs=N`. Out of a reader may come what it promises, or an error of its own."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Sequence
from typing import Any

import atheris

with atheris.instrument_imports(include=["enclave"]):
    from enclave.errors import EnclaveError
    from enclave.gateway import multipart, sound, strict_json
    from enclave.wire import client, server
    from enclave.wire.message import Limits, Refused, Request, Response
    from enclave.wire.sse import SseParser

LOOP = asyncio.new_event_loop()
TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
BREAKS = re.compile(rb"[\r\n\0]")
FRAMING = (b"content-length", b"transfer-encoding")


def read_json(data: bytes) -> None:
    """What is taken is what Python's reader reads, in which no key comes twice."""
    try:
        document, _ = strict_json.read(data)
    except strict_json.BadJsonError:
        return

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    assert json.loads(data, object_pairs_hook=unique) == document


def read_events(data: bytes) -> None:
    """However a stream is cut, it has the same events."""
    try:
        whole = SseParser().feed(data)
        parser, pieces = SseParser(), []
        step = data[0] % 7 + 1 if data else 1
        for start in range(0, len(data), step):
            pieces += parser.feed(data[start : start + step])
    except EnclaveError:
        return
    assert pieces == whole


def read_form(data: bytes) -> None:
    """What was read is what is read of it once it is written."""
    try:
        form = multipart.read(b"multipart/form-data; boundary=x", data)
    except multipart.BadFormError:
        return
    files = [multipart.Sent("file", "name", "a/b", file.data) for file in form.files]
    body = multipart.write(form.fields, files)
    again = multipart.read(multipart.content_type(body), body)
    assert again.fields == form.fields
    assert [file.data for file in again.files] == [file.data for file in form.files]


def read_sound(data: bytes) -> None:
    """A length, or none."""
    try:
        kind, seconds = sound.seconds(data)
    except sound.UnmeasuredError:
        return
    assert kind in sound.FORMATS
    assert seconds >= 0


class Wire:
    """A transport that goes nowhere."""

    def __init__(self) -> None:
        self.written = b""
        self.is_over = False

    def write(self, data: bytes) -> None:
        self.written += data

    def close(self) -> None:
        self.is_over = True

    abort = write_eof = close

    def is_closing(self) -> bool:
        return self.is_over

    def can_write_eof(self) -> bool:
        return True

    def get_extra_info(self, name: str) -> Any:
        return sys.stdin if name == "socket" else None

    def pause_reading(self) -> None:
        """There is nothing that could wait."""

    resume_reading = pause_reading


def cut(data: bytes) -> list[bytes]:
    """In pieces of one to seven bytes."""
    step = data[0] % 7 + 1 if data else 1
    return [data[start : start + step] for start in range(0, len(data), step)]


def heard(pieces: Sequence[bytes]) -> list[Any]:
    """What a server makes of what a client says: requests, and how it ends."""
    found: list[Any] = []

    async def handle(request: Request) -> Response:
        found.append((request.method, request.path, request.query, request.headers, request.body, request.minor_version))
        return Response(200)

    async def refuse(refused: Refused) -> Response:
        found.append(refused.status)
        return Response(refused.status)

    async def listen() -> None:
        connection = server._Connection(server.Server(handle, refuse, Limits()), LOOP)
        connection.connection_made(Wire())
        for piece in pieces:
            connection.data_received(piece)
            for _ in range(300):
                if connection._task is None:
                    break
                await asyncio.sleep(0)
        connection.connection_lost(None)
        await asyncio.sleep(0)

    LOOP.run_until_complete(listen())
    return found


def read_requests(data: bytes) -> None:
    """However a request is cut, it is the same one, and no two readers can see two: that is what smuggling needs."""
    found = heard([data])
    assert heard(cut(data)) == found
    for one in found:
        if isinstance(one, int):
            assert 400 <= one < 600
            continue
        _, path, query, headers, body, minor = one
        names = [name for name, _ in headers]
        assert names.count(b"host") == 1 or (minor == 0 and not names.count(b"host"))
        assert sum(names.count(name) for name in FRAMING) <= 1
        lengths = [int(value) for name, value in headers if name == b"content-length"]
        assert not lengths or lengths == [len(body)]
        assert not body or any(name in FRAMING for name in names)
        assert all(TOKEN.fullmatch(name) and not BREAKS.search(value) for name, value in headers)
        assert not any(character <= " " or character == "\x7f" for character in path + query)


def answered(pieces: Sequence[bytes]) -> tuple[int, Any, bytes, str]:
    """What a client makes of what a server says."""

    async def ask() -> tuple[int, Any, bytes, str]:
        connection = client._Connection(client.Client("http://127.0.0.1:1"), LOOP)
        connection.connection_made(Wire())
        response = connection.send(b"")
        body = b""
        for piece in pieces:
            connection.data_received(piece)
            body += response._taken() if response._pieces else b""
        connection.connection_lost(None)
        return response.status, response.headers, body, type(response._error).__name__ if response._error else ""

    return LOOP.run_until_complete(ask())


def read_answers(data: bytes) -> None:
    """However an answer is cut, it is the same one, and it says when it is not whole."""
    status, headers, body, error = found = answered([data])
    assert answered(cut(data)) == found
    lengths = [int(value) for name, value in headers if name == b"content-length"]
    assert status or error
    assert error or not lengths or len(body) == lengths[0] or status in (204, 304)


TARGETS = {
    "answers": read_answers, "requests": read_requests, "json": read_json, "events": read_events, "form": read_form, "sound": read_sound,
}  # fmt: skip

if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
