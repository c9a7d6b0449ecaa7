from __future__ import annotations

import json
from typing import Any

import pytest

from enclave.graph.model import Ref, Secret, Unresolved
from enclave.importers.terraform.read import read_plan

SUB = "/subscriptions/11111111-1111-1111-1111-111111111111"
GROUP = "/resourceGroups/rg"
NETWORK = f"{GROUP}/providers/Microsoft.Network"
VAULT = "Microsoft.KeyVault/vaults@2023-07-01"


def body(plan: Any, values: dict[str, Any], others: dict[str, Any] | None = None, address: str = "azapi_resource.x") -> Any:
    graph = plan({**(others or {}), address: values})
    (found,) = [each for each in graph if graph.sources[each.id] == f"plan.json#{address}"]
    return found


@pytest.mark.parametrize(
    "written", [{"properties": {"publicNetworkAccess": "Disabled"}}, json.dumps({"properties": {"publicNetworkAccess": "Disabled"}})]
)
def test_bodies_as_objects_and_as_text(plan: Any, written: Any) -> None:
    found = body(
        plan, {"type": VAULT, "name": "kv", "parent_id": f"{SUB}{GROUP}", "location": "West Europe", "body": written, "tags": {"a": "b"}}
    )
    assert found.id == f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv"
    assert found.api_version == "2023-07-01"
    assert found.location == "westeurope"
    assert found.body == {"properties": {"publicNetworkAccess": "Disabled"}, "tags": {"a": "b"}}


def test_parents_that_are_not_known_yet(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azapi_resource.rg": {"type": "Microsoft.Resources/resourceGroups@2024-03-01", "name": "rg", "location": "x", "body": None},
            "azapi_resource.v": {
                "type": "Microsoft.Network/virtualNetworks@2024-05-01",
                "name": "v",
                "parent_id": after("azapi_resource.rg.id"),
                "location": "x",
                "body": {"properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}},
            },
            "azapi_resource.s": {
                "type": "Microsoft.Network/virtualNetworks/subnets@2024-05-01",
                "name": "s",
                "parent_id": after("azapi_resource.v.id"),
                "body": {"properties": {"addressPrefix": "10.0.1.0/24"}},
            },
        }
    )
    assert [each.id for each in graph] == [GROUP, f"{NETWORK}/virtualNetworks/v", f"{NETWORK}/virtualNetworks/v/subnets/s"]


SUBNET = {
    "azurerm_subnet.s": {"name": "s", "resource_group_name": "rg", "virtual_network_name": "v", "address_prefixes": ["10.0.0.0/24"]},
    "azurerm_network_security_group.g": {"name": "g", "resource_group_name": "rg", "location": "x"},
}


def test_parts_that_are_not_known_are_found_by_their_property(plan: Any, after: Any) -> None:
    found = body(
        plan,
        {
            "type": "Microsoft.Network/networkInterfaces@2024-05-01",
            "name": "n",
            "parent_id": f"{SUB}{GROUP}",
            "body": {
                "properties": {
                    "networkSecurityGroup": {"id": after("azurerm_network_security_group.g.id")},
                    "ipConfigurations": [{"name": "c", "properties": {"subnet": {"id": after("azurerm_subnet.s.id")}}}],
                    "somethingElse": after("azurerm_subnet.s.name", "local.x"),
                }
            },
        },
        SUBNET,
    )
    assert isinstance(found.body["properties"]["somethingElse"], Unresolved)
    # a local value may be anything: but an id that is not known yet is that of something which the plan makes, and it makes one group
    assert found.body["properties"]["networkSecurityGroup"]["id"] == Ref(f"{NETWORK}/networkSecurityGroups/g")
    found = body(
        plan,
        {
            "type": "Microsoft.Network/networkInterfaces@2024-05-01",
            "name": "n",
            "parent_id": f"{SUB}{GROUP}",
            "body": {
                "properties": {
                    "networkSecurityGroup": {"id": after("azurerm_network_security_group.g.id")},
                    "ipConfigurations": [{"name": "c", "properties": {"subnet": {"id": after("azurerm_subnet.s.id")}}}],
                }
            },
        },
        SUBNET,
    )
    assert found.body["properties"]["networkSecurityGroup"] == {"id": Ref(f"{NETWORK}/networkSecurityGroups/g")}
    assert found.body["properties"]["ipConfigurations"][0]["properties"]["subnet"] == {"id": Ref(f"{NETWORK}/virtualNetworks/v/subnets/s")}


