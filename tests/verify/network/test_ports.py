from __future__ import annotations

import pytest

from enclave.graph.body import Undecided
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import ANY_PORT, ANY_PROTOCOL, ESP, ICMP, TCP, UDP, Packet
from enclave.verify.network.ports import WELL_FORMED, ports, protocols


def test_ports_as_rules_write_them() -> None:
    assert ports(["443"]) == IntervalSet.of((443, 443))
    assert ports(["80,443", "1000-2000"]) == IntervalSet.of((80, 80), (443, 443), (1000, 2000))
    assert ports(["22", "*"]) == ANY_PORT
    assert ports([]) == IntervalSet()


@pytest.mark.parametrize("text", ["http", "80-", "[parameters('port')]", "-1"])
def test_what_is_no_port_is_undecided(text: str) -> None:
    with pytest.raises(Undecided):
        ports([text])


def test_protocols_as_rules_write_them() -> None:
    assert protocols(["Tcp", "UDP"]) == IntervalSet.of((TCP, UDP))
    assert protocols(["*"]) == protocols(["Any"]) == ANY_PROTOCOL
    assert protocols(["Icmp", "Esp"]) == IntervalSet.of((ICMP, ICMP), (ESP, ESP))
    with pytest.raises(Undecided):
        protocols(["sctp"])


def test_only_tcp_and_udp_have_ports() -> None:
    assert Packet(1, 2, TCP, 443) in WELL_FORMED
    assert Packet(1, 2, ICMP, 0) in WELL_FORMED
    assert Packet(1, 2, ICMP, 443) not in WELL_FORMED
