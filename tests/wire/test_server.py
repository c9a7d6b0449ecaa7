"""The server against raw sockets: order, framing, limits, and clients that misbehave."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable

import pytest

from enclave.wire.server import Limits, Refused, Request, Response, Server

GET = b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n"
BODY = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"


async def echo(request: Request) -> Response:
    line = f"{request.method} {request.path} {request.query} ".encode() + request.body
    return Response(200, ((b"content-type", b"text/plain"),), line)


class Counted:
    """A body that counts what was taken from it and knows whether it was closed."""

    def __init__(self, chunks: int, size: int = 4, pause: float = 0.0) -> None:
        self.left, self.size, self.pause, self.taken, self.closed = chunks, size, pause, 0, False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        await asyncio.sleep(self.pause)
        if not self.left:
            raise StopAsyncIteration
        self.left -= 1
        self.taken += 1
        return b"x" * self.size

    async def aclose(self) -> None:
        self.closed = True


def test_keep_alive_and_pipelining_answer_in_order(run, serving, talk):
    async def handler(request: Request) -> Response:
        await asyncio.sleep(0.05 if request.path == "/0" else 0)
        return Response(200, (), request.path.encode())

    async def main():
        async with serving(handler) as server:
            return await talk(server.port, b"".join(GET % n for n in range(20)))

    answer = run(main)
    bodies = [part.split(b"\r\n\r\n", 1)[1] for part in answer.split(b"HTTP/1.1 200 OK\r\n")[1:]]
    assert bodies == [b"/%d" % n for n in range(20)]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_request_cut_anywhere_is_the_same_request(run, until, serving, size):
    wire = (
        b"POST /a/b?c=d HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3\r\nabc\r\n4;ext=1\r\ndefg\r\n0\r\nTrailer: x\r\n\r\n"
    )

    async def main():
        async with serving(echo) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            for start in range(0, len(wire), size):
                writer.write(wire[start : start + size])
                await writer.drain()
                await asyncio.sleep(0.001)
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(len(b"POST /a/b c=d abcdefg"))
            writer.close()
            return head, body

    head, body = run(main)
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"content-length: 21\r\n" in head
    assert b"\r\ndate: " in head
    assert body == b"POST /a/b c=d abcdefg"


SMUGGLING = {
    "both lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "both lengths, other order": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "length twice, equal": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
    "length twice, different": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 0\r\n\r\nabc",
    "length list": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc",
    "length signed": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
    "length hexadecimal": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc",
    "length empty": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\nabc",
    "length overflow": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\nabc",
    "folded header": b"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
    "space before colon": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc",
    "bare line feeds": b"GET / HTTP/1.1\nHost: a\n\n",
    "chunked not last": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "unknown coding first": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
    "almost chunked": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked twice": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunked in 1.0": b"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunk size with prefix": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
    "chunk size overflow": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc",
    "chunk size negative": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n",
    "chunk size with spaces": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n 3\r\nabc\r\n0\r\n\r\n",
    "chunk extension with a line feed": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x\nabc\r\n0\r\n\r\n",
    "compressed chunks": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "coding behind a tab": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
    "length with a space inside": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3 3\r\n\r\nabc",
    "length negative": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nabc",
    "length and a line feed": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a carriage return in a value": b"GET / HTTP/1.1\r\nHost: a\r\nX: a\rContent-Length: 9\r\n\r\n",
    "a name with a line of its own": b"GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n",
    "a version of its own": b"GET / HTTP/1.1x\r\nHost: a\r\n\r\n",
    "a space in the target": b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
    "chunk longer than said": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
    "chunk with bare line feed": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\n0\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "zero byte": b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
    "upgrade with a second request": b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n" + GET % 2,
    "two offers": b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c, websocket\r\nConnection: Upgrade\r\n\r\n" + GET % 2,
    "connect with an offer": b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n" + GET % 2,
    "connect": b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
    "not http": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "http/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}


@pytest.mark.parametrize("name", SMUGGLING)
def test_ambiguous_framing_is_refused_and_the_connection_closed(run, serving, talk, name):
    seen: list[Request] = []

    async def handler(request: Request) -> Response:
        seen.append(request)
        return Response(200)

    async def main():
        async with serving(handler) as server:
            return await talk(server.port, SMUGGLING[name] + GET % 9)

    answer = run(main)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n"), answer
    assert answer.count(b"HTTP/1.1") == 1
    assert b"connection: close\r\n" in answer
    assert seen == []


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_an_offer_of_http2_is_left_alone_and_the_connection_goes_on(run, serving, size):
    """As Java's client makes it, with the first request of a connection."""
    offer = b"Host: a\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB\r\nUpgrade: h2c\r\n"
    wire = (
        b"POST /1 HTTP/1.1\r\n" + offer + b"Content-Length: 3\r\n\r\nabc"
        b"POST /2 HTTP/1.1\r\n" + offer + b"Transfer-Encoding: chunked\r\n\r\n3\r\ndef\r\n0\r\n\r\n"
        b"GET /3 HTTP/1.1\r\n" + offer + b"\r\n" + GET % 4
    )

    async def main():
        async with serving(echo) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            for start in range(0, len(wire), size):
                writer.write(wire[start : start + size])
                await writer.drain()
            bodies = []
            for _ in range(4):
                head = await reader.readuntil(b"\r\n\r\n")
                assert head.startswith(b"HTTP/1.1 200"), head
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
                bodies.append(await reader.readexactly(length))
            writer.close()
            return bodies

    told = run(main)
    assert [body.split()[1] for body in told] == [b"/1", b"/2", b"/3", b"/4"]
    assert (told[0].endswith(b"abc"), told[1].endswith(b"def")) == (True, True)


