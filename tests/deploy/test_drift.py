"""Drift: what Azure fills in is none, what somebody changed is, and what breaks a proof is told with the proof."""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.deploy.drift import Report, also_set, drift, worse
from enclave.graph.model import Graph, Intent, Ref, Resource
from enclave.importers.observed import is_complete, read_observed
from enclave.verify import verify

SUB = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


def exported(graph: Graph, *, chance: random.Random | None = None) -> dict[str, Any]:
    """What Azure would say of a graph: filled up, in another order and another case when there is a chance."""
    def plain(value: Any) -> Any:
        if isinstance(value, Ref):
            text = f"/subscriptions/{SUB}{value.resource}{value.suffix}" if value.path == "id" else f"<{value.path}>"
            return value.prefix + text
        if isinstance(value, Mapping):
            items = {(f"/subscriptions/{SUB}{key}" if key.startswith("/") else key): plain(item) for key, item in value.items()}
            return items | ({"provisioningState": "Succeeded", "etag": "x"} if chance else {})
        if isinstance(value, list | tuple):
            found = [plain(item) for item in value]
            if chance:
                chance.shuffle(found)
            return found
        if type(value).__name__ == "Secret":
            return None
        return value.swapcase() if chance and isinstance(value, str) and chance.random() < 0.3 else value

    rows = []
    for resource in graph:
        if resource.type.startswith(("Microsoft.Graph/", "Kubernetes/")):
            continue
        row = {"id": f"/subscriptions/{SUB}{resource.id}", "type": resource.type, "name": resource.name, "properties": {}}
        body = plain(resource.body)
        if resource.type.endswith("userAssignedIdentities"):
            body["properties"] = {"principalId": f"p-{resource.name}", "clientId": f"c-{resource.name}"}
        rows.append(row | body | ({"location": resource.location} if resource.location else {}))
    return {"complete": True, "resources": rows}


