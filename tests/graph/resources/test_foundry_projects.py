"""Foundry projects."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import cognitive_accounts, foundry_projects
from enclave.graph.resources.foundry_projects import TYPE, FoundryProject

ACCOUNT = f"/resourceGroups/rg-test/providers/{cognitive_accounts.TYPE}/ais"
PROJECT = FoundryProject(f"{ACCOUNT}/projects/triage", ACCOUNT, "triage", "westeurope", "triage", "finds fraud", Identity("SystemAssigned"))


@pytest.mark.parametrize("project", [PROJECT, replace(PROJECT, display_name="", description="", identity=Identity())])
def test_what_is_written_is_read_back(
    project: FoundryProject, make: Callable[..., Resource], place: Place, problems: Callable[..., list[str]]
) -> None:
    (written,) = foundry_projects.write(project, make(cognitive_accounts.TYPE, "ais", {}), place, depends_on=("/before",))
    assert (written.type, written.depends_on) == (TYPE, ("/before",))
    assert foundry_projects.read(written) == project
    assert problems([written]) == []
