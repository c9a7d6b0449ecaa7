"""What a mapping does not read of a resource stays in the body, where it names somebody: a proof asks about it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from enclave.graph.model import Graph, Resource
from enclave.importers.terraform.read import read_plan
from enclave.verify import verify


def group(written: dict[str, Any], answered: dict[str, Any] | None = None, blocks: dict[str, Any] | None = None) -> Resource:
    """An action group of a plan: what is written of it, and what the provider says besides."""
    values = {"name": "a", "resource_group_name": "rg", **written, **(answered or {})}
    row = {"address": "azurerm_monitor_action_group.a", "mode": "managed", "type": "azurerm_monitor_action_group", "name": "a"}
    expressions = {name: {"constant_value": value} for name, value in written.items()} | (blocks or {})
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [{**row, "values": values}]}},
        "resource_changes": [{**row, "change": {"actions": ["create"], "before": None, "after": values, "after_unknown": {}}}],
        "configuration": {"root_module": {"resources": [{**row, "expressions": expressions}]}},
    }
    (found,) = (each for each in read_plan(json.dumps(plan), name="plan.json") if each.type == "Microsoft.Insights/actionGroups")
    return found


@pytest.mark.parametrize(
    "value",
    [
        "https://x.example/in",
        "/subscriptions/99999999-9999-9999-9999-999999999999/resourceGroups/x/providers/Microsoft.Web/sites/x",
        "AccountName=theirs;AccountKey=k",
        "theirs.servicebus.windows.net",
    ],
)
def test_what_names_somebody_is_kept_by_the_attributes_own_name(value: str) -> None:
    assert group({"newer": value}).body["attributes"] == {"newer": value}


@pytest.mark.parametrize("value", ["a", "", 7, True, None, "two words"])
def test_what_names_nobody_is_not(value: Any) -> None:
    assert "attributes" not in group({"newer": value}).body


def test_what_only_the_provider_answers_is_not() -> None:
    assert "attributes" not in group({}, {"primary_endpoint": "https://a.example/"}).body


def test_a_block_is_kept_whole() -> None:
    receiver = {"name": "w", "service_uri": "https://x.example/in"}
    blocks = {"receiver": [{name: {"constant_value": value} for name, value in receiver.items()}]}
    assert group({}, {"receiver": [receiver]}, blocks).body["attributes"] == {"receiver": [receiver]}


WORKSPACE = "/subscriptions/99999999-9999-9999-9999-999999999999/resourceGroups/x/providers/Microsoft.OperationalInsights/workspaces/x"


def quiet(kind: str, values: dict[str, Any], secret: Any = None) -> list[Resource]:
    """What a graph has of a resource of a type that carries no traffic."""
    row = {"address": f"{kind}.a", "mode": "managed", "type": kind, "name": "a"}
    change = {"actions": ["create"], "before": None, "after": values, "after_unknown": {}, "after_sensitive": secret or {}}
    expressions = {name: {"constant_value": value} for name, value in values.items() if isinstance(value, str) and name != "url"}
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [{**row, "values": values}]}},
        "resource_changes": [{**row, "change": change}],
        "configuration": {"root_module": {"resources": [{**row, "expressions": expressions}]}},
    }
    return list(read_plan(json.dumps(plan), name="plan.json"))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("azurerm_monitor_aad_diagnostic_setting", {"log_analytics_workspace_id": WORKSPACE}),
        ("azurerm_security_center_workspace", {"workspace_id": WORKSPACE}),
        ("azurerm_sentinel_automation_rule", {"action_playbook": [{"logic_app_id": WORKSPACE}]}),
        ("azurerm_monitor_alert_processing_rule_action_group", {"add_action_group_ids": [WORKSPACE]}),
        ("azurerm_data_protection_backup_instance_blob_storage", {"vault_id": WORKSPACE}),
        ("azurerm_automation_hybrid_runbook_worker", {"vm_resource_id": WORKSPACE}),
        ("azurerm_mssql_virtual_machine", {"auto_backup": [{"storage_blob_endpoint": "https://theirs.blob.core.windows.net/"}]}),
    ],
)
def test_what_carries_no_traffic_may_send_something_to_whom_it_names(kind: str, values: dict[str, Any]) -> None:
    (found,) = quiet(kind, values)
    assert found.body["attributes"] == values
    graph = Graph((found,))
    (result,) = (each for each in verify(graph).obligations if each.subject == found.id and each.number == 5)
    assert result.verdict.name == "unknown"
    # it opens no way to anything else
    assert not [each for each in verify(graph).obligations if each.subject == found.id and each.number != 5]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("azurerm_sentinel_alert_rule_fusion", {"name": "f", "enabled": True}),
        ("azurerm_consumption_budget_subscription", {"subscription_id": "/subscriptions/1", "name": "b"}),
        ("azurerm_dns_cname_record", {"record": "theirs.azurewebsites.net"}),
        # nobody writes it: the provider answers it
        ("azurerm_storage_table", {"name": "t", "url": "https://theirs.table.core.windows.net/t"}),
    ],
)
def test_what_names_nobody_to_send_to_is_nothing(kind: str, values: dict[str, Any]) -> None:
    assert quiet(kind, values) == []


def test_of_a_secret_only_its_address_is_kept() -> None:
    secret = "Endpoint=sb://theirs.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey=hidden"
    values = {"action": [{"connection_string": secret, "trigger_url": "hidden"}]}
    (found,) = quiet("azurerm_security_center_automation", values, {"action": [{"connection_string": True, "trigger_url": True}]})
    assert found.body["attributes"] == {"action": [{"connection_string": "Endpoint=sb://theirs.servicebus.windows.net/"}]}


@pytest.mark.parametrize("kind", ["azurerm_network_manager_subscription_connection", "azurerm_express_route_circuit_authorization"])
def test_whoever_gets_a_network_from_it_is_not_known(kind: str) -> None:
    (found,) = quiet(kind, {"name": "n"})
    assert found.type == f"Microsoft.Authorization/{kind}"
    eighth = [each for each in verify(Graph((found,))).obligations if each.number == 8]
    assert [each.verdict.name for each in eighth] == ["unknown"]
    # the circuit by itself gives nobody anything
    circuit = quiet("azurerm_express_route_circuit", {"name": "n", "resource_group_name": "rg", "location": "westeurope"})
    assert not [each for each in verify(Graph(tuple(circuit))).obligations if each.number == 8]


CONTAINER = "Microsoft.Storage/storageAccounts/{}/blobServices/default/containers/costs"
OWN = "/subscriptions/00000000-0000-0000-0000-000000000001"


@pytest.mark.parametrize("scope", ["subscription", "resource_group"])
@pytest.mark.parametrize(("target", "wanted"), [("theirs", ["unknown"]), ("mine", [])])
def test_what_is_spent_is_told_to_whoever_has_the_account(plan: Any, scope: str, target: str, wanted: list[str]) -> None:
    home = OWN if target == "mine" else "/subscriptions/99999999-9999-9999-9999-999999999999"
    place = {"container_id": f"{home}/resourceGroups/rg/providers/{CONTAINER.format(target)}", "root_folder_path": "/"}
    own = f"{OWN}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/mine"
    account = {"id": own, "name": "mine", "resource_group_name": "rg"}
    graph = plan({
        "azurerm_storage_account.mine": account,
        f"azurerm_{scope}_cost_management_export.e": {"name": "e", "export_data_storage_location": [place]},
        f"azurerm_{scope}_cost_management_view.v": {"name": "v", "kpi": [{"type": "https://x.example/in"}]},
    })
    fifth = [each for each in verify(graph).obligations if each.number == 5 and "cost" in each.subject]
    assert [each.verdict.name for each in fifth] == wanted


READ = {"mode": "data", "type": "azurerm_key_vault_secret", "name": "s", "provider_name": "registry.terraform.io/hashicorp/azurerm"}
MADE = {"mode": "managed", "type": "azurerm_storage_account", "name": "st", "provider_name": "registry.terraform.io/hashicorp/azurerm"}
DICE = {"mode": "managed", "type": "random_string", "name": "r", "provider_name": "registry.terraform.io/hashicorp/random"}
GIVEN = {"mode": "managed", "type": "terraform_data", "name": "t", "provider_name": "terraform.io/builtin/terraform"}


def after_apply(kind: str, name: str, references: list[str] | None, *others: dict[str, Any]) -> Any:
    """What stands in a graph of an attribute, `block.attribute` for one of a block, that is only known after apply. Without references
    it stands in a block that `dynamic` makes."""
    block, _, inside = name.partition(".")
    row = {"address": f"{kind}.a", "mode": "managed", "type": kind, "name": "a"}
    values = {"name": "a", "resource_group_name": "rg", "location": "westeurope", **({block: [{}]} if inside else {})}
    unknown = {"id": True, block: [{inside: True}] if inside else True}
    expression: Any = {"references": references}
    expressions = {"name": {"constant_value": "a"}} | ({block: [{inside: expression}] if inside else expression} if references else {})
    rows = [{**row, "values": values}]
    changes = [{**row, "change": {"actions": ["create"], "before": None, "after": values, "after_unknown": unknown}}]
    config = [{**row, "expressions": expressions}]
    for each in others:
        head = {**each, "address": f"{'data.' if each['mode'] == 'data' else ''}{each['type']}.{each['name']}"}
        action = "read" if each["mode"] == "data" else "create"
        mask = {"id": True, "value": True, "result": True, "output": True, "primary_blob_endpoint": True}
        changes.append({**head, "change": {"actions": [action], "before": None, "after": {}, "after_unknown": mask}})
        rows += [] if each["mode"] == "data" else [{**head, "values": {"name": "other", "resource_group_name": "rg"}}]
        config.append({**each, "address": head["address"], "expressions": {}})
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": rows}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": config}},
    }
    graph = read_plan(json.dumps(plan), name="plan.json")
    found = [each for each in graph if each.name.rpartition("/")[2] in ("a", f"{kind}.a")]
    return found[0].body.get("unread") if found else None, graph


SECRET, ENDPOINT = ["data.azurerm_key_vault_secret.s.value"], ["azurerm_storage_account.st.primary_blob_endpoint"]
MAPPED_TYPE, QUIET_TYPE = "azurerm_monitor_action_group", "azurerm_security_center_automation"


@pytest.mark.parametrize("kind", [MAPPED_TYPE, QUIET_TYPE])
@pytest.mark.parametrize(
    ("name", "references", "others"),
    [
        # read during apply, in a block, as an attribute, and beside what the plan makes
        ("receiver.service_uri", SECRET, (READ,)),
        ("receiver.anything", SECRET, (READ,)),
        ("anything", [*ENDPOINT, *SECRET], (MADE, READ)),
        # handed on, or out of the plan
        ("anything", ["terraform_data.t.output"], (GIVEN,)),
        ("anything", ["module.gone.url"], ()),
        # local values, where something is read
        ("anything", ["local.url"], (READ,)),
        # an address that is made of nothing of Azure, and one in a block that `dynamic` makes
        ("receiver.service_uri", ["random_string.r.result"], (DICE,)),
        ("receiver.service_uri", None, ()),
    ],
)
def test_what_apply_may_make_anything_of_is_kept(kind: str, name: str, references: Any, others: Any) -> None:
    found, graph = after_apply(kind, name, references, *others)
    assert list(found) == [name.partition(".")[0]]
    fifth = [each for each in verify(graph).obligations if each.number == 5 and each.subject.endswith(("/a", ".a"))]
    assert [each.verdict.name for each in fifth] == ["unknown"]


@pytest.mark.parametrize("kind", [MAPPED_TYPE, QUIET_TYPE])
@pytest.mark.parametrize(
    ("name", "references", "others"),
    [
        ("receiver.service_uri", ENDPOINT, (MADE,)),
        ("anything", ["local.url"], (MADE,)),
        # a password is no address
        ("password", ["random_string.r.result"], (DICE,)),
    ],
)
def test_what_apply_makes_of_the_plan_s_own_is_not(kind: str, name: str, references: Any, others: Any) -> None:
    assert after_apply(kind, name, references, *others)[0] is None


def test_what_nobody_writes_the_provider_answers() -> None:
    assert after_apply(MAPPED_TYPE, "primary_endpoint", None)[0] is None


def test_a_block_that_dynamic_makes_is_kept_too() -> None:
    receiver = [{"name": "w", "service_uri": "https://x.example/in"}]
    assert group({}, {"receiver": receiver}).body["attributes"] == {"receiver": receiver}
    assert "attributes" not in group({}, {"receiver": [{"name": "w"}], "kube_config": [{"host": "https://x.example/"}]}).body
