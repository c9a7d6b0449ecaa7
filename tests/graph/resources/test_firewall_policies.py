"""Firewall policies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enclave.graph.body import Undecided
from enclave.graph.model import Ref, Resource, Unresolved
from enclave.graph.parts import NO_IDENTITY, Identity, Place
from enclave.graph.resources import firewall_policies
from enclave.graph.resources.firewall_policies import (
    GROUP_TYPE,
    TYPE,
    CertificateAuthority,
    FirewallPolicy,
    FirewallRule,
    RuleCollection,
    RuleCollectionGroup,
)

RG = "/resourceGroups/rg-test/providers"
POLICY = f"{RG}/{TYPE}/afwp"
GROUP = f"{RG}/Microsoft.Network/ipGroups/ipg"
some = st.lists(st.sampled_from(["10.0.0.0/8", "10.1.0.4", "*"]), min_size=1, max_size=2, unique=True).map(tuple)
ports = st.lists(st.sampled_from(["443", "1-65535"]), min_size=1, unique=True).map(tuple)
described = st.sampled_from(["", "why"])
network_rules = st.builds(
    FirewallRule, name=st.just("n"), sources=some, destinations=some, destination_fqdns=st.just(()) | st.just(("a.example.com",)),
    source_ip_groups=st.just(()) | st.just((GROUP,)), protocols=st.sampled_from([("TCP",), ("TCP", "UDP")]), ports=ports,
    description=described,
)
application_rules = st.builds(
    FirewallRule, name=st.just("a"), sources=some, target_fqdns=st.sampled_from([("a.example.com",), ("*.example.com", "b.org")]),
    fqdn_tags=st.just(()) | st.just(("AzureBackup",)), protocols=st.sampled_from([("Https:443",), ("Http:80", "Https:8443")]),
    terminate_tls=st.booleans(), description=described,
)
nat_rules = st.builds(
    FirewallRule, name=st.just("d"), sources=some, destinations=st.just(("203.0.113.1",)), protocols=st.just(("TCP",)), ports=ports,
    translated_address=st.sampled_from(["10.0.0.9", "web.example.com"]), translated_port=st.just("443"),
)
kinds = {
    "Network": (network_rules, ["Allow", "Deny"]), "Application": (application_rules, ["Allow", "Deny"]), "Dnat": (nat_rules, ["Dnat"]),
}


@st.composite
def collections(draw: st.DrawFn) -> RuleCollection:
    kind = draw(st.sampled_from(sorted(kinds)))
    rules, actions = kinds[kind]
    found = tuple(draw(st.lists(rules, min_size=1, max_size=2)))
    return RuleCollection(draw(st.sampled_from("xyz")), draw(st.integers(100, 65000)), kind, draw(st.sampled_from(actions)), found)


groups = st.lists(st.lists(collections(), max_size=3), max_size=3).map(
    lambda found: tuple(
        RuleCollectionGroup(f"{POLICY}/ruleCollectionGroups/g{place}", 100 + place, tuple(part)) for place, part in enumerate(found)
    )
)
policies = st.builds(
    FirewallPolicy, id=st.just(POLICY), base_policy=st.none() | st.just(f"{POLICY}-base"),
    threat_intel_mode=st.sampled_from(["Off", "Alert", "Deny"]), dns_proxy=st.booleans(), groups=groups, tier=st.just("Premium"),
    intrusion_detection=st.sampled_from(["Alert", "Deny"]), dns_servers=st.just(()) | st.just(("10.0.0.5",)),
    snat_private_ranges=st.just(()) | st.just(("255.255.255.255/32",)),
    authority=st.sampled_from([None, *(CertificateAuthority("ca", secret) for secret in (
        "https://kv.vault.azure.net/secrets/ca", f"{RG}/Microsoft.KeyVault/vaults/kv/secrets/ca",
    ))]),
    identity=st.sampled_from([NO_IDENTITY, Identity("UserAssigned", (f"{RG}/Microsoft.ManagedIdentity/userAssignedIdentities/id",))]),
    explicit_proxy=st.booleans(),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(policy=policies)
def test_what_is_written_is_read_back(policy: FirewallPolicy, round_trip: Callable[..., Any]) -> None:
    assert round_trip(firewall_policies, policy) == policy


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=10)
@given(policy=policies)
def test_azure_takes_what_is_written(policy: FirewallPolicy, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(firewall_policies.write(policy, place)) == []


def test_groups_are_deployed_one_after_another(place: Place) -> None:
    two = tuple(RuleCollectionGroup(f"{POLICY}/ruleCollectionGroups/g{number}", 100 + number, ()) for number in (1, 2))
    policy = FirewallPolicy(POLICY, None, "Deny", True, two)
    _, first, second = firewall_policies.write(policy, place)
    assert (first.depends_on, second.depends_on) == ((), (first.id,))


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    assert firewall_policies.read(make(TYPE, "afwp", {})) == FirewallPolicy(POLICY, None, "Alert", False, ())


def test_rules_of_somebody_else_are_read_in_any_case(make: Callable[..., Resource]) -> None:
    rule = {"RuleType": "applicationRule", "Name": "r", "SourceAddresses": "*", "TargetFqdns": ["*"], "webCategories": ["Hacking"],
            "protocols": [{"protocolType": "https", "port": "443"}]}
    body = {"properties": {"priority": "300", "ruleCollections": [
        {"name": "c", "priority": 1000, "action": {"type": "allow"}, "rules": [rule, {"ruleType": "NetworkRule", "name": "n"}]},
    ]}}
    found = firewall_policies.read_group(make(GROUP_TYPE, "afwp/g", body))
    assert found.priority == 300
    kinds_found = [(part.kind, part.action, len(part.rules)) for part in found.collections]
    assert kinds_found == [("Application", "Allow", 1), ("Network", "Allow", 1)]
    assert found.collections[0].rules[0].protocols == ("Https:443",)
    assert found.collections[0].rules[0].web_categories == ("Hacking",)


@pytest.mark.parametrize("collection", [
    {"action": {"type": "Allow"}, "rules": [{"ruleType": "MagicRule"}]},
    {"action": {"type": "Perhaps"}, "rules": [{"ruleType": "NetworkRule"}]},
    {"action": {"type": "Allow"}, "rules": [{"ruleType": "NetworkRule", "sourceAddresses": [Unresolved("[x]")]}]},
    {"action": {"type": "Allow"}, "rules": Unresolved("[x]")},
])
def test_rules_that_are_not_known_raise(make: Callable[..., Resource], collection: dict[str, Any]) -> None:
    with pytest.raises(Undecided):
        firewall_policies.read_group(make(GROUP_TYPE, "afwp/g", {"properties": {"ruleCollections": [collection]}}))


def test_exceptions_of_somebody_else_are_seen(make: Callable[..., Resource]) -> None:
    body = {"properties": {
        "threatIntelWhitelist": {"ipAddresses": ["203.0.113.9"], "FQDNs": ["bad.example.com"]},
        "intrusionDetection": {"mode": "Deny", "configuration": {
            "signatureOverrides": [{"id": "2024897", "mode": "Off"}], "bypassTrafficSettings": [{"name": "let-it-through"}],
        }},
    }}
    found = firewall_policies.read(make(TYPE, "afwp", body))
    assert found.threat_intel_allowed == ("203.0.113.9", "bad.example.com")
    assert found.intrusion_exceptions == ("2024897", "let-it-through")


@pytest.mark.parametrize(("kind", "readable"), [("NatRule", True), ("NetworkRule", False)])
def test_a_public_address_that_azure_gives_is_one_of_the_internets_for_nat_rules_only(
    make: Callable[..., Resource], kind: str, readable: bool
) -> None:
    address = Ref(f"{RG}/Microsoft.Network/publicIPAddresses/p", "properties.ipAddress")
    rule = {"ruleType": kind, "name": "r", "destinationAddresses": [address], "ipProtocols": ["TCP"], "translatedAddress": "10.0.0.4"}
    collection = {"name": "c", "priority": 100, "action": {"type": "Dnat" if readable else "Allow"}, "rules": [rule]}
    group = make(GROUP_TYPE, "afwp/g", {"properties": {"priority": 100, "ruleCollections": [collection]}})
    if readable:
        assert firewall_policies.read_group(group).collections[0].rules[0].destinations == ("Internet",)
    else:
        with pytest.raises(Undecided):
            firewall_policies.read_group(group)
