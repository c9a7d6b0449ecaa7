"""The region's Synapse workspace: nothing leaves its managed network but to approved services of the owner's own tenant.

Its connection to the lake waits until the lake's owner approves it (`az network private-endpoint-connection approve`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.encryption import SERVICE_USER, key
from enclave.compose.endpoints import private_endpoint
from enclave.compose.grants import grant, grant_id
from enclave.compose.passes.data_lake import SYNAPSE, data_lake_id, lake_endpoints
from enclave.compose.passes.sql_database import OPERATORS
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.resources import synapse_workspaces
from enclave.graph.resources.synapse_workspaces import SynapseWorkspace


def synapse_analytics(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """The workspace, its right to its key, the activation of that key, what waits for it, then its private endpoints."""
    operators = site.spec.identity.operators
    if not site.spec.components.synapse.enabled or operators is None:
        return
    place = site.place("data-services/synapse-analytics")
    customer = key(site, "synapse")
    workspace = _workspace(site, str(operators))
    (written,) = synapse_workspaces.write(workspace, place, depends_on=lake_endpoints(site, built))
    yield written
    allowed: tuple[str, ...] = ()
    if customer:
        yield grant(site, written.id, SERVICE_USER, customer.key)
        allowed = (grant_id(written.id, SERVICE_USER, customer.key),)
    settings = synapse_workspaces.write_settings(workspace, written, place, depends_on=allowed)
    yield from settings
    yield grant(site, written.id, "Storage Blob Data Contributor", data_lake_id(site))
    last = settings[-1].id
    for group in ("Sql", "SqlOnDemand", "Dev"):
        endpoint, *rest = private_endpoint(site, place, (synapse_workspaces.TYPE, group), written.id, DATA_ENDPOINTS, after=(last,))
        yield endpoint
        yield from rest
        last = endpoint.id


def synapse_id(site: Site) -> str:
    """Id of the workspace. Its name is also its host name, which the whole world shares."""
    return site.unique(synapse_workspaces.TYPE)


def _workspace(site: Site, operators: str) -> SynapseWorkspace:
    customer = key(site, "synapse")
    return SynapseWorkspace(
        id=synapse_id(site),
        location=site.region.location,
        public_network_access=site.public_access,
        entra_only=True,
        managed_network=True,
        prevent_exfiltration=True,
        tenants=(str(site.spec.identity.tenant),),
        lake=data_lake_id(site),
        container=SYNAPSE,
        trusted_bypass=False,
        key=customer.key if customer else "",
        active=customer is not None,
        administrators=operators,
        administrators_name=OPERATORS,
        tenant=str(site.spec.identity.tenant),
        audited=True,
    )
