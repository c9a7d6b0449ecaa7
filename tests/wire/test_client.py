"""The client against servers that are good, slow, broken or lying."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from enclave.errors import InputError
from enclave.wire.client import BrokenError, Client, GarbageError, SilentError, UnreachableError, UpstreamError
from enclave.wire.server import Limits, Request, Response

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter, int], Awaitable[None]]


@asynccontextmanager
async def scripted(script: Script):
    """A server that runs `script(reader, writer, number of the connection)` for every connection."""
    count = 0
    tasks = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        count += 1
        tasks.add(asyncio.current_task())
        try:
            await script(reader, writer, count)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], lambda: count
    finally:
        server.close()
        for task in tasks:
            task.cancel()


def answering(answer: bytes, pause: float = 0.0, step: int = 0, close: bool = False) -> Script:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            for start in range(0, len(answer), step or len(answer)):
                writer.write(answer[start : start + (step or len(answer))])
                await writer.drain()
                if pause:
                    await asyncio.sleep(pause)
            if close:
                return

    return script


def client(port: int, **options: float) -> Client:
    return Client(f"http://127.0.0.1:{port}/v1/", **{"connect_seconds": 1.0, "read_seconds": 1.0} | options)


ANSWERS = {
    "length": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", False),
    "chunked": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x\r\nllo\r\n0\r\nT: x\r\n\r\n", False),
    "until close": (b"HTTP/1.1 200 OK\r\n\r\nhello", True),
    "old": (b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", True),
    "after 100": (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", False),
    "after 103": (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", False),
}


@pytest.mark.parametrize("step", [0, 1, 7])
@pytest.mark.parametrize("name", ANSWERS)
def test_bodies_of_every_framing_cut_anywhere(run, name, step):
    answer, close = ANSWERS[name]

    async def main():
        async with scripted(answering(answer, step=step, close=close)) as (port, connections):
            http = client(port)
            bodies = []
            for _ in range(3):
                response = await http.request("POST", b"/x", ((b"a", b"b"),), b"")
                assert response.status == 200
                assert response.header(b"link") is None
                bodies.append(await response.read())
            await http.close()
            return bodies, connections()

    bodies, connections = run(main)
    assert bodies == [b"hello"] * 3
    assert connections == (3 if close else 1)


def test_what_is_sent(run, serving):
    seen: list[Request] = []

    async def handler(request: Request) -> Response:
        seen.append(request)
        return Response(302, ((b"location", b"/elsewhere"),), b"moved")

    async def main():
        async with serving(handler) as server:
            http = client(server.port)
            response = await http.request("POST", b"/chat?x=y", ((b"content-type", b"application/json"),), b"{}")
            await response.read()
            await http.close()
            return response.status, server.port

    status, port = run(main)
    assert status == 302
    assert len(seen) == 1
    request = seen[0]
    assert (request.method, request.path, request.query, request.body) == ("POST", "/v1/chat", "x=y", b"{}")
    assert request.header(b"host") == f"127.0.0.1:{port}".encode()
    assert request.header(b"content-type") == b"application/json"


def test_a_header_with_a_line_break_is_never_sent(run, serving):
    async def handler(request: Request) -> Response:
        return Response(200)

    async def main():
        async with serving(handler) as server:
            http = client(server.port)
            with pytest.raises(ValueError, match="line break"):
                await http.request("GET", b"/", ((b"a", b"b\r\nc: d"),))
            await http.close()

    run(main)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", BrokenError),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", BrokenError),
        (b"HTTP/1.1 200", BrokenError),
        (b"\x00\x01\x02 garbage\r\n\r\n", GarbageError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", GarbageError),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", GarbageError),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", GarbageError),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 100_000 + b"\r\n\r\n", GarbageError),
    ],
)
def test_an_answer_that_is_none(run, answer, error):
    async def main():
        async with scripted(answering(answer, close=True)) as (port, _):
            http = client(port)
            with pytest.raises(error) as caught:
                await (await http.request("POST", b"/x", (), b"{}")).read()
            await http.close()
            return caught.value

    assert run(main).sent


def test_a_body_larger_than_allowed(run):
    async def main():
        async with scripted(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n" + b"x" * 500_000)) as (port, _):
            http = client(port)
            with pytest.raises(GarbageError):
                await (await http.request("GET", b"/x", ())).read(1000)
            await http.close()

    run(main)


def test_nobody_there(run):
    async def main():
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            http = client(sock.getsockname()[1])
            with pytest.raises(UnreachableError) as caught:
                await http.request("GET", b"/", ())
            await http.close()
            return caught.value

    error = run(main)
    assert isinstance(error, UpstreamError)
    assert not error.sent
    assert "127.0.0.1" not in error.message


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"])
def test_silence_is_bounded_before_and_in_the_body(run, answer):
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await reader.read()

    async def main():
        async with scripted(script) as (port, _):
            http = client(port, read_seconds=0.1)
            with pytest.raises(SilentError):
                await (await http.request("GET", b"/", ())).read()
            await http.close()

    run(main)


def test_an_answer_that_dribbles_is_bounded_as_a_whole(run):
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    async def main():
        async with scripted(script) as (port, _):
            http = client(port, total_seconds=0.3)
            with pytest.raises(SilentError, match="not complete"):
                await (await http.request("GET", b"/", ())).read()
            await http.close()

    run(main)


def test_a_connection_that_the_server_closed_while_idle_is_not_used_again(run):
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d" % number)

    async def main():
        async with scripted(script) as (port, _):
            http = client(port)
            first = await (await http.request("GET", b"/", ())).read()
            await asyncio.sleep(0.1)
            second = await (await http.request("GET", b"/", ())).read()
            await http.close()
            return first, second

    assert run(main) == (b"1", b"2")


def test_a_stale_connection_is_noticed_even_when_the_loop_was_busy(run, monkeypatch):
    monkeypatch.setattr("enclave.wire.client._STALE_SECONDS", 0.0)
    release = asyncio.Event()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d" % number)
        await release.wait()

    async def main():
        async with scripted(script) as (port, _):
            http = client(port)
            first = await (await http.request("GET", b"/", ())).read()
            connection = http._idle[0]
            connection._transport.pause_reading()  # its end lies unread in the socket
            release.set()
            await asyncio.sleep(0.1)
            second = await (await http.request("GET", b"/", ())).read()
            await http.close()
            return first, second

    assert run(main) == (b"1", b"2")


def test_a_request_is_never_sent_twice(run):
    """A reused connection that dies without an answer: the request may have been processed, so it fails."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
        await reader.readuntil(b"\r\n\r\n")

    async def main():
        async with scripted(script) as (port, connections):
            http = client(port)
            await (await http.request("POST", b"/", ())).read()
            with pytest.raises(BrokenError):
                await http.request("POST", b"/", ())
            await http.close()
            return connections()

    assert run(main) == 1


