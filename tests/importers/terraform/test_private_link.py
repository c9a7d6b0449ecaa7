from __future__ import annotations

from typing import Any

from enclave.graph.model import Ref, Unresolved
from enclave.graph.resources import private_dns_zones, private_endpoints
from enclave.importers.terraform.read import read_plan

COMMON = {"resource_group_name": "rg", "location": "x"}
BASE = "/resourceGroups/rg/providers"
ENDPOINTS = "Microsoft.Network/privateEndpoints"


def endpoint(after: Any, **connection: Any) -> dict[str, dict[str, Any]]:
    return {
        "azurerm_key_vault.k": {"name": "kv", **COMMON},
        "azurerm_private_dns_zone.z": {"name": "privatelink.vaultcore.azure.net", "resource_group_name": "rg"},
        "azurerm_private_endpoint.p": {
            "name": "pe",
            **COMMON,
            "subnet_id": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/n/providers/"
            "Microsoft.Network/virtualNetworks/v/subnets/s",
            "private_service_connection": [
                {
                    "name": "c",
                    "is_manual_connection": False,
                    "private_connection_resource_id": after("azurerm_key_vault.k.id"),
                    "subresource_names": ["vault"],
                    **connection,
                }
            ],
            "private_dns_zone_group": [{"name": "default", "private_dns_zone_ids": [after("azurerm_private_dns_zone.z.id")]}],
        },
    }


def test_an_endpoint_with_its_zone_group(plan: Any, after: Any) -> None:
    graph = plan(endpoint(after))
    (resource,) = graph.of_type("Microsoft.Network/privateEndpoints")
    found = private_endpoints.read(resource, graph)
    assert found.target == f"{BASE}/Microsoft.KeyVault/vaults/kv"
    assert found.group_ids == ("vault",)
    assert not found.manual
    assert f"{BASE}/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net" in str(found.zone_groups)


def test_a_connection_that_waits_for_approval(plan: Any, after: Any) -> None:
    graph = plan(endpoint(after, is_manual_connection=True))
    (resource,) = graph.of_type("Microsoft.Network/privateEndpoints")
    assert private_endpoints.read(resource, graph).manual


def test_a_connection_of_which_it_is_not_known_waits(plan: Any, after: Any) -> None:
    graph = plan(endpoint(after, is_manual_connection=after("local.x")))
    (resource,) = graph.of_type("Microsoft.Network/privateEndpoints")
    assert private_endpoints.read(resource, graph).manual


def test_zones_with_links_and_records(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_virtual_network.v": {"name": "v", **COMMON, "address_space": ["10.0.0.0/16"]},
            "azurerm_private_dns_zone.z": {"name": "privatelink.vaultcore.azure.net", "resource_group_name": "rg"},
            "azurerm_private_dns_zone_virtual_network_link.l": {
                "name": "l",
                "resource_group_name": "rg",
                "private_dns_zone_name": after("azurerm_private_dns_zone.z.name"),
                "virtual_network_id": after("azurerm_virtual_network.v.id"),
                "resolution_policy": "NxDomainRedirect",
            },
            "azurerm_private_dns_a_record.r": {
                "name": "kv",
                "resource_group_name": "rg",
                "zone_name": "privatelink.vaultcore.azure.net",
                "ttl": 300,
                "records": ["10.0.0.4"],
            },
            "azurerm_private_dns_a_record.later": {
                "name": "later",
                "resource_group_name": "rg",
                "zone_name": "privatelink.vaultcore.azure.net",
                "ttl": 300,
                "records": after("azurerm_private_endpoint.gone.private_service_connection[0].private_ip_address"),
            },
        }
    )
    (zone,) = graph.of_type("Microsoft.Network/privateDnsZones")
    rows = graph.of_type("Microsoft.Network/privateDnsZones/A")
    records = {each.name.rpartition("/")[2]: each.body["properties"]["aRecords"] for each in rows}
    assert records["kv"] == [{"ipv4Address": "10.0.0.4"}]
    assert isinstance(records["later"], Unresolved)
    (link,) = [each for each in graph if each.type.endswith("/virtualNetworkLinks")]
    assert link.parent == zone.id
    assert link.body["properties"]["resolutionPolicy"] == "NxDomainRedirect"
    assert zone.type == private_dns_zones.TYPE


