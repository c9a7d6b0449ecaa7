"""Microsoft Defender for Cloud: every plan that an enclave has something for, whom it tells, and where its findings go.

Plans hold for the whole subscription, also for what is added later. Findings about a region's resources go to that
region's workspace alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.site import Site
from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.resources import security_automations, security_contacts, security_pricings, security_settings
from enclave.graph.resources.security_automations import SecurityAutomation
from enclave.graph.resources.security_contacts import SecurityContact
from enclave.graph.resources.security_pricings import DefenderPlan, Extension
from enclave.graph.resources.security_settings import SecuritySetting
from enclave.spec.models import Spec

MODULE = "governance/defender-for-cloud"
PLANS: Final[Sequence[Mapping[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "data" / "defender_plans.json").read_text(encoding="utf-8")
)["plans"]
EXPORTED = ("Alerts", "Assessments", "SubAssessments", "RegulatoryComplianceAssessment", "SecureScores")
"""What is exported, all of it as it changes."""
ENDPOINT_HOSTS = ".endpoint.security.microsoft.com"
"""Where sensors of Defender for Endpoint report to (learn.microsoft.com/defender-endpoint/configure-device-connectivity)."""


def defender(whole: Whole, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The plans one after another, the contact, and how Defender works with Sentinel and with Defender for Endpoint."""
    spec = whole.spec
    if not spec.security.defender:
        return
    place = whole.place(MODULE, scope="")
    after: tuple[str, ...] = ()
    for row in PLANS:
        plan = DefenderPlan(
            id=f"/providers/{security_pricings.TYPE}/{row['name']}",
            tier="Standard",
            sub_plan=row.get("sub_plan", ""),
            extensions=tuple(_extensions(spec, row)),
        )
        (written,) = security_pricings.write(plan, place, after=after)
        yield written
        after = (written.id,)
    if spec.contacts:
        contact = SecurityContact(
            id=f"/providers/{security_contacts.TYPE}/default", emails=spec.contacts, roles=("Owner",), least_severity="Medium",
            least_risk="High",
        )
        yield from security_contacts.write(contact, place)
    has_sensors = any(entry.fqdn.endswith(ENDPOINT_HOSTS) for entry in spec.network.egress)
    for name, kind, enabled in (
        ("Sentinel", "AlertSyncSettings", bool(spec.security.sentinel)),
        ("WDATP", "DataExportSettings", has_sensors),
    ):
        setting = SecuritySetting(f"/providers/{security_settings.TYPE}/{name}", kind, enabled)
        yield from security_settings.write(setting, place)


def defender_export(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """What Defender finds in a region's group, into the region's workspace."""
    if not site.spec.security.defender:
        return
    automation = SecurityAutomation(
        id=site.id(security_automations.TYPE),
        location=site.region.location,
        description=f"alerts and findings of {site.spec.name} in {site.key}",
        enabled=True,
        scopes=(site.group,),
        sources=EXPORTED,
        workspace=workspace_id(site),
    )
    yield from security_automations.write(automation, site.place(MODULE))


def _extensions(spec: Spec, row: Mapping[str, Any]) -> Iterator[Extension]:
    for extension in row.get("extensions", ()):
        wanted = "when" not in extension or bool(getattr(spec.security, extension["when"]))
        enabled = extension.get("enabled", True) and wanted
        yield Extension(extension["name"], enabled, extension.get("properties", {}) if enabled else {})
