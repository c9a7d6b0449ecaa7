"""Rule diagnostic-settings-missing: a service or firewall sends its logs nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.azure_facts import DIAGNOSTICS
from enclave.graph.resources import diagnostic_settings
from enclave.verify.model import Rule
from enclave.verify.network.world import World


def check(world: World) -> Iterator[tuple[str, str]]:
    """One finding for each resource that can send logs and has no setting."""
    settings = world.estate.graph.of_type(diagnostic_settings.TYPE)
    covered = {setting.scope.lower() for setting in settings}
    for resource in world.estate.graph:
        known = DIAGNOSTICS.get(resource.type.lower())
        if known is not None and known.logs and resource.id.lower() not in covered:
            yield resource.id, "no diagnostic setting sends its logs anywhere"


RULE = Rule(
    id="diagnostic-settings-missing",
    title="a service or firewall sends its logs nowhere",
    severity=Severity.MEDIUM,
    why="what is not recorded cannot be investigated or shown to an auditor",
    fix="add a `Microsoft.Insights/diagnosticSettings` that sends `allLogs` or `audit` to the workspace",
    check=check,
)
