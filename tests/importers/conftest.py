"""Graphs to read back: the generated ones of the printers' tests, and the example."""

from __future__ import annotations

import importlib.util
import sys
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
def generated(root: Path) -> ModuleType:
    """Strategies for graphs."""
    found = importlib.util.spec_from_file_location("importers_graphs", root / "tests" / "emit" / "graphs.py")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module
