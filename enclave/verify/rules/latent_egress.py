"""Rule latent-egress: a subnet has a way out that only its route table keeps traffic from."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import last_segment
from enclave.verify.model import Rule, until_undecided
from enclave.verify.network.egress import Egress
from enclave.verify.network.world import World
from enclave.verify.subjects import client_sites

LAST_RESORTS = ("a private subnet", "delegated to")
"""How ways that no setting turns off begin: they are not findings."""


def check(world: World) -> Iterator[tuple[str, str]]:
    """One finding for each way out of a subnet with a route table."""
    for site in client_sites(world):
        if site.subnet.route_table is None:
            continue
        methods, _ = until_undecided(Egress(site, world).methods())
        for method in methods:
            if not method.because.startswith(LAST_RESORTS):
                yield site.id, f"{method.because}: only route table {last_segment(site.subnet.route_table)} keeps traffic from it"


RULE = Rule(
    id="latent-egress",
    title="a subnet has a way out that only its route table keeps traffic from",
    severity=Severity.MEDIUM,
    why="one route removed or one table detached, and the subnet's machines reach the internet past the firewall",
    fix="set `defaultOutboundAccess: false`, and take the NAT gateway or public address away",
    check=check,
)
