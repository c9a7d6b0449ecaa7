"""The region's data factory: its runtime works in a managed network and reaches the data lake by private endpoints.

Those wait until the owner of the lake approves them (`az network private-endpoint-connection approve`): Azure names such a
connection only when it is made. What else the network of a factory reaches is up to who writes pipelines; Azure limits it by
policies on the names that they may use (learn.microsoft.com/azure/data-factory/configure-outbound-allow-list-azure-policy).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.encryption import key
from enclave.compose.endpoints import private_endpoint
from enclave.compose.grants import grant
from enclave.compose.passes.data_lake import data_lake_id, lake_endpoints
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.parts import Identity
from enclave.graph.resources import data_factories
from enclave.graph.resources.data_factories import DataFactory, FactoryKey, ManagedEndpoint

RUNTIME = "AutoResolveIntegrationRuntime"
"""The name that pipelines use when they name no runtime: so none of them works outside the managed network."""


def data_factory(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """The factory with its network, what it may do with the lake, then its private endpoints."""
    if not site.spec.components.data_factory.enabled:
        return
    place = site.place("data-services/data-factory")
    customer = key(site, "data-factory")
    after = (*(customer.depends_on if customer else ()), *lake_endpoints(site, built))
    written = data_factories.write(_factory(site), place, depends_on=after)
    yield from written
    factory, last = written[0].id, written[-1].id
    if site.spec.components.data_lake.enabled:
        yield grant(site, factory, "Storage Blob Data Contributor", data_lake_id(site))
    for group in ("dataFactory", "portal"):
        endpoint, *rest = private_endpoint(site, place, (data_factories.TYPE, group), factory, DATA_ENDPOINTS, after=(last,))
        yield endpoint
        yield from rest
        last = endpoint.id


def data_factory_id(site: Site) -> str:
    """Id of the factory. Its name is shared by the whole world."""
    return site.unique(data_factories.TYPE)


def _factory(site: Site) -> DataFactory:
    customer = key(site, "data-factory")
    lake = data_lake_id(site)
    endpoints = (ManagedEndpoint(f"{last_segment(lake)}-{group}", lake, group) for group in ("blob", "dfs"))
    return DataFactory(
        id=data_factory_id(site),
        location=site.region.location,
        public_network_access=site.public_access,
        identity=Identity("SystemAssigned,UserAssigned", (customer.identity,)) if customer else Identity("SystemAssigned"),
        key=FactoryKey(customer.vault, customer.key_name, customer.identity) if customer else None,
        runtimes=(RUNTIME,),
        endpoints=tuple(endpoints) if site.spec.components.data_lake.enabled else (),
    )
