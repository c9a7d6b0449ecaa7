"""Rule link-service-open: a private link service takes everybody's endpoints."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import texts
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import GROUP, link_service


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """Neither list may hold a star."""
    for name in ("visibility", "autoApproval"):
        if "*" in (one.strip() for one in texts(resource.body, f"properties.{name}.subscriptions")):
            yield f"{name}.subscriptions holds *"


RULE = Rule(
    id="link-service-open",
    title="a private link service takes everybody's endpoints",
    severity=Severity.HIGH,
    why="anybody in Azure who knows its alias can ask for a way in; what is approved by itself is not even asked",
    fix="list your own subscriptions in `visibility` and `autoApproval`",
    check=each(("Microsoft.Network/privateLinkServices",), judge),
    references=References(mcsb=("NS-2",), pages=("learn.microsoft.com/azure/private-link/private-link-service-overview",)),
    fails=(link_service(visibility={"subscriptions": ["*"]}),),
    passes=(link_service(visibility={"subscriptions": [GROUP]}),),
    azurerm=(Native("azurerm_private_link_service", "visibility_subscription_ids", ["11111111-1111-1111-1111-111111111111"]),),
)
