"""Rule database-open-firewall: a database lets in every Azure tenant, or everybody."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address

from enclave.finding import Severity
from enclave.graph.body import Undecided, items, text
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import arm

WIDE = 2**24
"""A range of so many addresses is no longer anybody's own."""
ZERO = "0.0.0.0"  # noqa: S104  nothing listens on it here
EVERY_AZURE = "lets in every machine in Azure, of any customer"


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """No rule may let in all of Azure or all of the internet."""
    if resource.type.lower() == "microsoft.documentdb/databaseaccounts":
        for rule in items(resource.body, "properties.ipRules"):
            given = text(rule, "ipAddressOrRange").strip()
            if given in (ZERO, f"{ZERO}/32"):
                yield f"ipRules holds {given}, which {EVERY_AZURE}"
            elif given.endswith("/0"):
                yield f"ipRules holds {given}, which lets in everybody"
        return
    start, end = (_address(text(resource.body, f"properties.{side}").strip()) for side in _sides(resource))
    if start == end == IPv4Address(0):
        yield f"{ZERO} to {ZERO} {EVERY_AZURE}"
    elif int(end) - int(start) >= WIDE:
        yield f"{start} to {end} lets in {int(end) - int(start) + 1} addresses"


def _sides(resource: Resource) -> tuple[str, str]:
    return ("startIP", "endIP") if resource.type.lower().startswith("microsoft.cache/") else ("startIpAddress", "endIpAddress")


def _address(word: str) -> IPv4Address:
    try:
        return IPv4Address(word)
    except AddressValueError:
        raise Undecided(word) from None


RULE = Rule(
    id="database-open-firewall",
    title="a database lets in every Azure tenant, or everybody",
    severity=Severity.CRITICAL,
    why=(
        "the address 0.0.0.0 in a firewall rule stands for every machine in Azure, of any customer; a range over all addresses for "
        "everybody"
    ),
    fix="take the rule away; reach the database through a private endpoint",
    check=each(
        (
            "Microsoft.Sql/servers/firewallRules",
            "Microsoft.DBforPostgreSQL/flexibleServers/firewallRules",
            "Microsoft.DBforMySQL/flexibleServers/firewallRules",
            "Microsoft.Synapse/workspaces/firewallRules",
            "Microsoft.Cache/redis/firewallRules",
            "Microsoft.DocumentDB/mongoClusters/firewallRules",
            "Microsoft.DocumentDB/databaseAccounts",
        ),
        judge,
    ),
    references=References(
        mcsb=("NS-2",),
        policies=("12339a85-a25c-4f17-9f82-4766f13f5c4c", "56fd377d-098c-4f02-8406-81eb055902b8"),
        pages=(
            "learn.microsoft.com/azure/azure-sql/database/firewall-configure",
            "learn.microsoft.com/azure/cosmos-db/how-to-configure-firewall",
        ),
    ),
    fails=(arm("Microsoft.Sql/servers/firewallRules@2025-01-01", "sql-cases/offices", {"startIpAddress": ZERO, "endIpAddress": ZERO}),),
    passes=(
        arm(
            "Microsoft.Sql/servers/firewallRules@2025-01-01",
            "sql-cases/offices",
            {"startIpAddress": "203.0.113.7", "endIpAddress": "203.0.113.7"},
        ),
    ),
    azurerm=(
        Native("azurerm_mssql_firewall_rule", "start_ip_address", "203.0.113.7"),
        Native("azurerm_postgresql_flexible_server_firewall_rule", "start_ip_address", "203.0.113.7"),
        Native("azurerm_cosmosdb_account", "ip_range_filter", ["203.0.113.7"]),
    ),
)
