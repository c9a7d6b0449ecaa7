"""Application Insights components: a place of their own in a workspace for what applications tell of themselves."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, link, pointer
from enclave.graph.model import Resource
from enclave.graph.parts import Place, public_access, stated

TYPE = "Microsoft.Insights/components"
API_VERSION = "2020-02-02"


class ApplicationInsights(Struct, frozen=True):
    """A component."""

    id: str
    location: str
    workspace: str | None
    """None: a classic component with a store of its own, which Azure has retired."""
    public_ingestion: str
    """`Enabled` or `Disabled`."""
    public_query: str
    local_auth_disabled: bool
    """Only tokens of Microsoft Entra may send; else whoever knows the instrumentation key."""
    ip_masked: bool = True


def read(resource: Resource) -> ApplicationInsights:
    """A component. Raises `Undecided`."""
    body = resource.body
    return ApplicationInsights(
        id=resource.id,
        location=resource.location or "",
        workspace=link(body, "properties.WorkspaceResourceId"),
        public_ingestion=public_access(resource, "properties.publicNetworkAccessForIngestion"),
        public_query=public_access(resource, "properties.publicNetworkAccessForQuery"),
        local_auth_disabled=flag(body, "properties.DisableLocalAuth"),
        ip_masked=not flag(body, "properties.DisableIpMasking"),
    )


def write(component: ApplicationInsights, place: Place) -> tuple[Resource, ...]:
    """The component."""
    properties = stated(
        Application_Type="web",
        IngestionMode="LogAnalytics" if component.workspace else None,
        WorkspaceResourceId=pointer(component.workspace) if component.workspace else None,
        publicNetworkAccessForIngestion=component.public_ingestion,
        publicNetworkAccessForQuery=component.public_query,
        DisableLocalAuth=component.local_auth_disabled,
        DisableIpMasking=not component.ip_masked,
    )
    return (place.put(TYPE, API_VERSION, component.id, {"kind": "web", "properties": properties}),)
