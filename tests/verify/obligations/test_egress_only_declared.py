from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.finding import Refuted, Unknown, Verdict
from enclave.graph.model import Graph, Unresolved
from enclave.verify import verify
from enclave.verify.estate import Estate
from enclave.verify.leads import MANAGED, leading_out
from enclave.verify.network.shared_names import SHARED, is_shared
from enclave.verify.network.world import World
from enclave.verify.obligations.egress_only_declared import check

Again = Callable[[], Graph]


def results(graph: Graph) -> dict[str, Verdict]:
    return {subject.rpartition("/")[2]: verdict for subject, verdict in check(World(Estate(graph)))}


def names(graph: Graph) -> dict[str, str]:
    return {subject: verdict.name for subject, verdict in results(graph).items() if verdict.name != "proved"}


def app(build: Any, kit: Any, change: Callable[[dict[str, Any]], None]) -> None:
    build.change(
        f"{kit.GROUP}/providers/Microsoft.Network/virtualNetworks/app", lambda properties: change(properties["subnets"][0]["properties"])
    )


def rules(build: Any, kit: Any, *collections: dict[str, Any]) -> None:
    build.policy("policy", *collections, dnsSettings={"enableProxy": True}, snat={"privateRanges": ["255.255.255.255/32"]})


def test_only_declared_names_leave_through_the_firewall(good: Graph) -> None:
    found = results(good)
    assert set(found) == {"snet-app", "snet-pe", "oai"}
    assert found["snet-app"].reason == "through the firewall to login.microsoftonline.com"
    assert found["snet-pe"].reason == "no way out"
    assert found["oai"].reason == "it calls only whom its owner names"


def test_the_internet_by_a_route_and_a_nat_gateway_is_refuted_hop_by_hop(build: Any, kit: Any, again: Again) -> None:
    build.routes("rt-app", "0.0.0.0/0 Internet")
    nat = build.add("Microsoft.Network/natGateways", "nat")
    app(build, kit, lambda subnet: subnet.update(natGateway={"id": nat}))
    verdict = results(again())["snet-app"]
    assert isinstance(verdict, Refuted)
    assert verdict.counterexample.packet == "tcp 10.1.1.4:50000 -> 203.0.113.7:443"
    path = [hop.node.rpartition("/")[2] for hop in verdict.counterexample.path]
    assert path == ["snet-app", "nsg-app", "rt-app", "nat", "internet"]
    assert "r300-out (priority 300) allows tcp/443" in verdict.counterexample.path[1].because


@pytest.mark.parametrize(
    "change",
    [
        {"natGateway": {"id": "/nat"}},
        {"defaultOutboundAccess": True},
    ],
)
def test_a_way_out_that_no_route_leads_to_is_none(build: Any, kit: Any, again: Again, change: dict[str, Any]) -> None:
    app(build, kit, lambda subnet: subnet.update(change))
    assert names(again()) == {}


def test_the_firewall_may_leave_through_a_nat_gateway(build: Any, kit: Any, again: Again) -> None:
    nat = build.add("Microsoft.Network/natGateways", "nat")
    hub = f"{kit.GROUP}/providers/Microsoft.Network/virtualNetworks/hub"
    build.change(hub, lambda properties: properties["subnets"][0]["properties"].update(natGateway={"id": nat}))
    assert names(again()) == {}
    build.routes("rt-app", "0.0.0.0/0 Internet")
    assert names(again()) == {"snet-app": "refuted"}


def test_dropping_the_route_leaves_at_least_the_regions_storage(build: Any, kit: Any, again: Again) -> None:
    build.routes("rt-app")
    verdict = results(again())["snet-app"]
    assert isinstance(verdict, Refuted)
    assert "<an address of storage.westeurope>" in verdict.counterexample.packet


