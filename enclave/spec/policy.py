"""The policy that the gateway enforces: a lattice whose meet cascades hub -> project and can only get stricter."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import Any

from enclave.spec.dlp import DataClassification, Dlp
from enclave.spec.handling import CLASSES, SENSITIVE, Handling, handlings, refuses_uninspected
from enclave.spec.models import Budget, ContentFilters, Hub, Project, Spec
from enclave.spec.once import once
from enclave.spec.rates import FREE, Rates, rates
from enclave.spec.spending import SILENT, Spending, least, nano, spending
from enclave.spec.surrogates import LOOSEST, USUAL, Standing, standing


class Threshold(IntEnum):
    """The severity from which content is stopped, from loosest to strictest. A shield that is on stops everything: `LOW`."""

    OFF = 0
    HIGH = 1
    MEDIUM = 2
    LOW = 3


@dataclass(frozen=True)
class Policy:
    """One point of the lattice. `Policy()` is its top: everything allowed, nothing required."""

    models: frozenset[str] | None = None
    """Models that may be called; None: any."""
    compliance: frozenset[str] = frozenset()
    """Tags that a region must have."""
    dlp: Mapping[str, Handling] = field(default_factory=lambda: MappingProxyType({}))
    """What happens to the values of an entity; those of one that is not listed pass."""
    refuse_uninspected: bool = False
    """Whether content that nobody can look into is refused."""
    surrogates: Standing = LOOSEST
    """What stands for values that are tokenised, and when they come back."""
    content_filters: Mapping[str, Threshold] = field(default_factory=lambda: MappingProxyType({}))
    """Threshold by filter; a filter that is not listed is off. Azure enforces them, and the gateway where it asks Content Safety."""
    content_safety: bool = False
    """Whether the gateway asks Content Safety about prompts and answers."""
    surfaces: frozenset[str] | None = None
    """APIs beside texts that may be used; None: any."""
    daily_nanousd: int | None = None
    monthly_nanousd: int | None = None
    request_tokens: int | None = None
    spending: Spending = SILENT
    """Ceilings of callers and models, and when to warn."""
    rates: Rates = FREE
    """What may be asked for in any minute."""
    audit_days: int = 0
    request_response_days: int = 0
    metrics_days: int = 0

    def __post_init__(self) -> None:
        stated = {entity: handling for entity, handling in sorted(self.dlp.items()) if handling != Handling()}
        object.__setattr__(self, "dlp", MappingProxyType(stated))
        filters = {name: threshold for name, threshold in sorted(self.content_filters.items()) if threshold > Threshold.OFF}
        object.__setattr__(self, "content_filters", MappingProxyType(filters))

    def meet(self, other: Policy) -> Policy:
        """The loosest policy that is at least as strict as both: commutative, associative, idempotent."""
        entities, filters = {*self.dlp, *other.dlp}, {*self.content_filters, *other.content_filters}
        allow, off = Handling(), Threshold.OFF
        return Policy(
            models=_intersection(self.models, other.models),
            compliance=self.compliance | other.compliance,
            dlp={entity: self.dlp.get(entity, allow).meet(other.dlp.get(entity, allow)) for entity in entities},
            refuse_uninspected=self.refuse_uninspected or other.refuse_uninspected,
            surrogates=self.surrogates.meet(other.surrogates),
            content_filters={
                name: max(self.content_filters.get(name, off), other.content_filters.get(name, off)) for name in filters
            },
            content_safety=self.content_safety or other.content_safety,
            surfaces=_intersection(self.surfaces, other.surfaces),
            daily_nanousd=least(self.daily_nanousd, other.daily_nanousd),
            monthly_nanousd=least(self.monthly_nanousd, other.monthly_nanousd),
            request_tokens=least(self.request_tokens, other.request_tokens),
            spending=self.spending.meet(other.spending),
            rates=self.rates.meet(other.rates),
            audit_days=max(self.audit_days, other.audit_days),
            request_response_days=max(self.request_response_days, other.request_response_days),
            metrics_days=max(self.metrics_days, other.metrics_days),
        )

    def at_least_as_strict_as(self, other: Policy) -> bool:
        """The lattice order."""
        return self.meet(other) == self

    def document(self) -> dict[str, object]:
        """A JSON form with a fixed order, for digests and for people."""
        return {
            "models": None if self.models is None else sorted(self.models),
            "compliance": sorted(self.compliance),
            "dlp": {entity: handling.document() for entity, handling in self.dlp.items()},
            "refuse_uninspected": self.refuse_uninspected,
            "surrogates": self.surrogates.document(),
            "content_filters": {name: threshold.name.lower() for name, threshold in self.content_filters.items()},
            "content_safety": self.content_safety,
            "surfaces": None if self.surfaces is None else sorted(self.surfaces),
            "daily_nanousd": self.daily_nanousd,
            "monthly_nanousd": self.monthly_nanousd,
            "request_tokens": self.request_tokens,
            "spending": self.spending.document(),
            "rates": self.rates.document(),
            "audit_days": self.audit_days,
            "request_response_days": self.request_response_days,
            "metrics_days": self.metrics_days,
        }


def hub_policy(hub: Hub, classification: DataClassification = CLASSES[-1]) -> Policy:
    """What the hub says for data of a classification, as a point of the lattice."""
    refuses = refuses_uninspected(hub.dlp, classification)
    return Policy(
        models=frozenset(hub.models),
        compliance=frozenset(hub.compliance),
        dlp=handlings(hub.dlp, classification),
        refuse_uninspected=classification in SENSITIVE if refuses is None else refuses,
        surrogates=standing(hub.dlp.surrogates, USUAL),
        content_filters=_thresholds(hub.content_filters),
        content_safety=bool(hub.content_safety),
        surfaces=frozenset(hub.surfaces),
        **_ceilings(hub.budget),
        spending=spending(hub.budget),
        rates=rates(hub.rate_limits),
        audit_days=hub.retention.audit_days or 0,
        request_response_days=hub.retention.request_response_days or 0,
        metrics_days=hub.retention.metrics_days or 0,
    )


def stated_policy(project: Project) -> Policy:
    """What a project says of its own, before the hub's policy is met with it."""
    classification = project.data_classification or CLASSES[-1]
    return Policy(
        models=frozenset(deployment.model for deployment in project.deployments.values()),
        compliance=frozenset(project.compliance),
        dlp=handlings(project.dlp, classification),
        refuse_uninspected=bool(refuses_uninspected(project.dlp, classification)),
        surrogates=standing(project.dlp.surrogates, LOOSEST),
        content_filters=_thresholds(project.content_filters),
        content_safety=bool(project.content_safety),
        surfaces=frozenset(project.surfaces),
        **_ceilings(project.budget),
        spending=spending(project.budget),
        rates=rates(project.rate_limits),
        audit_days=project.retention.audit_days or 0,
        request_response_days=project.retention.request_response_days or 0,
        metrics_days=project.retention.metrics_days or 0,
    )


