"""How many connections there is room for, and who makes some."""

from __future__ import annotations

import resource
import socket
from dataclasses import dataclass

import pytest

from enclave.wire import crowd


@dataclass
class One:
    deadline: float
    has_asked: bool = False


@pytest.mark.parametrize(
    ("files", "most", "may", "allowed", "wanted"),
    [
        (1_024, 524_288, True, 16_384, 4_096),
        (1_024, 4_096, True, 4_096, 2_048),
        (1_024, 1_024, True, None, 512),
        (1_024, 524_288, False, None, 512),
        (65_536, 524_288, True, None, 4_096),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, True, None, 4_096),
        (1_024, resource.RLIM_INFINITY, True, 16_384, 4_096),
    ],
)
def test_connections_leave_room_for_what_else_is_open(monkeypatch, files, most, may, allowed, wanted):
    asked = []

    def let(_what, limits):
        if not may:
            raise ValueError("not allowed to raise maximum limit")
        asked.append(limits)

    monkeypatch.setattr(resource, "getrlimit", lambda _what: (files, most))
    monkeypatch.setattr(resource, "setrlimit", let)
    assert crowd.room(4_096) == wanted
    assert asked == ([] if allowed is None else [(allowed, most)])


def test_who_has_asked_nothing_goes_the_one_first_that_would_be_closed_first():
    guests = [One(9), One(3), One(1, has_asked=True), One(5)]
    assert crowd.leaving(guests, 32) == [guests[1], guests[3]]
    assert crowd.leaving(guests, 1) == [guests[1]]
    assert crowd.leaving([guests[2]], 32) == []


def test_who_waits_at_the_door_is_found():
    with socket.create_server(("127.0.0.1", 0)) as door, socket.create_connection(door.getsockname()):
        class Listener:
            sockets = (door,)

        [found] = crowd.waiting(Listener())
        found.close()