def test_a_service_endpoint_is_refuted(build: Any, kit: Any, again: Again) -> None:
    app(build, kit, lambda subnet: subnet.update(serviceEndpoints=[{"service": "Microsoft.Storage"}]))
    assert names(again()) == {"snet-app": "refuted"}


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ({"names": ["*"]}, "name"),
        ({"names": ["*.blob.core.windows.net"]}, "name"),
        ({"names": ["*.azure.com"]}, "name"),
        ({"names": ["pastebin.com"]}, "name"),
        ({"categories": ["Business"]}, "name"),
        ({"tags": ["WindowsUpdate"]}, "name"),
        ({"destinations": ["20.1.2.3"]}, "address"),
        ({"destinations": ["AzureMonitor"]}, "address"),
        ({"destinations": ["*"]}, "address"),
    ],
)
def test_what_the_firewall_must_not_let_pass(build: Any, kit: Any, again: Again, rule: dict[str, Any], kind: str) -> None:
    made = kit.name_rules("bad", rule) if kind == "name" else kit.network_rules("bad", rule)
    rules(build, kit, made)
    verdict = results(again())["snet-app"]
    assert isinstance(verdict, Refuted)
    assert verdict.counterexample.path[-2].node.endswith("/fw")
    assert "bad0 in bad" in verdict.counterexample.path[-2].because


def test_a_shared_wildcard_refutes_even_when_declared(build: Any, kit: Any, good: Graph) -> None:
    rules(build, kit, kit.name_rules("bad", {"names": ["*.blob.core.windows.net", "mine.blob.core.windows.net"]}))
    verdict = results(build.graph(egress=("*.blob.core.windows.net",)))["snet-app"]
    assert isinstance(verdict, Refuted)
    assert "anybody can have" in verdict.reason
    rules(build, kit, kit.name_rules("good", {"names": ["mine.blob.core.windows.net"]}))
    assert names(build.graph(egress=("*.blob.core.windows.net",))) == {}


def test_a_template_that_declares_nothing_declares_what_its_firewall_allows(build: Any, kit: Any, good: Graph) -> None:
    rules(build, kit, kit.name_rules("own", {"names": ["www.example.org", "*.example.net"], "tags": ["WindowsUpdate"]}))
    assert names(build.graph()) == {}
    rules(build, kit, kit.name_rules("own", {"names": ["*"]}))
    assert names(build.graph()) == {"snet-app": "refuted"}


def test_what_is_not_known_is_unknown(build: Any, kit: Any, again: Again) -> None:
    build.routes("rt-app", "0.0.0.0/0 VirtualAppliance 10.0.0.77")
    assert names(again()) == {"snet-app": "unknown"}
    build.routes("rt-app", "0.0.0.0/0 VirtualNetworkGateway")
    assert names(again()) == {"snet-app": "unknown"}
    build.change(
        f"{kit.GROUP}/providers/Microsoft.Network/routeTables/rt-app",
        lambda properties: properties.update(routes=Unresolved("parameters('r')")),
    )
    verdict = results(again())["snet-app"]
    assert isinstance(verdict, Unknown)
    assert "parameters('r')" in verdict.reason


def test_unknown_types_near_a_subnet_may_lead_out(build: Any, kit: Any, again: Again) -> None:
    build.add("Microsoft.Network/networkManagers/connectivityConfigurations", "avnm/mesh", {})
    assert names(again()) == {"snet-app": "unknown", "snet-pe": "unknown"}


def test_an_app_of_the_flex_plan_sends_nobody_knows_how_much_through_its_subnet(build: Any) -> None:
    net = build.network("net", "10.1.0.0/16", {"apps": {"prefix": "10.1.0.0/24", "nsg": build.nsg("shut", "100 out deny * * from * to *")}})
    flex = {"virtualNetworkSubnetId": f"{net}/subnets/apps", "functionAppConfig": {"runtime": {"name": "python", "version": "3.12"}}}
    build.add("Microsoft.Web/sites", "flex", flex)
    build.add("Microsoft.Web/sites", "sure", {**flex, "outboundVnetRouting": {"allTraffic": True}})
    found = {subject.rpartition("/")[2]: verdict for subject, verdict in check(World(Estate(build.graph())))}
    assert found["flex"].name == "unknown"
    assert found["sure"].name == "proved"