def test_a_local_value_called_as_a_known_property_gives_that_one(plan_document: Any, after: Any, row: Any) -> None:
    """`delegations = local.delegations` beside `networkSecurityGroup = { id = var.group.id }`, as published modules write a subnet."""
    groups = {f"azurerm_network_security_group.{name}": {**SUBNET["azurerm_network_security_group.g"], "name": name} for name in "gh"}

    def group(delegations: Any, *references: str) -> Any:
        properties = {"delegations": delegations, "networkSecurityGroup": {"id": after()}}
        values = {"type": "Microsoft.Network/virtualNetworks/subnets@2024-07-01", "name": "s", "body": {"properties": properties}}
        written = {"body": {"references": [*references, "azurerm_network_security_group.g.id", "azurerm_network_security_group.g"]}}
        rows = [row(address, values) for address, values in groups.items()]
        parent = {"parent_id": f"{SUB}{NETWORK}/virtualNetworks/v"}
        graph = read_plan(plan_document([*rows, row("azapi_resource.s", values | parent, expressions=written)]), name="plan.json")
        (found,) = graph.of_type("Microsoft.Network/virtualNetworks/subnets")
        return found.body["properties"]["networkSecurityGroup"]["id"]

    for known in (None, [], [{"name": "web"}]):
        assert group(known, "local.delegations") == Ref(f"{NETWORK}/networkSecurityGroups/g")
    # another name, a part that is not known, and what no local value is
    others = (group(None, "local.groups"), group([{"name": after()}], "local.delegations"), group(None, "module.delegations.x"))
    assert all(isinstance(each, Unresolved) for each in others)


def test_a_container_lies_in_the_account_that_its_parent_begins_with(plan: Any, after: Any) -> None:
    """Of `"${azurerm_storage_account.a.id}/blobServices/default"` a plan tells the account."""
    accounts = {f"azurerm_storage_account.{name}": {"name": name, "resource_group_name": "rg", "location": "x"} for name in "ab"}

    def container(kind: str, parent: Any) -> Any:
        rows = accounts | {"azapi_resource.c": {"type": f"{kind}@2023-05-01", "name": "c", "parent_id": parent, "body": {"properties": {}}}}
        (found,) = (each for each in plan(rows) if not each.type.endswith("storageAccounts"))
        return found.id

    account = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/b"
    blob = "Microsoft.Storage/storageAccounts/blobServices/containers"
    assert container(blob, after("azurerm_storage_account.b.id")) == f"{account}/blobServices/default/containers/c"
    assert container(blob, f"{SUB}{account}/blobServices/default") == f"{account}/blobServices/default/containers/c"
    # of two, of none, and where the part between has a name
    for kind, parent in (
        (blob, after("azurerm_storage_account.a.id", "azurerm_storage_account.b.id")),
        (blob, after("local.account")),
        ("Microsoft.Storage/storageAccounts/others/containers", after("azurerm_storage_account.b.id")),
    ):
        assert container(kind, parent).startswith("/providers/Terraform/")


def test_two_candidates_leave_it_open(plan: Any, after: Any) -> None:
    others = SUBNET | {"azurerm_subnet.t": {**SUBNET["azurerm_subnet.s"], "name": "t"}}
    found = body(
        plan,
        {
            "type": "Microsoft.App/managedEnvironments@2024-03-01",
            "name": "e",
            "parent_id": f"{SUB}{GROUP}",
            "body": {
                "properties": {
                    "vnetConfiguration": {"infrastructureSubnetId": after("azurerm_subnet.s.id"), "other": after("azurerm_subnet.t.id")}
                }
            },
        },
        others,
    )
    assert isinstance(found.body["properties"]["vnetConfiguration"]["infrastructureSubnetId"], Unresolved)


def test_a_text_that_is_not_known_or_not_json(plan: Any, after: Any) -> None:
    for written in (after("azurerm_subnet.s.id"), "{broken"):
        found = body(plan, {"type": VAULT, "name": "kv", "parent_id": f"{SUB}{GROUP}", "body": written})
        assert isinstance(found.body["properties"], Unresolved)


