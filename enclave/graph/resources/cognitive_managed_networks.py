"""Networks that Microsoft manages for the agents of a Foundry account, with their ways out (child resources)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, member, text
from enclave.graph.managed_network import OutboundRule, inline_rules, rule, write_rule
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.CognitiveServices/accounts/managedNetworks"
RULE_TYPE = f"{TYPE}/outboundRules"
API_VERSION = "2026-07-01"
NAME = "default"
"""The only one that an account has."""


class CognitiveManagedNetwork(Struct, frozen=True):
    """The managed network of an account."""

    id: str
    account: str
    """Id of the account."""
    isolation: str
    """`Disabled`, `AllowInternetOutbound` or `AllowOnlyApprovedOutbound`."""
    rules: tuple[OutboundRule, ...]
    firewall: str = "Standard"
    """`Standard` or `Basic`: what Microsoft builds when a rule names a host."""
    kind: str = "V2"


def read(resource: Resource, graph: Graph | None = None) -> CognitiveManagedNetwork:
    """A managed network; with a graph the rules that are resources of their own are merged in. Raises `Undecided`."""
    path = "properties.managedNetwork"
    children = graph.children(resource.id) if graph else ()
    own = tuple(rule(last_segment(child.name), member(child.body, "properties"), child.id) for child in children)
    return CognitiveManagedNetwork(
        id=resource.id,
        account=resource.parent or "",
        isolation=text(resource.body, f"{path}.isolationMode", "Disabled"),
        rules=(*inline_rules(resource, f"{path}.outboundRules"), *own),
        firewall=text(resource.body, f"{path}.firewallSku", "Standard"),
        kind=text(resource.body, f"{path}.managedNetworkKind", "V1"),
    )


def write(
    network: CognitiveManagedNetwork, account: Resource, place: Place, depends_on: tuple[str, ...] = ()
) -> tuple[Resource, ...]:
    """The network and its rules, one after another: it takes one change at a time."""
    settings = stated(isolationMode=network.isolation, managedNetworkKind=network.kind, firewallSku=network.firewall)
    body: dict[str, Value] = {"properties": {"managedNetwork": settings}}
    (parent,) = place.below(account, "managedNetworks", API_VERSION, NAME, body, depends_on=depends_on),
    written = [parent]
    for each in network.rules:
        before = (written[-1].id,) if len(written) > 1 else ()
        properties: dict[str, Value] = {"properties": write_rule(each)}
        written.append(place.below(parent, "outboundRules", API_VERSION, each.name, properties, depends_on=before))
    return tuple(written)