def test_where_code_runs(build: Any, kit: Any, again: Again) -> None:
    subnet = kit.subnet_id("app", "snet-app")
    build.add("Microsoft.Web/sites", "loose", {"publicNetworkAccess": "Disabled"})
    build.add("Microsoft.Web/sites", "partly", {"virtualNetworkSubnetId": subnet})
    build.add("Microsoft.Web/sites", "whole", {"virtualNetworkSubnetId": subnet, "outboundVnetRouting": {"allTraffic": True}})
    build.add(
        "Microsoft.Web/sites", "lost", {"virtualNetworkSubnetId": kit.subnet_id("gone", "a"), "siteConfig": {"vnetRouteAllEnabled": True}}
    )
    build.add("Microsoft.ContainerService/managedClusters", "aks-lb", {})
    build.add(
        "Microsoft.ContainerService/managedClusters",
        "aks-udr",
        {
            "networkProfile": {"outboundType": "userDefinedRouting"},
            "agentPoolProfiles": [{"vnetSubnetID": subnet}],
        },
    )
    build.add("Microsoft.ContainerService/managedClusters/agentPools", "aks-udr/pool", {"vnetSubnetID": subnet})
    build.add("Microsoft.ContainerService/managedClusters/agentPools", "aks-udr/pool-lost", {"vnetSubnetID": kit.subnet_id("gone", "a")})
    build.add("Microsoft.ContainerService/managedClusters/agentPools", "aks-udr/pool-own", {})
    build.add("Microsoft.MachineLearningServices/workspaces", "aml-open", {"managedNetwork": {"isolationMode": "AllowInternetOutbound"}})
    build.add(
        "Microsoft.MachineLearningServices/workspaces", "aml-shut", {"managedNetwork": {"isolationMode": "AllowOnlyApprovedOutbound"}}
    )
    build.add("Microsoft.MachineLearningServices/workspaces", "aml", {})
    build.add("Microsoft.DataFactory/factories", "adf", {})
    assert names(again()) == {
        "loose": "refuted",
        "partly": "refuted",
        "lost": "unknown",
        "aks-lb": "refuted",
        "pool-lost": "unknown",
        "pool-own": "unknown",
        "aml-open": "refuted",
        "aml": "unknown",
        "adf": "unknown",
    }


@pytest.mark.parametrize(
    "pattern",
    ["*", "*.blob.core.windows.net", "*.core.windows.net", "*.net", "*.x.blob.core.windows.net", "*blob.core.windows.net",
     "*.z35.blob.storage.azure.net", "*.devtunnels.ms", "*.blob.core.usgovcloudapi.net"],
)
def test_wildcards_that_reach_into_a_shared_domain(pattern: str) -> None:
    assert is_shared(pattern)


@pytest.mark.parametrize("pattern", ["*.contoso.com", "*.ubuntu.com", "*.login.microsoftonline.com"])
def test_wildcards_of_one_owner(pattern: str) -> None:
    assert not is_shared(pattern)


def test_the_domains_that_a_spec_refuses_are_refused_here_too(root: Any) -> None:
    import json

    listed = json.loads((root / "enclave" / "spec" / "data" / "shared_suffixes.json").read_text(encoding="utf-8"))["suffixes"]
    assert [suffix for suffix in listed if not is_shared(f"*.{suffix}")] == []
    assert len(SHARED) == len(set(SHARED))


def test_agents_and_managed_networks_and_open_scopes(build: Any, kit: Any, again: Again) -> None:
    subnet = kit.subnet_id("app", "snet-app")
    build.ai("agents", allowProjectManagement=True)
    build.ai("inside", allowProjectManagement=True, networkInjections=[{"scenario": "agent", "subnetArmId": subnet}])
    rules = {"isolationMode": "AllowOnlyApprovedOutbound", "outboundRules": {"any": {"type": "FQDN", "destination": "*"}}}
    build.add("Microsoft.MachineLearningServices/workspaces", "aml", {"managedNetwork": rules})
    build.add("Microsoft.Insights/privateLinkScopes", "open", {})
    build.add("Microsoft.Insights/privateLinkScopes", "shut", {"accessModeSettings": {"ingestionAccessMode": "PrivateOnly"}})
    assert names(again()) == {"agents": "unknown", "aml": "refuted", "open": "refuted"}


def test_a_private_endpoint_to_somebody_elses_service_may_be_a_way_out(build: Any, kit: Any, again: Again) -> None:
    target = "/subscriptions/9/resourceGroups/x/providers/Microsoft.Storage/storageAccounts/theirs"
    build.endpoint("out", kit.subnet_id("app", "snet-app"), target, group="blob")
    assert names(again()) == {"out": "unknown"}


