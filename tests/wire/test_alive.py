"""Signs of life on connections that say nothing."""

from __future__ import annotations

import asyncio
import os
import socket

import pytest

from enclave.wire.alive import MISSES, SECONDS
from enclave.wire.client import Client
from enclave.wire.server import Request, Response, listen
from tests.gateway.certificate import make


@pytest.mark.parametrize("with_tls", [False, True])
def test_both_ends_have_the_kernel_give_signs_of_life(run, tmp_path, with_tls):
    seen = {}

    def options(descriptor: int) -> tuple[bool, int, int, int]:
        with socket.socket(fileno=os.dup(descriptor)) as one:
            tcp = [one.getsockopt(socket.IPPROTO_TCP, getattr(socket, name)) for name in ("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT")]
            return bool(one.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)), *tcp

    async def main():
        certificate = make(tmp_path) if with_tls else None

        async def handler(_request: Request) -> Response:
            [connection] = server.connections
            seen["server"] = options(connection._transport.get_extra_info("socket").fileno())
            return Response(200, (), b"x")

        server = await listen(handler, "127.0.0.1", 0, tls=certificate.server if certificate else None)
        scheme = "https" if with_tls else "http"
        client = Client(f"{scheme}://127.0.0.1:{server.port}", tls=certificate.client if certificate else None)
        try:
            await (await client.request("GET", b"/", ())).read()
            [connection] = client._open
            seen["client"] = options(connection._descriptor)
        finally:
            await client.close()
            await server.close(0.1)
            await asyncio.sleep(0)

    run(main)
    assert seen == dict.fromkeys(("server", "client"), (True, SECONDS, SECONDS, MISSES))
