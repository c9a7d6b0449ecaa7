"""A2 item 21, Front Door: each condition that makes one a declared way in, and each single change that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from enclave.compose import compose
from enclave.graph.body import Undecided
from enclave.graph.model import FrontDoor, Graph, Intent, Ref, Unresolved
from enclave.spec.load import load
from enclave.verify.estate import Estate
from enclave.verify.network.addresses import WORLD, addresses
from enclave.verify.network.front_doors import fronted
from enclave.verify.network.intervals import EMPTY
from enclave.verify.network.world import World
from enclave.verify.obligations.no_internet_ingress import check

CDN = "Microsoft.Cdn/profiles"
WAF = "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies"
PLS = "Microsoft.Network/privateLinkServices"
BALANCER = "Microsoft.Network/loadBalancers"
OFFICES = "198.51.100.0/24"


def condition(variable: str = "SocketAddr", *values: str, negate: bool = True, operator: str = "IPMatch") -> dict[str, Any]:
    return {"matchVariable": variable, "operator": operator, "negateCondition": negate, "matchValue": list(values or (OFFICES,))}


def rule(priority: int, action: str, *conditions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": f"r{priority}", "priority": priority, "ruleType": "MatchRule", "action": action, "matchConditions": conditions, **more}


ONLY_OFFICES = rule(10, "Block", condition())


class Door:
    """A front door before one machine behind a load balancer."""

    def __init__(self, build: Any, kit: Any) -> None:
        self.build = build
        nsg = build.nsg(
            "nsg-gw", "100 in allow tcp 8080 from 10.1.9.0/28 to *", "4096 in deny * * from * to *", "4000 out deny * * from * to *"
        )
        subnets = {
            "gw": {"prefix": "10.1.1.0/24", "nsg": nsg},
            "pls": {"prefix": "10.1.9.0/28", "nsg": nsg, "privateLinkServiceNetworkPolicies": "Disabled"},
        }
        build.network("app", "10.1.0.0/16", subnets)
        self.subnet = kit.subnet_id("app", "gw")
        front = {"name": "in", "properties": {"subnet": {"id": self.subnet}, "privateIPAddress": "10.1.1.254"}}
        lb = f"{kit.GROUP}/providers/{BALANCER}/lb"
        balancing = {
            "frontendIPConfiguration": {"id": f"{lb}/frontendIPConfigurations/in"},
            "protocol": "Tcp",
            "frontendPort": 8080,
            "backendPort": 8080,
            "backendAddressPool": {"id": f"{lb}/backendAddressPools/p"},
        }
        self.balancer = build.add(
            BALANCER,
            "lb",
            {
                "frontendIPConfigurations": [front],
                "backendAddressPools": [{"name": "p"}],
                "loadBalancingRules": [{"name": "r", "properties": balancing}],
            },
            sku={"name": "Standard"},
        )
        self.machine = build.machine(
            "vm", self.subnet, ip="10.1.1.7", loadBalancerBackendAddressPools=[{"id": f"{lb}/backendAddressPools/p"}]
        )
        self.service = build.add(
            PLS,
            "pls",
            {
                "loadBalancerFrontendIpConfigurations": [{"id": f"{lb}/frontendIPConfigurations/in"}],
                "ipConfigurations": [{"name": "n", "properties": {"subnet": {"id": kit.subnet_id("app", "pls")}}}],
                "visibility": {"subscriptions": []},
                "autoApproval": {"subscriptions": []},
            },
        )
        self.profile = build.add(CDN, "afd", {}, sku={"name": "Premium_AzureFrontDoor"})
        self.endpoint = build.add(f"{CDN}/afdEndpoints", "afd/ep", {"enabledState": "Enabled"})
        self.group = build.add(f"{CDN}/originGroups", "afd/g", {})
        self.origin = build.add(
            f"{CDN}/originGroups/origins",
            "afd/g/o",
            {"hostName": "10.1.1.254", "sharedPrivateLinkResource": {"privateLink": {"id": self.service}, "requestMessage": "ours"}},
        )
        self.route = build.add(
            f"{CDN}/afdEndpoints/routes",
            "afd/ep/all",
            {"originGroup": {"id": self.group}, "patternsToMatch": ["/*"], "linkToDefaultDomain": "Enabled"},
        )
        settings = {"enabledState": "Enabled", "mode": "Prevention"}
        self.waf = build.add(WAF, "waf", {"policySettings": settings, "customRules": {"rules": [ONLY_OFFICES]}})
        association = {"domains": [{"id": self.endpoint}], "patternsToMatch": ["/*"]}
        parameters = {"type": "WebApplicationFirewall", "wafPolicy": {"id": self.waf}, "associations": [association]}
        self.guard = build.add(f"{CDN}/securityPolicies", "afd/rules", {"parameters": parameters})
        state = {"privateLinkServiceConnectionState": {"status": "Approved", "description": "ours"}}
        self.connection = build.add(f"{PLS}/privateEndpointConnections", "pls/one", state)
        self.declared = [OFFICES]

    def change(self, resource_id: str, **properties: Any) -> None:
        self.build.change(resource_id, lambda body: body.update(properties))

    def rules(self, *rules: dict[str, Any], **settings: str) -> None:
        self.change(
            self.waf, customRules={"rules": list(rules)}, policySettings={"enabledState": "Enabled", "mode": "Prevention", **settings}
        )

    def graph(self) -> Graph:
        door = FrontDoor(self.profile, tuple(self.declared), "offices")
        return Graph(tuple(self.build.resources.values()), Intent(front_doors=(door,)), {})

    def verdicts(self) -> dict[str, str]:
        return {subject.rpartition("/")[2]: verdict.name for subject, verdict in check(World(Estate(self.graph())))}

    def subnet_verdict(self) -> str:
        return self.verdicts()["gw"]

    def sources(self) -> Any:
        return fronted(World(Estate(self.graph())))[0].sources


@pytest.fixture
def door(build: Any, kit: Any) -> Door:
    return Door(build, kit)


def test_a_right_front_door_is_proved(door: Door) -> None:
    assert door.verdicts() == {"afd": "proved", "gw": "proved", "pls": "proved"}
    assert door.sources().outer == addresses(OFFICES)


def test_the_path_of_a_stranger_is_told(door: Door) -> None:
    door.rules()
    (refuted,) = (verdict for _, verdict in check(World(Estate(door.graph()))) if verdict.name == "refuted")
    nodes = [hop.node.rpartition("/")[2] for hop in refuted.counterexample.path]  # type: ignore[union-attr]
    assert nodes == ["internet", "ep", "afd", "pls", "nsg-gw", "vm", "gw"]
    assert "8080" in refuted.counterexample.packet  # type: ignore[union-attr]


SETTINGS: list[tuple[str, Callable[[Door], Any], str]] = [
    ("the firewall policy is off", lambda door: door.rules(ONLY_OFFICES, enabledState="Disabled"), "refuted"),
    ("it only detects", lambda door: door.rules(ONLY_OFFICES, mode="Detection"), "refuted"),
    ("it has no rule", lambda door: door.rules(), "refuted"),
    ("its rule is switched off", lambda door: door.rules({**ONLY_OFFICES, "enabledState": "Disabled"}), "refuted"),
    ("its rule only logs", lambda door: door.rules(rule(10, "Log", condition())), "refuted"),
    ("its rule is not negated", lambda door: door.rules(rule(10, "Block", condition(negate=False))), "refuted"),
    (
        "it lets in more than is declared",
        lambda door: door.rules(rule(10, "Block", condition("SocketAddr", OFFICES, "203.0.113.0/24"))),
        "refuted",
    ),
    ("it lets in less than is declared", lambda door: door.rules(rule(10, "Block", condition("SocketAddr", "198.51.100.0/25"))), "proved"),
    ("it believes a header", lambda door: door.rules(rule(10, "Block", condition("RemoteAddr"))), "unknown"),
    ("it looks at the country", lambda door: door.rules(rule(10, "Block", condition("SocketAddr", "AU", operator="GeoMatch"))), "unknown"),
    ("it stops some requests only", lambda door: door.rules(rule(10, "Block", condition(), condition("RequestUri", "/x"))), "unknown"),
    (
        "it stops too many requests only",
        lambda door: door.rules({**ONLY_OFFICES, "ruleType": "RateLimitRule", "rateLimitThreshold": 9}),
        "unknown",
    ),
    (
        "a rule allows everybody before",
        lambda door: door.rules(rule(1, "Allow", condition("SocketAddr", "0.0.0.0/0", negate=False)), ONLY_OFFICES),
        "refuted",
    ),
    (
        "a rule allows some before",
        lambda door: door.rules(rule(1, "Allow", condition("RequestUri", "/health", negate=False, operator="Contains")), ONLY_OFFICES),
        "unknown",
    ),
    ("a rule allows the offices before", lambda door: door.rules(rule(1, "Allow", condition(negate=False)), ONLY_OFFICES), "proved"),
    (
        "a rule allows everybody after",
        lambda door: door.rules(ONLY_OFFICES, rule(99, "Allow", condition("SocketAddr", "0.0.0.0/0", negate=False))),
        "proved",
    ),
    ("nothing stands before it", lambda door: door.build.drop(door.guard), "refuted"),
    ("it stands before some paths", lambda door: guard(door, patternsToMatch=["/api/*"]), "refuted"),
    ("it stands before another domain", lambda door: guard(door, domains=[{"id": f"{door.profile}/afdEndpoints/other"}]), "refuted"),
    ("the policy is elsewhere", lambda door: door.build.drop(door.waf), "unknown"),
    ("somebody may be approved at once", lambda door: door.change(door.service, autoApproval={"subscriptions": ["*"]}), "unknown"),
    ("somebody may ask", lambda door: door.change(door.service, visibility={"subscriptions": ["*"]}), "unknown"),
    (
        "somebody else is approved",
        lambda door: door.change(door.connection, privateLinkServiceConnectionState={"status": "Approved", "description": "theirs"}),
        "unknown",
    ),
    (
        "somebody else is rejected",
        lambda door: door.change(door.connection, privateLinkServiceConnectionState={"status": "Rejected", "description": "theirs"}),
        "proved",
    ),
    (
        "an origin is on the internet",
        lambda door: door.build.change(door.origin, lambda body: body.pop("sharedPrivateLinkResource")),
        "unknown",
    ),
    ("the profile is of another kind", lambda door: door.build.add(CDN, "cdn", {}, sku={"name": "Standard_Microsoft"}), "unknown"),
    ("the load balancer is elsewhere", lambda door: door.build.drop(door.balancer), "unknown"),
    ("the route is off", lambda door: (door.rules(), door.change(door.route, enabledState="Disabled")), "proved"),
    ("the endpoint is off", lambda door: (door.rules(), door.change(door.endpoint, enabledState="Disabled")), "proved"),
    ("the origin is off", lambda door: (door.rules(), door.change(door.origin, enabledState="Disabled")), "proved"),
    ("no name leads there", lambda door: (door.rules(), door.change(door.route, linkToDefaultDomain="Disabled")), "proved"),
    ("the security group shuts", lambda door: (door.rules(), door.build.nsg("nsg-gw", "4096 in deny * * from * to *")), "proved"),
    ("nobody is declared", lambda door: door.declared.clear(), "refuted"),
]


def guard(door: Door, **association: Any) -> None:
    whole = {"domains": [{"id": door.endpoint}], "patternsToMatch": ["/*"], **association}
    parameters = {"type": "WebApplicationFirewall", "wafPolicy": {"id": door.waf}, "associations": [whole]}
    door.change(door.guard, parameters=parameters)


@pytest.mark.parametrize(("change", "expected"), [each[1:] for each in SETTINGS], ids=[each[0] for each in SETTINGS])
def test_each_condition_of_a_declared_front_door(door: Door, change: Callable[[Door], Any], expected: str) -> None:
    change(door)
    assert door.subnet_verdict() == expected


def test_a_domain_of_its_own_needs_a_guard_of_its_own(door: Door) -> None:
    domain = door.build.add(f"{CDN}/customDomains", "afd/mine", {"hostName": "ai.example.org"})
    door.change(door.route, customDomains=[{"id": domain}])
    assert door.subnet_verdict() == "refuted"
    guard(door, domains=[{"id": door.endpoint}, {"id": domain}])
    assert door.subnet_verdict() == "proved"


def test_each_association_guards_its_own_domains(door: Door) -> None:
    domain = door.build.add(f"{CDN}/customDomains", "afd/mine", {"hostName": "ai.example.org"})
    door.change(door.route, customDomains=[{"id": domain}])
    parts = [
        {"domains": [{"id": door.endpoint}], "patternsToMatch": ["/*"]},
        {"domains": [{"id": domain}], "patternsToMatch": ["/api/*"]},
    ]
    door.change(door.guard, parameters={"type": "WebApplicationFirewall", "wafPolicy": {"id": door.waf}, "associations": parts})
    assert door.subnet_verdict() == "refuted"


def test_a_rule_set_that_changes_the_origin_leads_to_every_group(door: Door, kit: Any) -> None:
    door.rules()
    door.change(door.route, originGroup={"id": f"{door.profile}/originGroups/empty"})
    door.build.add(f"{CDN}/originGroups", "afd/empty", {})
    assert door.subnet_verdict() == "proved"
    rules = door.build.add(f"{CDN}/ruleSets", "afd/set", {})
    door.change(door.route, ruleSets=[{"id": rules}])
    one = door.build.add(f"{CDN}/ruleSets/rules", "afd/set/one", {"order": 1, "actions": [{"name": "ModifyResponseHeader"}]})
    assert door.subnet_verdict() == "proved"
    door.change(one, actions=[{"name": "RouteConfigurationOverride"}])
    assert door.subnet_verdict() == "refuted"
    door.build.drop(one)
    door.build.drop(rules)
    assert door.subnet_verdict() == "unknown"


def test_an_origin_may_have_a_private_link_to_a_service(door: Door) -> None:
    store = door.build.add("Microsoft.Storage/storageAccounts", "st", {"publicNetworkAccess": "Disabled", "allowSharedKeyAccess": False})
    door.change(door.origin, sharedPrivateLinkResource={"privateLink": {"id": store}, "groupId": "blob"})
    assert door.verdicts()["st"] == "proved"
    for name in (Unresolved("reference('st').primaryEndpoints.blob"), Ref(store, "properties.primaryEndpoints.blob")):
        door.change(door.origin, hostName=name, originHostHeader=name)
        assert door.verdicts()["st"] == "proved"
    door.rules()
    assert door.verdicts()["st"] == "refuted"
    door.rules(rule(10, "Block", condition("RemoteAddr")))
    assert door.verdicts()["st"] == "unknown"
    door.change(door.origin, sharedPrivateLinkResource={"privateLink": {"id": "/subscriptions/9/resourceGroups/x/providers/a/b/c"}})
    assert door.verdicts()["st"] == "unknown"


def test_who_comes_in_is_exact(door: Door) -> None:
    door.rules(rule(5, "Allow", condition("SocketAddr", "203.0.113.0/24", negate=False)), ONLY_OFFICES)
    offices, lab = addresses(OFFICES) or EMPTY, addresses("203.0.113.0/24") or EMPTY
    assert door.sources().inner == door.sources().outer == offices | lab
    door.rules(rule(5, "Redirect", condition("SocketAddr", "203.0.113.0/24", negate=False)))
    assert (door.sources().inner, door.sources().outer) == (WORLD - lab, WORLD)


def test_what_is_not_known_of_a_part_is_not_known_of_the_whole(door: Door) -> None:
    door.build.resources[door.guard.lower()].body["condition"] = Unresolved("parameters('waf')")
    with pytest.raises(Undecided, match="waf"):
        fronted(World(Estate(door.graph())))


@pytest.mark.parametrize("more", ["", "\n  kubernetes: true"])
def test_a_composed_front_door_is_proved(root: Path, tmp_path: Path, more: str) -> None:
    text = (root / "examples" / "hospital" / "enclave.yaml").read_text(encoding="utf-8")
    ingress = f"network:\n  ingress:\n    - {{through: front-door, from: [{OFFICES}], why: offices, host: ai.example.com}}"
    path = tmp_path / "enclave.yaml"
    changed = text.replace("\nnetwork:", f"\n{ingress}").replace("  dedicated_hosts: true", f"  dedicated_hosts: true{more}")
    path.write_text(changed, encoding="utf-8")
    graph = compose(load(path).spec)
    found = list(check(World(Estate(graph))))
    assert [(subject, verdict) for subject, verdict in found if verdict.name != "proved"] == []
    assert any("2 way(s) in" in verdict.reason for _, verdict in found)
