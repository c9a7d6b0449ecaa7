"""A diagnostic setting on everything that has logs or metrics: to the region's workspace, for AI services to the archive too.

`allLogs` is asked for wherever Azure has it: a category that Azure adds is then collected, and one that a region does not
have yet stops no deployment. `diagnostics.json` says where categories are chosen instead, and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.passes.archive import ARCHIVED
from enclave.compose.passes.monitoring import exceeds_workspace, kept_for, workspace_id
from enclave.compose.retention import kept
from enclave.compose.site import Site
from enclave.compose.whole import Whole
from enclave.errors import UnsupportedError
from enclave.graph.azure_facts import DIAGNOSTICS, WITHOUT_DIAGNOSTICS, Diagnostics
from enclave.graph.body import text
from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import diagnostic_settings, log_analytics_workspaces
from enclave.graph.resources.diagnostic_settings import DiagnosticSetting

NAME = "diag-enclave"
NOT_IN_AZURE = ("kubernetes", "microsoft.graph")
"""Namespaces of what Azure Monitor knows nothing of: objects of a cluster, and requests to Microsoft Graph."""
BESIDE = ("AzureActivity", "Syslog")
"""Tables of the subscription's activity log and of what rules collect from machines: no resource's own logs."""
ACTIVITY = ("Administrative", "Security", "ServiceHealth", "Alert", "Recommendation", "Policy", "Autoscale", "ResourceHealth")
"""Categories of a subscription's activity log (learn.microsoft.com/azure/azure-monitor/platform/activity-log-schema)."""


def diagnostics(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """The settings of all resources of the region, and of each table how long it is kept where the workspace cannot say it.

    Raises UnsupportedError for a type that nothing is known of.
    """
    place = site.place("monitoring/diagnostic-settings")
    for resource in built:
        yield from _setting(resource, place, workspace_id(site), site.archive)
    audit = kept(site).audit
    if exceeds_workspace(audit):
        senders = (DIAGNOSTICS[kind] for resource in built if (kind := resource.type.lower()) in DIAGNOSTICS)
        workspace = next(resource for resource in built if resource.id == workspace_id(site))
        for name in dict.fromkeys((*(table for known in senders for table in known.tables), *BESIDE)):
            yield log_analytics_workspaces.write_table(
                workspace, kept_for(name, audit), site.place("monitoring/log-analytics-workspace")
            )


def whole_diagnostics(whole: Whole, built: Sequence[Resource]) -> Iterator[Resource]:
    """The settings of what exists once and of the subscription's activity log, to the workspace of the first region."""
    first = whole.sites[0]
    place = whole.place("monitoring/diagnostic-settings")
    for resource in built:
        if not resource.stamp:
            yield from _setting(resource, place, workspace_id(first), first.archive)
    name = whole.name(diagnostic_settings.TYPE)
    setting = DiagnosticSetting(
        f"/providers/{diagnostic_settings.TYPE}/{name}", "", workspace_id(first), None, None, ACTIVITY, (), "AzureDiagnostics"
    )
    yield from diagnostic_settings.write(setting, place)


def _setting(resource: Resource, place: Place, workspace: str, archive: str) -> Iterator[Resource]:
    known = _known(resource)
    if known is None:
        return
    setting = DiagnosticSetting(
        id=f"{resource.id}/providers/{diagnostic_settings.TYPE}/{NAME}",
        target=resource.id,
        workspace=workspace,
        storage_account=archive if resource.type in ARCHIVED else None,
        event_hub_rule=None,
        logs=known.logs_of(text(resource.body, "kind")),
        metrics=known.metrics,
        destination=known.destination,
    )
    yield from diagnostic_settings.write(setting, place)


def _known(resource: Resource) -> Diagnostics | None:
    kind = resource.type.lower()
    if kind.partition("/")[0] in NOT_IN_AZURE or kind in WITHOUT_DIAGNOSTICS:
        return None
    if kind not in DIAGNOSTICS:
        raise UnsupportedError(f"whether `{resource.type}` has logs is not known", resource.id, "add it to diagnostics.json")
    return DIAGNOSTICS[kind]