def test_secret_parts_stay_secret(plan_document: Any, row: Any) -> None:
    from enclave.importers.terraform.read import read_plan

    document = plan_document(
        [
            row(
                "azapi_resource.x",
                {"type": VAULT, "name": "kv", "parent_id": f"{SUB}{GROUP}", "body": {"properties": {"password": "hunter2", "a": 1}}},
            )
        ]
    )
    document["resource_changes"][0]["change"]["after_sensitive"] = {"body": {"properties": {"password": True}}}
    (found,) = read_plan(document, name="plan.json").resources
    assert isinstance(found.body["properties"]["password"], Secret)
    assert "hunter2" not in str(found)


def test_what_a_sensitive_body_sets_is_not_known(plan: Any, row: Any) -> None:
    plain = {"type": VAULT, "name": "kv", "parent_id": f"{SUB}{GROUP}", "body": {"properties": {"a": "1", "b": {"c": "2"}}}}

    def properties(**more: Any) -> Any:
        written = {"sensitive_body": {"references": ["var.x"]}} if more.pop("hidden", True) else {}
        return body_of(plan([row("azapi_resource.x", {**plain, **more}, expressions={"body": {}, **written})]))["properties"]

    def body_of(graph: Any) -> Any:
        return graph.resources[0].body

    assert properties(hidden=False) == properties(hidden=False, sensitive_body=None) == {"a": "1", "b": {"c": "2"}}
    assert isinstance(properties(), Unresolved), "it is not in the plan: it may set anything"
    found = properties(sensitive_body_version={"properties.b.c": "1", "properties.d[0].e": "1"})
    assert (found["a"], type(found["b"]["c"]), type(found["d"])) == ("1", Unresolved, Unresolved)
    found = properties(sensitive_body={"properties": {"a": "secret"}})
    assert isinstance(found["a"], Unresolved)
    assert found["b"] == {"c": "2"}


def test_updates_write_over_what_is_there(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_key_vault.k": {"name": "kv", "resource_group_name": "rg", "location": "x", "public_network_access_enabled": True},
            "azapi_update_resource.u": {
                "type": VAULT,
                "resource_id": after("azurerm_key_vault.k.id"),
                "body": {"properties": {"PublicNetworkAccess": "Disabled"}},
            },
        }
    )
    (vault,) = graph.resources
    assert vault.body["properties"]["publicNetworkAccess"] == "Disabled"


def test_identities_and_ids_as_names(plan: Any) -> None:
    identity = f"{SUB}{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
    found = body(
        plan,
        {
            "type": VAULT,
            "name": "kv",
            "parent_id": f"{SUB}{GROUP}",
            "body": {"identity": {"userAssignedIdentities": {identity: {}}}},
            "identity": [{"type": "SystemAssigned", "identity_ids": None}],
        },
    )
    assert found.body["identity"]["type"] == "SystemAssigned"


@pytest.mark.parametrize(
    ("kind", "values", "count"),
    [
        (
            "azapi_resource_action",
            {"type": VAULT, "resource_id": f"{SUB}{GROUP}/providers/Microsoft.KeyVault/vaults/kv", "method": "GET"},
            0,
        ),
        (
            "azapi_resource_action",
            {"type": VAULT, "resource_id": f"{SUB}{GROUP}/providers/Microsoft.KeyVault/vaults/kv", "action": "listKeys"},
            0,
        ),
        (
            "azapi_resource_action",
            {"type": VAULT, "resource_id": f"{SUB}{GROUP}/providers/Microsoft.KeyVault/vaults/kv", "action": "open"},
            1,
        ),
        ("azapi_resource", {"type": "nonsense", "name": "x"}, 1),
    ],
)
def test_actions_and_nonsense(plan: Any, kind: str, values: dict[str, Any], count: int) -> None:
    assert len(plan({f"{kind}.x": values}).resources) == count


