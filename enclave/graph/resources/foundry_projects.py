"""Projects of a Foundry account. Network, keys and local authentication are the account's."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, text
from enclave.graph.model import Resource
from enclave.graph.parts import Identity, Place, identity, stated, write_identity

TYPE = "Microsoft.CognitiveServices/accounts/projects"
API_VERSION = "2026-07-01"


class FoundryProject(Struct, frozen=True):
    """A project."""

    id: str
    account: str
    """Id of the account."""
    name: str
    location: str
    display_name: str
    description: str
    identity: Identity


def read(resource: Resource) -> FoundryProject:
    """A project. Raises `Undecided`."""
    return FoundryProject(
        id=resource.id,
        account=resource.parent or "",
        name=last_segment(resource.name),
        location=resource.location or "",
        display_name=text(resource.body, "properties.displayName"),
        description=text(resource.body, "properties.description"),
        identity=identity(resource),
    )


def write(project: FoundryProject, account: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The project."""
    body = stated(
        identity=write_identity(project.identity),
        properties=stated(displayName=project.display_name or None, description=project.description or None),
    )
    return (
        place.below(
            account, "projects", API_VERSION, project.name, body, location=project.location, tagged=True, depends_on=depends_on
        ),
    )
