from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.model import Graph, Unresolved
from enclave.verify.assumptions import ALWAYS, assumptions
from enclave.verify.estate import Estate
from enclave.verify.network.world import World


def told(graph: Graph) -> str:
    return "\n".join(assumptions(World(Estate(graph))))


def test_the_general_ones_come_first_and_nothing_is_said_twice(good: Graph) -> None:
    found = assumptions(World(Estate(good)))
    assert found[: len(ALWAYS)] == ALWAYS
    assert len(found) == len(set(found))


def test_dns_is_a_channel_wherever_machines_may_stand(good: Graph, build: Any) -> None:
    assert "DNS is a way out" in told(good)
    build.resources.clear()
    build.ai()
    assert "DNS is a way out" not in told(build.graph())


def test_what_the_firewall_takes_for_granted(good: Graph, build: Any, kit: Any, again: Callable[[], Graph]) -> None:
    assert "built-in infrastructure names" in told(good)
    assert "taken as declared" not in told(good)
    assert "clients tell firewall fw the truth" in told(good)
    assert "is taken as declared: login.microsoftonline.com" in told(build.graph())
    named = kit.name_rules("urls", {"tags": ["AzureBackup"]}, priority=201)
    named["rules"][0]["targetUrls"] = ["https://x.example/path"]
    build.policy("policy", kit.name_rules("names", {"names": ["b.example"]}), named, kit.network_rules("n", {"fqdns": ["a.example"]}))
    assert "is taken as declared: FQDN tag AzureBackup, a.example, b.example, x.example" in told(build.graph())
    build.policy("policy", kit.name_rules("last", {"names": ["*"]}, priority=65000, action="Deny"))
    assert "built-in infrastructure names" not in told(again())
    firewall = f"{kit.GROUP}/providers/Microsoft.Network/azureFirewalls/fw"
    build.change(firewall, lambda properties: properties["ipConfigurations"][0]["properties"].pop("privateIPAddress"))
    assert "firewall fw gets 10.0.0.4" in told(again())


def test_what_services_and_tags_take_for_granted(build: Any, kit: Any) -> None:
    build.ai(networkAcls={"defaultAction": "Deny", "bypass": "AzureServices"})
    build.nsg("nsg", "100 in allow tcp 443 from GatewayManager to *")
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24", "defaultOutboundAccess": None}})
    build.add("Microsoft.Network/bastionHosts", "bas", {})
    build.add("Microsoft.Unheard/ofs", "x")
    text = told(build.graph())
    for part in (
        "may reach ai (bypass)",
        "nobody but Azure's management sends from the tags gatewaymanager",
        "net is deployed as a new network",
        "Bastion bas",
        "a type that is not modelled opens nothing but what it names",
    ):
        assert part in text


def test_members_of_a_perimeter_reach_one_another(build: Any) -> None:
    kind = "Microsoft.Network/networkSecurityPerimeters/resourceAssociations"
    for name in ("nsp/one", "nsp/two"):
        build.add(kind, name, {})
    assert sum("perimeter nsp reach one another" in each for each in assumptions(build.world())) == 1


def test_trusted_services_pass_where_nothing_is_written(build: Any) -> None:
    told = "trusted Azure services, of any tenant's instances that a role lets in, may reach st (bypass)"
    storage = build.add("Microsoft.Storage/storageAccounts", "st", {"publicNetworkAccess": "Disabled"})
    assert told in assumptions(build.world())
    build.change(storage, lambda properties: properties.update(networkAcls={"bypass": "None"}))
    assert told not in assumptions(build.world())


def test_which_geographies_are_taken_for_allowed(build: Any) -> None:
    build.add("Microsoft.Storage/storageAccounts", "here", {}, location="West Europe")
    build.add("Microsoft.Storage/storageAccounts", "there", {}, location="eastus")
    assert "may stay anywhere in its own: European Union, United States" in told(build.graph())


def test_where_logs_leave_the_template_is_told(build: Any) -> None:
    def said() -> list[str]:
        return [each.partition(": ")[2] for each in assumptions(build.world()) if each.startswith("where logs and metrics are sent")]

    ours, theirs = build.add("Microsoft.OperationalInsights/workspaces", "ours", {}), "/subscriptions/9/resourceGroups/r/providers/M.X/y/z"
    storage = build.add("Microsoft.Storage/storageAccounts", "st", {})
    build.add("Microsoft.Insights/diagnosticSettings", "near", {"workspaceId": ours}, location=None, scope=storage)
    assert said() == []
    away = {"eventHubAuthorizationRuleId": f"{theirs}/authorizationRules/r", "storageAccountId": Unresolved("parameters('s')")}
    build.add("Microsoft.Insights/diagnosticSettings", "away", away, location=None, scope=storage)
    assert said() == [f"{theirs}, parameters('s')"]
    build.add("Microsoft.Insights/dataCollectionRules", "d", {"destinations": {"logAnalytics": [{"workspaceResourceId": f"{theirs}2"}]}})
    assert said() == [f"{theirs}, {theirs}2, parameters('s')"]


def test_a_service_that_may_call_anybody_is_told(build: Any) -> None:
    build.add("Microsoft.Sql/servers", "closed", {"restrictOutboundNetworkAccess": "Enabled"}, api="2023-08-01")
    assert "restrictOutboundNetworkAccess" not in told(build.graph())
    build.add("Microsoft.Sql/servers", "calling", {}, api="2023-08-01")
    build.add("Microsoft.Sql/servers", "unknown", {"restrictOutboundNetworkAccess": Unresolved("parameters('x')")}, api="2023-08-01")
    assert "whoever may use calling, unknown has it call no address of others" in told(build.graph())
