from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.finding import Refuted, Verdict
from enclave.graph.model import Graph, Unresolved
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.private_endpoints_only import check

Again = Callable[[], Graph]


def results(graph: Graph) -> dict[str, Verdict]:
    return {subject.rpartition("/")[2]: verdict for subject, verdict in check(World(Estate(graph)))}


def names(graph: Graph) -> dict[str, str]:
    return {subject: verdict.name for subject, verdict in results(graph).items() if verdict.name != "proved"}


def test_a_closed_service_with_an_approved_endpoint(good: Graph) -> None:
    found = results(good)
    assert set(found) == {"oai", "w"}
    assert found["oai"].reason == "public access and keys are off; reached through pep"


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"publicNetworkAccess": "Enabled"}, "public access is on"),
        ({"publicNetworkAccess": None}, "public access is on"),
        ({"publicNetworkAccess": "Enabled", "networkAcls": {"defaultAction": "Deny"}}, "public access is on"),
        ({"disableLocalAuth": False}, "local authentication is on"),
        ({"disableLocalAuth": None}, "local authentication is on"),
    ],
)
def test_an_open_endpoint_or_a_key_refutes(build: Any, again: Again, properties: dict[str, Any], reason: str) -> None:
    build.ai("oai", **properties)
    verdict = results(again())["oai"]
    assert isinstance(verdict, Refuted)
    assert verdict.reason == reason


def test_no_endpoint_refutes_and_one_that_waits_is_unknown(build: Any, kit: Any, again: Again) -> None:
    pep = f"{kit.GROUP}/providers/Microsoft.Network/privateEndpoints/pep"
    account = f"{kit.GROUP}/providers/Microsoft.CognitiveServices/accounts/oai"
    build.drop(pep)
    assert names(again()) == {"oai": "refuted"}
    build.endpoint("pep", kit.subnet_id("ai", "snet-pe"), account, manual=True)
    assert names(again()) == {"oai": "unknown"}
    build.add("Microsoft.Network/privateEndpoints", "pep", {"subnet": Unresolved("parameters('s')")})
    assert names(again()) == {"oai": "unknown"}


def test_types_with_keys_of_other_names(build: Any, again: Again) -> None:
    closed = {"publicNetworkAccess": "Disabled"}
    build.add("Microsoft.Storage/storageAccounts", "st", closed)
    build.add("Microsoft.Sql/servers", "sql", closed)
    build.add("Microsoft.ContainerRegistry/registries", "acr", {**closed, "adminUserEnabled": True})
    reasons = {name: verdict.reason for name, verdict in results(again()).items() if name in ("st", "sql", "acr")}
    assert reasons == dict.fromkeys(("st", "sql", "acr"), "local authentication is on")
    build.add("Microsoft.Sql/servers/azureADOnlyAuthentications", "sql/Default", {"azureADOnlyAuthentication": True}, location=None)
    build.add("Microsoft.ContainerRegistry/registries", "acr", closed)
    build.add("Microsoft.Storage/storageAccounts", "st", {**closed, "allowSharedKeyAccess": False})
    found = results(again())
    assert {found[name].reason for name in ("st", "sql", "acr")} == {"no private endpoint of the template leads to it"}


def test_a_workspace_is_reached_through_its_scope_or_by_nobody(build: Any, kit: Any, again: Again) -> None:
    closed = {
        "publicNetworkAccessForIngestion": "Disabled",
        "publicNetworkAccessForQuery": "Disabled",
        "features": {"disableLocalAuth": True},
    }
    workspace = build.add("Microsoft.OperationalInsights/workspaces", "log", closed)
    assert names(again()) == {}
    scope = build.add("Microsoft.Insights/privateLinkScopes", "ampls", {})
    build.add("Microsoft.Insights/privateLinkScopes/scopedResources", "ampls/log", {"linkedResourceId": workspace}, location=None)
    assert names(again()) == {"log": "refuted", "ampls": "refuted"}
    build.endpoint("pep-ampls", kit.subnet_id("ai", "snet-pe"), scope, group="azuremonitor")
    assert names(again()) == {}


