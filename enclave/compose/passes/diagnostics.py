"""A diagnostic setting on everything that has logs or metrics: to the region's workspace, for AI services to the archive too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.passes.archive import ARCHIVED
from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.site import Site
from enclave.errors import UnsupportedError
from enclave.graph.azure_facts import DIAGNOSTICS, WITHOUT_DIAGNOSTICS
from enclave.graph.model import Resource
from enclave.graph.resources import diagnostic_settings
from enclave.graph.resources.diagnostic_settings import DiagnosticSetting

NAME = "diag-enclave"


def diagnostics(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """The settings of all resources of the region. Raises UnsupportedError for a type that nothing is known of."""
    place = site.place("monitoring/diagnostic-settings")
    for resource in built:
        known = DIAGNOSTICS.get(resource.type.lower())
        if known is None:
            if resource.type.lower() not in WITHOUT_DIAGNOSTICS:
                raise UnsupportedError(f"whether `{resource.type}` has logs is not known", resource.id, "add it to diagnostics.json")
            continue
        setting = DiagnosticSetting(
            id=f"{resource.id}/providers/{diagnostic_settings.TYPE}/{NAME}",
            target=resource.id,
            workspace=workspace_id(site),
            storage_account=site.archive if resource.type in ARCHIVED else None,
            event_hub_rule=None,
            logs=known.logs,
            metrics=known.metrics,
            destination=known.destination,
        )
        yield from diagnostic_settings.write(setting, place)
