from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.finding import Refuted, Unknown, Verdict
from enclave.graph.model import Graph, Unresolved
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.no_internet_ingress import check

Again = Callable[[], Graph]


def results(graph: Graph) -> dict[str, Verdict]:
    return {subject.rpartition("/")[2]: verdict for subject, verdict in check(World(Estate(graph)))}


def names(graph: Graph) -> dict[str, str]:
    return {subject: verdict.name for subject, verdict in results(graph).items() if verdict.name != "proved"}


def open_machine(build: Any, kit: Any) -> None:
    build.nsg("nsg-app", "100 in allow tcp 443 from Internet to *", "4096 in deny * * from * to *")
    build.machine("vm", kit.subnet_id("app", "snet-app"), ip="10.1.1.9", public="Standard")


def test_one_result_for_each_service_and_subnet(good: Graph) -> None:
    assert set(results(good)) == {"oai", "w", "snet-app", "snet-pe"}
    assert names(good) == {}


def test_an_open_service_is_refuted_with_the_setting_that_opens_it(build: Any, again: Again) -> None:
    build.ai("oai", publicNetworkAccess="Enabled")
    verdict = results(again())["oai"]
    assert isinstance(verdict, Refuted)
    assert verdict.counterexample.packet == "tcp 203.0.113.7:50000 -> oai:443"
    assert [hop.node.rpartition("/")[2] for hop in verdict.counterexample.path] == ["internet", "oai"]
    assert "publicNetworkAccess = Enabled; networkAcls.defaultAction = Allow" in verdict.counterexample.path[1].because


def test_a_service_that_lets_declared_sources_in_is_a_front_door(build: Any, good: Graph, kit: Any) -> None:
    rules = {"defaultAction": "Deny", "ipRules": [{"value": "203.0.113.0/24"}]}
    account = build.ai("oai", publicNetworkAccess="Enabled", networkAcls=rules)
    assert names(build.graph(doors=((account, "203.0.113.0/24"),))) == {}
    assert names(build.graph(doors=((account, "203.0.113.0/25"),))) == {"oai": "refuted"}
    assert names(build.graph()) == {"oai": "refuted"}


def test_a_public_address_behind_an_open_group_is_refuted_hop_by_hop(build: Any, kit: Any, again: Again) -> None:
    open_machine(build, kit)
    verdict = results(again())["snet-app"]
    assert isinstance(verdict, Refuted)
    assert verdict.counterexample.packet == "tcp 203.0.113.7:50000 -> 10.1.1.9:443"
    path = [(hop.node.rpartition("/")[2], hop.because) for hop in verdict.counterexample.path]
    assert [node for node, _ in path] == ["internet", "pip-vm", "nsg-app", "vm", "snet-app"]
    assert path[2][1].startswith("rule r100-in (priority 100) allows tcp/443 from Internet")


def test_a_public_address_behind_a_closed_group_is_no_way_in(build: Any, kit: Any, again: Again) -> None:
    build.machine("vm", kit.subnet_id("app", "snet-app"), ip="10.1.1.9", public="Standard")
    assert names(again()) == {}


def test_a_firewall_translation_is_refuted_unless_its_sources_are_declared(build: Any, kit: Any, good: Graph) -> None:
    build.nsg("nsg-app", "100 in allow tcp 443 from 10.0.0.0/26 to *", "4096 in deny * * from * to *")
    build.policy("policy", kit.translation_rules("in", {"sources": ["203.0.113.0/24"], "to": "10.1.1.9"}))
    firewall = f"{kit.GROUP}/providers/Microsoft.Network/azureFirewalls/fw"
    assert names(build.graph()) == {"snet-app": "refuted"}
    assert names(build.graph(doors=((firewall, "203.0.113.0/24"),))) == {}


def test_what_may_be_open_is_unknown(build: Any, kit: Any, again: Again) -> None:
    build.nsg("nsg-app", "100 in allow tcp 443 from SomeNewTag to *", "4096 in deny * * from * to *")
    build.machine("vm", kit.subnet_id("app", "snet-app"), ip="10.1.1.9", public="Standard")
    assert names(again()) == {"snet-app": "unknown"}
    build.nsg("nsg-app", "100 in allow tcp 443 from AppService to *", "4096 in deny * * from * to *")
    assert names(again()) == {"snet-app": "refuted"}
    build.nsg("nsg-app", "100 in allow tcp 65200-65535 from GatewayManager to *", "4096 in deny * * from * to *")
    assert names(again()) == {}


def test_a_peer_that_is_not_in_the_template_may_let_the_internet_in(build: Any, again: Again) -> None:
    build.peer("app", "elsewhere", both=False)
    assert names(again()) == {"snet-app": "unknown"}


