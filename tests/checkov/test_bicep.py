"""Checkov over Bicep: what its parser can read of the files as they are printed, and all of them worked out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from enclave.emit import emit
from enclave.graph.model import Graph

pytestmark = pytest.mark.long


def test_bicep_as_it_is_worked_out(
    program: Path, checkov: ModuleType, rules: ModuleType, deployed: Callable[[str], Graph], plain_bicep: ModuleType,
    bicep_reader: ModuleType, tmp_path: Path,
) -> None:
    """Types, parameters, loops and calls of modules are what Checkov's parser cannot follow: they are worked out before."""
    occurred: set[str] = set()
    for spec in checkov.AT_LEAST:
        graph = deployed(spec)
        plain = plain_bicep.Plain(bicep_reader.read(emit(graph, "bicep"), graph).resources)
        assert len(plain.resources) == len(graph.resources)
        folder = checkov.written({"enclave.bicep": plain.text}, tmp_path / spec)
        symbols = {symbol: graph.get(one.id) for symbol, one in plain.resources.items()}
        found = checkov.run(program, folder, "bicep", checkov.in_bicep(symbols))
        assert found.unread == 0
        assert all(failure.resources for failure in found.failures)
        occurred |= checkov.judge(found, "bicep", rules, graph)
        checkov.enough(found, spec, "bicep", rules)
    checkov.still_needed(occurred, "bicep", rules)


def test_bicep_as_it_is_printed(
    program: Path, checkov: ModuleType, rules: ModuleType, deployed: Callable[[str], Graph], tmp_path: Path
) -> None:
    """What somebody sees who runs Checkov on the folder: most files it cannot read, and says so; in the others nothing else is found."""
    for spec in checkov.SPECS:
        graph = deployed(spec)
        folder = checkov.written(emit(graph, "bicep"), tmp_path / spec)
        found = checkov.run(program, folder, "bicep", checkov.in_bicep({}))
        checkov.judge(found, "bicep", rules, graph)
        assert found.unread < len([*folder.rglob("*.bicep")])
