"""What a scenario stands for, and the defaults of the hub. Data only; whatever the file says overrides it.

Scenarios are the three of the seed `Secure AI Enclave`, quick start templates 1 to 3; ceilings and retention are those of
the seed `Enterprise AI with Azure OpenAI` (CostLimits, diagnostic settings). What the seeds leave open is the stricter choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from enclave.spec.models import Budget, Dlp, Entity, Hub, Retention, Scenario, Spec, canonical

Part = TypeVar("Part", Budget, Retention)

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

DLP: Mapping[str, tuple[Entity, ...]] = {
    "block": ("credit_card", "us_ssn", "api_key"),
    "redact": ("email", "phone"),
    "log": (),
}
BUDGET = Budget(daily_usd=Decimal(100), monthly_usd=Decimal(2000), request_tokens=4000)
RETENTION = Retention(audit_days=365, request_response_days=90, metrics_days=90)


def apply(spec: Spec) -> Spec:
    """The spec with every switch, and every value of the hub's policy, filled in. Applying it again changes nothing."""
    switches = {key: value for key, value in SCENARIOS[spec.scenario].items() if key not in spec.model_fields_set}
    hub = spec.hub
    filled = Hub(
        models=hub.models,
        compliance=hub.compliance,
        dlp=_dlp(hub.dlp),
        budget=_filled(hub.budget, BUDGET),
        retention=_filled(hub.retention, RETENTION),
    )
    return spec.model_copy(update={**switches, "hub": filled})


def _dlp(stated: Dlp) -> Dlp:
    """Lists that are not written are the preset's, without the entities that the written lists decide."""
    written = {canonical(entity) for entities in (stated.block, stated.redact, stated.log) for entity in entities or ()}
    lists: dict[str, Any] = {}
    for action, default in DLP.items():
        own = getattr(stated, action)
        lists[action] = own if own is not None else tuple(entity for entity in default if entity not in written)
    return Dlp(**lists)


def _filled(stated: Part, default: Part) -> Part:
    missing = {name: getattr(default, name) for name in type(default).model_fields if getattr(stated, name) is None}
    return stated.model_copy(update=missing)
