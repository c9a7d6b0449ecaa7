from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.model import Unresolved
from enclave.importers.terraform.families import MAPPINGS
from enclave.importers.terraform.identities import Identities, Identity
from enclave.importers.terraform.plan import parse_plan
from enclave.importers.terraform.read import read_plan

SUB = "/subscriptions/11111111-1111-1111-1111-111111111111"
OTHER = "/subscriptions/22222222-2222-2222-2222-222222222222"
VNET = "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v"
NETWORK = {"name": "v", "resource_group_name": "rg", "location": "x", "address_space": ["10.0.0.0/16"]}
SUBNET = {"name": "s", "resource_group_name": "rg", "virtual_network_name": "v", "address_prefixes": ["10.0.0.0/24"]}


def ids(graph: Any) -> list[str]:
    return [each.id for each in graph]


def test_what_stands_already_has_the_id_of_the_state(plan: Any) -> None:
    graph = plan({"azurerm_virtual_network.v": {**NETWORK, "id": f"{SUB}/resourceGroups/RG/providers/Microsoft.Network/virtualNetworks/V"}})
    assert ids(graph) == ["/resourceGroups/RG/providers/Microsoft.Network/virtualNetworks/V"]


def test_the_subscription_of_the_plan_is_left_out_and_others_are_kept(plan: Any) -> None:
    graph = plan(
        {
            "azurerm_virtual_network.v": {**NETWORK, "id": SUB + VNET},
            "azurerm_virtual_network_peering.own": {
                "name": "own",
                "resource_group_name": "rg",
                "virtual_network_name": "v",
                "remote_virtual_network_id": SUB + VNET,
            },
            "azurerm_virtual_network_peering.far": {
                "name": "far",
                "resource_group_name": "rg",
                "virtual_network_name": "v",
                "remote_virtual_network_id": OTHER + VNET,
            },
        }
    )
    remotes = {each.name: each.body["properties"]["remoteVirtualNetwork"]["id"] for each in graph if "Peerings" in each.type}
    assert remotes["v/own"].resource == VNET
    assert remotes["v/far"] == OTHER + VNET


def test_names_that_are_not_known_stand_in_braces_and_parents_still_match(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_resource_group.rg": {"name": after("random_pet.p.id"), "location": "x"},
            "azurerm_virtual_network.v": {
                **NETWORK,
                "name": after("random_pet.p.id"),
                "resource_group_name": after("azurerm_resource_group.rg.name"),
            },
            "azurerm_subnet.s": {
                **SUBNET,
                "resource_group_name": after("azurerm_resource_group.rg.name"),
                "virtual_network_name": after("azurerm_virtual_network.v.name"),
            },
            "random_pet.p": {"length": 2},
        }
    )
    group = "/resourceGroups/{azurerm_resource_group.rg}"
    network = f"{group}/providers/Microsoft.Network/virtualNetworks/{{azurerm_virtual_network.v}}"
    assert ids(graph) == [group, network, f"{network}/subnets/s"]


def test_loops_pick_the_instance_of_their_own_key(plan: Any, row: Any, after: Any) -> None:
    def each(address: str, key: str, values: dict[str, Any], expressions: dict[str, Any] | None = None) -> Any:
        return row(f'{address}["{key}"]', values, key, expressions=expressions or {})

    rows = [row("azurerm_virtual_network.v", NETWORK)]
    for key in ("a", "b"):
        rows.append(each("azurerm_subnet.s", key, {**SUBNET, "name": key}))
        rows.append(each("azurerm_network_security_group.g", key, {"name": f"nsg-{key}", "resource_group_name": "rg", "location": "x"}))
    for key in ("a", "b"):
        rows.append(
            each(
                "azurerm_subnet_network_security_group_association.n",
                key,
                {
                    "subnet_id": after(),
                    "network_security_group_id": after(),
                },
                {
                    "subnet_id": {"references": ["azurerm_subnet.s", "each.key"]},
                    "network_security_group_id": {"references": ["azurerm_network_security_group.g", "each.key"]},
                },
            )
        )
    graph = plan(rows)
    groups = {
        each.name: each.body["properties"]["networkSecurityGroup"]["id"].resource.rpartition("/")[2]
        for each in graph
        if "subnets" in each.type
    }
    assert groups == {"v/a": "nsg-a", "v/b": "nsg-b"}
    assert not [each for each in graph if each.type.startswith("Terraform/")]
    assert [note for note in graph.notes if "the instance of that key" in note] == [graph.notes[-1]]


