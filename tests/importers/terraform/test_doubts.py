"""Values of which a plan does not say what they are, as Terraform prints them: one that may be another thing's is taken for nobody's.

Each configuration that leaks is legal, and its own resource is not what the value comes to be; each that is sound is common.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from enclave.graph.body import lookup
from enclave.graph.model import Graph, Ref, Unresolved
from enclave.importers.terraform.read import read_plan

HOME = "11111111-2222-3333-4444-555555555555"
OTHER = "/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/rg-other/providers"
LAW, VNET, STORE, SUBNET, NSG, TABLE, ZONE, KEY = (
    f"azurerm_{each}"
    for each in (
        "log_analytics_workspace", "virtual_network", "storage_account", "subnet", "network_security_group", "route_table",
        "private_dns_zone", "key_vault_key",
    )
)  # fmt: skip
FOREIGN = {
    LAW: f"{OTHER}/Microsoft.OperationalInsights/workspaces/central",
    VNET: f"{OTHER}/Microsoft.Network/virtualNetworks/hub",
    STORE: f"{OTHER}/Microsoft.Storage/storageAccounts/stother",
    SUBNET: f"{OTHER}/Microsoft.Network/virtualNetworks/hub/subnets/shared",
    NSG: f"{OTHER}/Microsoft.Network/networkSecurityGroups/open",
    TABLE: f"{OTHER}/Microsoft.Network/routeTables/open",
    ZONE: f"{OTHER}/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net",
}
COMMON = {"resource_group_name": "rg", "location": "westeurope"}


def traversal(*references: str) -> dict[str, Any]:
    """References as Terraform prints them: the longest one and what leads to it; nothing of a key that is no constant."""
    found: list[str] = []
    for whole in references:
        cut = whole
        found.append(cut)
        while "." in cut or cut.endswith("]"):
            cut = cut[: max(cut.rfind("."), cut.rfind("["))]
            least = 3 if cut.startswith("data.") else 1 if cut.split(".")[0] in ("var", "each", "local", "module") else 2
            if len(cut.split(".")) < least or cut in ("var", "local", "each", "count", "module"):
                break
            found.append(cut)
    return {"references": found}


class Plan:
    """A plan, resource by resource."""

    def __init__(self) -> None:
        self.planned: dict[str, list[dict[str, Any]]] = {}
        self.changes: list[dict[str, Any]] = []
        self.prior: list[dict[str, Any]] = []
        self.config: dict[str, Any] = {"root_module": {"resources": [], "module_calls": {}, "variables": {}}}
        self.variables: dict[str, Any] = {}

    def module(self, name: str) -> dict[str, Any]:
        root: dict[str, Any] = self.config["root_module"]
        if not name:
            return root
        call = root["module_calls"].setdefault(name, {"expressions": {}, "module": {"resources": [], "variables": {}, "outputs": {}}})
        inner: dict[str, Any] = call["module"]
        return inner

    def add(
        self, address: str, values: Mapping[str, Any], unknown: Mapping[str, Any] | None = None, *, keys: Sequence[str | int] | None = None,
        repeated: Mapping[str, Any] | None = None, module: str = "", constants: Mapping[str, Any] | None = None, provider: str = "azurerm",
    ) -> Plan:  # fmt: skip
        """A resource: `values` that are known, `unknown` attributes by the expressions that they are written as."""
        mode = "data" if address.startswith("data.") else "managed"
        kind, name = address.removeprefix("data.").split(".")
        head = {"mode": mode, "type": kind, "name": name, "provider_name": f"registry.terraform.io/hashicorp/{kind.partition('_')[0]}"}
        written = {key: {"constant_value": value} for key, value in {**values, **(constants or {})}.items()} | dict(unknown or {})
        row: dict[str, Any] = {**head, "address": address, "expressions": written, "provider_config_key": provider, "schema_version": 0}
        if keys is not None:
            row["count_expression" if repeated is None else "for_each_expression"] = repeated or {}
        self.module(module)["resources"].append(row)
        for key in (None,) if keys is None else keys:
            bracket = "" if key is None else f"[{json.dumps(key)}]"
            at = {"index": key} if key is not None else {}
            full = f"{f'module.{module}.' if module else ''}{address}{bracket}"
            own = {each: value.replace("{key}", str(key)) if isinstance(value, str) else value for each, value in values.items()}
            self.planned.setdefault(module, []).append({**head, **at, "address": full, "values": own, "schema_version": 0})
            mask = {"id": True, **{each: _mask(value) for each, value in (unknown or {}).items()}}
            change = {"actions": ["create"], "before": None, "after": own, "after_unknown": mask}
            self.changes.append(
                {**head, **at, "address": full, "change": change, **({"module_address": f"module.{module}"} if module else {})}
            )
        return self

    def data(self, address: str, values: Mapping[str, Any]) -> Plan:
        """A data source that was read."""
        kind, name = address.removeprefix("data.").split(".")
        head = {"mode": "data", "type": kind, "name": name, "address": address, "provider_name": "registry.terraform.io/hashicorp/azurerm"}
        self.prior.append({**head, "values": dict(values), "schema_version": 0})
        self.config["root_module"]["resources"].append({**head, "expressions": {}, "provider_config_key": "azurerm"})
        return self

    def none(self, address: str) -> Plan:
        """A resource that `count` makes none of."""
        return self.add(address, {}, keys=())

    def var(self, name: str, value: Any) -> Plan:
        self.variables[name] = {"value": value}
        return self

    def graph(self) -> Graph:
        children = [{"address": f"module.{name}", "resources": rows} for name, rows in self.planned.items() if name]
        return read_plan(
            {
                "format_version": "1.2",
                "terraform_version": "1.11.4",
                "variables": self.variables,
                "planned_values": {"root_module": {"resources": self.planned.get("", []), "child_modules": children}},
                "resource_changes": self.changes,
                "prior_state": {"format_version": "1.0", "values": {"root_module": {"resources": self.prior}}},
                "configuration": {"provider_config": {"azurerm": {"name": "azurerm"}}, **self.config},
            },
            name="plan.json",
        )


def _mask(value: Any) -> Any:
    return [dict.fromkeys(each, True) for each in value] if isinstance(value, list) else True


OWN: dict[str, Any] = {
    LAW: {"name": "law", **COMMON},
    VNET: {"name": "vnet", "address_space": ["10.0.0.0/16"], **COMMON},
    STORE: {"name": "stown", "account_tier": "Standard", "account_replication_type": "ZRS", **COMMON},
    SUBNET: {"name": "snet", "virtual_network_name": "vnet", "resource_group_name": "rg", "address_prefixes": ["10.0.0.0/24"]},
    NSG: {"name": "nsg", **COMMON},
    TABLE: {"name": "rt", **COMMON},
    ZONE: {"name": "privatelink.blob.core.windows.net", "resource_group_name": "rg"},
}
ASKING: dict[str, tuple[str, dict[str, Any], str, str]] = {
    LAW: ("azurerm_monitor_diagnostic_setting.x", {"name": "d", "target_resource_id": "/subscriptions/s/x"}, "log_analytics_workspace_id",
          "Microsoft.Insights/diagnosticSettings properties.workspaceId"),
    VNET: ("azurerm_private_dns_zone_virtual_network_link.x", {"name": "l", "resource_group_name": "rg", "private_dns_zone_name": "z"},
           "virtual_network_id", "Microsoft.Network/privateDnsZones/virtualNetworkLinks properties.virtualNetwork.id"),
    SUBNET: ("azurerm_private_endpoint.x", {"name": "pe", **COMMON}, "subnet_id",
             "Microsoft.Network/privateEndpoints properties.subnet.id"),
    STORE: ("azurerm_monitor_diagnostic_setting.x", {"name": "d", "target_resource_id": "/subscriptions/s/x"}, "storage_account_id",
            "Microsoft.Insights/diagnosticSettings properties.storageAccountId"),
}  # fmt: skip


def asked(plan: Plan, kind: str, *references: str, **how: Any) -> Any:
    """What a plan says an id of a type is that is made from references."""
    address, values, attribute, where = ASKING[kind]
    named = {**values, "name": "x-{key}"} if len(how.get("keys") or ()) > 1 else values
    plan.add(address, named, {attribute: traversal(*references)}, **how)
    arm, path = where.split()
    found = [lookup(each.body, path) for each in plan.graph().of_type(arm)]
    return found[0] if len(found) == 1 else found


def own(kind: str, name: str = "own", **how: Any) -> Plan:
    return Plan().add(f"{kind}.{name}", OWN[kind], **how)


def loop(kind: str, keys: Sequence[str | int], name: str = "own", plan: Plan | None = None, over: str = "local.all") -> Plan:
    values = {**OWN[kind], "name": "{key}"}
    return (plan or Plan()).add(f"{kind}.{name}", values, keys=keys, repeated=None if isinstance(keys[0], int) else traversal(over))


def is_own(found: Any) -> bool:
    return isinstance(found, Ref) and found.path == "id"


# -- what may be another thing's ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ASKING)
@pytest.mark.parametrize("name", ["external", "all"])
def test_a_variable_that_holds_an_id_of_the_type(kind: str, name: str) -> None:
    # compact([var.external, own.id])[0], distinct(concat(values(var.all), [own.id]))[0]
    value = FOREIGN[kind] if name == "external" else {"central": {"id": FOREIGN[kind]}}
    assert isinstance(asked(own(kind).var(name, value), kind, f"var.{name}", f"{kind}.own.id"), Unresolved)


@pytest.mark.parametrize("kind", ASKING)
def test_a_data_source_that_was_read(kind: str) -> None:
    # element(sort([data.x.id, own.id]), 0)
    plan = own(kind).data(f"data.{kind}.central", {"id": FOREIGN[kind], "name": "central"})
    assert isinstance(asked(plan, kind, f"data.{kind}.central.id", f"{kind}.own.id"), Unresolved)


@pytest.mark.parametrize("kind", ASKING)
def test_a_data_source_that_apply_reads(kind: str) -> None:
    # coalesce(data.x.id, own.id), where `depends_on` puts the reading off
    plan = own(kind).add(f"data.{kind}.central", {"name": "central", "resource_group_name": "rg-other"})
    assert isinstance(asked(plan, kind, f"data.{kind}.central.id", f"{kind}.own.id"), Unresolved)


@pytest.mark.parametrize("kind", ASKING)
@pytest.mark.parametrize(
    ("address", "reference"),
    [
        ("data.terraform_remote_state.hub", "data.terraform_remote_state.hub.outputs.id"),
        ("data.terraform_remote_state.hub", "data.terraform_remote_state.hub"),
        ("data.azurerm_resources.found", "data.azurerm_resources.found.resources[0].id"),
        ("data.azapi_resource.found", "data.azapi_resource.found.output.properties.otherId"),
        ("data.external.found", "data.external.found.result.id"),
        ("data.azurerm_application_insights.found", "data.azurerm_application_insights.found.workspace_id"),
        ("terraform_data.told", "terraform_data.told.output"),
        ("azapi_resource_action.asked", "azapi_resource_action.asked.output.id"),
        ("azurerm_resource_group_template_deployment.made", "azurerm_resource_group_template_deployment.made.output_content"),
    ],
)
def test_an_answer_that_may_be_anything(kind: str, address: str, reference: str) -> None:
    # try(data.terraform_remote_state.hub.outputs.id, own.id)
    assert isinstance(asked(own(kind).add(address, {"backend": "azurerm"}), kind, reference, f"{kind}.own.id"), Unresolved)


@pytest.mark.parametrize("kind", ASKING)
def test_a_second_resource(kind: str) -> None:
    # var.shared ? shared.id : own.id
    plan = own(kind).add(f"{kind}.shared", {**OWN[kind], "name": "shared"})
    assert isinstance(asked(plan, kind, "var.shared", f"{kind}.shared.id", f"{kind}.own.id"), Unresolved)


@pytest.mark.parametrize("kind", ASKING)
def test_one_of_another_subscription(kind: str) -> None:
    # the same name in the same group of another subscription, of which a local value tells
    plan = own(kind).add(f"{kind}.hub", OWN[kind], provider="azurerm.hub")
    written = {"subscription_id": traversal("local.hub_subscription")}
    plan.config["provider_config"] = {
        "azurerm": {"name": "azurerm"},
        "azurerm.hub": {"name": "azurerm", "alias": "hub", "expressions": written},
    }
    found = asked(plan, kind, f"{kind}.hub.id")
    assert isinstance(found, Ref)
    assert found.resource.startswith("/subscriptions/{azurerm.hub}/")


@pytest.mark.parametrize("kind", ASKING)
def test_a_default_of_a_module_s_variable(kind: str) -> None:
    plan = Plan().add(f"{kind}.own", OWN[kind], module="m")
    plan.module("m")["variables"]["external"] = {"default": FOREIGN[kind]}
    assert isinstance(asked(plan, kind, "var.external", f"{kind}.own.id", module="m"), Unresolved)


@pytest.mark.parametrize("kind", ASKING)
@pytest.mark.parametrize("written", ["constant", "root", "whole"])
def test_what_a_module_is_given(kind: str, written: str) -> None:
    # coalesce(var.external, own.id) in a list that apply makes
    plan = Plan().add(f"{kind}.own", OWN[kind], module="m").var("external", FOREIGN[kind])
    plan.module("m")
    given = {
        "constant": {"constant_value": FOREIGN[kind]},
        "root": traversal("var.external"),
        "whole": {"constant_value": {"ids": [FOREIGN[kind]]}},
    }
    plan.config["root_module"]["module_calls"]["m"]["expressions"] = {"external": given[written]}
    assert isinstance(asked(plan, kind, "var.external", f"{kind}.own.id", module="m"), Unresolved)


@pytest.mark.parametrize("kind", ASKING)
@pytest.mark.parametrize("where", ["variable", "data", "default", "constant"])
def test_local_values_where_the_plan_shows_another(kind: str, where: str) -> None:
    # local.id = compact([var.external, own.id])[0]
    plan = own(kind)
    if where == "variable":
        plan.var("external", {"list": [FOREIGN[kind]]})
    elif where == "data":
        plan.data("data.terraform_remote_state.hub", {"outputs": {"id": FOREIGN[kind]}})
    elif where == "default":
        plan.module("m")["variables"]["external"] = {"default": FOREIGN[kind]}
    else:
        plan.add("terraform_data.x", {}, constants={"input": FOREIGN[kind]})
    assert isinstance(asked(plan, kind, "local.id"), Unresolved)


@pytest.mark.parametrize("kind", ASKING)
@pytest.mark.parametrize("address", ["data.terraform_remote_state.hub", "data.azurerm_resources.found", "data.azapi_resource.x"])
def test_local_values_where_apply_reads_something(kind: str, address: str) -> None:
    assert isinstance(asked(own(kind).add(address, {}), kind, "local.id"), Unresolved)


@pytest.mark.parametrize("kind", ASKING)
def test_a_key_with_more_around_it(kind: str) -> None:
    # own["${each.key}-hub"].id
    plan = loop(kind, ["dev", "dev-hub", "prod", "prod-hub"])
    found = asked(plan, kind, f"{kind}.own", "each.key", keys=["dev", "prod"], repeated=traversal("local.loop"))
    assert len(found) == 2
    assert all(isinstance(each, Unresolved) for each in found)


@pytest.mark.parametrize("kind", ASKING)
def test_a_variable_with_more_around_it(kind: str) -> None:
    # own["${var.env}-hub"].id
    plan = loop(kind, ["dev", "dev-hub"]).var("env", "dev")
    assert isinstance(asked(plan, kind, f"{kind}.own", "var.env"), Unresolved)


@pytest.mark.parametrize("kind", ASKING)
@pytest.mark.parametrize(("made", "asking"), [(3, 2), (2, 4), (2, 1)])
def test_a_number_that_is_counted_with(kind: str, made: int, asking: int) -> None:
    # own[count.index + 1].id, own[floor(count.index / 2)].id
    plan = loop(kind, range(made))
    found = asked(plan, kind, f"{kind}.own", "count.index", keys=range(asking))
    assert all(isinstance(each, Unresolved) for each in (found if isinstance(found, list) else [found]))


@pytest.mark.parametrize("kind", ASKING)
def test_a_value_of_a_map_is_not_its_key(kind: str) -> None:
    # for_each = { weu = "neu", neu = "weu" }, own[each.value].id
    plan = loop(kind, ["weu", "neu"])
    found = asked(plan, kind, f"{kind}.own", "each.value", keys=["weu", "neu"], repeated=traversal("local.pairs"))
    assert len(found) == 2
    assert all(isinstance(each, Unresolved) for each in found)


@pytest.mark.parametrize("kind", ASKING)
def test_a_map_whose_keys_are_not_its_resources_names(kind: str) -> None:
    # { app = own.id, own = shared.id }[each.key]
    plan = own(kind).add(f"{kind}.shared", {**OWN[kind], "name": "shared"})
    over = traversal(f"{kind}.own.id", f"{kind}.shared.id")
    found = asked(plan, kind, "each.value", keys=["app", "own"], repeated=over)
    assert len(found) == 2
    assert all(isinstance(each, Unresolved) for each in found)


@pytest.mark.parametrize("kind", ASKING)
def test_a_map_by_names_that_are_other_instances_keys(kind: str) -> None:
    # output "ids" { value = { for each in own : each.name => each.id } }, of instances that swap their keys
    plan = Plan()
    plan.add(f"{kind}.own", {**OWN[kind], "name": "{key}"}, keys=["a", "b"], repeated=traversal("var.all"), module="m")
    for row in (*plan.planned["m"], *plan.changes):
        for values in (row.get("values"), row.get("change", {}).get("after")):
            if values:
                values["name"] = {"a": "b", "b": "a"}[row["index"]]
    plan.module("m")["outputs"]["ids"] = {"expression": traversal(f"{kind}.own")}
    assert isinstance(asked(plan, kind, 'module.m.ids["a"]', "module.m.ids"), Unresolved)


@pytest.mark.parametrize("kind", ASKING)
def test_a_target_that_is_the_partner_of_another_attribute(kind: str) -> None:
    plan = own(STORE)
    values = {"name": "d"}
    unknown = {"target_resource_id": traversal(f"{STORE}.own.id"), "storage_account_id": traversal("local.archive")}
    plan.add("azurerm_monitor_diagnostic_setting.x", values, unknown)
    (setting,) = plan.graph().of_type("Microsoft.Insights/diagnosticSettings")
    assert isinstance(lookup(setting.body, "properties.storageAccountId"), Unresolved)


# -- what is common, and can mean nothing else --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ASKING)
@pytest.mark.parametrize("references", [["var.name"], ["var.create", "var.existing"], ["random_string.x.result"], ["each.key"]])
def test_what_holds_no_id_leaves_no_doubt(kind: str, references: list[str]) -> None:
    # var.create ? own.id : var.existing, where there is none
    plan = own(kind).var("name", "ai").var("create", True).var("existing", None).add("random_string.x", {})
    assert is_own(asked(plan, kind, *references, f"{kind}.own.id"))


@pytest.mark.parametrize("kind", ASKING)
def test_create_or_take_what_is_there(kind: str) -> None:
    # var.create ? own[0].id : data.existing[0].id
    plan = own(kind, keys=[0]).none(f"data.{kind}.existing").var("create", True)
    assert is_own(asked(plan, kind, "var.create", f"{kind}.own[0].id", f"data.{kind}.existing[0].id"))


@pytest.mark.parametrize("kind", ASKING)
@pytest.mark.parametrize("references", [["none[0].id", "own[0].id"], ["none", "own"]])
def test_the_one_that_is_made_of_two(kind: str, references: list[str]) -> None:
    # try(none[0].id, own[0].id), one(concat(none[*].id, own[*].id))
    plan = own(kind, keys=[0]).none(f"{kind}.none")
    assert is_own(asked(plan, kind, *(f"{kind}.{each}" for each in references)))


@pytest.mark.parametrize("kind", ASKING)
@pytest.mark.parametrize("keys", [["a", "b"], ["snet1", "snet10"], [0, 1, 2]])
def test_the_instance_of_the_own_key(kind: str, keys: list[Any]) -> None:
    plan = loop(kind, keys)
    by = "count.index" if isinstance(keys[0], int) else "each.key"
    found = asked(plan, kind, f"{kind}.own", by, keys=keys, repeated=None if by == "count.index" else traversal("local.all"))
    assert all(is_own(each) for each in found)
    assert len({each.resource for each in found}) == len(keys)


@pytest.mark.parametrize("kind", ASKING)
def test_the_instance_of_an_element_of_a_set(kind: str) -> None:
    plan = loop(kind, ["a", "b"])
    address, values, attribute, where = ASKING[kind]
    arm, path = where.split()
    unknown = {attribute: traversal(f"{kind}.own", "each.value")}
    plan.add(address, {**values, "name": "{key}"}, unknown, keys=["a", "b"], repeated=traversal("local.names"))
    plan.config["root_module"]["resources"][-1]["expressions"]["name"] = traversal("each.value")
    found = [lookup(each.body, path) for each in plan.graph().of_type(arm)]
    assert [each.resource.rpartition("/")[2] for each in found if isinstance(each, Ref)] == ["a", "b"]


@pytest.mark.parametrize("kind", ASKING)
@pytest.mark.parametrize("reference", ["local.id", "local.ids"])
def test_local_values_of_the_only_one(kind: str, reference: str) -> None:
    plan = own(kind).data("data.azurerm_client_config.c", {"subscription_id": HOME, "tenant_id": "t"})
    assert is_own(asked(plan, kind, reference))


@pytest.mark.parametrize("kind", ASKING)
def test_a_module_that_only_hands_on(kind: str) -> None:
    plan = own(kind)
    plan.module("names")["outputs"]["id"] = {"expression": traversal("var.id")}
    plan.config["root_module"]["module_calls"]["names"]["expressions"] = {"id": traversal(f"{kind}.own.id")}
    assert is_own(asked(plan, kind, "module.names.id"))


@pytest.mark.parametrize("kind", ASKING)
def test_a_module_that_there_is_none_of(kind: str) -> None:
    # try(module.central[0].id, own.id)
    plan = own(kind)
    inner = plan.module("central")
    inner["outputs"]["id"] = {"expression": traversal(f"{kind}.it.id")}
    inner["resources"].append({"mode": "managed", "type": kind, "name": "it", "expressions": {}})
    plan.config["root_module"]["module_calls"]["central"]["count_expression"] = traversal("var.central")
    assert is_own(asked(plan, kind, "module.central[0].id", f"{kind}.own.id"))


@pytest.mark.parametrize("kind", ASKING)
def test_a_part_of_a_variable_that_is_not_the_one_with_the_id(kind: str) -> None:
    # each.value.id == null ? own.id : each.value.id, of a map of which another element has an id
    plan = own(kind).var("all", {"a": {"id": None}, "b": {"id": FOREIGN[kind]}})
    found = asked(plan, kind, "each.value.id", f"{kind}.own.id", keys=["a"], repeated=traversal("var.all"))
    assert is_own(found)


def asked_in_a_body(plan: Plan, *references: str) -> Any:
    """What a part of an azapi body is that takes a subnet's id."""
    plan.add("azapi_resource.x", {"type": "Microsoft.App/managedEnvironments@2024-03-01", "name": "e", "parent_id": "/subscriptions/s/x"})
    plan.changes[-1]["change"]["after_unknown"]["body"] = {"properties": {"vnetConfiguration": {"infrastructureSubnetId": True}}}
    for values in (plan.planned[""][-1]["values"], plan.changes[-1]["change"]["after"]):
        values["body"] = {"properties": {"vnetConfiguration": {}}}
    plan.config["root_module"]["resources"][-1]["expressions"]["body"] = traversal(*references)
    (found,) = plan.graph().of_type("Microsoft.App/managedEnvironments")
    return lookup(found.body, "properties.vnetConfiguration.infrastructureSubnetId")


