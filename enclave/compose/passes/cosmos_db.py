"""The region's Cosmos DB account: signed in to with Microsoft Entra only, copied to the pair, restorable to the second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.encryption import key
from enclave.compose.endpoints import private_endpoint
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.parts import NO_IDENTITY, Identity
from enclave.graph.resources import cosmos_accounts, cosmos_databases, cosmos_role_assignments
from enclave.graph.resources.cosmos_accounts import CosmosAccount, CosmosLocation
from enclave.graph.resources.cosmos_databases import CosmosContainer, CosmosDatabase
from enclave.graph.resources.cosmos_role_assignments import DATA_CONTRIBUTOR, CosmosRoleAssignment, assignment_name
from enclave.regions import REGIONS


def cosmos_db(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The account, its databases, who may use its data, then its private endpoint. It takes one change at a time.

    Agents get no database here: their capability host makes it (learn.microsoft.com/azure/ai-foundry/agents/how-to/use-your-own-resources).
    """
    said = site.spec.components.cosmos_db
    if not said.enabled:
        return
    place = site.place("data-services/cosmos-db")
    customer = key(site, "cosmos-db")
    (account,) = cosmos_accounts.write(_account(site), place, depends_on=customer.depends_on if customer else ())
    yield account
    last: tuple[str, ...] = ()
    for name, containers in said.databases.items():
        database = CosmosDatabase(
            id=f"{account.id}/sqlDatabases/{name}",
            account=account.id,
            name=name,
            most_throughput=said.most_throughput,
            containers=tuple(CosmosContainer(container, (path,)) for container, path in containers.items()),
        )
        written = cosmos_databases.write(database, account, place, depends_on=last)
        yield from written
        last = (written[-1].id,)
    for principal in filter(None, (site.spec.identity.operators,)):
        assignment = data_access(account.id, str(principal))
        (given,) = cosmos_role_assignments.write(assignment, account, place, depends_on=last)
        yield given
        last = (given.id,)
    yield from private_endpoint(site, place, (cosmos_accounts.TYPE, "Sql"), account.id, DATA_ENDPOINTS, after=last)


def cosmos_db_id(site: Site) -> str:
    """Id of the account. Its name is also its host name, which the whole world shares."""
    return site.unique(cosmos_accounts.TYPE)


def data_access(account: str, principal: str, scope: str = "") -> CosmosRoleAssignment:
    """The right to read and write the data of an account, or of a part of it (`/dbs/sessions`)."""
    name = assignment_name(account, principal, DATA_CONTRIBUTOR, scope)
    return CosmosRoleAssignment(f"{account}/sqlRoleAssignments/{name}", account, principal, DATA_CONTRIBUTOR, scope)


def _account(site: Site) -> CosmosAccount:
    customer = key(site, "cosmos-db")
    locations = (site.region.location, *filter(None, (site.haven,)))
    return CosmosAccount(
        id=cosmos_db_id(site),
        location=site.region.location,
        kind="GlobalDocumentDB",
        public_network_access=site.public_access,
        ip_rules=(),
        subnet_rules=(),
        subnets_only=False,
        bypass="None",
        local_auth_disabled=True,
        metadata_by_keys=False,
        tls="Tls12",
        locations=tuple(CosmosLocation(location, site.premium and REGIONS[location].zones) for location in locations),
        automatic_failover=len(locations) > 1,
        backup="Continuous30Days",
        identity=Identity("UserAssigned", (customer.identity,)) if customer else NO_IDENTITY,
        key=customer.key if customer else "",
        key_identity=customer.identity if customer else "",
    )
