"""Policies that hold whoever deploys to the rules of the file: what is built itself breaks none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest

from enclave.compose import compose
from enclave.compose.guardrails import (
    DEPLOYMENT_TYPES,
    PUBLIC_ACCESS,
    accounts,
    assignment_id,
    condition,
    guardrails,
    own,
    waived,
)
from enclave.compose.site import sites
from enclave.compose.whole import Whole
from enclave.graph.body import text
from enclave.graph.model import Resource
from enclave.graph.policy_facts import PolicyFacts, breaches
from enclave.graph.resources import cognitive_accounts, cognitive_deployments
from enclave.spec.load import load
from enclave.spec.models import Scenario, SecurityLevel, Spec
from enclave.spec.presets import apply

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/enclave.yaml"))
LISTED = "listOfAllowedLocations"
WHY = {"reason": "a test of what is refused"}


def whole(spec: Spec) -> Whole:
    return Whole(spec, sites(spec))


def refused(spec: Spec, resources: Iterable[Resource]) -> list[str]:
    """What Azure would refuse of a graph, as far as the policies can be asked here."""
    built = tuple(resources)
    denying = [policy for policy in guardrails(whole(spec), built) if policy.effect == "Deny"]
    (allowed,) = (policy.parameters[LISTED] for policy in denying if policy.reference == "allowed-locations")
    assert isinstance(allowed, list)
    foreign = [each.id for each in built if each.location not in (None, "global", *allowed)]
    return foreign + [f"{policy.reference}: {each.id}" for policy in denying for each in built for _ in breaches(policy, each)]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_no_policy_refuses_an_example(path: Path) -> None:
    spec = load(path).spec
    assert refused(spec, compose(spec)) == []


@pytest.mark.parametrize(("scenario", "level"), [*product(get_args(Scenario), get_args(SecurityLevel))])
def test_no_policy_refuses_a_scenario(spec: Callable[..., Spec], scenario: str, level: str) -> None:
    operators = "99999999-9999-9999-9999-999999999999"
    identity = {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme", "operators": operators}
    regions = {"north": {"location": "swedencentral", "pair": "westeurope"}, "us_east": {"location": "eastus"}}
    made = apply(spec(scenario=scenario, security_level=level, identity=identity, regions=regions))
    assert refused(made, compose(made)) == []


def test_what_is_outside_the_hubs_rules_would_be_refused(spec: Callable[..., Spec]) -> None:
    made = spec()
    deployment = next(each for each in compose(made) if each.type == cognitive_deployments.TYPE)
    properties: Any = deployment.body["properties"]

    def changed(location: str | None = None, sku: str = "DataZoneStandard", **changes: Any) -> list[str]:
        body = {**deployment.body, "sku": {"name": sku}, "properties": {**properties, **changes}}
        other = Resource(deployment.type, deployment.api_version, deployment.name, deployment.scope, body, location)
        return [said.partition(":")[0] for said in refused(made, [other])]

    assert changed() == []
    assert changed(sku="GlobalStandard") == ["deployment-types"]
    assert changed(model={"format": "OpenAI", "name": "o1", "version": "1"}) == ["approved-models"]
    assert changed(model={"format": "Microsoft", "name": "gpt-4o", "version": "2024-11-20"}) == ["approved-models"]
    assert changed(location="westus") == [deployment.id]


def test_a_model_keeps_to_the_versions_that_projects_say(spec: Callable[..., Spec]) -> None:
    made = spec()
    policy = one(made, "model-versions")
    kind = cognitive_deployments.TYPE
    together = f"[concat(field('{kind}/model.name'), '@', field('{kind}/model.version'))]"
    assert condition(made, policy) == {"allOf": [
        {"field": "type", "equals": kind},
        {"anyOf": [{"allOf": [
            {"field": f"{kind}/model.name", "in": ["gpt-4o"]}, {"value": together, "notIn": ["gpt-4o@2024-11-20"]},
        ]}]},
    ]}


@pytest.mark.parametrize("deployments", [{}, {"chat": {"model": "gpt-4o", "version": "2024-11-20", "upgrade": "when-newer"}}])
def test_versions_are_free_where_nobody_or_azure_says_them(spec: Callable[..., Spec], deployments: Mapping[str, Any]) -> None:
    made = spec(projects={"search": {"region": "north", "deployments": deployments}})
    assert "model-versions" not in {policy.reference for policy in own(whole(made), ())}


def test_content_filters_are_those_of_the_deployments(spec: Callable[..., Spec]) -> None:
    made = spec()
    built = [each for each in compose(made) if each.type == cognitive_deployments.TYPE]
    names = {text(each.body, "properties.raiPolicyName") for each in built}
    (policy,) = (each for each in own(whole(made), built) if each.reference == "content-filters")
    assert policy.wants == {cognitive_deployments.TYPE: {"properties.raiPolicyName": tuple(sorted(names))}}
    assert "content-filters" not in {each.reference for each in own(whole(made), ())}


def test_what_one_project_opened_has_a_policy_of_its_own(spec: Callable[..., Spec]) -> None:
    made = spec(projects={"open": {"region": "north", "unsafe_allow_public_access": WHY}, "shut": {"region": "north"}})
    (name,) = accounts(whole(made), "open")
    common, single = one(made, PUBLIC_ACCESS), one(made, f"{PUBLIC_ACCESS}-open")
    assert (common.but, single.only) == ((name,), (name,))
    account = "[first(split(field('fullName'), '/'))]"
    assert {"value": account, "notIn": [name]} in parts(condition(made, common))
    assert {"value": account, "in": [name]} in parts(condition(made, single))
    assert waived(made, DEPLOYMENT_TYPES) == {}
    found = [said for said in refused(made, compose(made)) if said.startswith("ai-")]
    assert [said.partition(":")[0] for said in found] == [f"{PUBLIC_ACCESS}-open"]


def test_a_platform_that_cannot_meet_a_policy_is_only_reported(spec: Callable[..., Spec]) -> None:
    security = {"managed_network_isolation": True}
    plain = spec(security=security)
    classic = spec(security=security, projects={"search": {"region": "north", "platform": "foundry-classic"}})
    effects = [one(made, "machine-learning-managed-network").effect for made in (plain, classic)]
    assert effects == ["Deny", "Audit"]


def test_switches_choose_policies(spec: Callable[..., Spec]) -> None:
    off, on = (
        {policy.reference for policy in guardrails(whole(spec(security={"customer_managed_keys": value})), ())} for value in (False, True)
    )
    assert off < on
    assert all(reference.endswith("customer-keys") for reference in on - off)


def test_ids_are_those_of_the_governed_scope(spec: Callable[..., Spec]) -> None:
    group = "/providers/Microsoft.Management/managementGroups/mg-ai"
    made = spec(governance={"management_group": "mg-ai"})
    assert one(made, PUBLIC_ACCESS).id == f"{group}/providers/Microsoft.Authorization/policyDefinitions/policy-acme-labs-ai-public-access"
    assert assignment_id(whole(made)) == f"{group}/providers/Microsoft.Authorization/policyAssignments/policy-acme-labs"
    assert assignment_id(whole(made), "x", scope="/s") == "/s/providers/Microsoft.Authorization/policyAssignments/policy-acme-labs-x"
    assert cognitive_accounts.TYPE in one(made, PUBLIC_ACCESS).wants


def one(made: Spec, reference: str) -> PolicyFacts:
    (found,) = (policy for policy in guardrails(whole(made), ()) if policy.reference == reference)
    return found


def parts(rule: Mapping[str, Any]) -> list[Any]:
    return list(rule["allOf"])
