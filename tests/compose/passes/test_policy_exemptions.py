"""One exemption for each dangerous choice, with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose import compose
from enclave.compose.guardrails import assignment_id
from enclave.compose.passes.policy_exemptions import exemptions
from enclave.compose.site import sites
from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.resources import policy_exemptions
from enclave.graph.resources.policy_exemptions import PolicyExemption
from enclave.spec.models import Spec

WHY = {"reason": "pilot until the private link is there"}
POLICIES = {"components": {"policies": True, "data_lake": True, "kubernetes": True}}


def made(spec: Spec) -> list[PolicyExemption]:
    return [policy_exemptions.read(each) for each in compose(spec).of_type(policy_exemptions.TYPE)]


def test_without_dangerous_choices_nothing_is_excepted(spec: Callable[..., Spec]) -> None:
    assert made(spec(**POLICIES)) == []


@pytest.mark.parametrize(("key", "reference"), [
    ("unsafe_allow_public_access", "ai-public-access-triage"), ("unsafe_allow_global_processing", "deployment-types-triage"),
])
def test_a_projects_choice_is_waived_in_its_regions(spec: Callable[..., Spec], key: str, reference: str) -> None:
    one = spec(**POLICIES, projects={"triage": {"region": "north", key: WHY}, "search": {"region": "us_east"}})
    (found,) = made(one)
    whole = Whole(one, sites(one))
    assert (found.target, found.references, found.category) == (whole.sites[0].group, (reference,), "Waiver")
    assert (found.why, found.assignment) == (WHY["reason"], assignment_id(whole))


def test_what_is_opened_everywhere_is_waived_where_it_is_against_something(spec: Callable[..., Spec]) -> None:
    found = made(spec(**POLICIES, security={"unsafe_allow_public_network_access": WHY, "customer_managed_keys": True}))
    assert [each.target for each in found] == [site.group for site in sites(spec())]
    assert {"ai-public-access", "vault-public-access", "storage-public-access"} <= set(found[0].references)
    assert not any(reference.endswith("keys") for reference in found[0].references)


@pytest.mark.parametrize(("key", "reference"), [
    ("unsafe_allow_cross_tenant_replication", "storage-cross-tenant"), ("unsafe_disable_purge_protection", "vault-purge-protection"),
])
def test_single_choices(spec: Callable[..., Spec], key: str, reference: str) -> None:
    found = made(spec(**POLICIES, security={key: WHY, "customer_managed_keys": True}))
    assert {each.references for each in found} == {(reference,)}


def test_without_policies_there_is_nothing_to_except(spec: Callable[..., Spec]) -> None:
    assert made(spec(components={"policies": False}, security={"unsafe_allow_public_network_access": WHY})) == []


def test_azure_takes_what_is_written(spec: Callable[..., Spec], problems: Callable[[tuple[Resource, ...]], list[str]]) -> None:
    security: Any = {"unsafe_allow_public_network_access": WHY}
    one = spec(**POLICIES, security=security)
    assert problems(tuple(exemptions(Whole(one, sites(one)), tuple(compose(one))))) == []
