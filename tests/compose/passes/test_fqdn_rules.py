"""The rules of the firewall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.inspection import EXCEPTIONS
from enclave.compose.passes.fqdn_rules import rule_groups
from enclave.compose.passes.ip_groups import group_id
from enclave.compose.site import AI_ENDPOINTS, DATA_ENDPOINTS, GATEWAY, MANAGEMENT_ENDPOINTS, OPERATIONS, Site, sites
from enclave.graph.resources.firewall_policies import FirewallRule, RuleCollection
from enclave.spec.models import Spec


def collections(site: Site) -> dict[str, RuleCollection]:
    return {part.name: part for group in rule_groups(site, "/policy") for part in group.collections}


def of(spec: Callable[..., Spec], **changes: Any) -> Site:
    return sites(spec(**changes))[0]


def names(site: Site) -> dict[str, FirewallRule]:
    return {rule.target_fqdns[0]: rule for rule in collections(site)["allow-declared-egress"].rules}


def test_only_declared_names_and_endpoints_are_allowed_and_only_from_clients(site: Site) -> None:
    allowed = [rule for part in collections(site).values() if part.action == "Allow" for rule in part.rules]
    found = {rule.target_fqdns: rule for rule in allowed if rule.target_fqdns}
    assert set(found) == {("login.microsoftonline.com",), ("*.example.com",)}
    assert {rule.protocols for rule in found.values()} == {("Https:443",)}
    assert {rule.source_ip_groups for rule in found.values()} == {(group_id(site, GATEWAY), group_id(site, OPERATIONS))}
    assert found["login.microsoftonline.com",].description == "tokens"
    private = [rule for rule in allowed if not rule.target_fqdns]
    assert {rule.protocols for rule in private} == {("TCP",)}
    # what operations calls in its own network does not come this way
    assert {(*rule.source_ip_groups, *rule.destination_ip_groups) for rule in private} == {
        (group_id(site, client), group_id(site, subnet))
        for client, subnet in ((GATEWAY, AI_ENDPOINTS), (GATEWAY, MANAGEMENT_ENDPOINTS), (OPERATIONS, DATA_ENDPOINTS))
    }


def test_the_last_word_denies_every_name(site: Site) -> None:
    groups = rule_groups(site, "/policy")
    last = max((part for group in groups for part in group.collections), key=lambda part: part.priority)
    assert (last.kind, last.action, max(group.priority for group in groups)) == ("Application", "Deny", groups[-1].priority)
    (rule,) = last.rules
    assert (rule.sources, rule.target_fqdns, rule.protocols) == (("*",), ("*",), ("Http:80", "Https:443"))
    assert len({part.priority for group in groups for part in group.collections}) == len(collections(site))


def test_without_declared_egress_no_name_is_allowed(spec: Callable[..., Spec]) -> None:
    found = collections(of(spec, network={}))
    assert not [part for part in found.values() if part.kind == "Application" and part.action == "Allow"]


def test_an_unsafe_choice_stands_in_a_collection_of_its_own_with_its_reason(spec: Callable[..., Spec]) -> None:
    site = of(spec, network={"unsafe_allow_public_egress": {"reason": "a trade fair"}})
    part = collections(site)["unsafe-allow-public-egress"]
    (rule,) = part.rules
    assert (part.action, rule.target_fqdns, rule.description) == ("Allow", ("*",), "unsafe: a trade fair")
    assert "unsafe-allow-public-egress" not in collections(of(spec))


def test_inspection_looks_into_what_was_asked_for_and_spares_what_it_would_break(spec: Callable[..., Spec]) -> None:
    switched = names(of(spec, security={"tls_inspection": True}, network_isolation="managed"))
    assert switched["*.example.com"].terminate_tls
    assert not switched["login.microsoftonline.com"].terminate_tls
    assert switched["login.microsoftonline.com"].description == (
        f"tokens; not looked into: {EXCEPTIONS['login.microsoftonline.com']}"
    )
    assert not any(rule.terminate_tls for rule in names(of(spec)).values())


@pytest.mark.parametrize("component", ["kubernetes", "container_apps"])
def test_inspection_leaves_alone_what_azures_own_components_call(spec: Callable[..., Spec], component: str) -> None:
    site = of(spec, security={"tls_inspection": True}, components={component: True}, network={})
    assert names(site)
    assert not any(rule.terminate_tls for rule in names(site).values())
