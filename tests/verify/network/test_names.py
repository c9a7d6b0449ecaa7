"""A2 items 18 and 19."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Ref
from enclave.verify.network.names import Answer, Name, matches, names, resolve

OPENAI = "privatelink.openai.azure.com"


def asked(build: Any, kit: Any, *, network: str = "net", service: str | None = None) -> list[Answer]:
    """The answers for the one name of the account `ai`, from a network."""
    world = build.world()
    target = service or f"{kit.GROUP}/providers/Microsoft.CognitiveServices/accounts/ai"
    resource = world.estate.graph.get(target)
    assert resource is not None
    (name,) = names(resource, world.estate.targets(target))
    view = world.estate.networks[f"{kit.GROUP}/providers/Microsoft.Network/virtualNetworks/{network}"]
    return list(resolve(view, name, target, world))


def private(
    build: Any, kit: Any, *linked: str, dns: list[str] | None = None, policy: str | None = None, group: bool = True, **more: Any
) -> str:
    net = build.network("net", "10.0.0.0/16", {"pe": {"prefix": "10.0.1.0/24"}}, dns=dns)
    zone = build.zone(OPENAI, *(linked or (net,)), policy=policy)
    build.endpoint("pe", kit.subnet_id("net", "pe"), build.ai(), zones=[zone] if group else None, **more)
    return net


def test_item_18_a_linked_zone_with_the_endpoints_record(build: Any, kit: Any) -> None:
    private(build, kit)
    (answer,) = asked(build, kit)
    assert answer.kind == "private"
    assert [endpoint.id.rpartition("/")[2] for endpoint in answer.endpoints] == ["pe"]
    assert [hop.node.rpartition("/")[2] for hop in answer.hops] == ["net", "public DNS", OPENAI]


def test_item_18_a_zone_that_is_not_linked_leaves_the_public_address(build: Any, kit: Any) -> None:
    other = build.network("other", "10.1.0.0/16")
    private(build, kit, other)
    (answer,) = asked(build, kit)
    assert answer.kind == "public"
    assert "is not linked to it" in answer.hops[-1].because


def test_item_18_no_zone_leaves_the_public_address(build: Any, kit: Any) -> None:
    build.network("net", "10.0.0.0/16", {"pe": {"prefix": "10.0.1.0/24"}})
    build.endpoint("pe", kit.subnet_id("net", "pe"), build.ai())
    (answer,) = asked(build, kit)
    assert answer.kind == "public"
    assert "does not exist" in answer.hops[-1].because


def test_item_18_a_linked_zone_without_the_record_says_that_the_name_does_not_exist(build: Any, kit: Any) -> None:
    private(build, kit, group=False)
    assert [answer.kind for answer in asked(build, kit)] == ["nothing"]


def test_item_18_unless_the_link_falls_back_to_public_dns(build: Any, kit: Any) -> None:
    private(build, kit, group=False, policy="NxDomainRedirect")
    (answer,) = asked(build, kit)
    assert answer.kind == "public"
    assert "falls back" in answer.hops[-1].because


def test_item_18_a_written_record_must_be_the_endpoints_address(build: Any, kit: Any) -> None:
    private(build, kit, group=False, ip="10.0.1.5")
    build.add("Microsoft.Network/privateDnsZones/A", f"{OPENAI}/ai", {"aRecords": [{"ipv4Address": "10.0.1.5"}]}, location=None)
    assert [answer.kind for answer in asked(build, kit)] == ["private"]
    build.add("Microsoft.Network/privateDnsZones/A", f"{OPENAI}/ai", {"aRecords": [{"ipv4Address": "10.0.1.6"}]}, location=None)
    with pytest.raises(Undecided, match="no written address"):
        asked(build, kit)


def test_item_18_a_zone_of_the_public_name_answers_before_public_dns(build: Any, kit: Any) -> None:
    net = private(build, kit, ip="10.0.1.5")
    build.zone("openai.azure.com", net)
    (answer,) = asked(build, kit)
    assert answer.kind == "nothing"
    build.add("Microsoft.Network/privateDnsZones/A", "openai.azure.com/ai", {"aRecords": [{"ipv4Address": "10.0.1.5"}]}, location=None)
    assert [answer.kind for answer in asked(build, kit)] == ["private"]


def test_item_18_the_firewall_proxies_names_in_its_own_network(build: Any, kit: Any) -> None:
    hub = build.network("hub", "10.1.0.0/16", {"AzureFirewallSubnet": {"prefix": "10.1.0.0/26"}})
    net = private(build, kit, hub, dns=["10.1.0.4"])
    build.peer("hub", "net")
    policy = build.policy("p", dnsSettings={"enableProxy": True})
    build.firewall("fw", kit.subnet_id("hub", "AzureFirewallSubnet"), policy, ip="10.1.0.4")
    (answer,) = asked(build, kit)
    assert answer.kind == "private"
    build.drop(f"{kit.GROUP}/providers/Microsoft.Network/privateDnsZones/{OPENAI}/virtualNetworkLinks/link-hub")
    build.zone(OPENAI, net)
    assert [answer.kind for answer in asked(build, kit)] == ["public"]
    build.policy("p", dnsSettings={"enableProxy": False})
    assert [answer.kind for answer in asked(build, kit)] == ["nothing"]
    build.policy("p", dnsSettings={"enableProxy": True, "servers": ["10.8.8.8"]})
    with pytest.raises(Undecided, match="forwards names"):
        asked(build, kit)


def test_item_18_a_dns_server_may_be_the_address_that_a_firewall_gets(build: Any, kit: Any) -> None:
    hub = build.network("hub", "10.1.0.0/16", {"AzureFirewallSubnet": {"prefix": "10.1.0.0/26"}})
    firewall = f"{kit.GROUP}/providers/Microsoft.Network/azureFirewalls/fw"
    private(build, kit, hub, dns=[Ref(firewall, "properties.ipConfigurations[0].properties.privateIPAddress")])
    build.peer("hub", "net")
    with pytest.raises(Undecided, match="which DNS servers"):
        asked(build, kit)
    policy = build.policy("p", dnsSettings={"enableProxy": True})
    build.firewall("fw", kit.subnet_id("hub", "AzureFirewallSubnet"), policy, ip="")
    (answer,) = asked(build, kit)
    assert answer.kind == "private"
    build.drop(f"{kit.GROUP}/providers/Microsoft.Network/privateDnsZones/{OPENAI}/virtualNetworkLinks/link-hub")
    assert [answer.kind for answer in asked(build, kit)] == ["public"]


def test_item_18_a_dns_server_may_be_the_address_that_an_inbound_endpoint_gets(build: Any, kit: Any) -> None:
    hub = build.network("hub", "10.1.0.0/16", {"in": {"prefix": "10.1.1.0/28"}})
    endpoint = f"{kit.GROUP}/providers/Microsoft.Network/dnsResolvers/r/inboundEndpoints/i"
    net = private(build, kit, hub, dns=[Ref(endpoint, "properties.ipConfigurations[0].privateIpAddress"), "168.63.129.16"])
    with pytest.raises(Undecided, match="which DNS servers"):
        asked(build, kit)
    part = {"privateIpAllocationMethod": "Dynamic", "subnet": {"id": kit.subnet_id("hub", "in")}}
    build.add("Microsoft.Network/dnsResolvers", "r", {})
    build.add("Microsoft.Network/dnsResolvers/inboundEndpoints", "r/i", {"ipConfigurations": [part]})
    with pytest.raises(Undecided):  # it is not peered, so nobody knows who answers
        asked(build, kit)
    build.peer("hub", "net")
    assert [answer.kind for answer in asked(build, kit)] == ["private", "public"]
    build.drop(f"{kit.GROUP}/providers/Microsoft.Network/privateDnsZones/{OPENAI}/virtualNetworkLinks/link-hub")
    build.zone(OPENAI, net)
    assert [answer.kind for answer in asked(build, kit)] == ["public", "private"]


@pytest.mark.parametrize("server", ["10.9.9.9", "172.31.0.4"])
def test_item_18_a_dns_server_that_nobody_knows_is_undecided(build: Any, kit: Any, server: str) -> None:
    private(build, kit, dns=[server])
    with pytest.raises(Undecided, match=server):
        asked(build, kit)


def test_item_18_a_dns_server_on_the_internet_gives_the_public_address(build: Any, kit: Any) -> None:
    private(build, kit, dns=["168.63.129.16", "8.8.8.8"])
    assert [answer.kind for answer in asked(build, kit)] == ["private", "public"]


def test_item_18_an_interface_may_ask_somebody_else(build: Any, kit: Any) -> None:
    net = private(build, kit)
    nic = build.machine("vm", f"{net}/subnets/pe")
    build.change(nic, lambda properties: properties.update(dnsSettings={"dnsServers": ["AzureProvidedDNS"]}))
    assert [answer.kind for answer in asked(build, kit)] == ["private"]
    build.change(nic, lambda properties: properties.update(dnsSettings={"dnsServers": ["9.9.9.9"]}))
    assert [answer.kind for answer in asked(build, kit)] == ["private", "public"]


def test_item_18_each_dns_server_answers_for_itself(build: Any, kit: Any) -> None:
    private(build, kit, dns=["168.63.129.16", "1.1.1.1", "168.63.129.16"])
    assert [answer.kind for answer in asked(build, kit)] == ["private", "public"]


def test_item_18_two_zones_of_one_name_are_undecided(build: Any, kit: Any) -> None:
    net = private(build, kit)
    build.add("Microsoft.Network/privateDnsZones", OPENAI, {}, scope="/resourceGroups/other", location="global")
    build.add(
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        f"{OPENAI}/x",
        {"virtualNetwork": {"id": net}},
        scope="/resourceGroups/other",
    )
    with pytest.raises(Undecided, match="two zones"):
        asked(build, kit)


def test_a_zone_that_stands_elsewhere_is_undecided(build: Any, kit: Any) -> None:
    build.network("net", "10.0.0.0/16", {"pe": {"prefix": "10.0.1.0/24"}})
    zone = f"/subscriptions/1/resourceGroups/dns/providers/Microsoft.Network/privateDnsZones/{OPENAI}"
    build.endpoint("pe", kit.subnet_id("net", "pe"), build.ai(), zones=[zone])
    with pytest.raises(Undecided, match="is not in the template"):
        asked(build, kit)


def test_a_connection_that_waits_and_a_forwarding_ruleset_are_undecided(build: Any, kit: Any) -> None:
    net = private(build, kit, manual=True)
    with pytest.raises(Undecided, match="waits for approval"):
        asked(build, kit)
    build.add("Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks", "set/link", {"virtualNetwork": {"id": net}})
    with pytest.raises(Undecided, match="forwarding ruleset"):
        asked(build, kit)


@pytest.mark.parametrize(
    ("kind", "zones"),
    [
        ("OpenAI", {"openai.azure.com"}),
        ("AIServices", {"cognitiveservices.azure.com", "openai.azure.com", "services.ai.azure.com"}),
        ("TextAnalytics", {"cognitiveservices.azure.com"}),
    ],
)
def test_item_19_the_names_of_an_account_depend_on_its_kind(build: Any, kit: Any, kind: str, zones: set[str]) -> None:
    build.network("net", "10.0.0.0/16", {"pe": {"prefix": "10.0.1.0/24"}})
    account = build.add("Microsoft.CognitiveServices/accounts", "ai", {"customSubDomainName": "MyName"}, kind=kind)
    build.endpoint("pe", kit.subnet_id("net", "pe"), account)
    world = build.world()
    resource = world.estate.graph.get(account)
    assert resource is not None
    found = names(resource, world.estate.targets(account))
    assert {name.fqdn for name in found} == {f"myname.{zone}" for zone in zones}
    assert {name.zone for name in found} == {f"privatelink.{zone}" for zone in zones}


def test_item_19_names_of_other_services(build: Any, kit: Any) -> None:
    build.network("net", "10.0.0.0/16", {"pe": {"prefix": "10.0.1.0/24"}})
    cluster = build.add("Microsoft.ContainerService/managedClusters", "aks", location="West Europe")
    vault = build.add("Microsoft.KeyVault/vaults", "kv")
    build.endpoint("pe1", kit.subnet_id("net", "pe"), cluster, group="management")
    build.endpoint("pe2", kit.subnet_id("net", "pe"), vault, group="vault")
    build.endpoint("pe3", kit.subnet_id("net", "pe"), build.ai("odd"), group="nonsense")
    world = build.world()
    wanted = {
        cluster: Name("aks.westeurope.azmk8s.io", "privatelink.westeurope.azmk8s.io"),
        vault: Name("kv.vault.azure.net", "privatelink.vaultcore.azure.net"),
    }
    for target, expected in wanted.items():
        resource = world.estate.graph.get(target)
        assert resource is not None
        assert names(resource, world.estate.targets(target)) == (expected,)
    odd = next(each for each in world.estate.graph if each.name == "odd")
    with pytest.raises(Undecided, match="no private DNS zone is known"):
        names(odd, world.estate.targets(odd.id))
    build.ai("bare", customSubDomainName="")
    bare = build.world().estate.graph.get(f"{kit.GROUP}/providers/Microsoft.CognitiveServices/accounts/bare")
    assert bare is not None
    with pytest.raises(Undecided, match="customSubDomainName"):
        names(bare, world.estate.targets(odd.id))


def test_a_zone_answers_for_its_own_name_and_those_below_it() -> None:
    assert matches("b.c", "a.b.C")
    assert matches("b.c", "b.c")
    assert not matches("a.b.c", "b.c")
    assert not matches("b.c", "ab.c")
