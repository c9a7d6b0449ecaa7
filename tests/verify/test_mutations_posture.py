"""Single changes of each proved example: every one must turn exactly the expected of the obligations 6 to 13.

Those are what networks may reach of each other, who may manage and obtain what, and what resources say of encryption,
records, places, recovery and policy. What the network lets in and out is changed in `test_mutations.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from enclave.compose import compose
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph, Intent, Ref, Resource, Unresolved, Waiver
from enclave.spec.load import load
from enclave.verify import OBLIGATIONS, Verifier
from enclave.verify.memo import Record

EXAMPLES = {"bank": "europe", "hospital": "east", "ministry": "canberra"}
OWN = tuple(obligation for obligation in OBLIGATIONS if obligation.number >= 6)
STRANGER = "99999999-9999-9999-9999-999999999999"
NETWORK = "Microsoft.Network"
STORAGE, VAULT, COSMOS = "Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults", "Microsoft.DocumentDB/databaseAccounts"
ACCOUNT, RECOVERY = "Microsoft.CognitiveServices/accounts", "Microsoft.RecoveryServices/vaults"
WORKSPACE, SETTING = "Microsoft.OperationalInsights/workspaces", "Microsoft.Insights/diagnosticSettings"
ASSIGNMENT, IDENTITY = "Microsoft.Authorization/roleAssignments", "Microsoft.ManagedIdentity/userAssignedIdentities"
Change = Callable[["Estate"], None]


class NotThereError(Exception):
    """The example has nothing of the kind that a change is about."""


def deep(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: deep(item) for key, item in value.items()}
    return [deep(item) for item in value] if isinstance(value, list | tuple) else value


class Estate:
    """An example's resources and intent, to be changed."""

    def __init__(self, graph: Graph, stamp: str) -> None:
        self.graph, self.stamp, self.intent = graph, stamp, graph.intent or Intent()
        self.resources = {resource.id: resource for resource in graph}

    def own(self, resource: Resource) -> Resource:
        """A resource that can be changed."""
        if resource is self.graph.get(resource.id):
            self.resources[resource.id] = replace(resource, body=deep(resource.body))
        return self.resources[resource.id]

    def of(self, kind: str, part: str = "") -> Iterator[Resource]:
        for resource in list(self.resources.values()):
            if resource.type == kind and part in resource.id and resource.stamp == self.stamp:
                yield self.own(resource)

    def one(self, kind: str, part: str = "") -> Resource:
        found = next(self.of(kind, part), None)
        if found is None:
            raise NotThereError(kind)
        return found

    def at(self, kind: str, part: str, *path: str) -> dict[str, Any]:
        """The object at a path in the body of the one resource."""
        found: Any = self.one(kind, part).body
        for key in path:
            found = found[key]
        return found  # type: ignore[no-any-return]

    def put(self, kind: str, part: str, **properties: Any) -> None:
        self.at(kind, part, "properties").update(properties)

    def swap(self, resource: Resource, **fields: Any) -> None:
        self.resources[resource.id] = replace(resource, **fields)

    def drop(self, kind: str, part: str = "") -> None:
        del self.resources[self.one(kind, part).id]

    def add(self, kind: str, name: str, scope: str, properties: Any, **body: Any) -> str:
        resource = Resource(kind, "2025-09-01", name, scope, {"properties": properties, **body}, body.pop("where", None), "", self.stamp)
        self.resources[resource.id] = resource
        return resource.id

    @property
    def group(self) -> str:
        return self.one(f"{NETWORK}/virtualNetworks").scope

    def grant(self, name: str, scope: str, principal: Any = STRANGER, **more: Any) -> None:
        guid = role(name) if not name.startswith("=") else name[1:]
        properties = {
            "roleDefinitionId": Ref(f"/providers/Microsoft.Authorization/roleDefinitions/{guid}"),
            "principalId": principal,
            **more,
        }
        self.add(ASSIGNMENT, f"00000000-0000-0000-0000-{len(self.resources):012}", scope, properties)

    def changed(self) -> Graph:
        return replace(self.graph, resources=tuple(self.resources.values()), intent=self.intent)