def test_names_with_slashes_do_not_break_ids(plan: Any) -> None:
    assert ids(plan({"azurerm_key_vault.k": {"name": "a/b", "resource_group_name": "rg"}})) == [
        "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/a|b"
    ]


def test_parents_that_nobody_names_stand_in_braces(plan: Any, after: Any) -> None:
    (found,) = plan({"azurerm_mssql_database.r": {"name": "r", "server_id": after("local.x")}}).of_type("Microsoft.Sql/servers/databases")
    assert found.id == (
        "/resourceGroups/{azurerm_mssql_database.r.server_id}/providers/Microsoft.Sql/servers/{azurerm_mssql_database.r.server_id}/databases/r"
    )


@pytest.mark.parametrize(
    ("address", "values"),
    [
        ("azurerm_mssql_firewall_rule.r", {"name": "r", "start_ip_address": "0.0.0.0"}),
        ("azurerm_network_security_rule.r", {"name": "r", "resource_group_name": "rg", "access": "Allow"}),
        ("azurerm_virtual_network_peering.r", {"name": "r", "resource_group_name": "rg"}),
        ("azapi_resource.r", {"name": "r", "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-01-01"}),
    ],
)
def test_what_opens_something_that_nobody_names_is_a_stranger(plan: Any, after: Any, address: str, values: Any) -> None:
    for source in ("server_id", "network_security_group_name", "virtual_network_name", "parent_id"):
        values = {**values, source: after("local.x")}
    (found,) = plan({address: values})
    assert found.type == f"Terraform/{address.partition('.')[0]}"


@pytest.mark.parametrize("known", [False, True])
def test_a_parent_of_a_known_name_in_a_group_that_is_not_known(plan: Any, after: Any, known: bool) -> None:
    # a group whose name is known would be known in the rule too, if it were that one
    rows = {
        "azurerm_network_security_group.g": {
            "name": "nsg",
            "resource_group_name": "rg" if known else after("local.group"),
            "location": "x",
        },
        "azurerm_network_security_rule.r": {
            "name": "r",
            "resource_group_name": after("local.group"),
            "network_security_group_name": "nsg",
        },
    }
    graph = plan(rows)
    assert any(each.endswith("/networkSecurityGroups/nsg/securityRules/r") for each in ids(graph)) is not known
    assert bool(graph.of_type("Terraform/azurerm_network_security_rule")) is known


@pytest.mark.parametrize(
    ("name", "is_its"),
    [
        (("local.zone",), True),
        (("random_string.x.result",), True),
        (("azurerm_private_dns_zone.z.name",), True),
        (("data.azurerm_private_dns_zone.hub.name",), False),
        (("data.terraform_remote_state.hub.outputs.zone",), False),
    ],
)
def test_a_name_that_is_not_known_is_that_of_the_nameless_where_nothing_else_is_named(
    plan: Any, after: Any, name: tuple[str, ...], is_its: bool
) -> None:
    link = {"name": "l", "resource_group_name": "rg", "private_dns_zone_name": after(*name), "virtual_network_id": after("local.v")}
    rows = {
        "random_string.x": {"length": 4, "result": after()},
        "azurerm_private_dns_zone.z": {"name": after("random_string.x.result"), "resource_group_name": "rg"},
        "azurerm_private_dns_zone_virtual_network_link.l": link,
    }
    found = ids(plan(rows))
    assert any("/privateDnsZones/{azurerm_private_dns_zone.z}/virtualNetworkLinks/" in each for each in found) is is_its


