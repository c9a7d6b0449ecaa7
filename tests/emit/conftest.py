"""Graphs to print, by hand and generated, and readers of what was printed that share nothing with the printers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from enclave.compose import compose
from enclave.emit import emit
from enclave.emit.requests import is_template
from enclave.graph.model import Graph
from enclave.spec.load import load


@pytest.fixture(scope="session")
def example(root: Path) -> Callable[[str], Graph]:
    """An example by its name, or `everything`, composed: what templates deploy of it."""
    @cache
    def composed(name: str) -> Graph:
        path = root / "tests" / "everything.yaml" if name == "everything" else root / "examples" / name / "enclave.yaml"
        graph = compose(load(path).spec)
        return Graph(tuple(resource for resource in graph if is_template(resource)), graph.intent)

    return composed


@pytest.fixture(scope="session")
def bank_graph(example: Callable[[str], Graph]) -> Graph:
    """The bank."""
    return example("bank")


@pytest.fixture(scope="session")
def printed(example: Callable[[str], Graph]) -> Callable[[str, str], dict[str, str]]:
    """The files of an example for a target, printed once: nobody may change them."""
    return cache(lambda name, target: emit(example(name), target))


@pytest.fixture(scope="session")
def terraform() -> str:
    """Where Terraform itself is."""
    found = shutil.which("terraform")
    if found is None:
        pytest.skip("not run: needs terraform")
    return found


@pytest.fixture(scope="session")
def generated() -> ModuleType:
    """Strategies for graphs."""
    return import_module("tests.emit.graphs")


@pytest.fixture(scope="session")
def bicep_parser() -> ModuleType:
    """Parses Bicep."""
    return import_module("tests.emit.bicep_parser")


@pytest.fixture(scope="session")
def bicep_linter() -> ModuleType:
    """Checks Bicep by the rules of its linter and its compiler."""
    return import_module("tests.emit.bicep_linter")


@pytest.fixture(scope="session")
def bicep_reader() -> ModuleType:
    """Reads Bicep back."""
    return import_module("tests.emit.bicep_reader")


@pytest.fixture(scope="session")
def terraform_reader() -> ModuleType:
    """Reads Terraform back."""
    return import_module("tests.emit.terraform_reader")


@pytest.fixture(scope="session")
def terraform_parser() -> ModuleType:
    """Parses Terraform."""
    return import_module("tests.emit.terraform_parser")
