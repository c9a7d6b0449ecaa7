"""What scenarios, switches and levels stand for, and the defaults of the hub: tables; whatever the file says overrides them.

Scenarios are the three of the seed `Secure AI Enclave`, quick start templates 1 to 3; ceilings and retention are those of
the seed `Enterprise AI with Azure OpenAI` (CostLimits, diagnostic settings). What the seeds leave open is the stricter choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from enclave.spec.availability import SERVICES, agent_network
from enclave.spec.components import AGENTS_NEED, ASKS, NEEDS, Components, Security
from enclave.spec.dlp import DataClassification, Dlp, Item
from enclave.spec.entities import GROUPS, named
from enclave.spec.handling import CLASSES, SENSITIVE
from enclave.spec.models import (
    ContentFilters,
    HubBudget,
    Platform,
    Project,
    Region,
    Retention,
    Scenario,
    SecurityLevel,
    Spec,
)

Part = TypeVar("Part", HubBudget, Retention, ContentFilters)

SCENARIOS: Mapping[Scenario, Mapping[str, str]] = {
    "ai-training": {
        "security_level": "maximum",
        "network_isolation": "complete",
        "data_classification": "highly-sensitive",
        "performance_tier": "standard",
        "collaboration_tools": "disabled",
    },
    "ai-inference": {
        "security_level": "high",
        "network_isolation": "managed",
        "data_classification": "highly-sensitive",
        "performance_tier": "premium",
        "collaboration_tools": "disabled",
    },
    "ai-development": {
        "security_level": "high",
        "network_isolation": "selective",
        "data_classification": "highly-sensitive",
        "performance_tier": "standard",
        "collaboration_tools": "enabled",
    },
}
"""The switches that each scenario sets where the file does not."""

TRAINING, INFERENCE, DEVELOPMENT = "ai-training", "ai-inference", "ai-development"
EVERYWHERE = (TRAINING, INFERENCE, DEVELOPMENT)
COMPONENTS: Mapping[str, tuple[str, ...]] = {
    "bastion": (TRAINING, DEVELOPMENT),
    "nat_gateway": (TRAINING, INFERENCE),
    "ddos_protection": (),
    "application_insights": EVERYWHERE,
    "workbooks": EVERYWHERE,
    "alerts": EVERYWHERE,
    "data_collection": EVERYWHERE,
    "grafana": (TRAINING, INFERENCE),
    "container_registry": EVERYWHERE,
    "kubernetes": (INFERENCE,),
    "service_mesh": (INFERENCE,),
    "container_apps": (DEVELOPMENT,),
    "container_instances": (TRAINING,),
    "cosmos_db": (INFERENCE, DEVELOPMENT),
    "sql": (INFERENCE,),
    "postgresql": (DEVELOPMENT,),
    "redis": (INFERENCE,),
    "data_factory": (),  # no setting closes the networks of Microsoft's that its pipelines may run in: obligation 5 cannot be proved
    "synapse": (TRAINING,),
    "data_lake": EVERYWHERE,
    "backup": EVERYWHERE,
    "site_recovery": (),
    "virtual_machines": (TRAINING, DEVELOPMENT),
    "scale_sets": (TRAINING,),
    "dedicated_hosts": (),
    "proximity_placement_groups": (TRAINING,),
    "hybrid_runbook_worker": (TRAINING,),
    "load_balancer": (TRAINING,),
    "traffic_manager": (),
    "cdn": (),
    "privileged_identity": EVERYWHERE,
    "conditional_access": EVERYWHERE,
    "access_reviews": EVERYWHERE,
    "external_identities": (),
    "document_intelligence": (INFERENCE,),
    "content_safety": (INFERENCE,),
    "language": (DEVELOPMENT,),
    "speech": (),
    "translator": (),
    "vision": (),
    "search": (INFERENCE, DEVELOPMENT),
    "machine_learning": (TRAINING, DEVELOPMENT),
    "logic_apps": (INFERENCE,),
    "service_bus": (INFERENCE,),
    "policies": EVERYWHERE,
    "cost_budget": EVERYWHERE,
}
"""Component -> scenarios that build it. The flags below add to that."""
FLAGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "security_level": {"maximum": ("bastion", "ddos_protection")},
    "performance_tier": {"premium": ("nat_gateway", "redis")},
    "collaboration_tools": {"enabled": ("external_identities", "grafana", "machine_learning")},
}
"""Flag -> its value -> components that it builds in every scenario."""
WAYS: Mapping[str, tuple[str, ...]] = {"front-door": ("load_balancer",)}
"""What is entered through -> components that it builds in every scenario: a front door's private link ends at them."""
PLATFORMS: Mapping[Scenario, Platform] = {"ai-training": "foundry", "ai-inference": "openai", "ai-development": "foundry"}
"""Scenario -> what serves the models of a project, where its regions have it."""
SECURITY: Mapping[SecurityLevel, Mapping[str, bool]] = {
    "maximum": dict.fromkeys((
        "customer_managed_keys", "double_encryption", "tls_inspection", "require_private_endpoints", "managed_network_isolation",
        "classify_data", "information_protection_labels", "defender", "sentinel", "threat_intelligence", "behavioral_analytics",
        "resource_locks",
    ), True),
    "high": {
        "customer_managed_keys": False,
        "double_encryption": False,
        "tls_inspection": False,
        "require_private_endpoints": True,
        "managed_network_isolation": True,
        "classify_data": True,
        "information_protection_labels": True,
        "defender": True,
        "sentinel": True,
        "threat_intelligence": True,
        "behavioral_analytics": False,
        "resource_locks": True,
    },
}
"""Level -> the switches of `security`."""

