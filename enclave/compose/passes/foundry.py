"""Microsoft Foundry: for each project of this platform an account with the hub's policies, and one project in it.

The order survives a deployment: account, filters, models, private endpoint, managed network, project, and with agents what
`foundry_agents.py` says. Projects have no network or keys of their own: they are the account's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.ai_account import FOUNDRY, account, write_account
from enclave.compose.foundry_agents import MODULE, agent_files_id, agents, injection, managed_network, stores
from enclave.compose.private_storage import private_storage
from enclave.compose.site import Site
from enclave.graph.model import Resource
from enclave.graph.parts import Identity
from enclave.graph.resources import foundry_projects
from enclave.graph.resources.foundry_projects import FoundryProject


def foundry(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """Accounts, projects, and what their agents need."""
    before: tuple[str, ...] = ()
    for name, project in site.projects.items():
        if project.platform == "foundry":
            made = (*_made(site, name, built, before),)
            yield from made
            before = (made[-1].id,) if project.agents else before


def _made(site: Site, name: str, built: Sequence[Resource], before: tuple[str, ...]) -> Iterator[Resource]:
    """`before` is the last thing that was made for the agents of the project before."""
    place, project = site.place(MODULE), site.projects[name]
    if project.agents:
        # what agents keep is their owner's to recover, by failing this account over
        # (learn.microsoft.com/azure/ai-foundry/how-to/agent-service-platform-disaster-recovery)
        yield from private_storage(site, agent_files_id(site, name), place, ("blob",))
    view = account(
        site, site.account(name), FOUNDRY, "ai-services",
        public=project.unsafe_allow_public_access is not None,
        projects=True,
        injection=injection(site, name),
        allowed_fqdns=tuple(store.host for store in stores(site, name)) if project.agents else (),
    )
    made = (*write_account(site, name, project, view, place, after=site.joined),)
    yield from made
    network = (*managed_network(site, name, made[0], place, made[-1].id),)
    yield from network
    last = network[-1] if network else made[-1]
    parent = _project(site, name, made[0], last.id)
    yield parent
    if project.agents:
        yield from agents(site, name, parent, place, built=built, after=(last.id, *before))


def _project(site: Site, name: str, parent: Resource, after: str) -> Resource:
    view = FoundryProject(
        id=f"{parent.id}/projects/{name}",
        account=parent.id,
        name=name,
        location=site.region.location,
        display_name=name,
        description=f"{name}, of {site.spec.name}",
        identity=Identity("SystemAssigned"),
    )
    (written,) = foundry_projects.write(view, parent, site.place(MODULE), depends_on=(after,))
    return written