@once
def effective_policies(spec: Spec) -> Mapping[str, Policy]:
    """Project name -> the policy that the gateway enforces for it."""
    return MappingProxyType({
        name: hub_policy(spec.hub, project.data_classification or spec.data_classification).meet(stated_policy(project))
        for name, project in spec.projects.items()
    })


@once
def policy_digest(spec: Spec) -> str:
    """`sha256:<hex>` over everything of the spec that changes what the gateway decides, and over nothing else.

    It is written on the gateway's node in the graph and logged by the running gateway. The order of keys and of tags does
    not matter; the order of failover regions does.
    """
    document = {
        "hub": {**_decided(hub_policy(spec.hub, spec.data_classification)), **_detectors(spec.hub.dlp)},
        **({"time_zone": spec.hub.budget.time_zone} if spec.hub.budget.time_zone not in (None, "UTC") else {}),
        "identity": spec.identity.model_dump(mode="json", include={"tenant", "audience"}),
        **({"look_up_groups": True} if spec.identity.look_up_groups else {}),
        "regions": {
            key: {"location": region.location, "compliance": sorted(region.compliance)} for key, region in spec.regions.items()
        },
        "projects": {
            name: {"policy": _decided(policy), **_decisions(spec.projects[name])}
            for name, policy in effective_policies(spec).items()
        },
    }
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _decided(policy: Policy) -> dict[str, object]:
    """What of a policy the gateway decides by. Content filters are Azure's to enforce where the gateway does not ask Content Safety.
    Spending, rates and surfaces of which nothing is said are left out: they came later, and files that are silent keep their digest."""
    silent = {
        "spending": policy.spending == SILENT, "rates": policy.rates == FREE,
        "content_filters": not policy.content_safety, "content_safety": not policy.content_safety, "surfaces": not policy.surfaces,
    }  # fmt: skip
    left_out = {key for key, is_silent in silent.items() if is_silent}
    return {key: value for key, value in policy.document().items() if key not in left_out}


def _decisions(project: Project) -> dict[str, object]:
    """What of a project decides a request, beside its policy. Capacity is Azure's to enforce."""
    return {
        "region": project.region,
        "failover_regions": list(project.failover_regions),
        **({"shares": project.shares} if project.shares else {}),
        "deployments": {
            key: {"model": deployment.model, "version": deployment.version, "sku": deployment.sku}
            for key, deployment in project.deployments.items()
        },
        "access": sorted((str(access.group), access.role) for access in project.access),
        **_detectors(project.dlp),
    }


def _detectors(dlp: Dlp) -> dict[str, Any]:
    """What of the file's own is looked for, beside what every scanner looks for. Samples decide nothing."""
    recognisers = [recogniser.model_dump(mode="json", exclude={"seconds"}) for recogniser in dlp.recognisers]
    return {
        **({"recognisers": recognisers} if recognisers else {}),
        "entities": [entity.model_dump(mode="json", exclude={"samples", "description"}) for entity in dlp.entities],
        "rules": [hashlib.sha256((file.text or "").encode()).hexdigest() for file in dlp.rules],
    }


def _thresholds(filters: ContentFilters) -> dict[str, Threshold]:
    written = {name: getattr(filters, name) for name in ContentFilters.model_fields}
    return {
        name: (Threshold.LOW if value else Threshold.OFF) if isinstance(value, bool) else Threshold[value.upper()]
        for name, value in written.items() if value is not None
    }


def _ceilings(budget: Budget) -> dict[str, int | None]:
    return {
        "daily_nanousd": nano(budget.daily_usd),
        "monthly_nanousd": nano(budget.monthly_usd),
        "request_tokens": budget.request_tokens,
    }


def _intersection(left: frozenset[str] | None, right: frozenset[str] | None) -> frozenset[str] | None:
    if left is None or right is None:
        return right if left is None else left
    return left & right
