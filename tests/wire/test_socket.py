"""WebSockets on our server and our client, against the other side of the `websockets` package and against bytes that are wrong."""

from __future__ import annotations

import asyncio
import base64
import struct
from contextlib import asynccontextmanager

import pytest
import uvloop
import websockets

from enclave.wire.client import BrokenError, Client, GarbageError, SilentError, UnreachableError
from enclave.wire.message import Response
from enclave.wire.server import listen
from enclave.wire.socket import (
    ABNORMAL,
    GOING_AWAY,
    INVALID,
    NORMAL,
    POLICY,
    PROTOCOL,
    RESTART,
    TOO_BIG,
    UNSUPPORTED,
    ClosedError,
    RejectedError,
    SocketLimits,
    accept,
    dial,
)


class Echo:
    """Says what it hears, until the other side has had enough."""

    def __init__(self, socket, slow):
        self.socket, self.slow = socket, slow
        self.code = None

    async def talk(self, transport, heard):
        self.socket.attach(transport, heard)
        try:
            while True:
                await asyncio.sleep(self.slow)
                await self.socket.send((await self.socket.receive()).encode())
        except ClosedError as closed:
            self.code = closed.code
        await self.socket.closed()

    def leave(self):
        self.socket.close(RESTART, "later")

    async def aclose(self):
        self.socket.abort()


class Place:
    def __init__(self, limits, slow):
        self.limits, self.slow, self.talks, self.server = limits, slow, [], None

    async def handle(self, request):
        if not request.is_upgrade:
            return Response(200, (), b"plain")
        if request.path != "/echo":
            return Response(403, ((b"retry-after", b"7"),), b"no")
        opened = accept(request, ("realtime",), self.limits)
        if isinstance(opened, str):
            return Response(400, (), opened.encode())
        headers, socket = opened
        self.talks.append(Echo(socket, self.slow))
        return Response(101, headers, self.talks[-1])

    @property
    def url(self):
        return f"ws://127.0.0.1:{self.server.port}/echo"


@asynccontextmanager
async def place(limits=None, slow=0.0, **options):
    one = Place(limits, slow)
    one.server = await listen(one.handle, "127.0.0.1", 0, sockets=True, **options)
    try:
        yield one
    finally:
        await one.server.close(1.0)
        assert not one.server.connections


def run(main):
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(asyncio.wait_for(main, 120))


HANDSHAKE = (
    b"GET /echo HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
    + base64.b64encode(b"0123456789abcdef") + b"\r\n"
)  # fmt: skip


def frame(opcode, data=b"", *, fin=True, mask=True, first=0, length=None):
    size = len(data) if length is None else length
    head = bytes([(0x80 if fin else 0) | first | opcode])
    bit = 0x80 if mask else 0
    long = b"" if size < 126 else struct.pack(">H", size) if size < 65_536 else struct.pack(">Q", size)
    head += bytes([bit | (size if size < 126 else 126 if size < 65_536 else 127)]) + long
    key = b"\1\2\3\4"
    return head + (key + bytes(byte ^ key[index % 4] for index, byte in enumerate(data)) if mask else data)


