"""Whole plans: modules, strangers, what is ignored, and verdicts that an unknown never turns green."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.errors import InputError
from enclave.graph.body import lookup
from enclave.graph.model import Ref
from enclave.importers.terraform.read import read_plan
from enclave.verify import verify

COMMON = {"resource_group_name": "rg", "location": "westeurope"}
NETWORK = {
    "azurerm_resource_group.rg": {"name": "rg", "location": "westeurope"},
    "azurerm_virtual_network.v": {"name": "vnet", **COMMON, "address_space": ["10.0.0.0/16"]},
    "azurerm_subnet.pe": {
        "name": "snet-pe",
        "resource_group_name": "rg",
        "virtual_network_name": "vnet",
        "address_prefixes": ["10.0.1.0/24"],
        "default_outbound_access_enabled": False,
    },
}


def private(after: Any, **vault: Any) -> dict[str, Any]:
    zone = "privatelink.vaultcore.azure.net"
    return NETWORK | {
        "azurerm_key_vault.k": {"name": "kv", **COMMON, "public_network_access_enabled": False, **vault},
        "azurerm_private_dns_zone.z": {"name": zone, "resource_group_name": "rg"},
        "azurerm_private_dns_zone_virtual_network_link.l": {
            "name": "l",
            "resource_group_name": "rg",
            "private_dns_zone_name": zone,
            "virtual_network_id": after("azurerm_virtual_network.v.id"),
        },
        "azurerm_private_endpoint.p": {
            "name": "pe",
            **COMMON,
            "subnet_id": after("azurerm_subnet.pe.id"),
            "private_service_connection": [
                {
                    "name": "c",
                    "is_manual_connection": False,
                    "subresource_names": ["vault"],
                    "private_connection_resource_id": after("azurerm_key_vault.k.id"),
                }
            ],
            "private_dns_zone_group": [{"name": "default", "private_dns_zone_ids": [after("azurerm_private_dns_zone.z.id")]}],
        },
    }


def verdicts(graph: Any, *numbers: int) -> dict[tuple[int, str], str]:
    return {
        (each.number, each.subject.rpartition("/")[2]): each.verdict.name for each in verify(graph).obligations if each.number in numbers
    }


def test_a_private_vault_is_proved(plan: Any, after: Any) -> None:
    found = verdicts(plan(private(after)), 1, 2, 3)
    assert found[1, "kv"] == found[2, "kv"] == "proved"
    assert set(found.values()) == {"proved"}


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"azurerm_key_vault.k": {"public_network_access_enabled": True}}, 1),
        ({"azurerm_key_vault.k": {"public_network_access_enabled": True}}, 2),
        ({"azurerm_private_dns_zone_virtual_network_link.l": None}, 3),
        ({"azurerm_private_endpoint.p": None}, 2),
        ({"azurerm_private_dns_zone.z": {"name": "privatelink.other.azure.net"}}, 3),
    ],
)
def test_every_single_change_is_seen(plan: Any, after: Any, change: dict[str, Any], number: int) -> None:
    rows = private(after)
    for address, values in change.items():
        rows[address] = {**rows[address], **values} if values else None
    found = verdicts(plan({address: values for address, values in rows.items() if values is not None}), number)
    assert found[number, "kv"] == ("unknown" if "azurerm_private_dns_zone.z" in change else "refuted")


def test_an_unknown_switch_is_never_proved(plan: Any, after: Any) -> None:
    found = verdicts(plan(private(after, public_network_access_enabled=after("local.open"))), 1, 2)
    assert found[1, "kv"] == found[2, "kv"] == "unknown"


def test_a_type_that_nobody_maps_is_named_and_leaves_the_rest(plan: Any, after: Any) -> None:
    graph = plan(private(after) | {"azurerm_hpc_cache.h": {"name": "h", **COMMON, "subnet_id": after("azurerm_subnet.pe.id")}})
    (stranger,) = graph.of_type("Terraform/azurerm_hpc_cache")
    assert (
        Ref("/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet-pe")
        in stranger.body["properties"]["refersTo"]
    )
    verification = verify(graph)
    assert any("azurerm_hpc_cache" in line for line in verification.unmodelled)
    assert verification.verdict != "proved"
    assert verdicts(graph, 3)[3, "kv"] == "proved"


def test_modules_pass_ids_through_variables_and_outputs(plan: Any) -> None:
    def resource(address: str, module: str = "", **values: Any) -> dict[str, Any]:
        kind, name = address.split(".")
        return {"address": f"{module}.{address}" if module else address, "mode": "managed", "type": kind, "name": name, "values": values}

    document = {
        "format_version": "1.2",
        "planned_values": {
            "root_module": {
                "child_modules": [
                    {
                        "address": "module.net",
                        "resources": [
                            resource(
                                "azurerm_virtual_network.v", "module.net", name="v", resource_group_name="rg", address_space=["10.0.0.0/16"]
                            ),
                            resource(
                                "azurerm_subnet.s",
                                "module.net",
                                name="s",
                                resource_group_name="rg",
                                virtual_network_name="v",
                                address_prefixes=["10.0.1.0/24"],
                            ),
                        ],
                    },
                    {
                        "address": "module.app",
                        "resources": [resource("azurerm_container_app_environment.e", "module.app", name="cae", resource_group_name="rg")],
                    },
                ]
            }
        },
        "resource_changes": [
            {
                "address": "module.app.azurerm_container_app_environment.e",
                "change": {"actions": ["create"], "after_unknown": {"id": True, "infrastructure_subnet_id": True}},
            }
        ],
        "configuration": {
            "root_module": {
                "module_calls": {
                    "net": {
                        "module": {
                            "resources": [
                                {"mode": "managed", "type": "azurerm_virtual_network", "name": "v", "expressions": {}},
                                {"mode": "managed", "type": "azurerm_subnet", "name": "s", "expressions": {}},
                            ],
                            "outputs": {"subnet": {"expression": {"references": ["azurerm_subnet.s.id", "azurerm_subnet.s"]}}},
                        }
                    },
                    "app": {
                        "expressions": {"subnet": {"references": ["module.net.subnet", "module.net"]}},
                        "module": {
                            "resources": [
                                {
                                    "mode": "managed",
                                    "type": "azurerm_container_app_environment",
                                    "name": "e",
                                    "expressions": {"infrastructure_subnet_id": {"references": ["var.subnet"]}},
                                }
                            ],
                            "variables": {"subnet": {}},
                        },
                    },
                }
            }
        },
    }
    graph = read_plan(document, name="plan.json")
    (environment,) = graph.of_type("Microsoft.App/managedEnvironments")
    assert environment.body["properties"]["vnetConfiguration"]["infrastructureSubnetId"] == Ref(
        "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
    )
    assert graph.sources[environment.id] == "plan.json#module.app.azurerm_container_app_environment.e"


def test_what_makes_nothing_in_azure_is_left_out(plan: Any) -> None:
    graph = plan(
        {
            "random_string.r": {"length": 5},
            "null_resource.n": {},
            "terraform_data.t": {},
            "azuread_group.g": {"display_name": "g"},
            "azurerm_consumption_budget_subscription.b": {"name": "b"},
            "azurerm_dns_a_record.a": {"name": "a"},
        }
    )
    assert graph.resources == ()


def test_programs_that_are_run_are_named(plan_document: Any, row: Any) -> None:
    document = plan_document([row("null_resource.n", {})])
    document["configuration"]["root_module"]["resources"][0]["provisioners"] = [{"type": "local-exec"}]
    assert "null_resource.n" in read_plan(document, name="p").notes[0]


def test_a_plan_of_some_resources_says_so(plan_document: Any, row: Any) -> None:
    document = plan_document([row("azurerm_key_vault.k", {"name": "kv", **COMMON})], complete=False)
    assert "some resources only" in read_plan(document, name="p").notes[0]


@pytest.mark.parametrize("level", ["resource_group", "subscription", "management_group", "tenant"])
def test_templates_that_a_plan_deploys_are_never_harmless(plan: Any, level: str) -> None:
    graph = plan({f"azurerm_{level}_template_deployment.t": {"name": "t", "resource_group_name": "rg", "template_content": "{}"}})
    assert len(graph.resources) == 1
    assert verify(graph).verdict != "proved"
    assert verify(graph).unmodelled


def test_deleted_resources_and_data_sources_are_not_there(plan_document: Any, row: Any) -> None:
    document = plan_document(
        [row("azurerm_key_vault.k", {"name": "kv", **COMMON}), row("data.azurerm_key_vault.d", {"name": "x", "id": "/x"}, mode="data")]
    )
    document["resource_changes"].append(
        {
            "address": "azurerm_key_vault.gone",
            "mode": "managed",
            "type": "azurerm_key_vault",
            "name": "gone",
            "change": {"actions": ["delete"], "before": {"name": "gone"}, "after": None},
        }
    )
    assert [each.name for each in read_plan(document, name="p").resources] == ["kv"]


def test_one_resource_made_twice_keeps_only_what_agrees(plan: Any) -> None:
    graph = plan(
        {
            "azurerm_key_vault.a": {"name": "kv", **COMMON, "public_network_access_enabled": True},
            "azurerm_key_vault.b": {"name": "KV", **COMMON, "public_network_access_enabled": False},
        }
    )
    (vault,) = graph.resources
    assert type(vault.body["properties"]["publicNetworkAccess"]).__name__ == "Unresolved"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(0, 3)
    | st.sampled_from(["a", "azurerm_subnet", "azurerm_subnet.a.id", "each.key", "/subscriptions/x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "address",
                    "type",
                    "name",
                    "values",
                    "resources",
                    "root_module",
                    "child_modules",
                    "references",
                    "expressions",
                    "subnet_id",
                    "resource_group_name",
                    "virtual_network_name",
                    "address_prefixes",
                    "module_calls",
                    "module",
                    "after_unknown",
                    "change",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@given(JSON, JSON, JSON)
def test_no_plan_makes_it_fail(planned: Any, changes: Any, configuration: Any) -> None:
    document = {"format_version": "1.2", "planned_values": planned, "resource_changes": changes, "configuration": configuration}
    with contextlib.suppress(InputError):
        verify(read_plan(json.dumps(document), name="plan.json"))


ROW = st.fixed_dictionaries(
    {"name": st.sampled_from(["a", "b"]), "resource_group_name": st.just("rg")},
    optional={
        key: st.none()
        | st.booleans()
        | st.text(max_size=3)
        | st.lists(st.dictionaries(st.sampled_from(["name", "subnet_id", "rule"]), st.text(max_size=2)), max_size=2)
        for key in (
            "subnet_id",
            "network_rules",
            "ip_configuration",
            "security_rule",
            "identity",
            "site_config",
            "address_space",
            "location",
            "body",
            "type",
        )
    },
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "azurerm_subnet",
                    "azurerm_virtual_network",
                    "azurerm_storage_account",
                    "azurerm_lb",
                    "azurerm_lb_rule",
                    "azurerm_private_endpoint",
                    "azapi_resource",
                    "azurerm_linux_web_app",
                    "azurerm_application_gateway",
                    "azurerm_kubernetes_cluster",
                    "azurerm_firewall_policy_rule_collection_group",
                ]
            ),
            ROW,
        ),
        max_size=5,
    )
)
def test_no_values_make_it_fail(rows: list[tuple[str, dict[str, Any]]]) -> None:
    resources = [{"address": f"{kind}.r{n}", "type": kind, "name": f"r{n}", "values": values} for n, (kind, values) in enumerate(rows)]
    with contextlib.suppress(InputError):
        verify(read_plan({"planned_values": {"root_module": {"resources": resources}}}, name="plan.json"))


def test_what_changes_something_outside_of_the_plan_is_left_out(plan: Any) -> None:
    group = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/old"
    elsewhere = f"{group}/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
    rows = {
        "azurerm_network_security_group.g": {"name": "g", "resource_group_name": "rg", "location": "x"},
        "azurerm_subnet_network_security_group_association.a": {"subnet_id": elsewhere, "network_security_group_id": "/x"},
    }
    assert [each.type for each in plan(rows)] == ["Microsoft.Network/networkSecurityGroups"]


def test_what_gives_somebody_something_else_is_unknown_to_identities_only(plan: Any) -> None:
    graph = plan({"azuread_directory_role_assignment.a": {"role_id": "r", "principal_object_id": "p"}})
    (found,) = graph
    assert found.type == "Microsoft.Authorization/azuread_directory_role_assignment"
    assert {(each.number, each.verdict.name) for each in verify(graph).obligations if each.number in (1, 5, 8)} == {(8, "unknown")}


def test_what_the_owner_wants_is_taken_from_our_own_variable(plan: Any) -> None:
    rows = {"azurerm_resource_group.g": {"name": "g", "location": "westeurope"}}
    intent = {"version": 1, "egress": [], "front_doors": [], "flows": [], "policy_digest": "sha256:0"}
    assert plan(rows).intent is None
    assert plan(rows, variables={"intent": {"value": intent}}).intent is None
    found = plan(rows, variables={"enclave_intent": {"value": intent}}).intent
    assert found is not None
    assert found.policy_digest == "sha256:0"
    with pytest.raises(InputError, match="not of a version"):
        plan(rows, variables={"enclave_intent": {"value": {**intent, "version": 2}}})


def test_many_instances_that_name_many_things_alike_name_them_once(plan: Any, after: Any, row: Any) -> None:
    common = {"resource_group_name": "rg", "location": "westeurope"}
    accounts = [row(f"azurerm_storage_account.a[{each}]", {"name": f"st{each}", **common}, each) for each in range(120)]
    containers = [
        row(f"azurerm_storage_container.c[{each}]", {"name": "c", "storage_account_id": after("azurerm_storage_account.a")}, each)
        for each in range(120)
    ]
    graph = plan([*accounts, *containers])
    named = [lookup(each.body, "properties.refersTo") for each in graph if each.type.startswith("Terraform/")]
    assert sorted(len(each) for each in named) == [1] * 119 + [120]
