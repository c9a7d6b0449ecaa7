"""Foundry (classic): one hub workspace for the region, and a project workspace for each project of this platform.

Projects have network, keys and services of their hub; each has a connection to its own account, whose models and filters are
the hub policy's (`ai_services.py`). Network isolation is the hub's managed network in every case: it can join no subnet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.grants import GROUP, grant
from enclave.compose.site import Site
from enclave.compose.workspaces import Base, workspace
from enclave.graph.body import pointer
from enclave.graph.connections import Connection
from enclave.graph.managed_network import OutboundRule
from enclave.graph.model import Resource
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import machine_learning_connections, machine_learning_workspaces
from enclave.graph.resources.machine_learning_workspaces import TYPE, Workspace

MODULE = "ai-services/foundry-classic"


def foundry_classic(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The hub with private ways to every account, then the projects, one after another."""
    names = [name for name, project in site.projects.items() if project.platform == "foundry-classic"]
    if not names:
        return
    place, base = site.place(MODULE), Base(site, "hub", "Hub")
    rules = tuple(OutboundRule(f"models-{name}", "PrivateEndpoint", site.account(name), "account") for name in names)
    made = (*workspace(base, place, rules),)
    yield from made
    last = made[-1].id
    for name in names:
        project = (*_project(site, name, base, place, last),)
        yield from project
        last = project[0].id


def _project(site: Site, name: str, base: Base, place: Place, after: str) -> Iterator[Resource]:
    project_id = site.id(f"{TYPE}(Project)", name)
    view = Workspace(
        id=project_id,
        location=site.region.location,
        kind="Project",
        friendly_name=name,
        public_network_access=site.public_access,
        identity=Identity("SystemAssigned"),
        hub=base.workspace,
    )
    (written,) = machine_learning_workspaces.write(view, place, depends_on=(after,))
    yield written
    account = site.account(name)
    yield grant(site, project_id, "Cognitive Services OpenAI User", account, module=MODULE)
    connection = Connection(
        id=f"{project_id}/connections/models",
        parent=project_id,
        name="models",
        category="AIServices",
        target=account,
        target_path="properties.endpoint",
        auth="AAD",
        shared=False,
        metadata={"ApiType": "Azure", "ResourceId": pointer(account), "location": site.region.location},
    )
    yield from machine_learning_connections.write(connection, written, place)
    for entry in site.projects[name].access:
        if entry.role == "contributor":
            yield grant(site, str(entry.group), "AzureML Data Scientist", project_id, GROUP)
