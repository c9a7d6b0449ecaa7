"""Rule outbound-unrestricted: a service that can call out does not limit where to."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.model import Graph, Resource
from enclave.verify.network.world import World
from enclave.verify.rule import Native, References, Rule, Told, told
from enclave.verify.samples import ai_account
from enclave.verify.services import Condition
from enclave.verify.subjects import services


def check(world: World) -> Iterator[Told]:
    """One finding for one service that can limit its own calls and does not."""
    for resource, service in services(world):
        if service.limits_outbound is not None:
            yield from told(resource, _judge(resource, service.limits_outbound, world.estate.graph))


def _judge(resource: Resource, limit: Condition, graph: Graph) -> Iterator[str]:
    if not limit.holds(resource, graph):
        yield f"{limit} does not hold: the service itself may call any address"


RULE = Rule(
    id="outbound-unrestricted",
    title="a service that can call out does not limit where to",
    severity=Severity.LOW,
    why="the service sends from Microsoft's network, past every firewall of yours",
    fix="set `restrictOutboundNetworkAccess` and list the names that it may call",
    check=check,
    references=References(
        mcsb=("NS-2",),
        pages=(
            "learn.microsoft.com/azure/ai-services/cognitive-services-data-loss-prevention",
            "learn.microsoft.com/azure/azure-sql/database/outbound-firewall-rule-overview",
        ),
    ),
    fails=(ai_account(restrictOutboundNetworkAccess=False, allowedFqdnList=[]),),
    passes=(ai_account(restrictOutboundNetworkAccess=True, allowedFqdnList=[]),),
    azurerm=(
        Native("azurerm_cognitive_account", "outbound_network_access_restricted", True),
        Native("azurerm_mssql_server", "outbound_network_restriction_enabled", True),
    ),
)
