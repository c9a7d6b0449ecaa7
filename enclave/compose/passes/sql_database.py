"""The region's SQL server and databases: no passwords, columns that the server itself cannot read, an account of every change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.encryption import key
from enclave.compose.endpoints import private_endpoint
from enclave.compose.recovery import copies, database_redundancy
from enclave.compose.retention import kept
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.parts import NO_IDENTITY, Identity
from enclave.graph.resources import sql_databases, sql_guards, sql_servers
from enclave.graph.resources.sql_databases import NEVER, LongTerm, SqlDatabase
from enclave.graph.resources.sql_guards import SqlGuards
from enclave.graph.resources.sql_servers import SqlServer

SIZES = {"general-purpose": ("GP_Gen5", "GeneralPurpose"), "business-critical": ("BC_Gen5", "BusinessCritical")}
"""Tier of the file -> name and tier of Azure's."""
OPERATORS = "enclave-operators"
"""What the group of operators is called in databases."""
AUDITED = ("SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP", "FAILED_DATABASE_AUTHENTICATION_GROUP", "BATCH_COMPLETED_GROUP")
"""Who signed in, who could not, and what was asked (learn.microsoft.com/azure/azure-sql/database/auditing-overview)."""
POINT_IN_TIME_DAYS = 35
"""The longest that Azure SQL can go back to the second."""


def sql_database(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The server, what guards it, its databases, then its private endpoint, one change after another."""
    said, operators = site.spec.components.sql, site.spec.identity.operators
    if not said.enabled or operators is None:
        return
    place = site.place("data-services/sql-database")
    customer = key(site, "sql")
    server, *policies = sql_servers.write(_server(site, str(operators)), place, depends_on=customer.depends_on if customer else ())
    yield server
    yield from policies
    guards = SqlGuards(
        server=server.id,
        audited=AUDITED,
        to_workspace=True,
        support_audited=True,
        audit_days=kept(site).audit,
        alerts=True,
        recipients=site.spec.contacts,
        assessed=True,
    )
    watched = sql_guards.write(guards, server, place, depends_on=tuple(policy.id for policy in policies))
    yield from watched
    (master,) = sql_databases.write_master(server, place, site.region.location, depends_on=(watched[-1].id,))
    yield master
    last = master.id
    for name in said.databases:
        written = sql_databases.write(_database(site, server, name), server, place, depends_on=(last,))
        yield from written
        last = written[-1].id
    yield from private_endpoint(site, place, (sql_servers.TYPE, "sqlServer"), server.id, DATA_ENDPOINTS, after=(last,))


def sql_server_id(site: Site) -> str:
    """Id of the server. Its name is also its host name, which the whole world shares."""
    return site.unique(sql_servers.TYPE)


def _server(site: Site, operators: str) -> SqlServer:
    customer = key(site, "sql")
    return SqlServer(
        id=sql_server_id(site),
        location=site.region.location,
        public_network_access=site.public_access,
        tls="1.2",
        entra_only=True,
        administrators=operators,
        administrators_name=OPERATORS,
        tenant=str(site.spec.identity.tenant),
        restrict_outbound=True,
        identity=Identity("UserAssigned", (customer.identity,)) if customer else NO_IDENTITY,
        key=customer.key if customer else "",
        key_identity=customer.identity if customer else "",
        # one port through the private endpoint instead of a thousand
        connections="Proxy",
    )


def _database(site: Site, server: Resource, name: str) -> SqlDatabase:
    said, records = site.spec.components.sql, copies(site)
    sku, tier = SIZES[said.tier]
    return SqlDatabase(
        id=f"{server.id}/databases/{name}",
        server=server.id,
        location=site.region.location,
        sku=sku,
        tier=tier,
        capacity=said.cores,
        zone_redundant=site.premium and bool(site.zones),
        backup_redundancy=database_redundancy(site),
        enclave="VBS",
        ledger=said.ledger,
        point_in_time_days=POINT_IN_TIME_DAYS,
        long_term=LongTerm(
            weekly=f"P{records.weeks}W" if records.weeks else NEVER,
            monthly=f"P{records.months}M" if records.months else NEVER,
            yearly=f"P{records.years}Y" if records.years else NEVER,
            immutable=bool(records.weeks or records.months or records.years),
        ),
    )