@pytest.mark.parametrize("extra", [b"H", b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nX"])
def test_bytes_after_an_answer_never_become_the_next_answer(run, extra):
    async def main():
        async with scripted(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1" + extra)) as (port, connections):
            http = client(port)
            bodies = []
            for _ in range(2):
                bodies.append(await (await http.request("GET", b"/", ())).read())
                await asyncio.sleep(0.05)
            await http.close()
            return bodies, connections()

    assert run(main) == ([b"1", b"1"], 2)


def test_a_consumer_that_is_slow_holds_the_server_back(run):
    sent = 0

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
        while sent < 50_000_000:
            writer.write(b"x" * 50_000)
            sent += 50_000
            await writer.drain()

    async def main():
        async with scripted(script) as (port, _):
            http = client(port)
            response = await http.request("GET", b"/", ())
            await asyncio.sleep(0.5)
            held = sent
            total = 0
            async for piece in response.chunks():
                total += len(piece)
            await http.close()
            return held, total

    held, total = run(main)
    assert held < 25_000_000
    assert total == 50_000_000


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_body_that_is_poured_comes_whole_and_in_order_however_often_it_is_stopped(run, size):
    body = bytes(range(256)) * 40
    answer = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body

    async def main() -> None:
        async with scripted(answering(answer, step=997)) as (port, _):
            one = client(port)
            response = await one.request("GET", b"", ())
            found = bytearray()
            turns = 0

            def take(data: bytes) -> bool:
                found.extend(data)
                return len(found) % size > 0

            while piece := await response.chunk():
                found += piece
                turns += 1
                await response.pour(take)
            assert bytes(found) == body
            await response.pour(take)  # over
            assert len(found) == len(body)
            again = await one.request("GET", b"", ())
            assert await again.read() == body
            await one.close()

    run(main)


def test_a_body_that_breaks_while_it_is_poured_says_so(run):
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nfirst")
        await asyncio.sleep(0.05)
        writer.write(b"second")
        await writer.drain()

    async def main() -> None:
        async with scripted(script) as (port, _):
            one = client(port)
            response = await one.request("GET", b"", ())
            found = [await response.chunk()]
            await response.pour(lambda data: found.append(data) is None)
            assert b"".join(found) == b"firstsecond"
            with pytest.raises(BrokenError):
                await response.chunk()
            await one.close()

    run(main)


def test_close_gives_up_the_connection_and_another_is_made(run):
    async def main():
        async with scripted(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")) as (port, connections):
            http = client(port)
            for _ in range(2):
                response = await http.request("GET", b"/", ())
                assert await response.chunk() == b"hello"
                response.close()
                response.close()
            await http.close()
            return connections()

    assert run(main) == 2


def test_the_pool_is_bounded_and_hands_connections_on(run):
    async def main():
        async with scripted(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1", pause=0.02)) as (port, connections):
            http = client(port, max_connections=2)

            async def one() -> bytes:
                return await (await http.request("GET", b"/", ())).read()

            bodies = await asyncio.gather(*(one() for _ in range(20)))
            await http.close()
            return bodies, connections()

    bodies, connections = run(main)
    assert bodies == [b"1"] * 20
    assert connections == 2


def test_a_full_pool_says_so_in_time(run):
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        await reader.read()

    async def main():
        async with scripted(script) as (port, _):
            http = client(port, max_connections=1, connect_seconds=0.5)
            first = asyncio.ensure_future(http.request("GET", b"/", ()))
            await asyncio.sleep(0.05)
            with pytest.raises(UnreachableError, match="busy"):
                await http.request("GET", b"/", ())
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first
            await http.close()

    run(main)


def test_tls_both_ways_and_no_trust_without_a_reason(run, serving, tmp_path):
    certificate = self_signed(tmp_path)

    async def handler(request: Request) -> Response:
        return Response(200, (), Pieces(request.body))

    async def main():
        theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        theirs.load_cert_chain(certificate)
        async with serving(handler, tls=theirs, limits=Limits(body_bytes=1000)) as server:
            trusting = Client(f"https://localhost:{server.port}", tls=ssl.create_default_context(cafile=str(certificate)))
            bodies = [await (await trusting.request("POST", b"/", (), b"hello")).read() for _ in range(3)]
            refused = (await trusting.request("POST", b"/", (), b"x" * 1001)).status
            await trusting.close()
            stranger = Client(f"https://localhost:{server.port}")
            with pytest.raises(UnreachableError):
                await stranger.request("POST", b"/", (), b"hello")
            await stranger.close()
            return bodies, refused

    assert run(main) == ([b"hello"] * 3, 413)


class Pieces:
    """A body, one byte after the other."""

    def __init__(self, body: bytes) -> None:
        self._pieces = iter([body[index : index + 1] for index in range(len(body))])

    def __aiter__(self):
        return self

    async def __anext__(self) -> bytes:
        for piece in self._pieces:
            return piece
        raise StopAsyncIteration


def self_signed(directory):
    """A key and a certificate for localhost in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = directory / "localhost.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return path


@pytest.mark.parametrize("url", ["", "127.0.0.1:80", "ftp://a", "http://", "http://a/?b", "http://u:p@a/"])
def test_what_is_no_base_url(url):
    with pytest.raises(InputError, match="is not a base URL"):
        Client(url)
