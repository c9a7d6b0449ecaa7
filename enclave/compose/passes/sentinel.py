"""Microsoft Sentinel on each region's workspace: what it knows of threats, of people, and of what they usually do.

The first region's workspace is home to what belongs to no region: the subscription's activity, and the tenant's sign-ins
and changes where the file wants them there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.site import Site
from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.resources import directory_diagnostic_settings, sentinel_data_connectors, sentinel_onboarding_states, sentinel_settings
from enclave.graph.resources.directory_diagnostic_settings import DirectoryLogs
from enclave.graph.resources.sentinel_data_connectors import DataConnector
from enclave.graph.resources.sentinel_onboarding_states import SentinelOnboarding
from enclave.graph.resources.sentinel_settings import SentinelSetting

MODULE = "governance/sentinel"
SINCE = "1970-01-01T00:00:00Z"
"""From when on Microsoft's indicators are taken: all that are still valid."""
DIRECTORY_LOGS = (
    "AuditLogs", "SignInLogs", "NonInteractiveUserSignInLogs", "ServicePrincipalSignInLogs", "ManagedIdentitySignInLogs",
    "RiskyUsers", "UserRiskEvents", "RiskyServicePrincipals", "ServicePrincipalRiskEvents",
)
"""Categories of Microsoft Entra's logs (learn.microsoft.com/entra/identity/monitoring-health/concept-diagnostic-settings-logs-options)."""


def sentinel(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Sentinel, its connectors, and in the first region the learning of behaviour."""
    spec, workspace = site.spec, workspace_id(site)
    if not spec.security.sentinel:
        return
    place, home = site.place(MODULE), is_home(site)
    yield from sentinel_onboarding_states.write(SentinelOnboarding(onboarding_id(site), workspace, False), place)
    ready = (onboarding_id(site),)
    below = f"{workspace}/providers/{sentinel_data_connectors.TYPE}"
    if spec.security.threat_intelligence:
        feed = DataConnector(
            f"{below}/threat-intelligence", workspace, "MicrosoftThreatIntelligence", "microsoftEmergingThreatFeed",
            tenant=str(spec.identity.tenant), lookback=SINCE,
        )
        yield from sentinel_data_connectors.write(feed, place, after=ready)
    if home and spec.identity.directory_logs:
        risks = DataConnector(
            f"{below}/identity-protection", workspace, "AzureActiveDirectory", "alerts", tenant=str(spec.identity.tenant)
        )
        yield from sentinel_data_connectors.write(risks, place, after=ready)
    if home and spec.security.behavioral_analytics:
        learnt = ("AuditLogs", "AzureActivity", "SigninLogs") if spec.identity.directory_logs else ("AzureActivity",)
        for kind, members in (("EntityAnalytics", ("AzureActiveDirectory",)), ("Ueba", learnt)):
            setting = SentinelSetting(f"{workspace}/providers/{sentinel_settings.TYPE}/{kind}", workspace, kind, members)
            yield from sentinel_settings.write(setting, place, after=ready)
            ready = (setting.id,)


def directory_logs(whole: Whole, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The tenant's sign-ins and changes, into the first region's workspace."""
    spec = whole.spec
    if spec.security.sentinel and spec.identity.directory_logs:
        name = whole.name(directory_diagnostic_settings.TYPE)
        logs = DirectoryLogs(f"/tenant/providers/{directory_diagnostic_settings.TYPE}/{name}", workspace_id(whole.sites[0]), DIRECTORY_LOGS)
        yield from directory_diagnostic_settings.write(logs, whole.place(MODULE, scope="/tenant"))


def is_home(site: Site) -> bool:
    """Whether a region's workspace has the logs of the subscription and the tenant."""
    return site.key == next(iter(site.spec.regions))


def onboarding_id(site: Site) -> str:
    """Id of Sentinel itself on a region's workspace."""
    return f"{workspace_id(site)}/providers/{sentinel_onboarding_states.TYPE}/default"
