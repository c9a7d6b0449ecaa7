"""Where services send that run their user's code in networks that Microsoft manages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.finding import Refuted, Unknown, Verdict
from enclave.graph.model import Graph, Unresolved
from enclave.verify.assumptions import assumptions
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.egress_only_declared import check
from enclave.verify.obligations.no_internet_ingress import check as ingress
from enclave.verify.obligations.private_endpoints_only import check as private

Again = Callable[[], Graph]
MANAGED = [{"scenario": "agent", "subnetArmId": "", "useMicrosoftManagedNetwork": True}]
NETWORK = "Microsoft.CognitiveServices/accounts/managedNetworks"
ML = "Microsoft.MachineLearningServices/workspaces"
APPROVED = {"isolationMode": "AllowOnlyApprovedOutbound"}
THEIRS = "/subscriptions/9/resourceGroups/x/providers/Microsoft.Storage/storageAccounts/theirs"


def of(graph: Graph, name: str) -> Verdict:
    (verdict,) = (verdict for subject, verdict in check(World(Estate(graph))) if subject.endswith(f"/{name}"))
    return verdict


def endpoint(target: object) -> dict[str, Any]:
    return {"type": "PrivateEndpoint", "destination": {"serviceResourceId": target, "subresourceTarget": "blob"}}


TAG = {"serviceTag": "Storage", "protocol": "TCP", "portRanges": "443"}
RULES: list[tuple[dict[str, Any] | Unresolved, str]] = [
    ({"type": "FQDN", "destination": "login.microsoftonline.com"}, "proved"),  # the only declared name
    ({"type": "FQDN", "destination": "example.com"}, "refuted"),
    ({"type": "FQDN", "destination": "*.blob.core.windows.net"}, "refuted"),
    ({"type": "FQDN", "destination": Unresolved("[parameters('x')]")}, "unknown"),
    ({"type": "ServiceTag", "destination": TAG}, "refuted"),
    ({"type": "ServiceTag", "destination": {**TAG, "action": "Deny"}}, "proved"),
    (endpoint(THEIRS), "unknown"),
    ({"type": "Else", "destination": "x"}, "unknown"),
]


@pytest.mark.parametrize(("rule", "verdict"), RULES)
def test_a_rule_of_an_account_s_network(build: Any, again: Again, rule: dict[str, Any], verdict: str) -> None:
    build.ai("agents", allowProjectManagement=True, networkInjections=MANAGED)
    build.add(NETWORK, "agents/default", {"managedNetwork": APPROVED})
    assert of(again(), "agents").name == "proved"
    build.add(f"{NETWORK}/outboundRules", "agents/default/one", rule)
    assert of(again(), "agents").name == verdict


@pytest.mark.parametrize(("rule", "verdict"), RULES)
def test_a_rule_of_a_workspace_s_network(build: Any, again: Again, rule: dict[str, Any], verdict: str) -> None:
    build.add(ML, "aml", {"managedNetwork": {**APPROVED, "outboundRules": {"one": rule}}})
    assert of(again(), "aml").name == verdict


def test_a_private_endpoint_leads_into_the_template(build: Any, again: Again) -> None:
    vault = build.add("Microsoft.KeyVault/vaults", "kv")
    build.add(ML, "aml", {"managedNetwork": {**APPROVED, "outboundRules": {"vault": endpoint(vault)}}})
    assert of(again(), "aml").name == "proved"


@pytest.mark.parametrize(("injection", "network", "verdict"), [
    (MANAGED, {"managedNetwork": APPROVED}, "proved"),
    (MANAGED, {"managedNetwork": {"isolationMode": "AllowInternetOutbound"}}, "refuted"),
    (MANAGED, {"managedNetwork": {"isolationMode": "Disabled"}}, "refuted"),
    (MANAGED, {}, "refuted"),
    (MANAGED, {"managedNetwork": {"isolationMode": Unresolved("[x]")}}, "unknown"),
    (MANAGED, None, "unknown"),
    (None, {"managedNetwork": APPROVED}, "unknown"),
    ([{**MANAGED[0], "useMicrosoftManagedNetwork": False}], {"managedNetwork": APPROVED}, "unknown"),
    ([{**MANAGED[0], "useMicrosoftManagedNetwork": Unresolved("[x]")}], {"managedNetwork": APPROVED}, "unknown"),
])
def test_a_network_holds_agents_only_where_they_are_put_into_it(
    build: Any, again: Again, injection: object, network: dict[str, Any] | None, verdict: str
) -> None:
    build.ai("agents", allowProjectManagement=True, **({} if injection is None else {"networkInjections": injection}))
    if network is not None:
        build.add(NETWORK, "agents/default", network)
    assert of(again(), "agents").name == verdict


def test_a_subnet_beside_a_managed_network_must_be_in_the_template(build: Any, kit: Any, again: Again) -> None:
    both = [*MANAGED, {"scenario": "agent", "subnetArmId": kit.subnet_id("gone", "a")}]
    build.ai("agents", allowProjectManagement=True, networkInjections=both)
    build.add(NETWORK, "agents/default", {"managedNetwork": APPROVED})
    assert of(again(), "agents").name == "unknown"


def test_a_network_of_an_account_that_is_not_there_is_not_overlooked(build: Any, again: Again) -> None:
    build.add(NETWORK, "gone/default", {"managedNetwork": {"isolationMode": "AllowInternetOutbound"}})
    assert isinstance(of(again(), "gone"), Unknown)


def test_a_project_workspace_sends_as_its_hub_does(build: Any, again: Again) -> None:
    hub = build.add(ML, "hub", {"managedNetwork": {"isolationMode": "AllowInternetOutbound"}})
    build.add(ML, "project", {"hubResourceId": hub})
    build.add(ML, "orphan", {"hubResourceId": f"{hub}-gone"})
    graph = again()
    assert isinstance(of(graph, "hub"), Refuted)
    assert [of(graph, name).name for name in ("project", "orphan")] == ["proved", "unknown"]


def test_a_cluster_sends_from_its_subnet_or_as_its_workspace_does(build: Any, kit: Any, again: Again) -> None:
    build.add(ML, "aml", {"managedNetwork": APPROVED})
    build.add(f"{ML}/computes", "aml/inside", {"computeType": "AmlCompute", "properties": {}})
    subnet = {"subnet": {"id": kit.subnet_id("gone", "a")}}
    build.add(f"{ML}/computes", "aml/lost", {"computeType": "AmlCompute", "properties": subnet})
    build.add(f"{ML}/computes", "gone/alone", {"computeType": "AmlCompute", "properties": {}})
    graph = again()
    assert [of(graph, name).name for name in ("inside", "lost", "alone")] == ["proved", "unknown", "unknown"]


@pytest.mark.parametrize(("properties", "verdict"), [
    ({"enableNodePublicIp": False}, "proved"),
    ({"enableNodePublicIp": False, "remoteLoginPortPublicAccess": "NotSpecified"}, "proved"),
    ({}, "refuted"),
    ({"enableNodePublicIp": True}, "refuted"),
    ({"enableNodePublicIp": False, "remoteLoginPortPublicAccess": "Enabled"}, "refuted"),
    ({"enableNodePublicIp": False, "sshSettings": {"sshPublicAccess": "Enabled"}}, "refuted"),
])
def test_a_cluster_has_no_address_on_the_internet(build: Any, again: Again, properties: dict[str, Any], verdict: str) -> None:
    build.add(ML, "aml", {"publicNetworkAccess": "Disabled", "managedNetwork": APPROVED})
    build.add(f"{ML}/computes", "aml/cluster", {"computeType": "AmlCompute", "disableLocalAuth": True, "properties": properties})
    world = World(Estate(again()))
    found = {subject.rpartition("/")[2]: verdict.name for subject, verdict in ingress(world)}
    assert found["cluster"] == verdict


@pytest.mark.parametrize(("local", "verdict"), [(True, "proved"), (False, "refuted"), (None, "refuted")])
def test_a_cluster_takes_no_passwords(build: Any, again: Again, local: bool | None, verdict: str) -> None:
    build.add(ML, "aml", {"publicNetworkAccess": "Disabled", "managedNetwork": APPROVED})
    settings = {} if local is None else {"disableLocalAuth": local}
    build.add(f"{ML}/computes", "aml/cluster", {"computeType": "AmlCompute", **settings, "properties": {"enableNodePublicIp": False}})
    found = {subject.rpartition("/")[2]: verdict.name for subject, verdict in private(World(Estate(again())))}
    assert found["cluster"] == verdict


def test_what_microsoft_lets_out_is_an_assumption(build: Any, again: Again) -> None:
    def told() -> list[str]:
        return [line for line in assumptions(World(Estate(again()))) if "Microsoft manages" in line]

    assert told() == []
    build.ai("agents", allowProjectManagement=True, networkInjections=MANAGED)
    build.add(NETWORK, "agents/default", {"managedNetwork": APPROVED})
    build.add(ML, "aml", {"managedNetwork": APPROVED})
    assert [line.partition(" lets out")[0].rpartition(" ")[2] for line in told()] == ["agents", "aml"]


AUTOMATION = "Microsoft.Automation/automationAccounts"


def test_an_automation_account_runs_nothing_until_something_is_published_in_it(build: Any, again: Again) -> None:
    account = build.add(AUTOMATION, "aa", {"publicNetworkAccess": False, "disableLocalAuth": True})
    build.add(f"{AUTOMATION}/hybridRunbookWorkerGroups", "aa/inside", {})
    build.add(f"{AUTOMATION}/hybridRunbookWorkerGroups/hybridRunbookWorkers", "aa/inside/one", {})
    build.add("Microsoft.Authorization/locks", "keep", {}, scope=account)
    world = World(Estate(again()))
    assert account not in {subject for subject, _ in check(world)}
    assert any("nothing is published in aa" in each for each in assumptions(world))
    for kind in ("runbooks", "jobSchedules", "webhooks", "sourceControls", "watchers", "unheardOf"):
        part = build.add(f"{AUTOMATION}/{kind}", "aa/part", {})
        assert of(again(), "aa").name == "unknown", kind
        build.drop(part)
    part = build.add(f"{AUTOMATION}/runbooks/draft", "aa/part/content", {})
    assert of(again(), "aa").name == "unknown"


def test_a_factory_can_not_be_closed(build: Any, again: Again) -> None:
    build.add("Microsoft.DataFactory/factories", "adf", {"publicNetworkAccess": "Disabled"})
    build.add("Microsoft.DataFactory/factories/managedVirtualNetworks", "adf/default", {})
    verdict = of(again(), "adf")
    assert verdict.name == "unknown"
    assert "no setting of a factory closes that" in verdict.reason


def test_a_container_group_sends_from_the_subnet_of_its_network_profile(build: Any, kit: Any, again: Again) -> None:
    build.network("net", "10.0.0.0/16", {"snet": {"prefix": "10.0.1.0/24"}})
    subnet = {"id": kit.subnet_id("net", "snet")}
    place = {"name": "eth0", "properties": {"ipConfigurations": [{"name": "ip", "properties": {"subnet": subnet}}]}}
    profile = f"{kit.GROUP}/providers/Microsoft.Network/networkProfiles/profile"
    build.add("Microsoft.ContainerInstance/containerGroups", "g", {"networkProfile": {"id": profile}})
    assert isinstance(of(build.graph(), "g"), Unknown)
    build.add("Microsoft.Network/networkProfiles", "profile", {"containerNetworkInterfaceConfigurations": [place]})
    assert of(again(), "g").name == "proved"


@pytest.mark.parametrize("settings", [{"vnetRouteAllEnabled": True}, {"appSettings": [{"name": "WEBSITE_VNET_ROUTE_ALL", "value": "1"}]}])
def test_a_site_sends_all_through_its_subnet_when_a_setting_says_so(build: Any, kit: Any, again: Again, settings: dict[str, Any]) -> None:
    build.network("net", "10.0.0.0/16", {"snet": {"prefix": "10.0.1.0/24"}})
    build.add("Microsoft.Web/sites", "a", {"virtualNetworkSubnetId": kit.subnet_id("net", "snet"), "siteConfig": settings})
    other = {"appSettings": [{"name": "WEBSITE_VNET_ROUTE_ALL", "value": "0"}, {"name": "OTHER", "value": "1"}]}
    build.add("Microsoft.Web/sites", "b", {"virtualNetworkSubnetId": kit.subnet_id("net", "snet"), "siteConfig": other})
    build.add("Microsoft.Web/sites", "c", {"virtualNetworkSubnetId": kit.subnet_id("net", "snet")})
    build.add("Microsoft.Web/sites/config", "c/appsettings", {"WEBSITE_VNET_ROUTE_ALL": "1"})
    graph = again()
    assert [of(graph, name).name for name in ("a", "b", "c")] == ["proved", "refuted", "proved"]