STAND_INS: Mapping[str, Any] = {
    "enclave": "v1",
    "name": "stand-in",
    "identity": {"tenant": "00000000-0000-0000-0000-000000000000", "audience": "api://stand-in"},
    "regions": {"stand-in": {"location": "westeurope"}},
}
"""What takes the place of a required key that cannot be used, while the rest is looked at. Nothing is concluded from it."""
DLP: Mapping[DataClassification, Mapping[str, tuple[str, ...]]] = {
    classification: {"block": ("secrets", "payment", "national_identifiers"), "redact": ("contact", "health"), "tokenise": (), "log": ()}
    if classification in SENSITIVE
    else {"block": ("secrets",), "redact": ("payment", "national_identifiers"), "tokenise": (), "log": ("contact", "health")}
    for classification in CLASSES
}
"""Classification of the enclave's data -> the lists of the hub."""
BUDGET = HubBudget(daily_usd=Decimal(100), monthly_usd=Decimal(2000), request_tokens=4000)
SHIELDS = {"jailbreak": True, "indirect_attacks": True, "protected_text": True, "protected_code": True}
FILTERS: Mapping[SecurityLevel, ContentFilters] = {
    "maximum": ContentFilters(hate="low", sexual="low", violence="low", self_harm="low", **SHIELDS),
    "high": ContentFilters(hate="medium", sexual="medium", violence="medium", self_harm="medium", **SHIELDS),
}
"""Level -> the content filters of the hub. `medium` is what Azure itself sets for a new deployment."""
RETENTION = Retention(audit_days=365, request_response_days=90, metrics_days=90)


def apply(spec: Spec) -> Spec:
    """The spec with every switch, and every value of the hub's policy, filled in. Applying it again changes nothing."""
    switches = {key: value for key, value in SCENARIOS[spec.scenario].items() if key not in spec.model_fields_set}
    spec = spec.model_copy(update=switches)
    hub = spec.hub
    filled = hub.model_copy(update={
        "dlp": _dlp(hub.dlp, spec.data_classification),
        "content_filters": _filled(hub.content_filters, FILTERS[spec.security_level]),
        "budget": _filled(hub.budget, BUDGET),
        "retention": _filled(hub.retention, RETENTION),
    })
    spec = spec.model_copy(update={"hub": filled})
    projects = {name: _platform(_classified(project, spec), spec) for name, project in spec.projects.items()}
    return spec.model_copy(update={"components": _components(spec), "security": _security(spec), "projects": projects})


def _components(spec: Spec) -> Components:
    """Every component on or off. A default never builds what cannot work: its needs are built too, and every region has it."""
    written = {name: getattr(spec.components, name) for name in Components.model_fields}
    usual = {name for name, scenarios in COMPONENTS.items() if spec.scenario in scenarios}
    usual |= {name for flag, values in FLAGS.items() for name in values.get(getattr(spec, flag), ())}
    usual |= {name for ingress in spec.network.ingress for name in WAYS.get(ingress.through, ())}
    usual |= {name for name in AGENTS_NEED if any(project.agents for project in spec.projects.values())}
    usual -= {name for name, asked in ASKS.items() if not all(_answered(spec, path) for path in asked)}
    usual -= {name for name in usual if not _available(name, spec.regions)}
    usual -= {"logic_apps"} if spec.scenario != TRAINING and not _security(spec).sentinel else set()
    state = {name: name in usual if part.enabled is None else part.enabled for name, part in written.items()}
    while fallen := {
        name for name, on in state.items()
        if on and written[name].enabled is None and not all(state[need] for need in NEEDS.get(name, ()))
    }:
        state.update(dict.fromkeys(fallen, False))
    return Components(**{name: part.model_copy(update={"enabled": state[name]}) for name, part in written.items()})


def _answered(spec: Spec, path: str) -> bool:
    part, key = path.split(".")
    return getattr(getattr(spec, part), key) is not None


def _security(spec: Spec) -> Security:
    level = dict(SECURITY[spec.security_level])
    level["customer_managed_keys"] |= spec.data_classification in SENSITIVE
    return spec.security.model_copy(update={name: on for name, on in level.items() if getattr(spec.security, name) is None})


def _classified(project: Project, spec: Spec) -> Project:
    stated = project.data_classification or spec.data_classification
    return project.model_copy(update={"data_classification": stated})


def _platform(project: Project, spec: Spec) -> Project:
    if project.platform is not None:
        return project
    usual = PLATFORMS[spec.scenario]
    served = {key: spec.regions[key] for key in (project.region, *project.failover_regions) if key in spec.regions}
    there = _available("foundry", served) and all(_available(agent_network(spec, key), {key: region}) for key, region in served.items())
    platform = usual if usual == "openai" or there else "openai"
    return project.model_copy(update={"platform": platform})


def _available(service: str, regions: Mapping[str, Region]) -> bool:
    return service not in SERVICES or all(region.location in SERVICES[service].regions for region in regions.values())


def _dlp(stated: Dlp, classification: DataClassification) -> Dlp:
    """Lists that are not written are the preset's, without the entities that the written lists decide."""
    preset = DLP[classification]
    decided = {entity for action in preset for item in getattr(stated, action) or () for entity in named(item.entity)}
    lists = {
        action: tuple(Item(entity=name) for group in default for name in _undecided(group, decided))
        for action, default in preset.items() if getattr(stated, action) is None
    }
    return stated.model_copy(update=lists)


def _undecided(group: str, decided: set[str]) -> tuple[str, ...]:
    """The group, or what of it is still left to decide."""
    left = tuple(entity for entity in GROUPS[group] if entity not in decided)
    return (group,) if left == GROUPS[group] else left


def _filled(stated: Part, default: Part) -> Part:
    missing = {name: getattr(default, name) for name in type(default).model_fields if getattr(stated, name) is None}
    return stated.model_copy(update=missing)
