"""A2 item 20: whom a service's own switch and rules let in."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.verify.front import Opening, closed, host_of, openings
from enclave.verify.network.addresses import WORLD, addresses
from enclave.verify.network.intervals import EMPTY
from enclave.verify.network.world import World
from enclave.verify.obligations.no_internet_ingress import of_service
from enclave.verify.services import service_of


def ask(build: Any, service_id: str) -> tuple[Opening, ...]:
    world: World = build.world()
    resource = world.estate.graph.get(service_id)
    assert isinstance(resource, Resource)
    row = service_of(resource)
    assert row is not None
    return tuple(openings(resource, row, world))


def doubts(build: Any, service_id: str) -> str:
    """Why it is not known who comes in by the one door of a service."""
    (opening,) = ask(build, service_id)
    problem = opening.doubt or opening.unread
    assert problem is not None
    assert opening.sources == WORLD
    return problem.message


def storage(build: Any, **properties: Any) -> str:
    found: str = build.add("Microsoft.Storage/storageAccounts", "st", properties)
    return found


def test_off_is_off_whatever_the_rules_say(build: Any) -> None:
    acl = {"defaultAction": "Allow", "ipRules": [{"value": "0.0.0.0/0"}]}
    assert ask(build, storage(build, publicNetworkAccess="Disabled", networkAcls=acl)) == ()
    assert ask(build, storage(build, publicNetworkAccess="disabled")) == ()


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"publicNetworkAccess": "Enabled"},
        {"networkAcls": {"bypass": "None"}},
        {"networkAcls": {"defaultAction": "Allow"}},
        {"publicNetworkAccess": None},
    ],
)
def test_what_is_absent_is_open(build: Any, properties: dict[str, Any]) -> None:
    (opening,) = ask(build, storage(build, **properties))
    assert opening.sources == WORLD


def test_deny_alone_leaves_the_addresses_that_are_named(build: Any) -> None:
    (opening,) = ask(
        build, storage(build, networkAcls={"defaultAction": "Deny", "ipRules": [{"value": "203.0.113.0/24"}, {"value": "20.1.2.3"}]})
    )
    assert opening.sources == (addresses("203.0.113.0/24") or EMPTY) | (addresses("20.1.2.3") or EMPTY)
    (nobody,) = ask(build, storage(build, networkAcls={"defaultAction": "Deny"}))
    assert nobody.sources == EMPTY


def test_what_cannot_be_evaluated_is_undecided(build: Any) -> None:
    assert "parameters" in doubts(build, storage(build, publicNetworkAccess=Unresolved("parameters('public')")))
    account = storage(build, networkAcls={"defaultAction": "Deny", "ipRules": [{"value": "here"}]})
    assert "no address or prefix" in doubts(build, account)


def test_a_switch_that_is_not_known_stands_before_rules_that_are(build: Any) -> None:
    """Where the rules let nobody in, nobody comes in whatever the switch says; that the endpoint is public stays a doubt."""
    unknown = Unresolved("parameters('public')")
    (opening,) = ask(build, storage(build, publicNetworkAccess=unknown, networkAcls={"defaultAction": "Deny"}))
    assert opening.sources == EMPTY
    assert opening.doubt is not None
    rules = {"defaultAction": "Deny", "ipRules": [{"value": "20.1.2.3"}]}
    (opening,) = ask(build, storage(build, publicNetworkAccess=unknown, networkAcls=rules))
    assert opening.sources == addresses("20.1.2.3")
    assert opening.doubt is not None


@pytest.mark.parametrize("version", ["2016-12-01", "2018-03-01-hybrid", "2019-06-01-profile", "latest"])
def test_rules_that_a_version_of_the_api_may_leave_out_let_everybody_in(build: Any, version: str) -> None:
    for access in (None, Unresolved("parameters('public')")):
        properties = {"publicNetworkAccess": access, "networkAcls": {"defaultAction": "Deny"}}
        account = build.add("Microsoft.Storage/storageAccounts", "st", properties, api=version)
        (opening,) = ask(build, account)
        assert opening.sources == WORLD
        assert opening.unread is not None
        assert "may leave out networkAcls" in opening.unread.message


@pytest.mark.parametrize("access", ["Enabled", "Disabled"])
def test_an_instance_of_another_service_comes_in_whatever_the_doors_say(build: Any, access: str) -> None:
    other = "/subscriptions/0/resourceGroups/x/providers/Microsoft.DataFactory/factories/df"
    acl = {"defaultAction": "Deny", "resourceAccessRules": [{"tenantId": "t", "resourceId": other}]}
    with pytest.raises(Undecided, match=r"lets in .*factories/df, which is not in the template"):
        ask(build, storage(build, publicNetworkAccess=access, networkAcls=acl))


def sql(build: Any, *rules: tuple[str, str]) -> str:
    found: str = build.add("Microsoft.Sql/servers", "sql", {"publicNetworkAccess": "Enabled"})
    for place, (low, high) in enumerate(rules):
        build.add("Microsoft.Sql/servers/firewallRules", f"sql/r{place}", {"startIpAddress": low, "endIpAddress": high}, location=None)
    return found


def test_a_database_lets_nobody_in_but_by_its_firewall_rules(build: Any) -> None:
    assert ask(build, sql(build))[0].sources == EMPTY
    assert ask(build, sql(build, ("203.0.113.1", "203.0.113.9")))[0].sources == addresses("203.0.113.1-203.0.113.9")
    (everywhere,) = ask(build, sql(build, ("0.0.0.0", "0.0.0.0")))
    assert everywhere.sources == WORLD
    assert "of any tenant" in everywhere.because


def test_a_cache_lets_everybody_in_until_it_has_a_rule(build: Any) -> None:
    cache = build.add("Microsoft.Cache/redis", "redis")
    assert ask(build, cache)[0].sources == WORLD
    build.add("Microsoft.Cache/redis/firewallRules", "redis/r", {"startIP": "20.1.1.1", "endIP": "20.1.1.2"}, location=None)
    assert ask(build, cache)[0].sources == addresses("20.1.1.1-20.1.1.2")


def test_an_empty_list_means_everybody(build: Any) -> None:
    search = build.add("Microsoft.Search/searchServices", "srch", {"networkRuleSet": {"ipRules": []}})
    assert ask(build, search)[0].sources == WORLD
    search = build.add("Microsoft.Search/searchServices", "srch", {"networkRuleSet": {"ipRules": [{"value": "20.1.1.1"}]}})
    assert ask(build, search)[0].sources == addresses("20.1.1.1")
    cosmos = build.add("Microsoft.DocumentDB/databaseAccounts", "cosmos", {"isVirtualNetworkFilterEnabled": True})
    assert ask(build, cosmos)[0].sources == EMPTY


def test_a_namespaces_rules_are_a_part_of_it(build: Any) -> None:
    hub = build.add("Microsoft.EventHub/namespaces", "evh")
    assert ask(build, hub)[0].sources == WORLD
    build.add(
        "Microsoft.EventHub/namespaces/networkRuleSets", "evh/default", {"defaultAction": "Deny", "ipRules": [{"ipMask": "20.1.1.1"}]}
    )
    assert ask(build, hub)[0].sources == addresses("20.1.1.1")
    build.add("Microsoft.EventHub/namespaces/networkRuleSets", "evh/default", {"defaultAction": "Deny", "ipRules": []})
    assert ask(build, hub)[0].sources == WORLD
    assert "names nobody" in ask(build, hub)[0].because
    build.add("Microsoft.EventHub/namespaces/networkRuleSets", "evh/default", {
        "defaultAction": "Deny", "virtualNetworkRules": [{"subnet": {"id": "/subscriptions/x/y"}}],
    })
    assert ask(build, hub)[0].sources == EMPTY
    build.add("Microsoft.EventHub/namespaces/networkRuleSets", "evh/default", {"defaultAction": "Allow"})
    assert ask(build, hub)[0].sources == WORLD
    build.add("Microsoft.EventHub/namespaces/networkRuleSets", "evh/default", {"publicNetworkAccess": "Disabled"})
    assert "disagree" in doubts(build, hub)
    assert ask(build, hub)[0].doubt is not None


def test_rules_that_are_not_modelled_are_undecided(build: Any) -> None:
    site = build.add(
        "Microsoft.Web/sites", "web", {"siteConfig": {"ipSecurityRestrictions": [{"ipAddress": "20.0.0.0/8", "action": "Deny"}]}}
    )
    assert "not modelled" in doubts(build, site)
    assert ask(build, site)[0].doubt is None
    site = build.add("Microsoft.Web/sites", "web", {"siteConfig": {"ipSecurityRestrictions": []}})
    assert ask(build, site)[0].sources == WORLD


def test_rules_in_the_configuration_of_an_app_are_found_there(build: Any) -> None:
    site = build.add("Microsoft.Web/sites", "web", {})
    config = build.add("Microsoft.Web/sites/config", "web/web", {"ipSecurityRestrictions": [{"ipAddress": "20.0.0.0/8"}]})
    assert "ipSecurityRestrictions limits" in doubts(build, site)
    build.change(config, lambda properties: properties.update(ipSecurityRestrictions=[]))
    assert ask(build, site)[0].unread is None


def test_both_doors_of_a_workspace_must_be_closed(build: Any) -> None:
    workspace = build.add("Microsoft.OperationalInsights/workspaces", "log", {"publicNetworkAccessForIngestion": "Disabled"})
    (opening,) = ask(build, workspace)
    assert "publicNetworkAccessForQuery" in opening.because


def test_any_of_several_settings_closes_a_door_even_when_another_is_not_known(build: Any) -> None:
    profile = {"apiServerAccessProfile": {"enablePrivateCluster": True}, "publicNetworkAccess": Unresolved("parameters('p')")}
    assert ask(build, build.add("Microsoft.ContainerService/managedClusters", "aks", profile)) == ()
    profile = {"apiServerAccessProfile": {"enablePrivateCluster": False}, "publicNetworkAccess": Unresolved("parameters('p')")}
    assert "parameters('p')" in doubts(build, build.add("Microsoft.ContainerService/managedClusters", "aks", profile))
    row = service_of(next(iter(build.graph())))
    assert row is not None
    assert row.doors[0]
    assert closed((), next(iter(build.graph())), build.world()) is False


INTERNAL = {"service.beta.kubernetes.io/azure-load-balancer-internal": "true"}


@pytest.mark.parametrize(("spec", "annotations", "sources"), [
    ({"type": "LoadBalancer"}, INTERNAL, None),
    ({"type": "LoadBalancer"}, {**INTERNAL, "other.example/x": "y"}, None),
    ({"type": "ClusterIP"}, {}, None),
    ({}, {}, None),
    ({"type": "LoadBalancer"}, {}, WORLD),
    ({"type": "LoadBalancer"}, {next(iter(INTERNAL)): "false"}, WORLD),
    ({"type": "LoadBalancer", "loadBalancerSourceRanges": ["20.0.0.0/8"]}, {}, addresses("20.0.0.0/8")),
    ({"type": "ClusterIP", "externalIPs": ["20.0.0.1"]}, {}, WORLD),
])
def test_a_service_of_a_cluster_is_public_unless_its_balancer_is_internal(build: Any, spec: Any, annotations: Any, sources: Any) -> None:
    service = build.add("Kubernetes/Service", "web", metadata={"namespace": "apps", "annotations": annotations}, spec=spec)
    found = ask(build, service)
    assert [opening.sources for opening in found] == ([] if sources is None else [sources])


def test_annotations_that_are_not_known_leave_it_open_whether_a_service_is_public(build: Any) -> None:
    metadata = {"annotations": Unresolved("parameters('a')")}
    service = build.add("Kubernetes/Service", "web", metadata=metadata, spec={"type": "LoadBalancer"})
    assert "parameters('a')" in doubts(build, service)


def test_nodes_with_public_addresses_are_a_door(build: Any) -> None:
    private = {"apiServerAccessProfile": {"enablePrivateCluster": True}}
    pools = [{"name": "a", "enableNodePublicIP": False}, {"name": "b"}]
    cluster = build.add("Microsoft.ContainerService/managedClusters", "aks", {**private, "agentPoolProfiles": pools})
    assert ask(build, cluster) == ()
    pools = [*pools, {"name": "c", "enableNodePublicIP": True}]
    cluster = build.add("Microsoft.ContainerService/managedClusters", "aks", {**private, "agentPoolProfiles": pools})
    assert [opening.sources for opening in ask(build, cluster)] == [WORLD]
    assert ask(build, build.add("Microsoft.ContainerService/managedClusters/agentPools", "aks/d", {})) == ()
    pool = build.add("Microsoft.ContainerService/managedClusters/agentPools", "aks/e", {"enableNodePublicIP": True})
    assert [opening.sources for opening in ask(build, pool)] == [WORLD]


@pytest.mark.parametrize(("kind", "part"), [("Microsoft.Web/sites", "sites"), ("Microsoft.AppConfiguration/configurationStores", "x")])
def test_a_switch_that_azure_turns_off_for_a_private_endpoint(build: Any, kind: str, part: str) -> None:
    build.network("v", "10.0.0.0/16", {"pe": {"prefix": "10.0.1.0/24"}})
    service = build.add(kind, "it", {})
    assert ask(build, service)[0].sources == WORLD
    asked = {"name": "c", "properties": {"privateLinkServiceId": service, "groupIds": [part]}}
    subnet = {"id": f"{next(each.id for each in build.graph().of_type('Microsoft.Network/virtualNetworks'))}/subnets/pe"}
    endpoint = "Microsoft.Network/privateEndpoints"
    build.add(endpoint, "pe", {"subnet": subnet, "manualPrivateLinkServiceConnections": [asked]})
    assert ask(build, service)[0].sources == WORLD
    build.add(endpoint, "pe", {"subnet": subnet, "privateLinkServiceConnections": [asked]})
    assert "write `Disabled`" in doubts(build, service)
    service = build.add(kind, "it", {"publicNetworkAccess": "Enabled"})
    assert ask(build, service)[0].sources == WORLD


def test_an_app_that_only_its_environment_reaches_has_no_door(build: Any) -> None:
    environment = build.add("Microsoft.App/managedEnvironments", "env", {})

    def verdict(**ingress: Any) -> str:
        app = build.add("Microsoft.App/containerApps", "app", {"environmentId": environment, "configuration": {"ingress": ingress or None}})
        world = build.world()
        resource = world.estate.graph.get(app)
        assert resource is not None
        row = service_of(resource)
        assert row is not None
        return of_service(resource, row, world).name

    assert verdict() == verdict(external=False, targetPort=80) == verdict(targetPort=80) == "proved"
    assert verdict(external=True) == "refuted"
    assert verdict(external=False, additionalPortMappings=[{"external": False}, {"external": True, "targetPort": 81}]) == "refuted"
    assert verdict(external=Unresolved("parameters('out')")) == "unknown"


def test_an_app_is_answered_for_by_its_environment(build: Any) -> None:
    environment = build.add("Microsoft.App/managedEnvironments", "env", {"vnetConfiguration": {"internal": True}})
    outside = {"configuration": {"ingress": {"external": True}}}
    app = build.add("Microsoft.App/containerApps", "app", {"environmentId": environment, **outside})
    lost = build.add(
        "Microsoft.App/containerApps",
        "lost",
        {"environmentId": "/subscriptions/x/resourceGroups/y/providers/Microsoft.App/managedEnvironments/z", **outside},
    )
    bare = build.add("Microsoft.App/containerApps", "bare", outside)
    world = build.world()

    def host(resource_id: str) -> Resource | None:
        resource = world.estate.graph.get(resource_id)
        assert resource is not None
        row = service_of(resource)
        assert row is not None
        return host_of(resource, row, world)

    found = host(app)
    assert found is not None
    assert found.id == environment
    assert host(environment) is None
    for wrong in (lost, bare):
        with pytest.raises(Undecided):
            host(wrong)


def test_a_rule_that_may_not_be_deployed_is_undecided(build: Any) -> None:
    server = sql(build)
    build.add("Microsoft.Sql/servers/firewallRules", "sql/r", {"startIpAddress": "0.0.0.0"}, condition=Unresolved("parameters('x')"))
    assert "decides whether r is deployed" in doubts(build, server)