def test_types_that_are_not_modelled(build: Any, kit: Any, again: Again, good: Graph) -> None:
    build.add("Microsoft.CognitiveServices/accounts/unheardOf", "oai/agents")
    build.add("Microsoft.Network/virtualNetworkGateways", "gw", {"subnet": {"id": kit.subnet_id("app", "GatewaySubnet")}})
    build.add("Microsoft.Cdn/profiles", "cdn", {})
    assert names(again()) == {"oai": "unknown", "w": "unknown", "gw": "unknown", "cdn": "unknown", "snet-app": "unknown"}
    build.drop(f"{kit.GROUP}/providers/Microsoft.CognitiveServices/accounts/oai/unheardOf/agents")
    build.add("Microsoft.Cdn/profiles", "cdn", {"origin": {"id": f"{kit.GROUP}/providers/Microsoft.CognitiveServices/accounts/oai"}})
    assert names(again())["oai"] == "unknown"


def test_one_undecided_group_leaves_the_others_answered(build: Any, kit: Any, again: Again) -> None:
    build.machine("vm", kit.subnet_id("app", "snet-app"), ip="10.1.1.9", public="Standard")
    nsg = f"{kit.GROUP}/providers/Microsoft.Network/networkSecurityGroups/nsg-app"
    build.change(nsg, lambda properties: properties.update(securityRules=Unresolved("parameters('rules')")))
    verdict = results(again())["snet-app"]
    assert isinstance(verdict, Unknown)
    assert "parameters('rules')" in verdict.reason
    assert names(again()) == {"snet-app": "unknown"}


def test_an_undecided_network_and_a_machine_elsewhere_are_subjects(build: Any, kit: Any, again: Again) -> None:
    build.change(
        f"{kit.GROUP}/providers/Microsoft.Network/virtualNetworks/app",
        lambda properties: properties.update(subnets=Unresolved("variables('s')")),
    )
    build.machine("vm", kit.subnet_id("gone", "a"), public="Standard")
    assert {"app", "vm"} <= set(names(again()))


def test_a_service_that_may_not_be_deployed_is_refuted_only_perhaps(build: Any, again: Again) -> None:
    build.add("Microsoft.KeyVault/vaults", "kv", {}, condition=Unresolved("parameters('vault')"))
    verdict = results(again())["kv"]
    assert isinstance(verdict, Unknown)
    assert "decides whether kv is deployed" in verdict.reason
    build.add("Microsoft.KeyVault/vaults", "kv", {"publicNetworkAccess": "Disabled"}, condition=Unresolved("parameters('vault')"))
    assert results(again())["kv"].name == "proved"


