"""Checkov over Kubernetes manifests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from enclave.emit import emit
from enclave.graph.model import Graph

pytestmark = pytest.mark.long


def test_kubernetes(
    program: Path, checkov: ModuleType, rules: ModuleType, composed: Callable[[str], Graph], tmp_path: Path
) -> None:
    occurred: set[str] = set()
    for spec in ("bank", "everything"):
        folder = checkov.written(emit(composed(spec), "kubernetes"), tmp_path / spec)
        found = checkov.run(program, folder, "kubernetes", checkov.in_manifests)
        assert found.unread == 0
        occurred |= checkov.judge(found, "kubernetes", rules, composed(spec))
        checkov.enough(found, spec, "kubernetes", rules)
    checkov.still_needed(occurred, "kubernetes", rules)
