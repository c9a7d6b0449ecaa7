"""Keeps silent connections alive: a model may think for minutes, and what stands between forgets a connection of which it sees nothing."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

SECONDS = 60
"""Between two signs of life. Azure's load balancer forgets a connection after four silent minutes unless told otherwise (Microsoft Learn,
`Load Balancer TCP reset and idle timeout`)."""
MISSES = 5
"""Signs without an answer after which the other end is gone."""
_OPTIONS = tuple(
    (number, value) for name, value in (("TCP_KEEPIDLE", SECONDS), ("TCP_KEEPINTVL", SECONDS), ("TCP_KEEPCNT", MISSES))
    if (number := getattr(socket, name, None)) is not None
)  # fmt: skip


def keep_alive(transport: asyncio.BaseTransport) -> None:
    """Have the kernel give signs of life on a connection. Where it cannot, there are none."""
    connection = transport.get_extra_info("socket")
    if getattr(connection, "family", None) not in (socket.AF_INET, socket.AF_INET6):
        return  # no transport over a network
    with suppress(OSError):  # it has gone
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for number, value in _OPTIONS:
            connection.setsockopt(socket.IPPROTO_TCP, number, value)
