"""Application Insights over the region's workspace, reached over the private link scope and with tokens of Microsoft Entra only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.site import Site
from enclave.graph.model import Resource
from enclave.graph.resources import application_insights
from enclave.graph.resources.application_insights import ApplicationInsights


def insights(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The component."""
    if not site.spec.components.application_insights.enabled:
        return
    component = ApplicationInsights(
        id=site.id(application_insights.TYPE),
        location=site.region.location,
        workspace=workspace_id(site),
        public_ingestion="Disabled",
        public_query="Disabled",
        local_auth_disabled=True,
    )
    yield from application_insights.write(component, site.place("monitoring/application-insights"))
