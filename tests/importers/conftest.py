"""Graphs to read back: the generated ones of the printers' tests, and the example."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from enclave.compose import compose
from enclave.graph.model import Graph
from enclave.spec.load import load


@pytest.fixture(scope="session")
def bank_graph(bank: Path) -> Graph:
    """The example, composed."""
    return compose(load(bank).spec)


@pytest.fixture(scope="session")
def generated() -> ModuleType:
    """Strategies for graphs."""
    return import_module("tests.emit.graphs")
