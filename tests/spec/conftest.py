"""One small good file, as data, and a way to hold one rule against a change of it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from enclave.spec import models, presets
from enclave.spec.base import Model
from enclave.spec.models import Spec
from enclave.spec.rules import Rule, Subject
from enclave.spec.source import Problem, SourceMap

GOOD: dict[str, Any] = {
    "enclave": "v1",
    "name": "contoso",
    "identity": {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://contoso"},
    "regions": {
        "europe": {"location": "westeurope", "pair": "northeurope", "compliance": ["gdpr", "soc-2"]},
        "us_east": {"location": "eastus", "compliance": ["soc-2", "hipaa"]},
    },
    "network": {"address_space": "10.40.0.0/16", "egress": [{"fqdn": "login.microsoftonline.com", "why": "token issuance"}]},
    "hub": {
        "models": ["gpt-4o", "gpt-4o-mini"],
        "compliance": ["soc-2"],
        "dlp": {"block": ["credit_card", "us_ssn"], "redact": ["email"], "log": ["phone"]},
        "budget": {"daily_usd": 100, "monthly_usd": 2000, "request_tokens": 8000},
        "retention": {"audit_days": 365, "request_response_days": 90, "metrics_days": 90},
    },
    "projects": {
        "fraud-triage": {
            "region": "europe",
            "compliance": ["gdpr"],
            "deployments": {"gpt-4o": {"model": "gpt-4o", "version": "2024-11-20"}},
            "access": [
                {"group": "22222222-2222-2222-2222-222222222222", "role": "user"},
                {"group": "44444444-4444-4444-4444-444444444444", "role": "auditor"},
            ],
        },
    },
}

Changes = Mapping[tuple[str, ...], Any]


def changed(changes: Changes) -> dict[str, Any]:
    data = copy.deepcopy(GOOD)
    for keys, value in changes.items():
        parent = data
        for key in keys[:-1]:
            parent = parent.setdefault(key, {})
        parent[keys[-1]] = value
    return data


@pytest.fixture(scope="session")
def make() -> Callable[[Changes], Spec]:
    """The small good spec with some values changed: `make({("name",): "other"})`."""
    return lambda changes: presets.apply(Spec.model_validate(changed(changes)))


@pytest.fixture(scope="session")
def found(make: Callable[[Changes], Spec]) -> Callable[[Rule, Changes], list[Problem]]:
    """What one rule finds in the changed spec."""
    return lambda rule, changes: list(rule(Subject(make(changes), SourceMap("enclave.yaml", {}, {}, {}))))


@pytest.fixture(scope="session")
def places(found: Callable[[Rule, Changes], list[Problem]]) -> Callable[[Rule, Changes], list[str]]:
    """Where one rule finds something: `projects.fraud-triage.region`."""
    return lambda rule, changes: [".".join(str(key) for key in problem.involved[0]) for problem in found(rule, changes)]


@pytest.fixture(scope="session")
def parts() -> list[type[Model]]:
    """Every part of the format."""
    return [value for value in vars(models).values() if isinstance(value, type) and issubclass(value, Model) and value is not Model]