def test_what_changes_a_resource_leaves_of_it_what_is_known(plan: Any, after: Any) -> None:
    vault = f"{SUB}{GROUP}/providers/Microsoft.KeyVault/vaults/kv"
    known = {"type": VAULT, "name": "kv", "parent_id": f"{SUB}{GROUP}", "location": "x", "body": {"properties": {"a": 1}}}
    hidden = {**known, "body": after("azapi_resource.other.output")}
    harmless, told = {"a": 1}, "what the action `open` changes is not modelled"
    elsewhere = "it stands already, and what else is set on it is not in the plan"
    for first, kind, values, expected in (
        (known, "azapi_resource_action", {"action": "regenerateKey", "body": {"b": 1}}, harmless),
        (known, "azapi_resource_action", {"action": "open"}, told),
        (known, "azapi_resource_action", {"method": "DELETE"}, "what the action `DELETE` changes is not modelled"),
        (known, "azapi_resource_action", {"method": "PATCH", "body": {"properties": {"b": 2}}}, {"a": 1, "b": 2}),
        (known, "azapi_update_resource", {"body": {"properties": {"b": 2}}}, {"a": 1, "b": 2}),
        # what was not known before is not known after a part of it is written
        (hidden, "azapi_update_resource", {"body": {"properties": {"b": 2}}}, "known only after apply"),
        (None, "azapi_update_resource", {"body": {"properties": {"b": 2}}}, elsewhere),
        (None, "azapi_resource_action", {"method": "PATCH", "body": {"properties": {"b": 2}}}, elsewhere),
        (None, "azapi_resource_action", {"action": "open"}, elsewhere),
    ):
        rows = {"azapi_resource.x": first} if first else {}
        (found,) = plan({**rows, f"{kind}.y": {"type": VAULT, "resource_id": vault, **values}}).resources
        properties = found.body["properties"]
        assert (properties if isinstance(properties, dict) else properties.reason) == expected, (kind, values)


def test_extensions_lie_on_their_parent(plan: Any, after: Any) -> None:
    found = body(
        plan,
        {
            "type": "Microsoft.Insights/diagnosticSettings@2021-05-01-preview",
            "name": "d",
            "parent_id": after("azurerm_subnet.s.id"),
            "body": {},
        },
        SUBNET,
    )
    assert found.scope == f"{NETWORK}/virtualNetworks/v/subnets/s"


@pytest.mark.parametrize(
    ("exported", "reference", "path"),
    [
        (
            ["*"],
            "output.properties.ipConfigurations[0].properties.privateIPAddress",
            "properties.ipConfigurations[0].properties.privateIPAddress",
        ),
        ({"address": "properties.privateIPAddress"}, "output.address", "properties.privateIPAddress"),
        ({"address": "properties.list[?name=='x']"}, "output.address", None),
        (["*"], "output", None),
    ],
)
def test_outputs_are_what_the_resource_answers(plan: Any, after: Any, exported: Any, reference: str, path: str | None) -> None:
    parent = f"{SUB}{GROUP}"
    graph = plan(
        {
            "azapi_resource.f": {
                "type": "Microsoft.Network/azureFirewalls@2024-05-01",
                "name": "f",
                "parent_id": parent,
                "body": {},
                "response_export_values": exported,
            },
            "azapi_resource.t": {
                "type": "Microsoft.Network/routeTables@2024-05-01",
                "name": "t",
                "parent_id": parent,
                "body": {
                    "properties": {"routes": [{"name": "r", "properties": {"nextHopIpAddress": after(f"azapi_resource.f.{reference}")}}]}
                },
            },
        }
    )
    (table,) = graph.of_type("Microsoft.Network/routeTables")
    found = table.body["properties"]["routes"][0]["properties"]["nextHopIpAddress"]
    assert found == Ref(f"{NETWORK}/azureFirewalls/f", path) if path else isinstance(found, Unresolved)


