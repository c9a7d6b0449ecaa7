"""Rule outbound-unrestricted: a service that can call out does not limit where to."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import Undecided
from enclave.verify.model import Rule
from enclave.verify.network.world import World
from enclave.verify.subjects import services


def check(world: World) -> Iterator[tuple[str, str]]:
    """One finding for each service that can limit its own calls and does not."""
    for resource, service in services(world):
        if service.limits_outbound is None:
            continue
        try:
            limited = service.limits_outbound.holds(resource, world.estate.graph)
        except Undecided:
            continue
        if not limited:
            yield resource.id, f"{service.limits_outbound} does not hold: the service itself may call any address"


RULE = Rule(
    id="outbound-unrestricted",
    title="a service that can call out does not limit where to",
    severity=Severity.LOW,
    why="the service sends from Microsoft's network, past every firewall of yours",
    fix="set `restrictOutboundNetworkAccess` and list the names that it may call",
    check=check,
)