def test_resolvers(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_private_dns_resolver.r": {"name": "r", **COMMON, "virtual_network_id": after("azurerm_virtual_network.v.id")},
            "azurerm_private_dns_resolver_outbound_endpoint.o": {
                "name": "o",
                "location": "x",
                "private_dns_resolver_id": after("azurerm_private_dns_resolver.r.id"),
                "subnet_id": after("local.s"),
            },
            "azurerm_private_dns_resolver_dns_forwarding_ruleset.f": {
                "name": "f",
                **COMMON,
                "private_dns_resolver_outbound_endpoint_ids": [after("azurerm_private_dns_resolver_outbound_endpoint.o.id")],
            },
            "azurerm_private_dns_resolver_virtual_network_link.l": {
                "name": "l",
                "dns_forwarding_ruleset_id": after("azurerm_private_dns_resolver_dns_forwarding_ruleset.f.id"),
                "virtual_network_id": after("local.v"),
            },
        }
    )
    (link,) = graph.of_type("Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks")
    assert link.name == "f/l"
    assert isinstance(link.body["properties"]["virtualNetwork"]["id"], Unresolved)
    assert {each.name for each in graph if each.type.endswith("/outboundEndpoints")} == {"r/o"}


def _targets(rows: list[Any], plan: Any) -> dict[str, Any]:
    """What each endpoint leads to, by its name, and what the plan says was taken for granted."""
    graph = plan(rows)
    lead = {each.name: each.body["properties"]["privateLinkServiceConnections"][0]["properties"] for each in graph.of_type(ENDPOINTS)}
    ids = {name: found["privateLinkServiceId"] for name, found in lead.items()}
    return {name: found.resource.rpartition("/")[2] if isinstance(found, Ref) else "?" for name, found in ids.items()} | {"": graph.notes}


def test_local_values_are_followed_to_what_is_called_as_their_key(plan: Any, after: Any, row: Any) -> None:
    vaults = [row(f'azurerm_key_vault.team["{key}"]', {"name": f"kv-{key}", **COMMON}, key) for key in ("red", "blue")]
    hub = row("azurerm_key_vault.hub", {"name": "kv-hub", **COMMON})

    def of(key: str, *references: str) -> Any:
        connection = {
            "name": "c", "is_manual_connection": False, "subresource_names": ["vault"],
            "private_connection_resource_id": after(*references),
        }  # fmt: skip
        return row(f'azurerm_private_endpoint.e["{key}"]', {"name": key, **COMMON, "private_service_connection": [connection]}, key)

    keys, lost = ("red", "team-blue", "hub", "green"), ("local.ids", "each.key")
    found = _targets([*vaults, hub, *(of(key, *lost) for key in keys)], plan)
    notes = " ".join(found.pop(""))
    assert found == {"red": "kv-red", "team-blue": "kv-blue", "hub": "kv-hub", "green": "?"}
    assert 'azurerm_key_vault.team["red"]' in notes
    # what does not name the loop is the same for each of its keys, so that nobody knows whose it is
    found = _targets([*vaults, hub, *(of(key, "local.one.id") for key in keys)], plan)
    assert found == {**dict.fromkeys(keys, "?"), "": ()}
    # the part of a local value by its name, in a loop over something else
    assert _targets([*vaults, hub, of("other", "local.ids.hub")], plan)["other"] == "kv-hub"
    # two that are called so
    second = row('azurerm_key_vault.more["red"]', {"name": "kv-more", **COMMON}, "red")
    assert _targets([*vaults, second, of("red", "local.ids", "each.key")], plan)["red"] == "?"


def test_what_is_called_as_the_key_and_is_of_another_type_is_not_meant(plan_document: Any, after: Any, row: Any) -> None:
    ids = after("azurerm_key_vault.red.id", "azurerm_storage_account.blue.id")

    def of(key: str) -> Any:
        connection = {
            "name": "c", "is_manual_connection": False, "subresource_names": ["blob"],
            "private_connection_resource_id": after("each.value.id", "each.value"),
        }  # fmt: skip
        return row(f'azurerm_private_endpoint.e["{key}"]', {"name": key, **COMMON, "private_service_connection": [connection]}, key)

    rows = [row("azurerm_key_vault.red", {"name": "kv", **COMMON}), row("azurerm_storage_account.blue", {"name": "st", **COMMON})]
    rows.append(of("red"))
    told = plan_document(rows)
    (written,) = (each for each in told["configuration"]["root_module"]["resources"] if each["type"] == "azurerm_private_endpoint")
    written["for_each_expression"] = {"references": ids.references}
    graph = read_plan(told, name="plan.json")
    (found,) = graph.of_type(ENDPOINTS)
    target = found.body["properties"]["privateLinkServiceConnections"][0]["properties"]["privateLinkServiceId"]
    assert target == Ref(f"{BASE}/Microsoft.Storage/storageAccounts/st")
