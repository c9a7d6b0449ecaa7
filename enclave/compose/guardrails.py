"""The policies that hold whoever deploys to the rules of the file: Microsoft's built-in ones, and those that only the file can say.

One initiative holds them all, so that what the hub says cascades to every project and to everything that is added later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, get_args

from msgspec.structs import replace

from enclave.compose.whole import Whole
from enclave.graph.body import last_segment, text
from enclave.graph.model import Resource, Value
from enclave.graph.policy_facts import NOWHERE, POLICIES, PolicyFacts
from enclave.graph.resources import cognitive_accounts, cognitive_deployments, policy_assignments, policy_definitions
from enclave.spec.base import Unsafe
from enclave.spec.models import Sku, Spec

LOCATIONS: Final = f"{NOWHERE}policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c"
GROUP_LOCATIONS: Final = f"{NOWHERE}policyDefinitions/e765b5de-1225-4ba3-bd56-1ac6695af988"
"""Built-in policies "Allowed locations" and "Allowed locations for resource groups"; what is global they let be."""
FORMATS = ("OpenAI",)
"""Formats of the models that the hub's names are names of."""
VERSIONS = "model-versions"
PUBLIC_ACCESS, DEPLOYMENT_TYPES = "ai-public-access", "deployment-types"


def guardrails(whole: Whole, built: Iterable[Resource]) -> tuple[PolicyFacts, ...]:
    """Every policy that the spec asks for, with the effect that it has here."""
    spec = whole.spec
    chosen = (policy for policy in POLICIES if not policy.switch or getattr(spec.security, policy.switch))
    return (*_residency(spec), *own(whole, built), *(_softened(spec, policy) for policy in chosen))


def own(whole: Whole, built: Iterable[Resource]) -> Iterator[PolicyFacts]:
    """Policies that no built-in can say, which are defined beside their initiative.

    What a project has opened has a policy of its own: only that one is waived, and the common one holds for all others.
    """
    spec, deployments = whole.spec, cognitive_deployments.TYPE
    closed = {cognitive_accounts.TYPE: {"properties.publicNetworkAccess": ("Disabled",)}}
    local = {deployments: {"sku.name": tuple(sku for sku in get_args(Sku) if not sku.startswith("Global"))}}
    for reference, group, name, wants in (
        (PUBLIC_ACCESS, "network", "AI services have no public endpoint", closed),
        (DEPLOYMENT_TYPES, "residency", "Models process data in the region or in its data zone", local),
    ):
        opened = {project: accounts(whole, project) for project in waived(spec, reference)}
        yield _own(whole, reference, group, name, wants, but=tuple(one for named in opened.values() for one in named))
        for project, named in opened.items():
            yield _own(whole, f"{reference}-{project}", group, f"{name} (waived for {project})", wants, only=named)
    yield _own(whole, "approved-models", "models", "Only models that the hub approves are deployed",
               {deployments: {"properties.model.format": FORMATS, "properties.model.name": spec.hub.models}})
    if _pinned(spec):
        yield _own(whole, VERSIONS, "models", "A model that projects use is deployed in their versions only", {deployments: {}})
    filters = {text(resource.body, "properties.raiPolicyName") for resource in built if resource.type.lower() == deployments.lower()}
    if filters and "" not in filters:
        yield _own(whole, "content-filters", "models", "Every deployment has a content filter of the hub",
                   {deployments: {"properties.raiPolicyName": tuple(sorted(filters))}})


def condition(spec: Spec, policy: PolicyFacts) -> Mapping[str, Value]:
    """The `if` of a policy of the owner's own: true for what it denies."""
    ((kind, paths),) = policy.wants.items()
    wrong: list[Value] = [{"field": _alias(kind, path), "notIn": list(values)} for path, values in paths.items()]
    if policy.reference == VERSIONS:
        pinned = _pinned(spec)
        name, version = (_alias(kind, f"properties.model.{part}") for part in ("name", "version"))
        wrong = [{"allOf": [
            {"field": name, "in": list(dict.fromkeys(model for model, _ in pinned))},
            {"value": f"[concat(field('{name}'), '@', field('{version}'))]", "notIn": [f"{model}@{number}" for model, number in pinned]},
        ]}]
    account = "[first(split(field('fullName'), '/'))]"
    whose: list[Value] = [
        {"value": account, word: list(named)} for word, named in (("in", policy.only), ("notIn", policy.but)) if named
    ]
    return {"allOf": [{"field": "type", "equals": kind}, *whose, {"anyOf": wrong}]}


def _pinned(spec: Spec) -> list[tuple[str, str]]:
    """Models and versions that projects use, but for models that Azure may move to another version."""
    used = [one for project in spec.projects.values() for one in project.deployments.values()]
    moving = {one.model for one in used if one.upgrade != "never"}
    return sorted({(one.model, one.version) for one in used if one.model not in moving})


def waived(spec: Spec, reference: str) -> dict[str, Unsafe]:
    """Project -> why a policy of the owner's own is waived for it."""
    key = {PUBLIC_ACCESS: "unsafe_allow_public_access", DEPLOYMENT_TYPES: "unsafe_allow_global_processing"}[reference]
    return {name: choice for name, project in spec.projects.items() if (choice := getattr(project, key)) is not None}


def accounts(whole: Whole, project: str) -> tuple[str, ...]:
    """Names of the accounts of a project."""
    return tuple(last_segment(site.account(project)) for site in whole.sites if project in site.projects)


def assignment_id(whole: Whole, *parts: str, scope: str | None = None) -> str:
    """Id of an assignment; that of the enclave's initiative has no parts."""
    at = whole.governed if scope is None else scope
    return f"{at}/providers/{policy_assignments.TYPE}/{whole.name(policy_assignments.TYPE, *parts)}"


def _own(
    whole: Whole, reference: str, group: str, name: str, wants: Mapping[str, Mapping[str, tuple[Value, ...]]], *,
    only: tuple[str, ...] = (), but: tuple[str, ...] = (),
) -> PolicyFacts:
    defined = f"{whole.governed}/providers/{policy_definitions.TYPE}/{whole.name(policy_definitions.TYPE, reference)}"
    return PolicyFacts(reference, defined, name, group, "Deny", fixed_effect=True, wants=wants, only=only, but=but)


def _residency(spec: Spec) -> Iterator[PolicyFacts]:
    """Everything lies in the file's regions, or in their pairs for recovery."""
    places = [place for region in spec.regions.values() for place in (region.location, region.pair) if place is not None]
    listed: Mapping[str, Value] = {"listOfAllowedLocations": list(dict.fromkeys(places))}
    for reference, definition, name in (
        ("allowed-locations", LOCATIONS, "Allowed locations"),
        ("allowed-group-locations", GROUP_LOCATIONS, "Allowed locations for resource groups"),
    ):
        yield PolicyFacts(reference, definition, name, "residency", "Deny", fixed_effect=True, parameters=listed)


def _softened(spec: Spec, policy: PolicyFacts) -> PolicyFacts:
    """Without Deny where a platform in use cannot meet it when its resource is made."""
    meets_it_not = any(project.platform == policy.audit_with for project in spec.projects.values())
    return replace(policy, effect="Audit") if policy.audit_with and meets_it_not else policy


def _alias(kind: str, path: str) -> str:
    """How Azure Policy calls a path in the body of a type."""
    return f"{kind}/{path.removeprefix('properties.')}"