def test_a_role_on_something_that_is_not_known_is_not_known(plan: Any, after: Any) -> None:
    given = {"scope": after("local.x"), "role_definition_name": "Reader", "principal_id": "p"}
    (found,) = plan({"azurerm_role_assignment.r": given})
    assert isinstance(found.body["properties"], Unresolved)


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        (Identity("Microsoft.Resources/resourceGroups", "rg", ""), "/resourceGroups/rg"),
        (Identity("Microsoft.A/b/c", "x/y", "/resourceGroups/rg"), "/resourceGroups/rg/providers/Microsoft.A/b/x/c/y"),
    ],
)
def test_ids_from_their_parts(identity: Identity, expected: str) -> None:
    assert identity.id == expected


def test_the_subscription_of_data_sources(plan_document: Any, row: Any) -> None:
    document = plan_document(
        [
            row("azurerm_key_vault.k", {"name": "k", "resource_group_name": "rg"}),
            row("data.azurerm_client_config.c", {"subscription_id": SUB.rpartition("/")[2]}, mode="data"),
        ]
    )
    assert Identities(parse_plan(document, "x"), {each.source: each for each in MAPPINGS}).home == SUB.rpartition("/")[2]


@pytest.mark.parametrize("words", [("RESOURCEGROUPS", "PROVIDERS"), ("resourcegroups", "providers"), ("resourceGroups", "Providers")])
def test_ids_in_other_casing(plan: Any, words: tuple[str, str]) -> None:
    groups, providers = words
    network = f"{SUB}/{groups}/RG/{providers}/microsoft.network/virtualnetworks/V"
    rows = {
        "azurerm_resource_group.rg": {"name": "rg", "location": "x", "id": f"{SUB}/resourceGroups/rg"},
        "azurerm_virtual_network.v": {**NETWORK, "id": network},
        "azurerm_private_dns_zone.z": {"name": "z", "resource_group_name": "rg"},
        "azurerm_private_dns_zone_virtual_network_link.l": {
            "name": "l",
            "resource_group_name": "rg",
            "private_dns_zone_name": "z",
            "virtual_network_id": f"{SUB}/{groups}/rg/{providers}/Microsoft.Network/virtualNetworks/v",
        },
    }
    graph = plan(rows)
    (link,) = graph.of_type("Microsoft.Network/privateDnsZones/virtualNetworkLinks")
    target = link.body["properties"]["virtualNetwork"]["id"]
    assert graph.get(target.resource) is not None
    assert target.resource.lower() == VNET.lower()


def test_resources_of_another_subscription_are_not_those_of_the_same_names_here(plan_document: Any, row: Any) -> None:
    there, here = "99999999-2222-3333-4444-555555555555", "11111111-2222-3333-4444-555555555555"
    values = {"name": "vnet", "resource_group_name": "rg", "location": "x", "address_space": ["10.0.0.0/16"]}
    rows = [row("azurerm_virtual_network.here", values), row("azurerm_virtual_network.there", {**values, "address_space": ["10.9.0.0/16"]})]
    document = plan_document(rows)
    block = next(each for each in document["configuration"]["root_module"]["resources"] if each["name"] == "there")
    block["provider_config_key"] = "azurerm.hub"
    for written in ({"constant_value": there.upper()}, {"references": ["var.hub"]}):
        document["configuration"]["provider_config"] = {
            "azurerm": {"name": "azurerm", "expressions": {"subscription_id": {"constant_value": here}}},
            "azurerm.hub": {"name": "azurerm", "alias": "hub", "expressions": {"subscription_id": written}},
        }
        document["variables"] = {"hub": {"value": there}}
        graph = read_plan(document, name="plan.json")
        ids = {each.id for each in graph.of_type("Microsoft.Network/virtualNetworks")}
        path = "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet"
        assert ids == {path, f"/subscriptions/{there}{path}"}