@cache
def composed(example: str) -> Graph:
    return compose(load(Path(__file__).parents[2] / "examples" / example / "enclave.yaml").spec)


@cache
def remembered(example: str) -> Record | None:
    """What a verifier remembers of the example: a change of it is worked out from there."""
    verifier = Verifier()
    verifier.verify(composed(example))
    return verifier.record


def wrong(example: str, graph: Graph) -> tuple[set[int], list[tuple[int, str, str, str]]]:
    told = [
        (each.number, each.subject[-70:], each.verdict.name, each.verdict.reason)
        for each in Verifier(remembered(example)).verify(graph).obligations
        if each.number >= 6 and each.verdict.name != "proved"
    ]
    return {number for number, *_ in told}, told


# -- 6: networks apart ------------------------------------------------------------------------------------------------


def subnet_of(estate: Estate, part: str) -> str:
    for network in estate.of(f"{NETWORK}/virtualNetworks"):
        for subnet in network.body["properties"]["subnets"]:  # type: ignore[index, call-overload, union-attr]
            if subnet["name"] == part:  # type: ignore[index, call-overload]
                return f"{network.id}/subnets/{part}"
    raise NotThereError(part)


def flow_not_declared(estate: Estate) -> None:
    last = next(flow for flow in estate.intent.flows if "/subnets/" not in flow.target)
    kept = (flow for flow in estate.intent.flows if (flow.source, flow.target) != (last.source, last.target))
    estate.intent = replace(estate.intent, flows=tuple(kept))


def endpoint_among_others(estate: Estate) -> None:
    target = estate.one(STORAGE, "lake").id
    link = {"name": "mutant", "properties": {"privateLinkServiceId": target, "groupIds": ["blob"]}}
    body = {"subnet": {"id": subnet_of(estate, "snet-management-endpoints")}, "privateLinkServiceConnections": [link]}
    estate.add(f"{NETWORK}/privateEndpoints", "pep-mutant", estate.group, body)


def machine_among_endpoints(estate: Estate) -> None:
    part = {"name": "i", "properties": {"subnet": {"id": subnet_of(estate, "snet-management-endpoints")}}}
    where = estate.add(f"{NETWORK}/networkInterfaces", "nic-mutant", estate.group, {"ipConfigurations": [part]})
    sent = {"workspaceId": estate.one(WORKSPACE).id, "metrics": [{"category": "AllMetrics", "enabled": True}]}
    estate.add(SETTING, "diag", where, sent)