def test_parts_of_a_service_that_stands_elsewhere(build: Any, again: Again) -> None:
    build.add("Microsoft.Sql/servers/firewallRules", "gone/all", {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"})
    assert names(again()) == {"gone": "unknown"}


@pytest.mark.parametrize(("internal", "expected"), [(True, {}), (False, {"env": "refuted", "app1": "refuted"})])
def test_an_app_has_the_result_of_its_environment(build: Any, again: Again, internal: bool, expected: dict[str, str]) -> None:
    environment = build.add("Microsoft.App/managedEnvironments", "env", {"vnetConfiguration": {"internal": internal}})
    build.add("Microsoft.App/containerApps", "app1", {"environmentId": environment, "configuration": {"ingress": {"external": True}}})
    assert names(again()) == expected


def test_links_that_bastion_gives_out_may_let_anybody_in(build: Any, kit: Any, again: Again) -> None:
    part = {"name": "i", "properties": {"subnet": {"id": kit.subnet_id("hub", "AzureBastionSubnet")}}}
    build.add("Microsoft.Network/bastionHosts", "bas", {"ipConfigurations": [part]})
    assert names(again()) == {}
    build.add("Microsoft.Network/bastionHosts", "bas", {"ipConfigurations": [part], "enableShareableLink": True})
    assert names(again()) == {"snet-app": "unknown", "snet-pe": "unknown"}


def test_an_application_gateway_is_a_front_door_for_the_sources_that_were_declared(build: Any, kit: Any, good: Graph) -> None:
    address = build.add("Microsoft.Network/publicIPAddresses", "pip-agw", {}, sku={"name": "Standard"})
    agw = f"{kit.GROUP}/providers/Microsoft.Network/applicationGateways/agw"
    subnet = kit.subnet_id("front", "snet-agw")
    build.add("Microsoft.Network/applicationGateways", "agw", {
        "gatewayIPConfigurations": [{"name": "g", "properties": {"subnet": {"id": subnet}}}],
        "frontendIPConfigurations": [{"name": "f", "properties": {"publicIPAddress": {"id": address}}}],
        "frontendPorts": [{"name": "p", "properties": {"port": 443}}],
        "httpListeners": [{"name": "l", "properties": {
            "frontendIPConfiguration": {"id": f"{agw}/frontendIPConfigurations/f"}, "frontendPort": {"id": f"{agw}/frontendPorts/p"},
        }}],
    })

    def allowing(source: str) -> Graph:
        management = "200 in allow tcp 65200-65535 from GatewayManager to *"
        nsg = build.nsg("nsg-agw", f"100 in allow tcp 443 from {source} to *", management, "4096 in deny * * from * to *")
        build.network("front", "10.3.0.0/16", {"snet-agw": {"prefix": "10.3.1.0/24", "nsg": nsg}})
        found: Graph = build.graph(doors=((agw, "203.0.113.0/24"),))
        return found

    assert names(allowing("203.0.113.0/24")) == {}
    assert names(allowing("203.0.113.128/25")) == {}
    verdict = results(allowing("Internet"))["snet-agw"]
    assert isinstance(verdict, Refuted)
    assert verdict.counterexample.path[1].node == agw
    assert names(build.graph()) == {"snet-agw": "refuted"}


def test_a_cluster_that_is_not_private_is_not_known_to_be_closed_by_its_switch_alone(build: Any, again: Again) -> None:
    """The API's `publicNetworkAccess` of clusters is not complete (hashicorp/terraform-provider-azurerm#22478)."""
    build.add("Microsoft.ContainerService/managedClusters", "aks", {"apiServerAccessProfile": {"enablePrivateCluster": True}})
    assert results(again())["aks"].name == "proved"
    build.add("Microsoft.ContainerService/managedClusters", "aks", {"publicNetworkAccess": "Disabled"})
    assert results(again())["aks"].name == "unknown"
    build.add("Microsoft.ContainerService/managedClusters", "aks", {})
    assert results(again())["aks"].name == "refuted"


def test_machines_and_ways_in_without_a_subnet_of_the_template(build: Any) -> None:
    """A template of machines alone, whose subnet is a parameter: nothing else would say that they may be reached."""
    build.machine("vm", Unresolved("parameters('subnet')"), public="Standard")
    build.add(
        "Microsoft.Network/applicationGateways",
        "agw",
        {
            "frontendIPConfigurations": [{"name": "f", "properties": {"publicIPAddress": {"id": "/pip"}}}],
            "frontendPorts": [{"name": "p", "properties": {"port": 443}}],
            "httpListeners": [{"properties": {"frontendIPConfiguration": {"id": "x/f"}, "frontendPort": {"id": "x/p"}}}],
            "gatewayIPConfigurations": [{"properties": {"subnet": {"id": Unresolved("parameters('subnet')")}}}],
        },
    )
    found = results(build.graph())
    assert {name: found[name].name for name in ("vm", "agw")} == {"vm": "unknown", "agw": "unknown"}


def test_a_network_that_takes_its_addresses_from_a_pool_is_not_known(build: Any, kit: Any, again: Again) -> None:
    network = f"{kit.GROUP}/providers/Microsoft.Network/virtualNetworks/app"
    pool = {"pool": {"id": "/p"}, "numberOfIpAddresses": "256"}
    build.add("Microsoft.Network/networkManagers/ipamPools", "nm/p", {"addressPrefixes": ["10.0.0.0/8"]})
    assert {verdict.name for verdict in results(again()).values()} == {"proved"}
    build.change(network, lambda properties: properties.update(addressSpace={"ipamPoolPrefixAllocations": [pool]}))
    assert results(again())["app"].name == "unknown"


@pytest.mark.parametrize(
    ("gateways", "verdict"),
    [
        ([{"enabled": False, "mode": "External"}, {"enabled": True, "mode": "Internal"}], "proved"),
        ([{"enabled": True, "mode": "External"}, {"enabled": True, "mode": "Internal"}], "refuted"),
        ([{"mode": "External"}], "refuted"),
        ([{"enabled": Unresolved("parameters('on')"), "mode": "External"}], "unknown"),
        ([], "proved"),
    ],
)
def test_the_gateways_of_a_mesh_that_are_switched_on(build: Any, again: Again, gateways: Any, verdict: str) -> None:
    mesh = {"mode": "Istio", "istio": {"components": {"ingressGateways": gateways}}}
    private = {"apiServerAccessProfile": {"enablePrivateCluster": True}}
    build.add("Microsoft.ContainerService/managedClusters", "aks", {**private, "serviceMeshProfile": mesh})
    assert results(again())["aks"].name == verdict


@pytest.mark.parametrize(("mode", "verdict"), [("Web, Publishing", "proved"), ("None", "refuted"), ("Web", "refuted"), (None, "refuted")])
def test_an_app_in_an_environment_of_its_own_is_as_open_as_that(build: Any, kit: Any, again: Again, mode: str | None, verdict: str) -> None:
    subnet = kit.subnet_id("app", "snet-app")
    switch = {} if mode is None else {"internalLoadBalancingMode": mode}
    profile = {"id": f"{kit.GROUP}/providers/Microsoft.Web/hostingEnvironments/ase"}
    build.add("Microsoft.Web/sites", "site", {"hostingEnvironmentProfile": profile})
    assert results(again())["site"].name == "unknown"
    build.add("Microsoft.Web/hostingEnvironments", "ase", {"virtualNetwork": {"id": subnet}, **switch}, kind="ASEv3")
    found = results(again())
    assert {found[name].name for name in ("ase", "site")} == {verdict}
