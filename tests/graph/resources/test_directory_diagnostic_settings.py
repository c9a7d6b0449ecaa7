"""Where Microsoft Entra sends its logs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.model import Ref, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import directory_diagnostic_settings
from enclave.graph.resources.directory_diagnostic_settings import TYPE, DirectoryLogs

WORKSPACE = "/resourceGroups/rg-test/providers/Microsoft.OperationalInsights/workspaces/log"
LOGS = DirectoryLogs(f"/resourceGroups/rg-test/providers/{TYPE}/diag", WORKSPACE, ("AuditLogs", "SignInLogs"))


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(directory_diagnostic_settings, LOGS) == LOGS


def test_it_needs_its_workspace(place: Place) -> None:
    (written,) = directory_diagnostic_settings.write(LOGS, place)
    assert tuple(written.refs()) == (Ref(WORKSPACE),)


def test_only_what_is_on_is_sent(make: Callable[..., Resource]) -> None:
    logs = [{"category": "AuditLogs", "enabled": False}, {"category": "SignInLogs", "enabled": True}]
    found = directory_diagnostic_settings.read(make(TYPE, "d", {"properties": {"logs": logs}}))
    assert (found.logs, found.workspace) == (("SignInLogs",), "")
