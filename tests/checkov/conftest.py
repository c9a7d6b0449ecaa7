"""The specs that Checkov reads, what is printed of them, and Checkov itself, which has an environment of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from enclave.compose import compose
from enclave.emit.requests import is_template
from enclave.graph.model import Graph
from enclave.spec.load import load

LEAST = {"security_level": "high", "network_isolation": "selective", "data_classification": "internal", "performance_tier": "standard"}
"""What turns a spec with everything on into one with everything on and as little hardening as can be had."""


@pytest.fixture(scope="session")
def rules() -> ModuleType:
    """What is excepted."""
    return import_module("tests.checkov.exceptions")


@pytest.fixture(scope="session")
def checkov() -> ModuleType:
    """Runs Checkov."""
    return import_module("tests.checkov.checkov")


@pytest.fixture(scope="session")
def plain_bicep() -> ModuleType:
    """Prints what Bicep was worked out to."""
    return import_module("tests.checkov.plain_bicep")


@pytest.fixture(scope="session")
def bicep_reader() -> ModuleType:
    """Works Bicep out."""
    return import_module("tests.emit.bicep_reader")


@pytest.fixture(scope="session")
def program(root: Path) -> Path:
    """Checkov, as scripts/peer.sh installs it."""
    found = root / ".venv-checkov" / "bin" / "checkov"
    if not found.is_file():
        pytest.skip("not run: needs Checkov (scripts/peer.sh, which `make test-long` runs)")
    return found


@pytest.fixture(scope="session")
def composed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Graph]:
    """A spec by its name, composed: the examples, `everything`, and `least`."""
    everything = root / "tests" / "everything.yaml"

    def least() -> Path:
        text = everything.read_text(encoding="utf-8")
        for key, value in LEAST.items():
            text, times = re.subn(rf"^{key}: .*$", f"{key}: {value}", text, flags=re.MULTILINE)
            assert times == 1, key
        path = tmp_path_factory.mktemp("least") / "enclave.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    @cache
    def made(name: str) -> Graph:
        path = {"everything": lambda: everything, "least": least}.get(name, lambda: root / "examples" / name / "enclave.yaml")()
        return compose(load(path).spec)

    return made


@pytest.fixture(scope="session")
def deployed(composed: Callable[[str], Graph]) -> Callable[[str], Graph]:
    """What templates deploy of a spec."""
    return lambda name: Graph(tuple(resource for resource in composed(name) if is_template(resource)), composed(name).intent)
