"""Fixtures for the graph: a place for new resources, a round trip through writer and reader, Azure's own types."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from enclave.graph.model import Graph, Ref, Resource
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


@pytest.fixture(scope="session")
def azure_types(shared: Path) -> Any:
    """The checker of Azure's types, loaded with its data."""
    spec = importlib.util.spec_from_file_location("validate_azure", shared / "azure-types" / "validate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, module.Types(str(shared / "azure-types"))


@pytest.fixture
def problems(azure_types: Any) -> Callable[[Iterable[Resource]], list[str]]:
    """What Azure's types find wrong with resources, warnings included."""
    validate, types = azure_types

    def check(resources: Iterable[Resource]) -> list[str]:
        document = {
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "contentVersion": "1.0.0.0",
            "resources": [_printed(resource) for resource in resources],
        }
        found, _ = validate.validate_template(document, types, exact=True)
        return [str(problem) for problem in found]

    return check


def _printed(resource: Resource) -> dict[str, Any]:
    printed = {"type": resource.type, "apiVersion": resource.api_version, "name": resource.name, **_plain(resource.body)}
    return printed | ({"location": resource.location} if resource.location else {})


def _plain(value: Any) -> Any:
    if isinstance(value, Ref):
        return "[resourceId('x')]"
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
