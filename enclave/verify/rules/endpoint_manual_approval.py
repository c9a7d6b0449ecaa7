"""Rule endpoint-manual-approval: a private endpoint waits for somebody else's approval."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import items, text
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import private_endpoint


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """No connection may be asked for by hand."""
    for part in items(resource.body, "properties.manualPrivateLinkServiceConnections"):
        yield f"connection {text(part, 'name')} stands in manualPrivateLinkServiceConnections"


RULE = Rule(
    id="endpoint-manual-approval",
    title="a private endpoint waits for somebody else's approval",
    severity=Severity.MEDIUM,
    why=(
        "until the owner of the service approves it nothing works; and a manual request is how one reaches services of other tenants, "
        "to which data then goes"
    ),
    fix="connect to your own services with `privateLinkServiceConnections`",
    check=each(("Microsoft.Network/privateEndpoints",), judge),
    references=References(mcsb=("NS-2",), pages=("learn.microsoft.com/azure/private-link/manage-private-endpoint",)),
    fails=(private_endpoint("manualPrivateLinkServiceConnections"),),
    passes=(private_endpoint("privateLinkServiceConnections"),),
    azurerm=(Native("azurerm_private_endpoint", "private_service_connection.is_manual_connection", False),),
)