def keys_plan(vaults: tuple[str, str]) -> Any:
    """A workspace in a module that is given a dictionary of keys, and again one or all of them as `other`."""
    azapi = {"mode": "managed", "type": "azapi_resource"}
    keys = [
        azapi | {"address": f'azapi_resource.key["{key}"]', "name": "key", "index": key, "values": {
            "type": "Microsoft.KeyVault/vaults/keys@2023-07-01", "name": key, "body": {},
            "parent_id": f"{SUB}{GROUP}/providers/Microsoft.KeyVault/vaults/kv{vault}",
            "response_export_values": {"uri": "properties.keyUri"}}}
        for key, vault in zip(("ml", "sql"), vaults, strict=True)
    ]
    workspace = azapi | {"address": "module.m.azapi_resource.w", "name": "w", "values": {
        "type": "Microsoft.MachineLearningServices/workspaces@2024-10-01", "name": "w", "parent_id": f"{SUB}{GROUP}", "location": "x",
        "body": {"properties": {"encryption": {"keyVaultProperties": {}}}}}}
    unknown = {"body": {"properties": {"encryption": {"keyVaultProperties": {"keyIdentifier": True}}}}, "id": True}
    def change(row: dict[str, Any], unknown: dict[str, Any]) -> dict[str, Any]:
        return row | {"change": {"actions": ["create"], "before": None, "after": row["values"], "after_unknown": unknown}}

    changes = [change(row, {"id": True, "output": True}) for row in keys]
    changes.append(change(workspace, unknown) | {"module_address": "module.m"})
    asked = {"references": ['var.keys["ml"]', "var.keys", "var.other"]}
    cut = {"references": ["azapi_resource.key"]}
    own = azapi | {"address": "azapi_resource.w", "name": "w", "expressions": {"body": asked}}
    inner = {"resources": [own], "variables": {"keys": {}, "other": {}}}
    written = [azapi | {"address": "azapi_resource.key", "name": "key", "expressions": {}, "for_each_expression": {"constant_value": 1}}]
    return {
        "format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": changes,
        "planned_values": {"root_module": {"resources": keys, "child_modules": [{"address": "module.m", "resources": [workspace]}]}},
        "configuration": {"root_module": {"resources": written, "module_calls": {
            "m": {"source": "./m", "expressions": {"keys": cut, "other": cut}, "module": inner}}}},
    }