def test_a_body_that_names_one_subnet() -> None:
    assert is_own(asked_in_a_body(own(SUBNET).var("name", "x"), "var.name", f"{SUBNET}.own.id"))


@pytest.mark.parametrize(
    ("address", "reference"),
    [
        ("data.terraform_remote_state.hub", "data.terraform_remote_state.hub.outputs.id"),
        ("terraform_data.told", "terraform_data.told.output"),
        ("azapi_resource_action.asked", "azapi_resource_action.asked.output.id"),
    ],
)
def test_a_body_that_names_an_answer_beside(address: str, reference: str) -> None:
    assert isinstance(asked_in_a_body(own(SUBNET).add(address, {"backend": "x"}), reference, f"{SUBNET}.own.id"), Unresolved)


def test_a_body_that_names_another_subnet_beside() -> None:
    assert isinstance(asked_in_a_body(own(SUBNET).var("external", FOREIGN[SUBNET]), "var.external", f"{SUBNET}.own.id"), Unresolved)
    plan = own(SUBNET).data(f"data.{SUBNET}.hub", {"id": FOREIGN[SUBNET], "name": "shared"})
    assert isinstance(asked_in_a_body(plan, f"data.{SUBNET}.hub.id", f"{SUBNET}.own.id"), Unresolved)


@pytest.mark.parametrize("key", ["prod", "gone"])
def test_an_instance_of_a_module_that_there_is_not(key: str) -> None:
    # module.net["gone"].id, module.net of which there is another one
    plan = Plan().add(f"{SUBNET}.own", OWN[SUBNET], module="net")
    for row in (*plan.planned["net"], *plan.changes):
        row["address"] = f'module.net["prod"].{SUBNET}.own'
    plan.planned['net["prod"]'] = plan.planned.pop("net")
    plan.changes[-1]["module_address"] = 'module.net["prod"]'
    plan.module("net")["outputs"]["id"] = {"expression": traversal(f"{SUBNET}.own.id")}
    plan.config["root_module"]["module_calls"]["net"]["for_each_expression"] = traversal("local.all")
    found = asked(plan, SUBNET, f'module.net["{key}"].id', f'module.net["{key}"]', "module.net")
    assert is_own(found) is (key == "prod")
