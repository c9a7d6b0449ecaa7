"""Checkov over Terraform, as it is printed, with ARM's rules for the bodies of `azapi_resource`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from enclave.emit import emit
from enclave.graph.model import Graph

pytestmark = pytest.mark.long
AZAPI_RULES = Path(__file__).parent / "azapi"


def test_terraform(
    program: Path, checkov: ModuleType, rules: ModuleType, deployed: Callable[[str], Graph], tmp_path: Path
) -> None:
    occurred: set[str] = set()
    for spec in checkov.SPECS:
        graph = deployed(spec)
        folder = checkov.written(emit(graph, "terraform"), tmp_path / spec)
        found = checkov.run(program, folder, "terraform", checkov.in_terraform, "--external-checks-dir", str(AZAPI_RULES))
        assert found.unread == 0
        occurred |= checkov.judge(found, "terraform", rules, graph)
        checkov.enough(found, spec, "terraform", rules)
    checkov.still_needed(occurred, "terraform", rules)
