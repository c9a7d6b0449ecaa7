"""The region's PostgreSQL flexible server: signed in to with Microsoft Entra only, over TLS only, with an audit log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.encryption import key
from enclave.compose.endpoints import private_endpoint
from enclave.compose.passes.sql_database import OPERATORS
from enclave.compose.recovery import azure_pair
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.parts import NO_IDENTITY, Identity
from enclave.graph.resources import postgresql_servers
from enclave.graph.resources.postgresql_servers import Administrator, PostgresqlServer

TIERS = {"B": "Burstable", "D": "GeneralPurpose", "E": "MemoryOptimized"}
"""Family of a size -> tier."""
BACKUP_DAYS = 35
"""The longest that a server can go back to the second."""
SETTINGS: tuple[tuple[str, str], ...] = (
    ("require_secure_transport", "on"),
    ("ssl_min_protocol_version", "TLSv1.2"),
    ("log_checkpoints", "on"),
    ("log_connections", "on"),
    ("log_disconnections", "on"),
    ("connection_throttle.enable", "on"),
    ("azure.extensions", "PGAUDIT,PGCRYPTO,VECTOR"),
    # the first two are loaded as delivered; the server must be restarted once for the third
    ("shared_preload_libraries", "pg_cron,pg_stat_statements,pgaudit"),
    ("pgaudit.log", "ddl,role,misc,write"),
)
"""What the built-in policies ask for (categories PostgreSQL and SQL), and vectors for search."""


def postgresql_flexible(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The server with its administrators, settings and databases, then its private endpoint."""
    said, operators = site.spec.components.postgresql, site.spec.identity.operators
    if not said.enabled or operators is None:
        return
    place = site.place("data-services/postgresql-flexible")
    customer = key(site, "postgresql")
    written = postgresql_servers.write(_server(site, str(operators)), place, depends_on=customer.depends_on if customer else ())
    yield from written
    service = (postgresql_servers.TYPE, "postgresqlServer")
    yield from private_endpoint(site, place, service, written[0].id, DATA_ENDPOINTS, after=(written[-1].id,))


def postgresql_server_id(site: Site) -> str:
    """Id of the server. Its name is also its host name, which the whole world shares."""
    return site.unique(postgresql_servers.TYPE)


def _server(site: Site, operators: str) -> PostgresqlServer:
    said, customer = site.spec.components.postgresql, key(site, "postgresql")
    return PostgresqlServer(
        id=postgresql_server_id(site),
        location=site.region.location,
        version=said.version,
        sku=said.size,
        tier=TIERS[said.size.removeprefix("Standard_")[0]],
        storage_gb=said.storage_gb,
        public_network_access=site.public_access,
        subnet=None,
        password_auth=False,
        entra_auth=True,
        tenant=str(site.spec.identity.tenant),
        high_availability="ZoneRedundant" if site.premium and site.zones else "Disabled",
        backup_days=BACKUP_DAYS,
        # a copy in the pair needs a second key in a vault over there, which belongs to no stamp
        # (learn.microsoft.com/azure/postgresql/flexible-server/concepts-data-encryption)
        geo_backup=customer is None and azure_pair(site) is not None,
        identity=Identity("UserAssigned", (customer.identity,)) if customer else NO_IDENTITY,
        key=customer.key if customer else "",
        key_identity=customer.identity if customer else "",
        administrators=(Administrator(operators, OPERATORS),),
        settings=SETTINGS,
        databases=said.databases,
    )