def at(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    return next(row for row in document["resources"] if row["name"] == name)


def compared(graph: Graph, document: Any) -> Report:
    return drift(graph, read_observed(document, name="x", intent=graph.intent), complete=is_complete(document))


def told(report: Report) -> list[tuple[str, str, list[str]]]:
    return [(one.kind, one.resource.rpartition("/")[2], [item.path for item in one.differences]) for one in report.drifts]


def identified(graph: Graph) -> dict[str, Any]:
    document = exported(graph)
    role = next(row for row in document["resources"] if row["type"].endswith("roleAssignments"))
    role["properties"]["principalId"] = "P-ID-A"
    return document


def test_what_was_deployed_is_no_drift(small: Graph) -> None:
    report = compared(small, identified(small))
    assert report.clean
    assert (report.compared, report.also_set) == (8, 0)
    assert report.not_compared == ("/tenant/providers/Microsoft.Graph/conditionalAccessPolicies/mfa",)


@settings(max_examples=30)
@given(st.randoms(use_true_random=False))
def test_what_azure_fills_in_reorders_and_respells_is_no_drift(chance: random.Random) -> None:
    subnets = [{"name": f"snet-{n}", "properties": {"addressPrefix": f"10.0.{n}.0/24", "delegations": [{"name": "d"}]}} for n in range(4)]
    group = Resource("Microsoft.Resources/resourceGroups", "1", "rg", "", {}, "westeurope")
    vnet = Resource("Microsoft.Network/virtualNetworks", "1", "v", group.id, {"properties": {"subnets": subnets, "on": True}}, "westeurope")
    graph = Graph((group, vnet))
    assert compared(graph, exported(graph, chance=chance)).clean


def test_changed_added_and_removed_are_told_apart(small: Graph) -> None:
    document = identified(small)
    at(document, "log-a")["properties"]["retentionInDays"] = 30
    at(document, "vnet-hub")["properties"]["subnets"].append({"name": "snet-new", "properties": {"addressPrefix": "10.0.9.0/24"}})
    document["resources"].remove(at(document, "id-a"))
    document["resources"].append({"id": f"{at(document, 'vnet-hub')['id'].rpartition('/')[0]}/other", "name": "other",
                                  "type": "Microsoft.Network/virtualNetworks", "properties": {}, "location": "westeurope"})
    found = told(compared(small, document))
    assert sorted(found) == [
        ("added", "other", []),
        ("changed", "log-a", ["properties.retentionInDays"]),
        ("changed", "vnet-hub", ["properties.subnets[snet-new]"]),
        ("removed", "id-a", []),
    ]


def test_a_moved_resource_is_changed_and_a_region_by_its_display_name_is_not(small: Graph) -> None:
    document = identified(small)
    at(document, "log-a")["location"] = "North Europe"
    at(document, "vnet-hub")["location"] = "West Europe"
    assert told(compared(small, document)) == [("changed", "log-a", ["location"])]


def test_of_what_is_gone_only_the_uppermost_is_told(small: Graph) -> None:
    document = exported(small)
    document["resources"] = [row for row in document["resources"] if "/resourceGroups/rg-a" not in row["id"]]
    assert told(compared(small, document)) == [("removed", "rg-a", [])]


def test_the_principal_of_a_role_is_that_of_the_identity_that_runs(small: Graph) -> None:
    document = identified(small)
    role = next(row for row in document["resources"] if row["type"].endswith("roleAssignments"))
    role["properties"]["principalId"] = "somebody else"
    assert told(compared(small, document)) == [("changed", role["name"], ["properties.principalId"])]


def test_secrets_and_what_azure_never_returns_are_not_compared(small: Graph) -> None:
    document = identified(small)
    assert "administratorLoginPassword" in at(document, "sql-a")["properties"]
    del at(document, "sql-a")["properties"]["administratorLoginPassword"]
    assert compared(small, document).clean
    vault = Resource("Microsoft.KeyVault/vaults", "1", "kv", small.resources[0].id, {"properties": {"createMode": "default", "sku": "x"}})
    graph = Graph((small.resources[0], vault))
    answer = exported(graph)
    del at(answer, "kv")["properties"]["createMode"]
    assert compared(graph, answer).clean


def test_what_azure_makes_itself_is_not_added(small: Graph) -> None:
    document = identified(small)
    base = at(document, "vnet-hub")["id"].rpartition("/providers/")[0]
    document["resources"] += [
        {"id": f"{base}/providers/Microsoft.Network/networkInterfaces/pe.nic", "type": "Microsoft.Network/networkInterfaces",
         "name": "pe.nic", "properties": {"privateEndpoint": {"id": "/x"}}},
        {"id": f"{base}/providers/Microsoft.Compute/disks/os", "type": "Microsoft.Compute/disks", "name": "os", "properties": {},
         "managedBy": "vm"},
        {"id": f"{base.replace('rg-a', 'rg-other')}/providers/A.B/c/d", "type": "A.B/c", "name": "d", "properties": {}},
    ]
    assert compared(small, document).clean
    document["resources"].append({"id": f"{base}/providers/Microsoft.Network/networkInterfaces/hand",
                                  "type": "Microsoft.Network/networkInterfaces", "name": "hand", "properties": {"ipConfigurations": []}})
    assert told(compared(small, document)) == [("added", "hand", [])]


def test_a_list_of_resources_leaves_much_unseen_and_that_is_not_clean(small: Graph) -> None:
    document = identified(small)
    rows = [row for row in document["resources"] if "roleAssignments" not in row["type"] and "diagnosticSettings" not in row["type"]]
    report = compared(small, rows)
    assert sorted((one.kind, one.type) for one in report.drifts) == [
        ("unseen", "Microsoft.Authorization/roleAssignments"), ("unseen", "Microsoft.Insights/diagnosticSettings"),
    ]
    assert not report.clean
    gone = [row for row in rows if row["name"] != "log-a"]
    assert ("removed", "log-a", []) in told(compared(small, gone))


def test_what_could_not_be_read_is_unseen_with_the_reason(small: Graph) -> None:
    document = identified(small)
    row = at(document, "log-a")
    del row["properties"]
    row["unreadable"] = "403 AuthorizationFailed"
    (one,) = compared(small, document).drifts
    assert (one.kind, one.why) == ("unseen", "403 AuthorizationFailed")


def test_what_the_file_does_not_say_is_counted_and_is_no_drift(small: Graph) -> None:
    document = identified(small)
    at(document, "log-a")["properties"] |= {"features": {"immediatePurge": True}, "quota": "x", "empty": [], "off": False}
    report = compared(small, document)
    assert report.clean
    assert report.also_set == 2
    found = also_set({"a": {"b": 1}, "l": [{"name": "x"}]}, {"a": {"b": 1, "c": 2}, "l": [{"name": "X", "d": 3}], "provisioningState": "S"})
    assert [(one.path, one.actual) for one in found] == [("a.c", 2), ("l[x].d", 3)]


ACCOUNT = "Microsoft.CognitiveServices/accounts"


@pytest.fixture
def guarded() -> Graph:
    group = Resource("Microsoft.Resources/resourceGroups", "1", "rg", "", {}, "westeurope")
    accounts = [
        Resource(ACCOUNT, "1", name, group.id, {"kind": "OpenAI", "properties": {
            "customSubDomainName": name, "publicNetworkAccess": "Disabled", "disableLocalAuth": True,
            "networkAcls": {"defaultAction": "Deny"},
        }}, "westeurope")
        for name in ("one", "two")
    ]
    return Graph((group, *accounts), Intent())


def test_what_breaks_a_proof_comes_first_and_says_which(guarded: Graph) -> None:
    baseline = verify(guarded)
    document = exported(guarded)
    at(document, "one")["properties"]["customSubDomainName"] = "renamed"
    at(document, "two")["properties"]["publicNetworkAccess"] = "Enabled"
    at(document, "two")["properties"]["networkAcls"] = {"defaultAction": "Allow"}
    report = compared(guarded, document)
    assert report.drifts[0].resource.endswith("/two")
    broken = report.drifts[0].breaks
    assert broken
    assert all(item.after == "refuted" and item.packet for item in broken)
    assert not report.drifts[1].breaks
    assert report.together == ()
    assert worse(baseline, baseline) == ()


def test_something_that_is_set_and_not_in_the_file_is_told_when_it_breaks_a_proof(guarded: Graph) -> None:
    silent = Graph(tuple(
        Resource(one.type, one.api_version, one.name, one.scope, {"kind": "OpenAI", "properties": {
            key: value for key, value in one.body["properties"].items() if key != "networkAcls"  # type: ignore[union-attr]
        }} if one.type == ACCOUNT else one.body, one.location) for one in guarded
    ), guarded.intent)
    document = exported(silent)
    at(document, "one")["properties"]["privateEndpointConnections"] = []
    assert compared(silent, document).clean


def test_a_new_thing_that_is_not_proved_is_a_break(guarded: Graph) -> None:
    document = exported(guarded)
    added = copy.deepcopy(at(document, "one"))
    added |= {"id": added["id"].replace("/one", "/three"), "name": "three"}
    added["properties"] |= {"publicNetworkAccess": "Enabled", "customSubDomainName": "three"}
    document["resources"].append(added)
    report = compared(guarded, document)
    assert [(one.kind, one.resource.rpartition("/")[2], bool(one.breaks)) for one in report.drifts] == [("added", "three", True)]
    assert {item.before for item in report.drifts[0].breaks} == {""}


PATHS = st.sampled_from(["properties.retentionInDays", "properties.administratorLogin", "properties.minimalTlsVersion"])


@given(PATHS, st.text("abc", min_size=1, max_size=5))
def test_any_changed_value_is_found_at_its_path(path: str, value: str) -> None:
    group = Resource("Microsoft.Resources/resourceGroups", "1", "rg", "", {}, "westeurope")
    leaf = path.partition(".")[2]
    graph = Graph((group, Resource("A.B/c", "1", "r", group.id, {"properties": {leaf: f"not {value}"}}, "westeurope")))
    document = exported(graph)
    at(document, "r")["properties"][leaf] = value
    assert told(compared(graph, document)) == [("changed", "r", [path])]


def test_each_of_many_differences_is_blamed_for_what_it_alone_breaks() -> None:
    group = Resource("Microsoft.Resources/resourceGroups", "1", "rg", "", {}, "westeurope")
    closed = {"kind": "OpenAI", "properties": {"publicNetworkAccess": "Disabled", "networkAcls": {"defaultAction": "Deny"}}}
    graph = Graph((group, *(Resource(ACCOUNT, "1", f"a{n}", group.id, closed, "westeurope") for n in range(12))), Intent())
    document = exported(graph)
    for number in range(12):
        at(document, f"a{number}")["kind"] = "CognitiveServices"
    for number in (3, 7, 11):
        at(document, f"a{number}")["properties"] = {"publicNetworkAccess": "Enabled", "networkAcls": {"defaultAction": "Allow"}}
    found = {
        one.resource.rpartition("/")[2]: {item.subject.rpartition("/")[2] for item in one.breaks}
        for one in compared(graph, document).drifts
    }
    assert {name: subjects for name, subjects in found.items() if subjects} == {f"a{n}": {f"a{n}"} for n in (3, 7, 11)}
    assert len(found) == 12