def test_a_key_asked_for_by_its_name_is_meant_among_those_of_one_vault() -> None:
    def meant(vaults: tuple[str, str]) -> Any:
        graph = read_plan(keys_plan(vaults), name="plan.json")
        (found,) = [each for each in graph if each.name == "w"]
        return found.body["properties"]["encryption"]["keyVaultProperties"]["keyIdentifier"]

    assert meant(("1", "1")) == Ref(f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv1/keys/ml", "properties.keyUri")
    # in another vault it would be another matter
    assert isinstance(meant(("1", "2")), Unresolved)


def test_a_part_made_of_local_values_is_what_is_called_as_the_key(plan_document: Any, after: Any, row: Any) -> None:
    common = {"resource_group_name": "rg", "location": "x"}

    def subnet(key: str, references: tuple[str, ...]) -> Any:
        body = {"properties": {"addressPrefixes": ["10.0.0.0/24"], "networkSecurityGroup": {"id": after()}}}
        parent = after("azurerm_virtual_network.v.id")
        values = {"type": "Microsoft.Network/virtualNetworks/subnets@2024-05-01", "name": key, "parent_id": parent}
        expressions = {"parent_id": {"references": parent.references}, "body": {"references": list(references)}}
        return row(f'azapi_resource.s["{key}"]', {**values, "body": body}, key, expressions=expressions)

    groups = [row(f'azurerm_network_security_group.g["{key}"]', {"name": f"nsg-{key}", **common}, key) for key in ("red", "blue")]
    network = row("azurerm_virtual_network.v", {"name": "v", "address_space": ["10.0.0.0/16"], **common})

    def found(rows: list[Any], key: str, *references: str) -> Any:
        graph = read_plan(plan_document([network, *rows, subnet(key, references)]), name="plan.json")
        (made,) = (each for each in graph.of_type("Microsoft.Network/virtualNetworks/subnets"))
        return made.body["properties"]["networkSecurityGroup"]["id"], " ".join(graph.notes)

    group, notes = found(groups, "red", "local.groups", "each.key")
    assert group == Ref("/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg-red")
    assert 'azurerm_network_security_group.g["red"]' in notes
    # nothing is called so, or what is meant is no local value
    assert isinstance(found(groups, "green", "local.groups", "each.key")[0], Unresolved)
    assert isinstance(found(groups, "red", "data.azurerm_x.y.z")[0], Unresolved)
    # there is only one
    assert found(groups[:1], "green", "local.groups")[0] == group


@pytest.mark.parametrize(
    ("actions", "ignored", "written", "hidden"),
    [
        # on what stands already: a list, a path deeper inside, a part of a list, and one that a plan does not tell
        (["update"], ["properties.publicNetworkAccess"], None, {"publicNetworkAccess"}),
        (["no-op"], ["properties.networkAcls.bypass"], None, {"networkAcls.bypass"}),
        (["update"], ["properties.networkAcls.ipRules[0].value"], None, {"networkAcls.ipRules"}),
        (["update"], None, {"constant_value": ["properties.publicNetworkAccess"]}, {"publicNetworkAccess"}),
        (["update"], None, {"references": ["local.ignored"]}, {"publicNetworkAccess", "networkAcls"}),
        (["update"], None, {"references": ["var.ignored.vaults", "var.ignored", "var.ignored"]}, {"publicNetworkAccess"}),
        # what is made, or made anew, is sent whole
        (["create"], ["properties.publicNetworkAccess"], None, set()),
        (["delete", "create"], None, {"references": ["local.ignored"]}, set()),
        # a variable that nobody sets
        (["update"], None, {"references": ["var.other"]}, set()),
        (["update"], [], {"constant_value": []}, set()),
        (["update"], None, {"constant_value": None}, set()),
    ],
)
def test_what_is_left_as_it_stands_is_not_what_is_written(
    plan_document: Any, row: Any, actions: list[str], ignored: Any, written: Any, hidden: set[str]
) -> None:
    acls = {"bypass": "None", "ipRules": [{"value": "203.0.113.1"}]}
    body = {"properties": {"publicNetworkAccess": "Disabled", "networkAcls": acls}}
    values = {"type": VAULT, "name": "kv", "parent_id": f"{SUB}{GROUP}", "body": body, "ignore_body_changes": ignored}
    variables = {"ignored": {"value": {"vaults": ["properties.publicNetworkAccess"]}}}
    told = plan_document([row("azapi_resource.x", values)], variables=variables)
    told["configuration"]["root_module"]["variables"] = {"other": {"default": {}}, "ignored": {}}
    told["resource_changes"][0]["change"]["actions"] = actions
    expressions = told["configuration"]["root_module"]["resources"][0]["expressions"]
    expressions["ignore_body_changes"] = written or {"constant_value": ignored}
    (found,) = read_plan(told, name="plan.json")
    properties = found.body["properties"]
    paths = ("publicNetworkAccess", "networkAcls", "networkAcls.bypass", "networkAcls.ipRules")
    if isinstance(properties, Unresolved):
        assert hidden == {"publicNetworkAccess", "networkAcls"}
        return
    assert {path for path in paths if isinstance(_at(properties, path), Unresolved)} == hidden


def _at(value: Any, path: str) -> Any:
    for step in path.split("."):
        value = value[step]
    return value


def test_what_is_left_as_it_stands_is_followed_through_modules(plan_document: Any, row: Any) -> None:
    body = {"properties": {"publicNetworkAccess": "Disabled"}}

    def access(call: dict[str, Any], **inner: Any) -> Any:
        told = plan_document([row("azapi_resource.x", {"type": VAULT, "name": "kv", "parent_id": f"{SUB}{GROUP}", "body": body})])
        (change,) = told["resource_changes"]
        (made,) = told["planned_values"]["root_module"].pop("resources")
        (own,) = told["configuration"]["root_module"].pop("resources")
        own["expressions"]["ignore_body_changes"] = {"references": ["var.ignored.vaults", "var.ignored"]}
        change |= {"address": "module.m.azapi_resource.x", "module_address": "module.m"}
        change["change"]["actions"] = ["update"]
        child = {"address": "module.m", "resources": [{**made, "address": change["address"]}]}
        told["planned_values"]["root_module"]["child_modules"] = [child]
        module = {"resources": [own], "variables": {"ignored": inner}}
        told["configuration"]["root_module"]["module_calls"] = {"m": {"module": module, "expressions": call}}
        (found,) = read_plan(told, name="plan.json")
        properties = found.body["properties"]
        return None if isinstance(properties, Unresolved) else properties["publicNetworkAccess"]

    assert access({}, default={}) == "Disabled"
    assert isinstance(access({}, default={"vaults": ["properties.publicNetworkAccess"]}), Unresolved)
    assert isinstance(access({"ignored": {"constant_value": {"vaults": ["properties.publicNetworkAccess"]}}}), Unresolved)
    assert access({"ignored": {"references": ["local.ignored"]}}) is None
    assert access({"ignored": {"references": ["var.theirs"]}}) == "Disabled"
