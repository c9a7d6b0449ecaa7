"""Rule database-passwords: a database takes passwords of its own."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import flag, text
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import GROUP, sql_server


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """Only Entra may say who comes in, as the server itself or its child resource has it."""
    kind = resource.type.lower()
    if kind == "microsoft.dbforpostgresql/flexibleservers":
        if text(resource.body, "properties.authConfig.passwordAuth", "Enabled").lower() not in ("disabled", "false"):
            yield "authConfig.passwordAuth is not Disabled"
        return
    path = "properties.azureADOnlyAuthentication" if "synapse" in kind else "properties.administrators.azureADOnlyAuthentication"
    inside = flag(resource.body, path)
    children = [child for child in graph.children(resource.id) if child.type.lower().endswith("/azureadonlyauthentications")]
    if not (all(flag(child.body, "properties.azureADOnlyAuthentication") for child in children) if children else inside):
        yield f"{path.removeprefix('properties.')} is not true"


RULE = Rule(
    id="database-passwords",
    title="a database takes passwords of its own",
    severity=Severity.HIGH,
    why="a password lives outside Entra: no second factor, no conditional access, no review, and nothing ends it when a person leaves",
    fix="let the database take Entra identities only",
    check=each(
        (
            "Microsoft.Sql/servers",
            "Microsoft.Sql/managedInstances",
            "Microsoft.DBforPostgreSQL/flexibleServers",
            "Microsoft.Synapse/workspaces",
        ),
        judge,
    ),
    references=References(
        mcsb=("IM-1",),
        policies=(
            "b3a22bc9-66de-45fb-98fa-00f5df42f41a",
            "fa498b91-8a7e-4710-9578-da944c68d1fe",
            "6ea81a52-5ca7-4575-9669-eaa910b7edf8",
            "0c28c3fb-c244-42d5-a9bf-f35f2999577b",
        ),
        pages=(
            "learn.microsoft.com/azure/azure-sql/database/authentication-azure-ad-only-authentication",
            "learn.microsoft.com/azure/postgresql/flexible-server/concepts-azure-ad-authentication",
        ),
    ),
    fails=(sql_server(administrators={"azureADOnlyAuthentication": False, "sid": GROUP}),),
    passes=(sql_server(administrators={"azureADOnlyAuthentication": True, "sid": GROUP}),),
    azurerm=(
        Native("azurerm_mssql_server", "azuread_administrator.azuread_authentication_only", True),
        Native("azurerm_postgresql_flexible_server", "authentication.password_auth_enabled", False),
    ),
)
