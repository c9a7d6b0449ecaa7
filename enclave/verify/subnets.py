"""Subnets as they are written, in their network or as resources of their own, each once."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.graph.body import items, last_segment, text
from enclave.graph.model import Body, Graph, Resource

PLATFORM_SUBNETS = frozenset({
    "azurefirewallsubnet", "azurefirewallmanagementsubnet", "azurebastionsubnet", "gatewaysubnet", "routeserversubnet",
})
"""Lower-case names of the subnets that only Azure's own appliances may stand in: no group may stand there, or one that Azure writes."""

def written_subnets(resource: Resource, graph: Graph) -> Iterator[tuple[str, Body]]:
    """Name and body of each subnet that a network or a subnet resource is the last to write. Raises `Undecided`."""
    if resource.type.lower().endswith("/subnets"):
        yield last_segment(resource.name), resource.body
        return
    own = {last_segment(child.name).lower() for child in graph.children(resource.id) if child.type.lower().endswith("/subnets")}
    for part in items(resource.body, "properties.subnets"):
        name = text(part, "name")
        if name.lower() not in own:
            yield name, part