@pytest.mark.parametrize("kind", sorted(MANAGED))
def test_a_private_endpoint_that_a_service_makes_leads_into_the_template(build: Any, kit: Any, again: Again, kind: str) -> None:
    vault = build.add("Microsoft.KeyVault/vaults", "kv")
    depth = kind.count("/")
    name = "/".join([*["owner", "default", "one"][: depth - 1], "inside"])
    build.add(kind, name, {"privateLinkResourceId": vault})
    assert "inside" not in names(again())
    build.add(kind, name.replace("inside", "outside"), {"privateLinkResourceId": "/subscriptions/1/resourceGroups/r/providers/M.X/y/z"})
    build.add(kind, name.replace("inside", "nowhere"))
    build.add(kind, name.replace("inside", "unsaid"), {"privateLinkResourceId": Unresolved("[parameters('x')]")})
    assert {found: verdict for found, verdict in names(again()).items() if found in ("outside", "nowhere", "unsaid")} == dict.fromkeys(
        ("outside", "nowhere", "unsaid"), "unknown"
    )


def test_what_a_part_carries_away_stays_in_the_template(build: Any, again: Again) -> None:
    theirs, storage = "/subscriptions/9/resourceGroups/x/providers/M.X/y/z", "Microsoft.Storage/storageAccounts"
    ours = build.add(storage, "ours", {})
    for place, (kind, properties) in enumerate((
        ("Microsoft.Sql/servers/failoverGroups", lambda to: {"partnerServers": [{"id": ours}, {"id": to}]}),
        ("Microsoft.EventHub/namespaces/disasterRecoveryConfigs", lambda to: {"partnerNamespace": to}),
        (f"{storage}/objectReplicationPolicies", lambda to: {"destinationAccount": to}),
        ("Microsoft.Cache/redis/linkedServers", lambda to: {"linkedRedisCacheId": to}),
        ("Microsoft.OperationalInsights/workspaces/dataExports", lambda to: {"destination": {"resourceId": to}}),
        ("Microsoft.EventHub/namespaces/eventhubs", lambda to: {
            "captureDescription": {"destination": {"properties": {"storageAccountResourceId": to}}},
        }),
    )):
        build.add(kind, f"s/away{place}", properties(theirs))
        build.add(kind, f"s/near{place}", properties(ours))
        build.add(kind, f"s/asked{place}", properties(Unresolved("parameters('p')")))
        build.add(kind, f"s/none{place}", {})
        found = names(again())
        told = {word for word in ("away", "near", "asked", "none") if f"{word}{place}" in found}
        assert (told, found[f"away{place}"], found[f"asked{place}"]) == ({"away", "asked"}, "unknown", "unknown"), kind


@pytest.mark.parametrize(
    ("outbound", "verdict"),
    [
        (None, "refuted"), ("loadBalancer", "refuted"), ("managedNATGateway", "refuted"), ("userAssignedNATGateway", "refuted"),
        ("managedNATGatewayV2", "refuted"), ("userDefinedRouting", "proved"), ("none", "proved"), ("block", "proved"),
    ],
)
def test_item_22_the_way_out_of_a_cluster(build: Any, kit: Any, again: Again, outbound: str | None, verdict: str) -> None:
    profile = {} if outbound is None else {"outboundType": outbound}
    pools = [{"vnetSubnetID": kit.subnet_id("app", "snet-app")}]
    build.add("Microsoft.ContainerService/managedClusters", "aks", {"networkProfile": profile, "agentPoolProfiles": pools})
    assert {s.rpartition("/")[2]: v.name for s, v in check(World(Estate(again())))}["aks"] == verdict
    addons = {"aciConnectorLinux": {"enabled": True, "config": {"SubnetName": "snet-pods"}}}  # pods that stand elsewhere than its nodes
    properties = {"networkProfile": profile, "agentPoolProfiles": pools, "addonProfiles": addons}
    build.add("Microsoft.ContainerService/managedClusters", "aks", properties)
    assert results(again())["aks"].name == ("unknown" if verdict == "proved" else "refuted")


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("Microsoft.Network/networkWatchers/packetCaptures", lambda target: {"storageLocation": {"storageId": target}}),
        ("Microsoft.Insights/diagnosticSettings", lambda target: {"marketplacePartnerId": target}),
        (
            "Microsoft.Insights/dataCollectionRules",
            lambda target: {"destinations": {"storageBlobsDirect": [{"storageAccountResourceId": target, "name": "n"}]}},
        ),
    ],
)
def test_what_is_recorded_leaves_to_a_resource_that_is_not_there(build: Any, again: Again, kind: str, make: Any) -> None:
    parts = "/".join(["n"] * kind.count("/"))
    mine = build.add("Microsoft.Storage/storageAccounts", "st")
    build.add(kind, parts, make(mine))
    assert "n" not in names(again())
    build.add(kind, parts, make("/subscriptions/2/resourceGroups/x/providers/Microsoft.Storage/storageAccounts/other"))
    assert names(again())["n"] == "unknown"