async def raw(port, *pieces, head=HANDSHAKE + b"\r\n"):
    """Everything that a server answers to these bytes, until it hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head)
    for piece in pieces:
        writer.write(piece)
        await asyncio.sleep(0.005)
    try:
        return await asyncio.wait_for(reader.read(), 60)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def code(answer):
    """Of the goodbye at the end of an answer."""
    said = answer.split(b"\r\n\r\n", 1)[1]
    at = 0
    while at < len(said):
        opcode, size = said[at] & 15, said[at + 1]
        start = at + 2
        if size == 126:
            size, start = struct.unpack(">H", said[start : start + 2])[0], start + 2
        if opcode == 8:
            return struct.unpack(">H", said[start : start + 2])[0]
        at = start + size
    return None


def test_messages_of_any_size_go_both_ways_and_goodbye_is_said(until):
    async def main():
        async with place() as one, websockets.connect(one.url, subprotocols=["other", "realtime"]) as ws:
            assert ws.subprotocol == "realtime"
            assert "Sec-WebSocket-Extensions" not in ws.response.headers
            for text in ("", "héllo", "x" * 70_000, "€" * 300_000):
                await ws.send(text)
                assert await ws.recv() == text
            await ws.send(["in ", "three ", "parts"])
            assert await ws.recv() == "in three parts"
            await ws.close(4000, "enough")
            await until(lambda: one.talks[0].code is not None)
            return one.talks[0].code

    assert run(main()) == 4000


def test_our_client_talks_to_our_server_and_to_another():
    async def other(ws):
        async for message in ws:
            await ws.send(message)

    async def main():
        async with place() as one, websockets.serve(other, "127.0.0.1", 0, compression="deflate") as theirs:
            for base in (one.url, f"ws://127.0.0.1:{theirs.sockets[0].getsockname()[1]}/v1"):
                client = Client("http" + base.removeprefix("ws"))
                socket = await dial(client, "/echo?model=a%20b", ((b"authorization", b"Bearer x"),))
                for text in ("hello", "y" * 200_000):
                    await socket.send(text.encode())
                    assert await socket.receive() == text
                socket.close(NORMAL)
                await asyncio.wait_for(socket.closed(), 3)
                with pytest.raises(ClosedError):
                    await socket.send(b"late")
                await client.close()

    run(main())


def test_what_is_no_handshake_is_refused_and_the_connection_ends():
    wrong = (
        HANDSHAKE.replace(b"13", b"12"),
        HANDSHAKE.replace(b"Sec-WebSocket-Key", b"X-Key"),
        HANDSHAKE.replace(b"MDEy", b"!!!!"),
        HANDSHAKE.replace(b"Upgrade: websocket", b"Upgrade: x"),
        HANDSHAKE.replace(b"Upgrade: websocket", b"Upgrade: websocket, h2c"),
        HANDSHAKE.replace(b"GET", b"POST"),
        HANDSHAKE + b"Content-Length: 3\r\n",
        HANDSHAKE + b"Transfer-Encoding: chunked\r\n",
        HANDSHAKE + b"Sec-WebSocket-Key: again\r\n",
        HANDSHAKE.replace(b"HTTP/1.1", b"HTTP/1.0"),
    )

    async def main():
        async with place() as one:
            told = [await raw(one.server.port, head=head + b"\r\n") for head in wrong]
            plain = await raw(one.server.port, head=b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            first = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
            behind = await raw(one.server.port, b"", frame(8), head=first + HANDSHAKE + b"\r\n" + frame(1, b"hi"))
            no = await raw(one.server.port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", head=HANDSHAKE.replace(b"/echo", b"/") + b"\r\n")
            return told, plain, behind, no, one.talks

    told, plain, behind, no, talks = run(main())
    assert [answer[:12] for answer in told[:-1]] == [b"HTTP/1.1 400"] * (len(wrong) - 1)
    assert b" 101 " not in told[-1]
    assert plain.endswith(b"plain")
    assert behind.count(b"HTTP/1.1") == 2
    assert behind.endswith(b"\x81\x02hi\x88\x00")
    assert (no[:12], no.count(b"HTTP/1.1"), b"connection: close" in no) == (b"HTTP/1.1 403", 1, True)
    assert len(talks) == 1


def test_a_server_without_sockets_refuses_them():
    async def handle(request):
        raise AssertionError

    async def main():
        server = await listen(handle, "127.0.0.1", 0)
        answer = await raw(server.port, head=HANDSHAKE + b"\r\n")
        await server.close(0.1)
        return answer

    assert run(main()).startswith(b"HTTP/1.1 400")


WRONG = {
    "not masked": (frame(1, b"hi", mask=False), PROTOCOL),
    "bits of an extension": (frame(1, b"hi", first=0x40), PROTOCOL),
    "an opcode that nobody knows": (frame(3, b"hi"), PROTOCOL),
    "a part of nothing": (frame(0, b"hi"), PROTOCOL),
    "a message in a message": (frame(1, b"hi", fin=False) + frame(1, b"ho"), PROTOCOL),
    "a long ping": (frame(9, b"x" * 126), PROTOCOL),
    "a ping in parts": (frame(9, b"x", fin=False), PROTOCOL),
    "bytes": (frame(2, b"\0\1"), UNSUPPORTED),
    "not UTF-8": (frame(1, b"\xff\xfe"), INVALID),
    "half of a letter": (frame(1, "€".encode()[:2]), INVALID),
    "surrogates": (frame(1, b"\xed\xa0\x80"), INVALID),
    "a letter in two parts, and half of one": (frame(1, "€".encode()[:1], fin=False) + frame(0, "€".encode()[1:] + b"\xe2"), INVALID),
    "too long": (frame(1, length=10_001), TOO_BIG),
    "too long in parts": (frame(1, b"x" * 6_000, fin=False) + frame(0, length=6_000), TOO_BIG),
    "longer than there are numbers": (bytes([0x81, 0xFF]) + b"\xff" * 8, TOO_BIG),
    "nothing in a thousand parts": (frame(1, b"", fin=False) + frame(0, b"", fin=False) * 400, POLICY),
    "more than anybody says": (frame(1, b"x") * 1_000, POLICY),
    "pings without end": (frame(9) * 1_000, POLICY),
    "a goodbye of one byte": (frame(8, b"\3"), PROTOCOL),
    "a goodbye that is no number": (frame(8, b"\3\xed"), PROTOCOL),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_wrong_frames_end_the_socket_with_the_right_code(name, size):
    data, wanted = WRONG[name]
    if size < 100 and len(data) > 500:
        pytest.skip("the same bytes one by one take long")

    async def main():
        async with place(SocketLimits(message_bytes=10_000)) as one:
            answer = await raw(one.server.port, *(data[at : at + size] for at in range(0, len(data), size)))
            await asyncio.sleep(0.01)
        return answer, one.talks[0].code  # the server has waited for it

    answer, heard = run(main())
    assert code(answer) == wanted
    assert heard in (wanted, ABNORMAL)


def test_who_does_not_read_is_cut_off_and_who_is_not_heard_waits(until):
    limits = SocketLimits(write_seconds=0.3, waiting=4, frames=1e9)

    async def main():
        async with place(limits) as one:
            _, writer = await asyncio.open_connection("127.0.0.1", one.server.port, limit=1000)
            writer.write(HANDSHAKE + b"\r\n")
            writer.write(frame(1, b"x" * 60_000) * 250)
            await until(lambda: one.talks and one.talks[0].code is not None)
            writer.transport.abort()
            assert one.talks[0].code == ABNORMAL
        async with place(limits, slow=0.01) as one, websockets.connect(one.url) as ws:
            await asyncio.gather(*(ws.send(str(number)) for number in range(60)))
            assert [await ws.recv() for _ in range(60)] == [str(number) for number in range(60)]
            assert one.talks[0].socket._waiting_bytes == 0

    run(main())


def test_the_dead_are_noticed_and_the_living_are_left_alone():
    async def main():
        async with place(SocketLimits(ping_seconds=0.1)) as one:
            async with websockets.connect(one.url) as ws:
                await asyncio.sleep(0.5)
                await ws.send("still here")
                assert await ws.recv() == "still here"
            dead = await raw(one.server.port)
            return dead, [talk.code for talk in one.talks]

    dead, codes = run(main())
    assert b"\x89\x00" in dead
    assert codes == [NORMAL, ABNORMAL]


def test_a_server_that_closes_says_goodbye_first():
    async def main():
        one = Place(None, 0.0)
        one.server = await listen(one.handle, "127.0.0.1", 0, sockets=True)
        async with websockets.connect(one.url) as ws:
            closing = asyncio.create_task(one.server.close(5.0))
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await ws.recv()
            await closing
            return closed.value.rcvd.code, len(one.server.connections)

    assert run(main()) == (RESTART, 0)


def test_a_socket_cut_off_mid_talk_ends_its_task(until):
    async def main():
        async with place() as one:
            ws = await websockets.connect(one.url)
            ws.transport.abort()
            await until(lambda: one.talks and one.talks[0].code is not None and not one.server.connections)
            return one.talks[0].code, len(one.server.connections)

    assert run(main()) == (ABNORMAL, 0)


ANSWERS = {
    "refused": (b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\nno", RejectedError),
    "another key": (b"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n", GarbageError),
    "no HTTP": (b"\0\xff\0\xff\r\n\r\n", GarbageError),
    "compressed": (
        b"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
        GarbageError,
    ),
    "nothing": (b"", BrokenError),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_a_client_that_gets_no_socket_says_why(name):
    answer, kind = ANSWERS[name]

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    async def main():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        client = Client(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
        with pytest.raises((kind, GarbageError)) as raised:
            await dial(client, "/realtime", ())
        server.close()
        return raised.value

    error = run(main())
    if name == "refused":
        assert (error.status, error.header("retry-after"), error.sent) == (429, "7", False)


def test_a_client_waits_for_nobody_for_ever():
    async def serve(reader, writer):
        await reader.read()
        writer.close()

    async def main():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(SilentError):
            await dial(Client(f"http://127.0.0.1:{port}", read_seconds=0.2), "/", ())
        server.close()
        with pytest.raises(UnreachableError):
            await dial(Client(f"http://127.0.0.1:{port}"), "/", ())

    run(main())


def test_what_a_peer_sends_in_between_does_not_count_as_a_message():
    async def main():
        async with place() as one:
            end = frame(8, struct.pack(">H", GOING_AWAY))
            pieces = (frame(1, b"he", fin=False), frame(9, b"?"), frame(10, b"!"), frame(0, b"llo"), end)
            return await raw(one.server.port, *pieces), one.talks[0].code

    answer, heard = run(main())
    assert answer.split(b"\r\n\r\n", 1)[1] == b"\x8a\x01?" + b"\x81\x05hello" + b"\x88\x02\x03\xe9"
    assert heard == GOING_AWAY


def test_too_many_connections_are_refused_before_a_handshake():
    async def main():
        async with place(limits=None, slow=0.0) as one:
            one.server.most = 1
            async with websockets.connect(one.url):
                return await raw(one.server.port)

    assert run(main()).startswith(b"HTTP/1.1 503")
