"""Handshakes that never end, end badly or come in thousands: whoever speaks TLS is served beside them."""

from __future__ import annotations

import asyncio
import socket
import struct

import pytest

from enclave.wire import handshake
from enclave.wire.server import Limits, Request, Response
from tests.gateway.certificate import make

GET = b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
HALF = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
"""The first bytes of a client's hello."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make(tmp_path_factory.mktemp("certificate"))


async def hello(_request: Request) -> Response:
    return Response(200, (), b"hello")


@pytest.fixture
def ask(certificate):
    """What a client of TLS hears."""

    async def asking(port: int, data: bytes = GET) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=certificate.client)
        writer.write(data)
        try:
            return await reader.read()
        finally:
            writer.close()

    return asking


async def gone(reader: asyncio.StreamReader) -> bool:
    """Whether the server hangs up."""
    try:
        while await reader.read(65536):
            pass
    except ConnectionError:
        pass
    return True


@pytest.mark.parametrize("said", [b"", HALF], ids=["nothing", "half a hello"])
def test_who_does_not_finish_makes_room_for_who_does(run, serving, until, certificate, ask, said):
    """Anybody can begin a handshake, and needs no token for it."""

    async def main():
        async with serving(hello, tls=certificate.server, limits=Limits(connections=40)) as server:
            quiet = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(70)]
            for _, writer in quiet:
                writer.write(said)
            await until(lambda: 30 < len(server.connections) <= 40)
            told = [await ask(server.port) for _ in range(3)]
            held = len(server.connections)
            for _, writer in quiet:
                writer.close()
            await until(lambda: not server.connections)
            return told, held

    told, held = run(main)
    assert [one[:13] for one in told] == [b"HTTP/1.1 200 "] * 3
    assert 30 < held <= 40


def test_who_asks_is_not_cut_off_for_a_handshake(run, serving, until, certificate, ask):
    async def main():
        gate = asyncio.Event()

        async def wait(request: Request) -> Response:
            await gate.wait()
            return await hello(request)

        async with serving(wait, tls=certificate.server, limits=Limits(connections=2)) as server:
            asking = [asyncio.create_task(ask(server.port)) for _ in range(2)]
            await until(lambda: len([one for one in server.connections if one.has_asked]) == 2)
            late = await ask(server.port)
            gate.set()
            return late, [await one for one in asking], await ask(server.port)

    late, asked, last = run(main)
    assert late.startswith(b"HTTP/1.1 503 ")
    assert all(one.startswith(b"HTTP/1.1 200 ") for one in (*asked, last))


def test_each_handshake_ends(run, serving, until, certificate, ask, monkeypatch):
    """In time, however it goes, and nothing is left of it."""

    async def main():
        async with serving(hello, tls=certificate.server) as server:
            with monkeypatch.context() as patch:
                patch.setattr(handshake, "SECONDS", 0.1)
                for said in (b"", HALF, GET, b"\x16\x03\x01\x00\x05hello", b"\x00" * 5_000, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
                    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
                    writer.write(said)
                    assert await gone(reader)
                    writer.close()
            for said in (b"", HALF):
                with socket.create_connection(("127.0.0.1", server.port)) as one:
                    one.sendall(said)
                    await until(lambda: server.connections)
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closed by a reset
                await until(lambda: not server.connections)
            return await ask(server.port)

    assert run(main).endswith(b"hello")


def test_a_server_that_closes_waits_for_no_handshake_longer_than_it_may(run, serving, until, certificate):
    async def main():
        async with serving(hello, tls=certificate.server) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(HALF)
            await until(lambda: server.connections)
            await server.close(0.1)
            assert not server.connections
            assert await gone(reader)
            writer.close()

    run(main)


def test_without_files_a_handshake_is_hung_up_on(run, serving, until, certificate, ask, monkeypatch):
    def full(_descriptor: int) -> int:
        raise OSError(24, "Too many open files")

    async def main():
        async with serving(hello, tls=certificate.server) as server:
            with monkeypatch.context() as patch:
                patch.setattr(handshake.os, "dup", full)
                reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
                assert await gone(reader)
                writer.close()
                assert not server.connections
            return await ask(server.port)

    assert run(main).endswith(b"hello")
