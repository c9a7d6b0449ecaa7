"""Rule trusted-services-bypass: services of Microsoft pass the network rules of a service that needs none of them."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import last_segment, text
from enclave.graph.model import Graph, Resource
from enclave.verify.network.world import World
from enclave.verify.rule import Native, References, Rule, Told, holding, told
from enclave.verify.samples import registry
from enclave.verify.settings import OneOf, Setting

NEEDING = (
    "Microsoft.MachineLearningServices/workspaces",
    "Microsoft.ContainerInstance/containerGroups",
    "Microsoft.ContainerRegistry/registries/tasks",
)
"""What pulls images from Microsoft's side of the network (learn.microsoft.com/azure/container-registry/allow-access-trusted-services)."""
PLANS = "Microsoft.Security/pricings"

SETTINGS = (
    Setting("Microsoft.CognitiveServices/accounts", "properties.networkAcls.bypass", OneOf(("none",)), absent="None"),
    Setting(
        "Microsoft.Search/searchServices",
        "properties.networkRuleSet.bypass",
        OneOf(("none",)),
        absent="None",
        source="learn.microsoft.com/azure/search/search-indexer-howto-access-trusted-service-exception",
    ),
    Setting(
        "Microsoft.DocumentDB/databaseAccounts",
        "properties.networkAclBypass",
        OneOf(("none",)),
        absent="None",
        source="learn.microsoft.com/azure/cosmos-db/how-to-configure-nsp",
    ),
    Setting("Microsoft.Synapse/workspaces", "properties.trustedServiceBypassEnabled", OneOf(("false",)), absent="false"),
)


def check(world: World) -> Iterator[Told]:
    """Settings, and registries: these have a bypass by default, which is right only where something needs it."""
    yield from holding(SETTINGS)(world)
    graph = world.estate.graph
    for found in graph.of_type("Microsoft.ContainerRegistry/registries"):
        yield from told(found, _judge(found, graph))


def _judge(resource: Resource, graph: Graph) -> Iterator[str]:
    bypass = text(resource.body, "properties.networkRuleBypassOptions", "AzureServices")
    if bypass.lower() != "none" and not graph.of_type(*NEEDING) and not any(_scans(plan) for plan in graph.of_type(PLANS)):
        yield f"networkRuleBypassOptions is {bypass}, and nothing here needs it"


def _scans(plan: Resource) -> bool:
    """Whether it is the plan of Defender that scans images."""
    return last_segment(plan.name).lower() == "containers" and text(plan.body, "properties.pricingTier").lower() == "standard"


RULE = Rule(
    id="trusted-services-bypass",
    title="services of Microsoft pass the network rules of a service that needs none of them",
    severity=Severity.LOW,
    why=(
        "a trusted service carries what its own user asks: a task, an indexer or an evaluation, in any tenant that a role lets in, "
        "comes past every network rule"
    ),
    fix="set the bypass to `None` where nothing needs it",
    check=check,
    references=References(mcsb=("NS-2",), pages=("learn.microsoft.com/azure/container-registry/allow-access-trusted-services",)),
    fails=(registry(networkRuleBypassOptions="AzureServices"),),
    passes=(registry(networkRuleBypassOptions="None"),),
    azurerm=(
        Native("azurerm_container_registry", "network_rule_bypass_option", "None"),
        Native("azurerm_search_service", "network_rule_bypass_option", "None"),
        Native("azurerm_cognitive_account", "network_acls.bypass", "None"),
    ),
)
