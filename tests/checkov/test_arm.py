"""Checkov over ARM JSON, as it is printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from enclave.emit import emit
from enclave.graph.model import Graph

pytestmark = pytest.mark.long


def test_arm(
    program: Path, checkov: ModuleType, rules: ModuleType, deployed: Callable[[str], Graph], tmp_path: Path
) -> None:
    occurred: set[str] = set()
    for spec in checkov.AT_LEAST:
        graph = deployed(spec)
        folder = checkov.written(emit(graph, "arm"), tmp_path / spec)
        found = checkov.run(program, folder, "arm", checkov.in_arm(graph))
        assert found.unread == 0
        assert all(failure.resources for failure in found.failures)
        occurred |= checkov.judge(found, "arm", rules, graph)
        checkov.enough(found, spec, "arm", rules)
    checkov.still_needed(occurred, "arm", rules)
