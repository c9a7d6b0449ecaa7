"""Rule latent-egress: a subnet has a way out that only its route table keeps traffic from."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import last_segment
from enclave.verify.model import because, until_undecided
from enclave.verify.network.egress import Egress
from enclave.verify.network.world import World
from enclave.verify.rule import Native, References, Rule, Told
from enclave.verify.samples import ROUTES, arm, network
from enclave.verify.subjects import client_sites

LAST_RESORTS = ("a private subnet", "delegated to")
"""How ways that no setting turns off begin: they are not findings."""
TO_FIREWALL = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.40.255.4"}
TABLE = arm("Microsoft.Network/routeTables@2025-09-01", "rt-cases", {"routes": [{"name": "to-firewall", "properties": TO_FIREWALL}]})


def check(world: World) -> Iterator[Told]:
    """One finding for each way out of a subnet with a route table."""
    for site in client_sites(world):
        if site.subnet.route_table is None:
            continue
        methods, doubt = until_undecided(Egress(site, world).methods())
        for method in methods:
            if not method.because.startswith(LAST_RESORTS):
                table = last_segment(site.subnet.route_table)
                yield Told(site.id, f"{method.because}: only route table {table} keeps traffic from it")
        if doubt is not None:
            yield Told(site.id, because(doubt).reason, unknown=True)
    for network_id, problem in world.estate.networks.unread.items():
        yield Told(network_id, problem.message, unknown=True)


RULE = Rule(
    id="latent-egress",
    title="a subnet has a way out that only its route table keeps traffic from",
    severity=Severity.MEDIUM,
    why="one route removed or one table detached, and the subnet's machines reach the internet past the firewall",
    fix="set `defaultOutboundAccess: false`, and take the NAT gateway or public address away",
    check=check,
    references=References(mcsb=("NS-2",), pages=("learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access",)),
    fails=(TABLE, network(routeTable={"id": ROUTES}, defaultOutboundAccess=True)),
    passes=(TABLE, network(routeTable={"id": ROUTES}, defaultOutboundAccess=False)),
    azurerm=(Native("azurerm_subnet", "default_outbound_access_enabled", False),),
)
