"""The agents of a Foundry project: stores of the owner's, connections to them without secrets, rights, and the capability host.

Rights and order are those of microsoft-foundry/foundry-samples (15 and 22; 18 for the managed network).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from enclave.compose.endpoints import endpoint_id
from enclave.compose.grants import grant
from enclave.compose.passes.cosmos_db import cosmos_db_id, data_access
from enclave.compose.passes.search import search_id
from enclave.compose.site import Site
from enclave.graph.azure_facts import public_suffix, zones
from enclave.graph.body import last_segment, pointer
from enclave.graph.connections import Connection
from enclave.graph.managed_network import OutboundRule
from enclave.graph.model import Graph, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import (
    capability_hosts,
    cognitive_managed_networks,
    cosmos_accounts,
    cosmos_role_assignments,
    foundry_connections,
    search_services,
    storage_accounts,
)
from enclave.graph.resources.capability_hosts import CapabilityHost
from enclave.graph.resources.cognitive_accounts import Injection
from enclave.graph.resources.cognitive_managed_networks import CognitiveManagedNetwork
from enclave.spec.address_plan import AGENTS

MODULE = "ai-services/foundry"
HOST = "agents"
"""Name of the capability host."""
AGENT_DATABASE = "/dbs/enterprise_memory"
"""What the capability host makes in Cosmos DB (foundry-samples 22, cosmos-container-role-assignments.bicep)."""
APPROVER = "Azure AI Enterprise Network Connection Approver"


class Store(Struct, frozen=True):
    """A service that keeps something for the agents."""

    connection: str
    """Name of the connection to it."""
    id: str
    type: str
    group: str
    """What of it its private endpoint is for."""
    category: str
    address: str
    """Where it says its address."""
    roles: tuple[str, ...]
    """What the project's identity must be allowed there before the capability host is made."""

    @property
    def host(self) -> str:
        """Its public name, which resolves to its private endpoint."""
        return f"{last_segment(self.id)}.{public_suffix(zones(self.type, self.group)[0])}"


def stores(site: Site, project: str) -> tuple[Store, ...]:
    """Threads, files and vectors of a project's agents."""
    # the sample narrows the second by a condition on names that begin with an id that no template knows: here the account is
    # the project's own
    file_roles = ("Storage Blob Data Contributor", "Storage Blob Data Owner")
    search_roles = ("Search Index Data Contributor", "Search Service Contributor")
    return (
        Store("threads", cosmos_db_id(site), cosmos_accounts.TYPE, "Sql", "CosmosDb", "properties.documentEndpoint",
              ("Cosmos DB Operator",)),
        Store("files", agent_files_id(site, project), storage_accounts.TYPE, "blob", "AzureStorageAccount",
              "properties.primaryEndpoints.blob", file_roles),
        Store("vectors", search_id(site), search_services.TYPE, "searchService", "CognitiveSearch", "properties.endpoint",
              search_roles),
    )


def agent_files_id(site: Site, project: str) -> str:
    """Id of the storage account of a project's agents, and of nothing else."""
    return site.unique(storage_accounts.TYPE, "agents", project)


def injection(site: Site, project: str) -> Injection:
    """Where agents run: in a subnet of their own, or in a network that Microsoft manages.

    Every account has one, with agents or without: it can be said only when an account is made, and the simplest kind of agent,
    which whoever has the role may make in any project, would run in Microsoft's shared network with the internet before it.
    """
    if site.spec.network_isolation == "complete":
        return Injection(site.subnet(f"{AGENTS}{project}"), False)
    return Injection(None, True)


def managed_network(site: Site, project: str, account: Resource, place: Place, after: str) -> Iterator[Resource]:
    """The network that Microsoft manages for an account, with private endpoints to the account itself and to the stores of agents,
    which it makes and approves as the account. It needs no host name, so Microsoft builds no firewall in it."""
    if site.spec.network_isolation == "complete":
        return
    wanted = stores(site, project) if site.projects[project].agents else ()
    targets = {store.connection: (store.id, store.group) for store in wanted} | {"models": (account.id, "account")}
    approves = [grant(site, account.id, APPROVER, target, module=MODULE) for target, _ in targets.values()]
    yield from approves
    closed = site.spec.security.managed_network_isolation is not False
    network = CognitiveManagedNetwork(
        id=f"{account.id}/managedNetworks/{cognitive_managed_networks.NAME}",
        account=account.id,
        isolation="AllowOnlyApprovedOutbound" if closed else "AllowInternetOutbound",
        rules=tuple(OutboundRule(name, "PrivateEndpoint", target, group) for name, (target, group) in targets.items()),
    )
    yield from cognitive_managed_networks.write(network, account, place, depends_on=(after, *(right.id for right in approves)))


def agents(
    site: Site, name: str, project: Resource, place: Place, *, built: Sequence[Resource], after: tuple[str, ...]
) -> Iterator[Resource]:
    """Connections, rights, the capability host, and the right to the data of the database that it made.

    `after` is what must be there: the managed network, and the agents of the project before, whose host makes the same database.
    """
    last: tuple[str, ...] = ()
    needed = list(after)
    wanted = stores(site, name)
    for store in wanted:
        connection = Connection(
            id=f"{project.id}/connections/{store.connection}",
            parent=project.id,
            name=store.connection,
            category=store.category,
            target=store.id,
            target_path=store.address,
            auth="AAD",
            shared=False,
            metadata={"ApiType": "Azure", "ResourceId": pointer(store.id), "location": site.region.location},
        )
        (written,) = foundry_connections.write(connection, project, place, depends_on=last)
        yield written
        last = (written.id,)
        rights = [grant(site, project.id, role, store.id, module=MODULE) for role in store.roles]
        yield from rights
        needed += [right.id for right in rights]
        needed.append(endpoint_id(site, (store.type, store.group), store.id))
    threads, files, vectors = wanted
    view = CapabilityHost(
        id=f"{project.id}/capabilityHosts/{HOST}",
        parent=project.id,
        name=HOST,
        threads=(threads.connection,),
        files=(files.connection,),
        vectors=(vectors.connection,),
    )
    (host,) = capability_hosts.write(view, project, place, depends_on=(*last, *needed))
    yield host
    account = Graph(tuple(built)).get(cosmos_db_id(site))
    if account is not None:
        may_use = data_access(account.id, project.id, AGENT_DATABASE)
        yield from cosmos_role_assignments.write(may_use, account, place, depends_on=(host.id,))


