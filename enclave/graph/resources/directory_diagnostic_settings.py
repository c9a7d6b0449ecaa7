"""Where Microsoft Entra sends its sign-ins and changes. A tenant has few of these, and they tell of all of it.

Not among the types that are checked here; schema: learn.microsoft.com/rest/api/monitor, diagnostic settings of
`microsoft.aadiam`, which the Azure CLI cannot reach but by its address. No template deploys it to a tenant: it is a request.
"""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, last_segment, link, text
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place

TYPE = "microsoft.aadiam/diagnosticSettings"
API_VERSION = "2017-04-01"


class DirectoryLogs(Struct, frozen=True):
    """A setting."""

    id: str
    workspace: str
    """Id of the workspace that they go to; empty: none."""
    logs: tuple[str, ...]
    """Categories that are sent."""


def read(resource: Resource) -> DirectoryLogs:
    """A setting. Raises `Undecided`."""
    body = resource.body
    return DirectoryLogs(
        id=resource.id,
        workspace=link(body, "properties.workspaceId") or "",
        logs=tuple(text(log, "category") for log in items(body, "properties.logs") if flag(log, "enabled")),
    )


def write(logs: DirectoryLogs, place: Place) -> tuple[Resource, ...]:
    """The setting, at the scope of its place, which is the tenant."""
    categories: list[Value] = [{"category": name, "enabled": True} for name in logs.logs]
    properties: Value = {"workspaceId": Ref(logs.workspace), "logs": categories}
    return (place.on(place.scope, TYPE, API_VERSION, last_segment(logs.id), {"properties": properties}),)