@pytest.mark.parametrize("part", ["syncGroups", "extensions"])
def test_a_database_that_hands_its_rows_on(build: Any, again: Again, part: str) -> None:
    build.add("Microsoft.Sql/servers/databases/transparentDataEncryption", "s/d/current", {"state": "Enabled"}, location=None)
    assert "current" not in names(again())
    build.add(f"Microsoft.Sql/servers/databases/{part}", "s/d/out", {}, location=None)
    assert names(again())["out"] == "unknown"


def test_a_machine_that_cannot_be_placed_may_send_anything(build: Any, again: Again) -> None:
    build.machine("vm", Unresolved("parameters('subnet')"))
    assert names(again())["vm"] == "unknown"


def test_a_gallery_that_is_shared_with_everybody(build: Any) -> None:
    for permissions, expected in (("Private", {}), ("Groups", {"g": "unknown"}), ("community", {"g": "refuted"}), (None, {})):
        build.add("Microsoft.Compute/galleries", "g", {"sharingProfile": {"permissions": permissions}} if permissions else {})
        assert names(build.graph()) == expected
    build.add("Microsoft.Compute/galleries", "g", {"sharingProfile": Unresolved("p")})
    assert names(build.graph()) == {"g": "unknown"}


def test_a_gateway_load_balancer_of_others_gets_everything(build: Any) -> None:
    """Chaining sends every packet of a front end through machines behind another load balancer."""
    own = build.add("Microsoft.Network/loadBalancers", "gw", {"frontendIPConfigurations": [{"name": "f", "properties": {}}]})
    for target, expected in ((own, []), (own.replace("/gw", "/theirs"), ["lb", "nic"])):
        chained = {"gatewayLoadBalancer": {"id": f"{target}/frontendIPConfigurations/f"}}
        build.add("Microsoft.Network/loadBalancers", "lb", {"frontendIPConfigurations": [{"name": "f", "properties": chained}]})
        build.add("Microsoft.Network/networkInterfaces", "nic", {"ipConfigurations": [{"name": "i", "properties": chained}]})
        assert [each.rpartition("/")[2] for each, _ in leading_out(build.graph())] == expected
    assert names(build.graph())["lb"] == "unknown"


@pytest.mark.parametrize(("change", "verdict"), [
    ({"restrictOutboundNetworkAccess": False}, "unknown"),
    ({"restrictOutboundNetworkAccess": None}, "unknown"),
    ({"restrictOutboundNetworkAccess": Unresolved("parameters('x')")}, "unknown"),
    ({"allowedFqdnList": ["login.microsoftonline.com", "OAI.openai.azure.com"]}, "proved"),
    ({"allowedFqdnList": ["login.microsoftonline.com, theirs.blob.core.windows.net"]}, "refuted"),
    ({"allowedFqdnList": ["*.blob.core.windows.net"]}, "refuted"),
    ({"allowedFqdnList": Unresolved("parameters('x')")}, "unknown"),
])  # fmt: skip
def test_a_service_calls_names_that_are_declared_or_its_owners(build: Any, kit: Any, again: Again, change: Any, verdict: str) -> None:
    build.change(f"{kit.GROUP}/providers/Microsoft.CognitiveServices/accounts/oai", lambda properties: properties.update(change))
    assert results(again())["oai"].name == verdict


def test_where_nothing_is_declared_whom_a_service_calls_is_an_assumption(build: Any) -> None:
    account = build.ai("ai", restrictOutboundNetworkAccess=False)
    graph = build.graph()
    assert graph.intent is None
    assert account not in {subject for subject, _ in check(World(Estate(graph)))}
    assert any("whoever may use ai has it call no address of others" in told for told in verify(graph).assumptions)


def test_a_gateway_that_anybody_hosts_of_a_service_elsewhere(build: Any) -> None:
    """Who sends by it is a service that the template does not have."""
    part = build.add("Microsoft.ApiManagement/service/gateways", "elsewhere/gw", {"locationData": {"name": "there"}})
    found = dict(check(World(Estate(build.graph()))))
    assert found[part.partition("/gateways/")[0]].name == "unknown"
