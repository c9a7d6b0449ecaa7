"""The firewall's policies, and the authority of TLS inspection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.inspection import AUTHORITY
from enclave.compose.passes.firewall_policies import firewall_authority, firewall_policy, policy_id
from enclave.compose.passes.ip_groups import address_groups
from enclave.compose.passes.key_vault import key_vault
from enclave.compose.site import Site, sites
from enclave.graph.model import Graph, Resource, Secret
from enclave.graph.parts import NO_IDENTITY
from enclave.graph.resources import firewall_policies, key_vault_secrets, key_vaults, role_assignments
from enclave.graph.resources.firewall_policies import GROUP_TYPE, FirewallPolicy
from enclave.spec.models import Spec


def everything(site: Site) -> tuple[Resource, ...]:
    built = (*address_groups(site, ()), *firewall_policy(site, ()), *key_vault(site, ()))
    return (*built, *firewall_authority(site, built))


def chain(graph: Graph, site: Site) -> tuple[FirewallPolicy, FirewallPolicy]:
    """The region's own policy, and the one above it."""
    views = {found.id: firewall_policies.read(found, graph) for found in graph.of_type(firewall_policies.TYPE)}
    own = views.pop(policy_id(site))
    (above,) = views.values()
    return own, above


def of(spec: Callable[..., Spec], **changes: Any) -> Site:
    return sites(spec(**changes))[0]


def test_the_policy_above_only_forbids(run: Callable[..., Graph], site: Site) -> None:
    own, above = chain(run(firewall_policy), site)
    assert (above.base_policy, above.groups, above.tier) == (None, (), "Premium")
    assert (above.threat_intel_mode, above.intrusion_detection) == ("Deny", "Deny")
    assert (above.threat_intel_allowed, above.intrusion_exceptions) == ((), ())
    assert own.base_policy == above.id
    modules = {found.id: found.module for found in run(firewall_policy).of_type(firewall_policies.TYPE)}
    assert modules == {own.id: "firewall/firewall-policies", above.id: "firewall/threat-intelligence"}


def test_the_policy_is_strict(run: Callable[..., Graph], site: Site) -> None:
    own, _ = chain(run(firewall_policy), site)
    assert (own.tier, own.threat_intel_mode, own.intrusion_detection, own.dns_proxy) == ("Premium", "Deny", "Deny", True)
    assert (own.snat_private_ranges, own.explicit_proxy, own.intrusion_exceptions) == (("255.255.255.255/32",), False, ())


def test_threat_intelligence_can_be_made_to_warn_only(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    site = of(spec, security={"threat_intelligence": False})
    own, above = chain(run(firewall_policy, site), site)
    assert (own.threat_intel_mode, above.threat_intel_mode) == ("Alert", "Alert")


def test_without_inspection_there_is_no_authority(run: Callable[..., Graph], site: Site) -> None:
    graph = Graph(everything(site))
    own, _ = chain(graph, site)
    assert (own.authority, own.identity) == (None, NO_IDENTITY)
    assert not graph.of_type(key_vault_secrets.TYPE)
    assert key_vaults.read(graph.of_type(key_vaults.TYPE)[0]).bypass == "None"


def test_with_inspection_the_firewall_reads_its_authority_and_nothing_else(spec: Callable[..., Spec]) -> None:
    site = of(spec, security={"tls_inspection": True})
    graph = Graph(everything(site))
    own, above = chain(graph, site)
    (secret,) = graph.of_type(key_vault_secrets.TYPE)
    view = key_vault_secrets.read(secret)
    assert (view.id, view.vault, view.content_type) == (f"{site.vault}/secrets/{AUTHORITY}", site.vault, "application/x-pkcs12")
    assert own.authority is not None
    assert (own.authority.secret, above.authority) == (secret.id, None)
    (assignment,) = map(role_assignments.read, graph.of_type(role_assignments.TYPE))
    assert (assignment.scope, (assignment.principal,)) == (secret.id, own.identity.user_assigned)
    written = graph.get(own.id)
    assert written is not None
    assert written.depends_on == (assignment.id,)
    assert key_vaults.read(graph.of_type(key_vaults.TYPE)[0]).bypass == "AzureServices"


def test_the_authority_is_given_at_deployment_and_is_nowhere_else(spec: Callable[..., Spec]) -> None:
    (secret,) = Graph(everything(of(spec, security={"tls_inspection": True}))).of_type(key_vault_secrets.TYPE)
    value = key_vault_secrets.read(secret).value
    assert isinstance(value, Secret)
    assert value.parameter == "firewallAuthority"


def test_rules_are_deployed_one_after_another(run: Callable[..., Graph]) -> None:
    found = run(firewall_policy).of_type(GROUP_TYPE)
    assert [group.depends_on for group in found[1:]] == [(group.id,) for group in found[:-1]]
    assert {group.module for group in found} == {"firewall/fqdn-rules"}


@pytest.mark.parametrize("on", [True, False])
def test_azure_takes_it(spec: Callable[..., Spec], problems: Callable[..., list[str]], on: bool) -> None:
    assert problems(everything(of(spec, security={"tls_inspection": on}))) == []
