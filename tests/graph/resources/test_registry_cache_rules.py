"""Cache rules of container registries."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import registry_cache_rules
from enclave.graph.resources.container_registries import TYPE as REGISTRY_TYPE
from enclave.graph.resources.registry_cache_rules import TYPE, RegistryCacheRule

REGISTRY = f"/resourceGroups/rg-test/providers/{REGISTRY_TYPE}/cracme"
RULE = RegistryCacheRule(f"{REGISTRY}/cacheRules/aks-managed-mcr", REGISTRY, "aks-managed-mcr", "mcr.microsoft.com/*", "cached/*")


@pytest.fixture
def registry(make: Callable[..., Resource]) -> Resource:
    return make(REGISTRY_TYPE, "cracme", {})


def test_what_is_written_is_read_back(registry: Resource, place: Place) -> None:
    (written,) = registry_cache_rules.write(RULE, registry, place)
    assert registry_cache_rules.read(written) == RULE
    assert written.id == RULE.id


def test_azure_takes_what_is_written(registry: Resource, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(registry_cache_rules.write(RULE, registry, place)) == []


def test_somebody_elses(make: Callable[..., Resource]) -> None:
    body = {"properties": {"sourcerepository": "docker.io/library/*", "targetRepository": "*", "credentialSetResourceId": None}}
    found = registry_cache_rules.read(make(TYPE, "cracme/hub", body))
    assert (found.name, found.source, found.target) == ("hub", "docker.io/library/*", "*")
    assert found.registry == REGISTRY
