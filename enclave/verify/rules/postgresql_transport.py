"""Rule postgresql-transport: a PostgreSQL server answers without encryption."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import last_segment, text
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import arm

LEAST = {
    "require_secure_transport": ("on",),
    "ssl_min_protocol_version": ("tlsv1.2", "tlsv1.3"),
    "tls_version": ("tlsv1.2", "tlsv1.3", "tlsv1.2,tlsv1.3"),
}


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """The parameters that decide about encryption must have a good value."""
    name = last_segment(resource.name)
    good = LEAST.get(name.lower())
    value = text(resource.body, "properties.value", None)
    if good and value is not None and value.lower().replace(" ", "") not in good:
        yield f"{name} is {value}"


RULE = Rule(
    id="postgresql-transport",
    title="a PostgreSQL server answers without encryption",
    severity=Severity.HIGH,
    why="passwords, tokens and rows can be read and changed on the way",
    fix="leave `require_secure_transport` on and `ssl_min_protocol_version` at `TLSV1.2` or higher",
    check=each(
        ("Microsoft.DBforPostgreSQL/flexibleServers/configurations", "Microsoft.DBforMySQL/flexibleServers/configurations"), judge
    ),
    references=References(
        mcsb=("DP-3",),
        policies=("c29c38cb-74a7-4505-9a06-e588ab86620a", "a43d5475-c569-45ce-a268-28fa79f4e87a"),
        pages=("learn.microsoft.com/azure/postgresql/flexible-server/security-tls",),
    ),
    fails=(
        arm(
            "Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01",
            "psql-cases/require_secure_transport",
            {"value": "off", "source": "user-override"},
        ),
    ),
    passes=(
        arm(
            "Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01",
            "psql-cases/require_secure_transport",
            {"value": "on", "source": "user-override"},
        ),
    ),
    azurerm=(Native("azurerm_postgresql_flexible_server_configuration", "value", "on"),),
)