def peered_elsewhere(estate: Estate) -> None:
    remote = {"id": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/x"}
    network = estate.one(f"{NETWORK}/virtualNetworks", "compute")
    body = {"remoteVirtualNetwork": remote, "allowVirtualNetworkAccess": True}
    estate.add(f"{NETWORK}/virtualNetworks/virtualNetworkPeerings", f"{network.name}/mutant", network.scope, body)


# -- 7: management ports ----------------------------------------------------------------------------------------------


def rule(way: str, priority: int, port: str, source: str) -> dict[str, Any]:
    return {
        "name": f"mutant-{way}",
        "properties": {
            "priority": priority,
            "direction": way,
            "access": "Allow",
            "protocol": "Tcp",
            "sourcePortRange": "*",
            "destinationPortRange": port,
            "sourceAddressPrefix": source,
            "destinationAddressPrefix": "*",
        },
    }


def opened_within(port: str) -> Change:
    def change(estate: Estate) -> None:
        rules: Any = estate.at(f"{NETWORK}/networkSecurityGroups", "operations", "properties")["securityRules"]
        rules += [rule("Inbound", 101, port, "VirtualNetwork"), rule("Outbound", 101, port, "*")]

    change.__name__ = f"opened_within_{port}"
    return change


def opened_inbound_alone(estate: Estate) -> None:
    rules: Any = estate.at(f"{NETWORK}/networkSecurityGroups", "operations", "properties")["securityRules"]
    rules.append(rule("Inbound", 101, "22", "VirtualNetwork"))


def group_gone(estate: Estate) -> None:
    network = next(each for each in estate.of(f"{NETWORK}/virtualNetworks") if "management" in each.name)
    subnets: Any = network.body["properties"]["subnets"]  # type: ignore[index, call-overload]
    for subnet in subnets:
        if subnet["name"] == "snet-operations":
            subnet["properties"].pop("networkSecurityGroup")


# -- 8: least privilege -----------------------------------------------------------------------------------------------


def granted(name: str, kind: str = "", part: str = "") -> Change:
    def change(estate: Estate) -> None:
        estate.grant(name, estate.one(kind, part).id if kind else estate.group)

    change.__name__ = f"granted_{name.replace(' ', '_')}{'_on_' + kind.rpartition('/')[2] if kind else ''}"
    return change


def unknown_role(estate: Estate) -> None:
    estate.grant("=12121212-1212-1212-1212-121212121212", estate.group)


def principal_not_known(estate: Estate) -> None:
    estate.grant("Reader", estate.group, Unresolved("parameters('who')"))


def assigns_under_a_condition(estate: Estate) -> None:
    estate.grant("Role Based Access Control Administrator", estate.group, condition="@Request[...]", conditionVersion="2.0")


def role_widened(action: str) -> Change:
    def change(estate: Estate) -> None:
        definition = next(
            r
            for r in estate.resources.values()
            if "contributor" in str(r.body.get("properties", {})).lower()
            and r.type == "Microsoft.Authorization/roleDefinitions"
            and "manages the model" in str(r.body)
        )
        estate.own(definition).body["properties"]["permissions"][0]["actions"].append(action)  # type: ignore[index, call-overload, union-attr]

    change.__name__ = f"role_widened_by_{action.rpartition('/')[2]}_of_{action.split('/')[-2]}"
    return change


def keys_of_storage(estate: Estate) -> None:
    estate.put(STORAGE, "lake", allowSharedKeyAccess=True)
    estate.grant("Reader and Data Access", estate.one(STORAGE, "lake").id)


def keys_that_are_off(estate: Estate) -> None:
    estate.grant("Reader and Data Access", estate.one(STORAGE, "lake").id)


def identity_federated(estate: Estate) -> None:
    estate.grant("Managed Identity Contributor", estate.one(IDENTITY, "gateway").id)


def identity_attached(estate: Estate) -> None:
    estate.grant("Managed Identity Operator", estate.one(IDENTITY, "gateway").id)
    estate.grant("Container Apps Contributor", estate.group)


def identity_that_cannot_be_used(estate: Estate) -> None:
    estate.grant("Managed Identity Operator", estate.one(IDENTITY, "gateway").id)


def waiver_gone(estate: Estate) -> None:
    kept = tuple(each for each in estate.intent.waivers if not (each.what == "escalation" and "restore" in each.subject))
    estate.intent = replace(estate.intent, waivers=kept)


def waiver_given(estate: Estate) -> None:
    estate.grant("Contributor", estate.group)
    estate.intent = replace(estate.intent, waivers=(*estate.intent.waivers, Waiver("escalation", STRANGER, "test")))


def denied_by_azure(estate: Estate) -> None:
    estate.grant("Key Vault Contributor", estate.group)
    permissions = [{"actions": ["Microsoft.KeyVault/vaults/deploy/action"]}]
    body = {"permissions": permissions, "principals": [{"id": "00000000-0000-0000-0000-000000000000"}], "excludePrincipals": []}
    estate.add("Microsoft.Authorization/denyAssignments", "deny-mutant", estate.group, body)


# -- 9 to 13: what resources say --------------------------------------------------------------------------------------


def said(kind: str, part: str, **properties: Any) -> Change:
    def change(estate: Estate) -> None:
        estate.put(kind, part, **properties)

    change.__name__ = f"{kind.rpartition('/')[2]}_{part or 'one'}_{'_'.join(properties)}_{'_'.join(map(str, properties.values()))[:20]}"
    return change


def within(kind: str, part: str, path: str, **properties: Any) -> Change:
    def change(estate: Estate) -> None:
        estate.at(kind, part, *path.split(".")).update(properties)

    change.__name__ = f"{kind.rpartition('/')[2]}_{path}_{'_'.join(properties)}_{'_'.join(map(str, properties.values()))[:20]}"
    return change


def dropped(kind: str, part: str = "") -> Change:
    def change(estate: Estate) -> None:
        estate.drop(kind, part)

    change.__name__ = f"dropped_{kind.rpartition('/')[2]}_{part.rpartition('/')[2]}"
    return change


def keys_of_microsoft(estate: Estate) -> None:
    estate.at(STORAGE, "lake", "properties", "encryption")["keySource"] = "Microsoft.Storage"


def layer_gone(estate: Estate) -> None:
    estate.at(STORAGE, "lake", "properties", "encryption")["requireInfrastructureEncryption"] = False


def fewer_logs(estate: Estate) -> None:
    setting = next(each for each in estate.of(SETTING) if "vaults/kv-" in each.scope and "KeyVault" in each.scope)
    setting.body["properties"]["logs"] = []  # type: ignore[index, call-overload]


def metrics_off(estate: Estate) -> None:
    setting = next(each for each in estate.of(SETTING) if "/databaseAccounts/" in each.scope)
    setting.body["properties"]["metrics"] = []  # type: ignore[index, call-overload]


def category_off(estate: Estate) -> None:
    setting = next(each for each in estate.of(SETTING) if "/databaseAccounts/" in each.scope)
    setting.body["properties"]["logs"][0]["enabled"] = False  # type: ignore[index, call-overload]


def setting_gone(estate: Estate) -> None:
    setting = next(each for each in estate.of(SETTING) if each.scope.endswith("compute") or "/databaseAccounts/" in each.scope)
    del estate.resources[setting.id]


def activity_unrecorded(estate: Estate) -> None:
    for resource in list(estate.resources.values()):
        if resource.type == SETTING and not resource.scope:
            del estate.resources[resource.id]


def table_forgets(estate: Estate) -> None:
    estate.at(f"{WORKSPACE}/tables", "AzureDiagnostics", "properties").update(retentionInDays=30, totalRetentionInDays=30)


def moved(kind: str, part: str, where: str) -> Change:
    def change(estate: Estate) -> None:
        estate.swap(estate.one(kind, part), location=where)

    change.__name__ = f"moved_{kind.rpartition('/')[2]}_to_{where.replace(' ', '_')}"
    return change


def deployment(sku: str) -> Change:
    def change(estate: Estate) -> None:
        estate.at(f"{ACCOUNT}/deployments", "", "sku")["name"] = sku

    change.__name__ = f"deployment_{sku}"
    return change


def replica_abroad(estate: Estate) -> None:
    estate.at(COSMOS, "", "properties")["locations"].append({"locationName": "Brazil South", "failoverPriority": 9})


def replica_moved(estate: Estate) -> None:
    kind = "Microsoft.ContainerRegistry/registries/replications"
    estate.swap(estate.one(kind), location="japaneast")


def one_region_only(estate: Estate) -> None:
    locations: Any = estate.at(COSMOS, "", "properties")["locations"]
    del locations[1:]


def blob_service(**properties: Any) -> Change:
    return within(f"{STORAGE}/blobServices", "lake", "properties", **properties)


def redundancy(sku: str) -> Change:
    def change(estate: Estate) -> None:
        estate.at(STORAGE, "lake", "sku")["name"] = sku

    change.__name__ = f"redundancy_{sku}"
    return change


def tagged(estate: Estate) -> None:
    estate.at(IDENTITY, "gateway", "tags")["enclave-policy-digest"] = "sha256:0"


def annotated(estate: Estate) -> None:
    estate.at("Kubernetes/StatefulSet", "", "spec", "template", "metadata", "annotations")["enclave/policy-digest"] = "sha256:0"


def annotation_gone(estate: Estate) -> None:
    del estate.at("Kubernetes/StatefulSet", "", "spec", "template", "metadata", "annotations")["enclave/policy-digest"]


def file_changed(estate: Estate) -> None:
    data = estate.at("Kubernetes/ConfigMap", "gateway", "data")
    for key in data:
        data[key] += "\n# weaker\n"


def started_otherwise(estate: Estate) -> None:
    args: Any = estate.at("Kubernetes/StatefulSet", "", "spec", "template", "spec")["containers"][0]["args"]
    args[1] = "/var/lib/enclave/other.yaml"


def unknown_service(estate: Estate) -> None:
    estate.add("Microsoft.Quantum/workspaces", "mutant", estate.group, {}, where="brazilsouth")


TLS10 = {"minimumTlsVersion": "TLS1_0"}
MUTATIONS: tuple[tuple[Change, set[int]], ...] = (
    (flow_not_declared, {6}),
    (endpoint_among_others, {6}),
    (machine_among_endpoints, {6}),
    (peered_elsewhere, {6, 7}),
    (opened_within("22"), {7}),
    (opened_within("3389"), {7}),
    (opened_within("5980-5990"), {7}),
    (opened_within("2222"), set()),
    (opened_inbound_alone, set()),
    (group_gone, {7}),
    (granted("Owner"), {8}),
    (granted("Contributor"), {8}),
    (granted("Reader"), set()),
    (granted("User Access Administrator"), {8}),
    (granted("Key Vault Contributor", VAULT), set()),
    (granted("Key Vault Contributor"), {8}),
    (granted("Key Vault Administrator", VAULT), set()),
    (granted("Network Contributor"), set()),
    (granted("Storage Account Contributor", STORAGE, "lake"), {8}),
    (granted("Cognitive Services Contributor", ACCOUNT), {8}),
    (granted("Virtual Machine Contributor"), {8}),
    (unknown_role, {8}),
    (principal_not_known, {8}),
    (assigns_under_a_condition, {8}),
    (role_widened("Microsoft.Authorization/roleAssignments/write"), {8}),
    (role_widened("Microsoft.Authorization/roleDefinitions/write"), set()),
    (role_widened("Microsoft.CognitiveServices/accounts/listKeys/action"), set()),
    (keys_of_storage, {8}),
    (keys_that_are_off, set()),
    (identity_federated, {8}),
    (identity_attached, {8}),
    (identity_that_cannot_be_used, set()),
    (waiver_gone, {8}),
    (waiver_given, set()),
    (denied_by_azure, set()),
    (said(STORAGE, "lake", **TLS10), {9}),
    (said(STORAGE, "lake", supportsHttpsTrafficOnly=False), {9}),
    (said(COSMOS, "", minimalTlsVersion="Tls11"), {9}),
    (said(COSMOS, "", keyVaultKeyUri=None), {9}),
    (keys_of_microsoft, {9}),
    (layer_gone, {9}),
    (said("Microsoft.Sql/servers", "", minimalTlsVersion="1.1"), {9}),
    (said("Microsoft.Sql/servers", "", keyId=None), {9}),
    (said("Microsoft.Cache/redisEnterprise/databases", "", clientProtocol="Plaintext"), {9}),
    (said("Microsoft.ContainerService/managedClusters", "", diskEncryptionSetID=None), {9}),
    (said(VAULT, "", enablePurgeProtection=None), {9, 12}),
    (said(STORAGE, "lake", minimumTlsVersion=Unresolved("parameters('tls')")), {9}),
    (fewer_logs, {10}),
    (metrics_off, {10}),
    (category_off, {10}),
    (setting_gone, {10}),
    (activity_unrecorded, {10}),
    (table_forgets, {10}),
    (said(WORKSPACE, "", retentionInDays=30), {10}),
    (moved(COSMOS, "", "brazilsouth"), {11}),
    (moved(ACCOUNT, "", "Central US EUAP"), {11}),
    (deployment("GlobalStandard"), {11}),
    (deployment("GlobalBatch"), {11}),
    (deployment("Standard"), set()),
    (deployment("Elsewhere"), {11}),
    (replica_abroad, {11}),
    (replica_moved, {11}),
    (one_region_only, {12}),
    (blob_service(deleteRetentionPolicy={"enabled": False}), {12}),
    (blob_service(containerDeleteRetentionPolicy={}), {12}),
    (redundancy("Standard_LRS"), {12}),
    (redundancy("Standard_RAGZRS"), set()),
    (said("Microsoft.Sql/servers/databases", "enclave", requestedBackupStorageRedundancy="Local"), {12}),
    (within(RECOVERY, "", "properties.redundancySettings", standardTierStorageRedundancy="LocallyRedundant"), {12}),
    (within(RECOVERY, "", "properties.securitySettings.softDeleteSettings", softDeleteState="Disabled"), {12}),
    (within(RECOVERY, "", "properties.securitySettings.immutabilitySettings", state="Disabled"), {12}),
    (dropped(f"{RECOVERY}/backupFabrics/protectionContainers/protectedItems"), {12}),
    (said("Microsoft.Cache/redisEnterprise/databases", "", persistence=None), {12}),
    (tagged, {13}),
    (annotated, {13}),
    (annotation_gone, {13}),
    (file_changed, {13}),
    (started_otherwise, {13}),
    (dropped("Kubernetes/ConfigMap", "gateway"), {13}),
    (unknown_service, {9, 10, 11, 12}),
)
"""(change, numbers of the obligations from 6 on that are no longer proved)."""
EXCEPT: dict[tuple[str, str], set[int]] = {
    # the bank has no machines of its own, and the ministry's hold no role
    ("bank", "granted_Virtual_Machine_Contributor"): set(),
    ("ministry", "granted_Virtual_Machine_Contributor"): set(),
    # without a cluster no subnet lets in more than its network's own
    ("hospital", "peered_elsewhere"): {6},
    ("ministry", "peered_elsewhere"): {6},
    # the ministry asks for no second layer
    ("ministry", "layer_gone"): set(),
}
"""What turns out otherwise in one example."""


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_proved(example: str) -> None:
    assert wrong(example, composed(example)) == (set(), [])


CASES = [
    pytest.param(example, change, expected, id=f"{example}-{change.__name__}", marks=() if example == "bank" else pytest.mark.long)
    for example in EXAMPLES
    for change, expected in MUTATIONS
]


@pytest.mark.parametrize(("example", "change", "expected"), CASES)
def test_each_change_turns_exactly_the_expected_obligations(example: str, change: Change, expected: set[int]) -> None:
    estate = Estate(composed(example), EXAMPLES[example])
    try:
        change(estate)
    except (NotThereError, StopIteration):
        assert any(has(other, change) for other in EXAMPLES), "no example has what is changed"
        return
    found, told = wrong(example, estate.changed())
    assert found == EXCEPT.get((example, change.__name__), expected), told


def has(example: str, change: Change) -> bool:
    try:
        change(Estate(composed(example), EXAMPLES[example]))
    except (NotThereError, StopIteration):
        return False
    return True


def test_every_obligation_is_refuted_by_a_change() -> None:
    assert {number for _, expected in MUTATIONS for number in expected} == {obligation.number for obligation in OWN}
