from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import MISSING
from enclave.graph.model import Ref, Unresolved

COMMON = {"resource_group_name": "rg", "location": "x"}


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("azurerm_cosmosdb_account", "properties.publicNetworkAccess"),
        ("azurerm_mssql_server", "properties.publicNetworkAccess"),
        ("azurerm_postgresql_flexible_server", "properties.network.publicNetworkAccess"),
        ("azurerm_mysql_flexible_server", "properties.network.publicNetworkAccess"),
        ("azurerm_redis_cache", "properties.publicNetworkAccess"),
        ("azurerm_managed_redis", "properties.publicNetworkAccess"),
    ],
)
def test_every_database_is_open_by_default(one: Any, kind: str, path: str) -> None:
    assert one(kind, {})(path) == "Enabled"


@pytest.mark.parametrize(
    ("values", "disabled"),
    [
        ({}, False),
        ({"local_authentication_disabled": True}, True),
        ({"local_authentication_enabled": False}, True),
        ({"local_authentication_enabled": True}, False),
    ],
)
def test_keys_of_cosmos_in_every_version(one: Any, values: Any, disabled: bool) -> None:
    assert one("azurerm_cosmosdb_account", values)("properties.disableLocalAuth") is disabled


@pytest.mark.parametrize("ranges", [["203.0.113.0/24", "0.0.0.0"], "203.0.113.0/24,0.0.0.0"])
def test_ranges_of_cosmos_in_every_version(one: Any, ranges: Any) -> None:
    found = one(
        "azurerm_cosmosdb_account",
        {
            "ip_range_filter": ranges,
            "backup": [{"type": "Continuous", "tier": "Continuous7Days"}],
            "geo_location": [{"location": "westeurope", "failover_priority": 0}],
        },
    )
    assert found("properties.ipRules") == [{"ipAddressOrRange": "203.0.113.0/24"}, {"ipAddressOrRange": "0.0.0.0"}]
    assert found("properties.backupPolicy") == {"type": "Continuous", "continuousModeProperties": {"tier": "Continuous7Days"}}
    assert found("properties.locations") == [{"locationName": "westeurope", "failoverPriority": 0}]


def test_sql_with_its_rules(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_mssql_server.s": {
                "name": "sql",
                **COMMON,
                "public_network_access_enabled": False,
                "administrator_login_password": "hunter2",
                "azuread_administrator": [{"login_username": "a", "object_id": "o", "azuread_authentication_only": True}],
            },
            "azurerm_mssql_firewall_rule.r": {
                "name": "all",
                "server_id": after("azurerm_mssql_server.s.id"),
                "start_ip_address": "0.0.0.0",
                "end_ip_address": "255.255.255.255",
            },
            "azurerm_mssql_database.d": {"name": "db", "server_id": after("azurerm_mssql_server.s.id")},
        }
    )
    (server,) = graph.of_type("Microsoft.Sql/servers")
    (rule,) = graph.children(server.id)[:1]
    assert server.body["properties"]["administrators"]["azureADOnlyAuthentication"] is True
    assert server.body["properties"]["minimalTlsVersion"] == "1.2"
    assert rule.body["properties"] == {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"}
    assert "hunter2" not in str(graph)


def test_postgresql_in_a_subnet(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_subnet.s": {
                "name": "s",
                "resource_group_name": "rg",
                "virtual_network_name": "v",
                "address_prefixes": ["10.0.0.0/24"],
            },
            "azurerm_postgresql_flexible_server.p": {
                "name": "pg",
                **COMMON,
                "delegated_subnet_id": after("azurerm_subnet.s.id"),
                "public_network_access_enabled": False,
                "private_dns_zone_id": after("local.zone"),
                "authentication": [{"password_auth_enabled": False, "active_directory_auth_enabled": True}],
            },
            "azurerm_postgresql_flexible_server_firewall_rule.r": {
                "name": "r",
                "server_id": after("azurerm_postgresql_flexible_server.p.id"),
                "start_ip_address": "1.2.3.4",
                "end_ip_address": "1.2.3.4",
            },
        }
    )
    (server,) = graph.of_type("Microsoft.DBforPostgreSQL/flexibleServers")
    network = server.body["properties"]["network"]
    assert network["delegatedSubnetResourceId"] == Ref("/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s")
    assert isinstance(network["privateDnsZoneArmResourceId"], Unresolved)
    assert server.body["properties"]["authConfig"] == {"passwordAuth": "Disabled", "activeDirectoryAuth": "Enabled"}
    assert [each.name for each in graph.children(server.id)] == ["pg/r"]


def test_redis(plan: Any, one: Any, after: Any) -> None:
    found = one("azurerm_redis_cache", {"sku_name": "Premium", "access_keys_authentication_enabled": False, "enable_non_ssl_port": True})
    assert found("properties.disableAccessKeyAuthentication") is True
    assert found("properties.enableNonSslPort") is True
    graph = plan({"azurerm_managed_redis.m": {"name": "amr", **COMMON, "default_database": [{"client_protocol": None}]}})
    (database,) = graph.of_type("Microsoft.Cache/redisEnterprise/databases")
    assert database.body["properties"] == {"accessKeysAuthentication": "Disabled", "clientProtocol": "Encrypted"}
    assert one("azurerm_managed_redis", {"public_network_access": "Disabled"})("properties.encryption") is MISSING


@pytest.mark.parametrize(("written", "state"), [({}, "Enabled"), ({"transparent_data_encryption_enabled": False}, "Disabled")])
def test_encryption_of_a_database_is_a_resource_of_its_own(plan: Any, after: Any, written: dict[str, Any], state: str) -> None:
    graph = plan(
        {
            "azurerm_mssql_server.s": {"name": "sql", "resource_group_name": "rg", "location": "x"},
            "azurerm_mssql_database.d": {"name": "db", "server_id": after("azurerm_mssql_server.s.id"), **written},
        }
    )
    (found,) = graph.of_type("Microsoft.Sql/servers/databases/transparentDataEncryption")
    assert (found.name, found.body["properties"]) == ("sql/db/current", {"state": state})