def test_what_stands_between_chunks_is_bounded_and_small_chunks_are_not_refused(run, serving, talk):
    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    flood = head + b"1;" + b"x" * 300_000 + b"\r\na\r\n0\r\n\r\n"
    small = head + b"1\r\na\r\n" * 40_000 + b"0\r\n\r\n"

    async def main():
        async with serving(echo) as server:
            return await talk(server.port, flood), await talk(server.port, small + GET % 9)

    refused, answered = run(main)
    assert refused.startswith(b"HTTP/1.1 400 ")
    assert answered.count(b"HTTP/1.1 200 OK") == 2
    assert b"a" * 40_000 in answered


def test_a_good_request_before_a_malformed_one_is_answered_first(run, serving, talk):
    async def main():
        async with serving(echo) as server:
            return await talk(server.port, GET % 1 + b"GET / HTTP/1.1\r\nBad Header: x\r\n\r\n" + GET % 2)

    answer = run(main)
    assert re.findall(rb"HTTP/1.1 (\d+)", answer) == [b"200", b"400"]


def test_other_versions_and_expectations(run, serving, talk):
    async def main():
        async with serving(echo) as server:
            return [
                await talk(server.port, b"GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
                await talk(server.port, b"GET / HTTP/1.1\r\nHost: a\r\nExpect: gold\r\n\r\n"),
                await talk(server.port, b"GET / HTTP/1.0\r\n\r\n"),
                await talk(server.port, b"GET http://a/x?y HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
            ]

    two, gold, old, absolute = run(main)
    assert two.startswith(b"HTTP/1.1 505 ")
    assert gold.startswith(b"HTTP/1.1 417 ")
    assert b"connection: close\r\n" in old
    assert old.endswith(b"GET /  ")
    assert absolute.endswith(b"GET /x y ")


def test_limits_refuse_with_their_own_status(run, serving, talk):
    limits = Limits(body_bytes=10, head_bytes=500, header_count=5)
    refused: list[Refused] = []

    async def refusal(message: Refused) -> Response:
        refused.append(message)
        return Response(message.status, (), b"no")

    async def main():
        async with serving(echo, limits=limits, refusal=refusal) as server:
            return [
                await talk(server.port, b"POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n" + b"x" * 11),
                await talk(server.port, b"POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n" + b"x" * 11),
                await talk(server.port, b"GET /p HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 1200),
                await talk(server.port, b"GET /p HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 5 + b"\r\n"),
                await talk(server.port, b"POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n" + b"x" * 10),
            ]

    answers = run(main)
    assert [answer.split()[1] for answer in answers] == [b"413", b"413", b"431", b"431", b"200"]
    assert [(one.status, one.path) for one in refused] == [(413, "/p"), (413, "/p"), (431, "/p"), (431, "/p")]
    assert all(one.peer == "127.0.0.1" for one in refused)


def test_a_large_refused_body_still_lets_the_client_read_the_answer(run, serving):
    async def main():
        async with serving(echo, limits=Limits(body_bytes=1000)) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n")
            for _ in range(300):
                writer.write(b"x" * 10_000)
                await writer.drain()
            answer = await reader.read(65536)
            writer.close()
            return answer

    assert run(main).startswith(b"HTTP/1.1 413 ")


def test_slow_heads_and_bodies_are_cut_off_and_idle_connections_closed(run, serving, talk):
    limits = Limits(head_seconds=0.1, body_seconds=0.1, idle_seconds=0.1)

    async def main():
        async with serving(echo, limits=limits) as server:
            return [
                await talk(server.port, b"GET / HT"),
                await talk(server.port, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"),
                await talk(server.port, b""),
            ]

    head, body, idle = run(main)
    assert head.startswith(b"HTTP/1.1 408 ")
    assert body.startswith(b"HTTP/1.1 408 ")
    assert idle == b""


def test_more_calls_than_allowed_are_told_so(run, until, serving, talk):
    async def main():
        gate = asyncio.Event()

        async def wait(request):
            await gate.wait()
            return await echo(request)

        async with serving(wait, limits=Limits(connections=1)) as server:
            reader, first = await asyncio.open_connection("127.0.0.1", server.port)
            first.write(GET % 1)
            await until(lambda: [one for one in server.connections if one.has_asked])
            second = await talk(server.port, GET % 1)
            gate.set()
            answer = await reader.readuntil(b"\r\n\r\n")
            first.close()
            await until(lambda: not server.connections)
            return answer, second, await talk(server.port, GET % 1)

    first, second, third = run(main)
    assert first.startswith(b"HTTP/1.1 200 ")
    assert second.startswith(b"HTTP/1.1 503 ")
    assert third.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("said", [b"", b"P", BODY[:-3], GET % 1], ids=["nothing", "half a head", "half a body", "a request before"])
def test_who_asks_nothing_makes_room_for_who_does(run, until, serving, talk, said):
    """Anybody can open connections, and needs no token for it: that must not keep others out."""

    async def main():
        async with serving(echo, limits=Limits(connections=40)) as server:
            quiet = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(40)]
            for _, writer in quiet:
                writer.write(said)
            await until(lambda: len(server.connections) == 40 and not [one for one in server.connections if one.has_asked])
            told = [await talk(server.port, GET % 1) for _ in range(3)]
            left = len(server.connections)
            for _, writer in quiet:
                writer.close()
            return told, left

    told, left = run(main)
    assert [one[:13] for one in told] == [b"HTTP/1.1 200 "] * 3
    assert 30 < left <= 40


def test_expect_100_continue_invites_the_body(run, until, serving):
    async def main():
        async with serving(echo) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
            invitation = await reader.readuntil(b"\r\n\r\n")
            writer.write(b"abc")
            head = await reader.readuntil(b"\r\n\r\n")
            writer.close()
            return invitation, head

    invitation, head = run(main)
    assert invitation == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert head.startswith(b"HTTP/1.1 200 OK")


def test_expect_100_continue_waits_for_the_answer_before_it(run, until, serving):
    async def slow(request: Request) -> Response:
        await asyncio.sleep(0.1)
        return Response(200, (), b"done")

    async def main():
        async with serving(slow) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(GET % 1 + b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
            first = await reader.readuntil(b"done")
            second = await reader.readuntil(b"\r\n\r\n")
            writer.write(b"abc")
            third = await reader.readuntil(b"done")
            writer.close()
            return first, second, third

    first, second, third = run(main)
    assert first.startswith(b"HTTP/1.1 200")
    assert second == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert third.startswith(b"HTTP/1.1 200")


def test_head_has_the_headers_and_no_body(run, serving, talk):
    body = Counted(3)

    async def handler(request: Request) -> Response:
        return Response(200, (), b"12345") if request.path == "/1" else Response(200, (), body)

    async def main():
        async with serving(handler) as server:
            return await talk(server.port, b"HEAD /1 HTTP/1.1\r\nHost: a\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: a\r\n\r\n")

    answer = run(main)
    assert answer.count(b"HTTP/1.1 200") == 2
    assert b"content-length: 5\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")
    assert body.closed
    assert body.taken == 0


def test_a_stream_is_chunked_and_the_connection_lives_on(run, serving, talk):
    async def handler(request: Request) -> Response:
        return Response(200, (), Counted(3))

    async def main():
        async with serving(handler) as server:
            return await talk(server.port, GET % 1 + GET % 2), await talk(server.port, b"GET / HTTP/1.0\r\n\r\n")

    new, old = run(main)
    assert new.count(b"transfer-encoding: chunked\r\n") == 2
    assert new.count(b"4\r\nxxxx\r\n" * 3 + b"0\r\n\r\n") == 2
    assert b"chunked" not in old
    assert old.endswith(b"\r\n\r\n" + b"xxxx" * 3)


def test_a_client_that_does_not_read_holds_the_stream_back(run, until, serving):
    body = Counted(100_000, size=1000)

    async def handler(request: Request) -> Response:
        return Response(200, (), body)

    async def main():
        async with serving(handler) as server:
            sock = socket.create_connection(("127.0.0.1", server.port))
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.sendall(GET % 1)
            before, same = -1, 0
            while same < 10:  # until nothing more is taken
                before, same = body.taken, same + 1 if body.taken == before else 0
                await asyncio.sleep(0.05)
            after = body.taken
            sock.close()
            await until(lambda: body.closed)
            return before, after

    before, after = run(main)
    assert before == after < 50_000
    assert body.closed


def test_a_body_that_pours_is_held_back_by_a_client_that_does_not_read_and_comes_whole(run, until, serving):
    sent = []

    class Body:
        """Every other megabyte is poured."""

        def __aiter__(self) -> AsyncIterator[bytes]:
            return self

        async def __anext__(self) -> bytes:
            if len(sent) >= 40:
                raise StopAsyncIteration
            sent.append(len(sent))
            return b"%08d" % sent[-1] * 2**17

        async def pour(self, send: Callable[[bytes], bool]) -> None:
            while len(sent) < 40 and send(b"%08d" % len(sent) * 2**17):
                sent.append(len(sent))
            if len(sent) < 40:
                sent.append(len(sent))  # it was taken, and there is no more room

    async def handler(_: Request) -> Response:
        return Response(200, (), Body())

    async def main() -> None:
        async with serving(handler) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=2**16)
            writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")
            before = -1
            while len(sent) > before:  # until nothing more is taken
                before = len(sent)
                await asyncio.sleep(0.1)
            assert before < 30
            body = b""
            while size := int(await reader.readline(), 16):
                body += (await reader.readexactly(size + 2))[:-2]
            assert body == b"".join(b"%08d" % number * 2**17 for number in range(40))
            writer.close()

    run(main)


def test_a_client_that_never_reads_is_cut_off(run, until, serving):
    body = Counted(100_000, size=1000)

    async def handler(request: Request) -> Response:
        return Response(200, (), body)

    async def main():
        async with serving(handler, limits=Limits(write_seconds=0.2)) as server:
            sock = socket.create_connection(("127.0.0.1", server.port))
            sock.sendall(GET % 1)
            await until(lambda: body.closed)
            sock.close()

    run(main)
    assert body.closed


@pytest.mark.parametrize("pause", [0.0, 0.05])
def test_a_client_that_goes_closes_the_body(run, until, serving, pause):
    body = Counted(10_000_000, pause=pause)

    async def handler(request: Request) -> Response:
        return Response(200, (), body)

    async def main():
        async with serving(handler) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(GET % 1)
            await reader.readuntil(b"xxxx")
            writer.close()
            await until(lambda: body.closed)

    run(main)
    assert body.closed


def test_a_client_that_goes_while_the_handler_works_is_told_to_it_and_the_body_closed(run, until, serving):
    body = Counted(3)
    told = []
    begun = asyncio.Event()

    async def handler(request: Request) -> Response:
        begun.set()
        await request.disconnected.wait()
        told.append(True)
        return Response(200, (), body)

    async def main():
        async with serving(handler) as server:
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(GET % 1)
            await begun.wait()
            writer.close()
            await until(lambda: body.closed)

    run(main)
    assert told
    assert body.closed
    assert body.taken == 0


def test_a_body_that_fails_cuts_the_connection_without_the_last_chunk(run, serving, talk):
    class Broken(Counted):
        async def __anext__(self) -> bytes:
            if self.taken == 2:
                raise RuntimeError("broken")
            return await super().__anext__()

    async def handler(request: Request) -> Response:
        return Response(200, (), Broken(9))

    async def main():
        caught = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: caught.append(context))
        async with serving(handler) as server:
            return await talk(server.port, GET % 1)

    answer = run(main)
    assert answer.count(b"xxxx") == 2
    assert not answer.endswith(b"0\r\n\r\n")


def test_a_header_with_a_line_break_is_never_written(run, serving, talk):
    async def handler(request: Request) -> Response:
        return Response(200, ((b"x", b"a\r\nset-cookie: b"),))

    async def main():
        asyncio.get_running_loop().set_exception_handler(lambda _, context: None)
        async with serving(handler) as server:
            return await talk(server.port, GET % 1)

    assert run(main) == b""


def test_close_lets_the_answer_in_progress_end(run, serving):
    begun = asyncio.Event()

    async def handler(request: Request) -> Response:
        begun.set()
        await asyncio.sleep(0.2)
        return Response(200, (), b"late")

    async def main():
        async with serving(handler) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            _, idle = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(GET % 1)
            await begun.wait()
            await server.close(5.0)
            answer = await reader.read()
            writer.close()
            idle.close()
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.1", server.port)
            return answer

    answer = run(main)
    assert b"connection: close" in answer
    assert answer.endswith(b"late")


def test_close_still_answers_who_waits_at_the_door_and_what_comes_on_an_idle_connection(run, until, serving):
    async def main():
        async with serving(echo) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(GET % 1)
            await reader.readuntil(b"\r\n\r\n")
            with socket.create_connection(("127.0.0.1", server.port)) as waiting:  # the loop does not turn: nobody has accepted it
                waiting.sendall(GET % 2)
                closing = asyncio.get_running_loop().create_task(server.close(5.0))
                await asyncio.sleep(0.05)
                writer.write(GET % 3)
                late = await reader.read()
                waiting.setblocking(False)
                met = await asyncio.get_running_loop().sock_recv(waiting, 4096)
            await closing
            writer.close()
            return late, met

    for answer in run(main):
        assert b"HTTP/1.1 200 OK" in answer
        assert b"connection: close" in answer


def test_close_cuts_off_what_does_not_end(run, until, serving):
    body = Counted(10**9, pause=0.05)

    async def handler(request: Request) -> Response:
        return Response(200, (), body)

    async def main():
        async with serving(handler) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(GET % 1)
            await reader.readuntil(b"xxxx")
            await server.close(0.2)
            writer.close()

    run(main)
    assert body.closed


def test_answers_are_not_delayed_by_nagle(run, until, serving):
    async def main():
        options = []

        async def handler(request: Request) -> Response:
            return Response(200)

        async with serving(handler) as server:
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            await until(lambda: server.connections)
            for connection in server.connections:
                sock = connection._transport.get_extra_info("socket")
                options.append(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()
        return options

    assert all(run(main))
    assert run(main)


def test_two_servers_share_a_port_only_when_asked(run, serving):
    async def main():
        async with serving(echo, reuse_port=True) as server:
            from enclave.wire.server import listen

            second = await listen(echo, "127.0.0.1", server.port, reuse_port=True)
            await second.close(0.1)
            with pytest.raises(OSError):
                await listen(echo, "127.0.0.1", server.port)

    run(main)


def test_what_comes_after_the_client_has_gone_is_not_written(run, serving, talk):
    """Between the end of a connection and the moment in which it is told, a stream may go on."""
    told: list[object] = []

    class Body:
        def __init__(self) -> None:
            self.chunks = iter([b"first", b"later"])

        def __aiter__(self) -> Body:
            return self

        async def __anext__(self) -> bytes:
            for chunk in self.chunks:
                return chunk
            raise StopAsyncIteration

        async def pour(self, send: Callable[[bytes], bool]) -> None:
            for connection in list(opened[0].connections):
                connection._transport.abort()
            told.append(send(b"late"))

        async def aclose(self) -> None:
            told.append("closed")

    opened: list[Server] = []

    async def handler(request: Request) -> Response:
        return Response(200, (), Body())

    async def main():
        async with serving(handler) as server:
            opened.append(server)
            await talk(server.port, GET % 1)
            for _ in range(500):
                if "closed" in told:
                    break
                await asyncio.sleep(0.01)

    run(main)
    assert told[0] is False
    assert told[-1] == "closed"
