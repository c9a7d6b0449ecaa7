"""Rule public-address: a machine has a public address, and only a security group stands between it and the internet."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import last_segment
from enclave.verify.model import Rule
from enclave.verify.network.world import World


def check(world: World) -> Iterator[tuple[str, str]]:
    """One finding for each public address on a machine."""
    for site in world.estate.sites.values():
        for port in world.attached(site.id):
            if port.public_ip:
                yield port.owner, f"has the public address {last_segment(port.public_ip)}"


RULE = Rule(
    id="public-address",
    title="a machine has a public address",
    severity=Severity.HIGH,
    why="the packets of strangers reach its security group; one rule more, and they reach the machine",
    fix="take the public address away; manage through Bastion, publish through a declared front door",
    check=check,
)
