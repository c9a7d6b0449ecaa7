"""How many connections there is room for, and which of them go when there are more: those that have not asked anything yet."""

from __future__ import annotations

import asyncio
import heapq
import os
import resource
import socket
from collections.abc import Collection
from contextlib import suppress
from typing import Protocol, TypeVar, cast

MOST_FILES = 16_384
"""Open files that a process asks for, if it is allowed so many: where nobody says anything, Linux lets it have 1,024."""
BESIDE = 2_048
"""Of these, what is for the model services (1,024 each at most, and rarely two), the log and the ledger, not for callers."""
SHARE = 16
"""That part of the connections goes at once, so that they are looked at once for many who come."""


class Guest(Protocol):
    """One connection."""

    @property
    def deadline(self) -> float:
        """When it will be closed if nothing comes."""

    @property
    def has_asked(self) -> bool:
        """Whether a whole request of it is being answered, or an answer is still to go out."""


_G = TypeVar("_G", bound=Guest)


def room(wanted: int) -> int:
    """How many connections fit beside all else that the process has open. Lets it have more open files, as far as it may."""
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = MOST_FILES if most == resource.RLIM_INFINITY else min(most, MOST_FILES)
    if files != resource.RLIM_INFINITY and files < allowed:
        with suppress(OSError, ValueError):  # then it has to do with what there is
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
            files = allowed
    return wanted if files == resource.RLIM_INFINITY else min(wanted, max(files // 2, files - BESIDE))


def leaving(guests: Collection[_G], most: int) -> list[_G]:
    """Who has to go so that one more may come: of those who have asked nothing, the ones whose time is over first."""
    return heapq.nsmallest(max(1, most // SHARE), (one for one in guests if not one.has_asked), key=lambda one: one.deadline)


def waiting(listener: asyncio.AbstractServer) -> list[socket.socket]:
    """Connections that nobody has accepted yet: they would be reset with the listener, although other processes share its port."""
    found: list[socket.socket] = []
    for listening in cast(asyncio.Server, listener).sockets:
        with socket.socket(fileno=os.dup(listening.fileno())) as door, suppress(OSError):
            door.setblocking(False)
            while True:
                found.append(door.accept()[0])
    return found