def test_a_database_inside_a_network_needs_no_endpoint(build: Any, kit: Any, again: Again) -> None:
    inside = {"network": {"delegatedSubnetResourceId": kit.subnet_id("app", "db")}, "authConfig": {"passwordAuth": "Disabled"}}
    build.add("Microsoft.DBforPostgreSQL/flexibleServers", "db", inside)
    assert names(again()) == {}


def test_unknown_types_and_parts_of_services_elsewhere(build: Any, again: Again) -> None:
    build.add("Microsoft.Unheard/ofs", "thing")
    build.add("Microsoft.Web/sites/slots", "gone/slot")
    build.add("Microsoft.Sql/servers/firewallRules", "lost/r")
    build.add("Microsoft.CognitiveServices/accounts/unheardOf", "oai/agents")
    assert names(again()) == {"thing": "unknown", "slot": "refuted", "lost": "unknown", "oai": "unknown"}


@pytest.mark.parametrize(
    "user",
    [{"hasSshPassword": True}, {"hasSshKey": True}, {"sshAuthorizedKeys": [{"key": "ssh-ed25519 AAAA"}]}, {"hasSharedKey": True}],
)
def test_a_user_of_an_account_with_a_key_of_its_own(build: Any, again: Again, user: dict[str, Any]) -> None:
    closed = {"publicNetworkAccess": "Disabled", "allowSharedKeyAccess": False}
    build.add("Microsoft.Storage/storageAccounts", "st", closed)
    build.add("Microsoft.Storage/storageAccounts/localUsers", "st/u", {"homeDirectory": "in"}, location=None)
    assert results(again())["st"].reason == "no private endpoint of the template leads to it"
    build.add("Microsoft.Storage/storageAccounts/localUsers", "st/u", user, location=None)
    assert results(again())["st"].reason == "local authentication is on"
    build.add("Microsoft.Storage/storageAccounts", "st", {**closed, "isLocalUserEnabled": False})
    assert results(again())["st"].reason == "no private endpoint of the template leads to it"


def test_a_relay_connection_that_asks_nobody_who_they_are(build: Any, again: Again) -> None:
    build.add("Microsoft.Relay/namespaces", "relay", {"publicNetworkAccess": "Disabled", "disableLocalAuth": True})
    build.add("Microsoft.Relay/namespaces/hybridConnections", "relay/h", {"requiresClientAuthorization": True}, location=None)
    assert results(again())["relay"].reason == "no private endpoint of the template leads to it"
    build.add("Microsoft.Relay/namespaces/hybridConnections", "relay/h", {"requiresClientAuthorization": False}, location=None)
    assert results(again())["relay"].reason == "local authentication is on"


def test_an_endpoint_of_which_little_is_known_leaves_only_those_open_that_it_may_lead_to(build: Any, kit: Any, again: Again) -> None:
    account = f"{kit.GROUP}/providers/Microsoft.CognitiveServices/accounts/oai"
    unknown = Unresolved("each.value.id", "known only after apply")

    def endpoint(target: Any, group: str, *, way: str = "privateLinkServiceConnections") -> dict[str, str]:
        connection = {"name": "c", "properties": {"privateLinkServiceId": target, "groupIds": [group]}}
        build.add("Microsoft.Network/privateEndpoints", "pep", {"subnet": {"id": unknown}, way: [connection]})
        return names(again())

    assert endpoint(unknown, "vault") == {"oai": "refuted"}
    assert endpoint(unknown, "account") == {"oai": "unknown"}
    assert endpoint(unknown, "account_secondary") == {"oai": "unknown"}
    assert endpoint(account.replace("oai", "other"), "account") == {"oai": "refuted"}
    assert endpoint(account, "account", way="manualPrivateLinkServiceConnections") == {"oai": "unknown"}
    # which subnet it stands in is a question of names and of packets
    assert endpoint(account, "account") == {}
