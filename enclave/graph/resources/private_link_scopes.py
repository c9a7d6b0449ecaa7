"""Azure Monitor private link scopes: the private endpoint of Log Analytics workspaces."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, last_segment, link, pointer, text
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Insights/privateLinkScopes"
SCOPED_TYPE = f"{TYPE}/scopedResources"
API_VERSION = "2021-09-01"


class PrivateLinkScope(Struct, frozen=True):
    """A private link scope and what it covers."""

    id: str
    ingestion: str
    """`PrivateOnly` or `Open`: what networks that use its endpoint may reach."""
    query: str
    resources: tuple[str, ...]
    """Ids of the workspaces and components in it."""


def read(resource: Resource, graph: Graph | None = None) -> PrivateLinkScope:
    """A private link scope; with a graph what it covers is merged in. Raises `Undecided`."""
    covered: list[str] = []
    for child in graph.children(resource.id) if graph else ():
        if child.type.lower() == SCOPED_TYPE.lower():
            target = link(child.body, "properties.linkedResourceId")
            if target is None:
                raise Undecided("linkedResourceId", child.id)
            covered.append(target)
    return PrivateLinkScope(
        id=resource.id,
        ingestion=text(resource.body, "properties.accessModeSettings.ingestionAccessMode", "Open"),
        query=text(resource.body, "properties.accessModeSettings.queryAccessMode", "Open"),
        resources=tuple(covered),
    )


def write(scope: PrivateLinkScope, place: Place) -> tuple[Resource, ...]:
    """The scope and what it covers."""
    modes: Value = {"ingestionAccessMode": scope.ingestion, "queryAccessMode": scope.query}
    body = place.put(TYPE, API_VERSION, scope.id, {"properties": {"accessModeSettings": modes}}, location="global")
    covered = (
        place.below(body, "scopedResources", API_VERSION, last_segment(target), {
            "properties": {"linkedResourceId": pointer(target)}
        })
        for target in scope.resources
    )
    return (body, *covered)
