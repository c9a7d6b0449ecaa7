"""Fixtures for the graph: a place for new resources, a round trip through writer and reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import pytest

from enclave.graph.model import Graph, Resource
from enclave.graph.parts import Place

GROUP = "/resourceGroups/rg-test"


@pytest.fixture
def place() -> Place:
    return Place(GROUP, "westeurope", "module/file", "europe", {"enclave": "test"})


@pytest.fixture
def at() -> Callable[[str, str], str]:
    """Resource type and name to an id in the test's resource group."""
    return lambda kind, name: f"{GROUP}/providers/{kind}/{name}"


@pytest.fixture
def make() -> Callable[..., Resource]:
    """A resource as somebody else may have written it."""

    def build(kind: str, name: str, body: Mapping[str, Any], **more: Any) -> Resource:
        return Resource(kind, "2020-01-01", name, more.pop("scope", GROUP), body, **more)

    return build


@pytest.fixture
def round_trip(place: Place) -> Callable[..., Any]:
    """Write a view and read it back, children included."""

    def there_and_back(module: ModuleType, view: Any, **more: Any) -> Any:
        written = module.write(view, place, **more)
        graph = Graph(written)
        merges = "graph" in module.read.__annotations__
        return module.read(written[0], graph) if merges else module.read(written[0])

    return there_and_back
