"""What the pages say of azurerm is true: written so, a plan satisfies the rule; written the other way, the rule finds it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from enclave.importers.terraform.read import read_plan
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.rule import Native, Rule, Told
from enclave.verify.rules import RULES

GROUPS = [
    (rule, resource, tuple(native for native in rule.azurerm if native.resource == resource))
    for rule in RULES
    for resource in dict.fromkeys(native.resource for native in rule.azurerm)
]
every_group = pytest.mark.parametrize(
    ("rule", "resource", "natives"), GROUPS, ids=[f"{rule.id}:{resource}" for rule, resource, _ in GROUPS]
)
GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers"
REQUIRED = {
    "location": "westeurope", "resource_group_name": "rg", "name": "example",
    "machine_learning_workspace_id": f"{GROUP}/Microsoft.MachineLearningServices/workspaces/w",
    "storage_account_id": f"{GROUP}/Microsoft.Storage/storageAccounts/s",
    "kubernetes_cluster_id": f"{GROUP}/Microsoft.ContainerService/managedClusters/k",
}
BESIDES: dict[str, dict[str, Any]] = {
    "azurerm_cognitive_deployment": {"model.version": "2024-11-20", "model.format": "OpenAI"},
    "azurerm_mssql_firewall_rule": {"end_ip_address": "203.0.113.7", "server_id": f"{GROUP}/Microsoft.Sql/servers/s"},
    "azurerm_postgresql_flexible_server_firewall_rule": {
        "end_ip_address": "203.0.113.7", "server_id": f"{GROUP}/Microsoft.DBforPostgreSQL/flexibleServers/s",
    },
    "azurerm_storage_container": {"storage_account_id": f"{GROUP}/Microsoft.Storage/storageAccounts/s"},
    "azurerm_application_gateway": {"sku.tier": "WAF_v2"},
    "azurerm_cognitive_account_rai_policy": {"content_filter.filter_enabled": True},
}
ID = f"{GROUP}/Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/waf"
FOR: dict[str, dict[str, Any]] = {
    "web-outbound": {"virtual_network_subnet_id": f"{GROUP}/Microsoft.Network/virtualNetworks/v/subnets/s"},
    "storage-local-users": {"is_hns_enabled": True},
    "cluster-local-accounts": {"azure_active_directory_role_based_access_control.azure_rbac_enabled": True},
}
"""What else stands in a good resource of a type, and in one for a rule."""
ELSEWHERE = {
    ("sql-auditing-missing", "azurerm_mssql_server_extended_auditing_policy"): "the rule is about its server",
    ("latent-egress", "azurerm_subnet"): "it needs a route table",
    ("disk-export", "azurerm_managed_disk"): "either argument closes it",
    ("logic-app-callers", "azurerm_logic_app_workflow"): "its triggers are resources of their own",
    ("subnet-without-security-group", "azurerm_subnet_network_security_group_association"): "it says nothing without its two ends",
    ("public-address", "azurerm_network_interface"): "the argument is what stays when the address is gone",
}
"""Groups that one resource cannot show."""


@pytest.fixture(scope="module")
def provider(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "azure-types" / "azurerm" / "azurerm.json").read_text(encoding="utf-8"))["resources"]
    return found


def required(block: dict[str, Any]) -> dict[str, Any]:
    """The least that the provider asks for."""
    found: dict[str, Any] = {}
    for key, kind in block.items():
        name = key.removesuffix("!")
        if name == key or key == "$":
            continue
        if isinstance(kind, dict):
            found[name] = [required(kind)]
        else:
            found[name] = {"s": REQUIRED.get(name, "x"), "b": False, "n": 1}.get(kind, [] if str(kind).startswith("[") else {})
    return found


def put(values: dict[str, Any], block: dict[str, Any], path: list[str], value: object) -> None:
    head, *rest = path
    if not rest:
        values[head] = value
        return
    inner = block.get(head) or block[f"{head}!"]
    put(values.setdefault(head, [required(inner)])[0], inner, rest, value)


def told(rule: Rule, resource: str, given: dict[str, object], provider: dict[str, Any]) -> list[Told]:
    values = {"name": "example", **required(provider[resource])}
    for argument, value in given.items():
        put(values, provider[resource], argument.split("."), value)
    row = {
        "address": f"{resource}.example",
        "mode": "managed",
        "type": resource,
        "name": "example",
        "provider_name": "registry.terraform.io/hashicorp/azurerm",
        "schema_version": 0,
    }
    change = {"actions": ["create"], "before": None, "after": values, "after_unknown": {"id": True}}
    document = {
        "format_version": "1.2",
        "terraform_version": "1.13.0",
        "planned_values": {"root_module": {"resources": [{**row, "values": values}]}},
        "resource_changes": [{**row, "change": change}],
        "configuration": {"root_module": {"resources": []}},
    }
    graph = read_plan(document, name="plan.json")
    assert not [each.type for each in graph if each.type.startswith("Terraform/")], "not mapped"
    return list(rule.check(World(Estate(graph))))


def good(rule: Rule, resource: str, natives: tuple[Native, ...]) -> dict[str, object]:
    """Its own arguments, references of the page as ids of something."""
    own = {native.argument: ID if str(native.value).startswith("azurerm_") else native.value for native in natives}
    return {**BESIDES.get(resource, {}), **FOR.get(rule.id, {}), **own}


@every_group
def test_what_the_page_says_satisfies_the_rule(rule: Rule, resource: str, natives: tuple[Native, ...], provider: dict[str, Any]) -> None:
    if (rule.id, resource) not in ELSEWHERE:
        assert told(rule, resource, good(rule, resource, natives), provider) == []


@every_group
def test_the_other_way_round_is_found(rule: Rule, resource: str, natives: tuple[Native, ...], provider: dict[str, Any]) -> None:
    for native in natives:
        if isinstance(native.value, bool) and (rule.id, resource) not in ELSEWHERE:
            given = {**good(rule, resource, natives), native.argument: not native.value}
            assert told(rule, resource, given, provider), native.argument
