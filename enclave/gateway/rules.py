"""What the gateway enforces, worked out once from the file: per project its policy, guard, ceilings, and priced targets."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from enclave.errors import InputError, InputErrors
from enclave.gateway.ceilings import Ceilings
from enclave.gateway.detectors import own_detectors
from enclave.gateway.guard import Guard
from enclave.gateway.recognisers import recognisers
from enclave.ledger.prices import Price, PriceTable
from enclave.spec.load import Document
from enclave.spec.models import Deployment, Project, Region, Spec
from enclave.spec.policy import Policy, effective_policies, hub_policy, stated_policy
from enclave.spec.rates import FREE

CALLING_ROLES = frozenset({"user", "contributor"})
"""Roles that may call a model. An auditor may not."""


class Target(msgspec.Struct, frozen=True):
    """One deployment in one region."""

    region: str
    location: str
    deployment: Deployment
    price: Price


class ProjectRules(msgspec.Struct, frozen=True):
    """One project as the gateway sees it."""

    name: str
    policy: Policy
    guard: Guard
    ceilings: Ceilings
    deployments: Mapping[str, Deployment]
    regions: tuple[str, ...]
    """Keys of the regions that may serve it, its own first."""
    targets: Mapping[tuple[str, str], Target]
    """By deployment and region key."""
    global_processing: bool
    """Whether a `Global*` deployment is allowed."""
    shares: Mapping[str, int] = {}
    """How calls are spread over regions; empty: the first that can serves them."""
    is_rated: bool = False
    """Whether there is any limit per minute."""

    def others(self, deployment: str, chosen: Target, known: Mapping[str, Region]) -> tuple[Target, ...]:
        """Where else a call may go, best first: regions that policy allows as much as the chosen one."""
        return tuple(
            self.targets[deployment, region]
            for region in self.regions
            if region != chosen.region and self.policy.compliance <= set(known[region].compliance)
        )


def project_rules(document: Document, prices: PriceTable) -> dict[str, ProjectRules]:
    """The rules of every project. Raises InputErrors with every deployment that has no price, and every pattern that is not taken."""
    spec = document.spec
    problems: list[InputError] = []
    hub = hub_policy(spec.hub)
    zone = spec.hub.budget.time_zone or "UTC"
    guards: dict[tuple[object, ...], Guard] = {}
    own = own_detectors(document)
    recognise = recognisers(document)
    rules: dict[str, ProjectRules] = {}
    for name, policy in effective_policies(spec).items():
        project = spec.projects[name]
        key = (tuple(policy.dlp.items()), policy.surrogates, own[name], tuple(map(id, recognise[name])))
        rules[name] = ProjectRules(
            name=name,
            policy=policy,
            guard=guards.get(key) or guards.setdefault(key, Guard(policy, own[name], recognise[name])),
            ceilings=Ceilings(name, hub, policy, stated_policy(project), zone),
            deployments=project.deployments,
            regions=(project.region, *project.failover_regions),
            targets=_targets(document, name, project, prices, problems),
            global_processing=project.unsafe_allow_global_processing is not None,
            is_rated=policy.rates != FREE,
            shares=project.shares,
        )
    if problems:
        raise InputErrors(problems)
    return rules


def memberships(spec: Spec) -> dict[str, tuple[tuple[str, str], ...]]:
    """Group id -> the (project, role) pairs that its members have."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, project in spec.projects.items():
        for access in project.access:
            found.setdefault(str(access.group), []).append((name, access.role))
    return {group: tuple(pairs) for group, pairs in found.items()}


def _targets(
    document: Document, name: str, project: Project, prices: PriceTable, problems: list[InputError]
) -> dict[tuple[str, str], Target]:
    targets: dict[tuple[str, str], Target] = {}
    for key, deployment in project.deployments.items():
        for region in (project.region, *project.failover_regions):
            location = document.spec.regions[region].location
            try:
                price = prices.price(deployment.model, deployment.sku, location, deployment.version)
            except InputError as error:
                problems.append(InputError(error.message, document.where("projects", name, "deployments", key), error.hint))
                continue
            targets[key, region] = Target(region, location, deployment, price)
    return targets
