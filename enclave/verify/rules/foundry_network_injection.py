"""Rule foundry-network-injection: the agents of a Foundry account run outside your network."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import flag, items, text
from enclave.graph.model import Body, Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import SUBNET, ai_account


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """An account for projects must put its agents into a network."""
    if not flag(resource.body, "properties.allowProjectManagement"):
        return
    injections = items(resource.body, "properties.networkInjections")
    if not any(text(one, "scenario").lower() == "agent" and _is_in_a_network(one) for one in injections):
        yield "allowProjectManagement is true, and networkInjections puts no agents into a network"


def _is_in_a_network(injection: Body) -> bool:
    return bool(text(injection, "subnetArmId")) or flag(injection, "useMicrosoftManagedNetwork")


RULE = Rule(
    id="foundry-network-injection",
    title="the agents of a Foundry account run outside your network",
    severity=Severity.HIGH,
    why=(
        "an agent runs tools and code; without a subnet of yours (or a managed network that lets out only what is approved) it calls "
        "out from Microsoft's network, past every firewall. A network can be given only when the account is made"
    ),
    fix="give `networkInjections` with the scenario `agent` when you create the account",
    check=each(("Microsoft.CognitiveServices/accounts",), judge),
    references=References(mcsb=("NS-1", "AI-4"), pages=("learn.microsoft.com/azure/ai-foundry/agents/how-to/virtual-networks",)),
    fails=(ai_account(allowProjectManagement=True),),
    passes=(ai_account(allowProjectManagement=True, networkInjections=[{"scenario": "agent", "subnetArmId": SUBNET}]),),
    azurerm=(
        Native("azurerm_cognitive_account", "network_injection.subnet_id", "azurerm_subnet.agents.id"),
        Native("azurerm_cognitive_account", "network_injection.scenario", "agent"),
    ),
)
