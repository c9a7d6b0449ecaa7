"""The region's AI Search: roles only, private only, its indexes under the owner's key, and private links to what it reads.

Its identity may use the key past the vault's firewall only through a private link of its own: Search is not one of the trusted
services of Key Vault (learn.microsoft.com/azure/key-vault/general/overview-vnet-service-endpoints).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.encryption import key
from enclave.compose.endpoints import private_endpoint
from enclave.compose.grants import grant
from enclave.compose.passes.data_lake import data_lake_id, lake_endpoints
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.parts import Identity
from enclave.graph.resources import search_services
from enclave.graph.resources.search_services import SearchService, SharedLink

MODULE = "ai-services/ai-search"


def search(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """The service with its links, its private endpoint, and its right to read the data lake."""
    if not site.spec.components.search.enabled:
        return
    place = site.place(MODULE)
    customer = key(site, "search")
    # a link asks its target for a connection, and targets make one at a time
    needed = (*customer.depends_on, site.endpoint(customer.vault)) if customer else ()
    written = search_services.write(_service(site), place, depends_on=(*needed, *lake_endpoints(site, built)))
    yield from written
    service = (search_services.TYPE, "searchService")
    yield from private_endpoint(site, place, service, written[0].id, DATA_ENDPOINTS, after=(written[-1].id,))
    if site.spec.components.data_lake.enabled:
        yield grant(site, written[0].id, "Storage Blob Data Reader", data_lake_id(site))


def search_id(site: Site) -> str:
    """Id of the service. Its name is also its host name, which the whole world shares."""
    return site.unique(search_services.TYPE)


def _service(site: Site) -> SearchService:
    said, customer = site.spec.components.search, key(site, "search")
    return SearchService(
        id=search_id(site),
        location=site.region.location,
        sku=said.sku,
        replicas=said.replicas,
        partitions=said.partitions,
        public_network_access=site.public_access,
        ip_rules=(),
        bypass="None",
        local_auth_disabled=True,
        key_enforced=customer is not None,
        semantic=said.semantic_ranker,
        exports=False,
        identity=Identity("SystemAssigned, UserAssigned", (customer.identity,)) if customer else Identity("SystemAssigned"),
        links=tuple(_links(site)),
    )


def _links(site: Site) -> Iterator[SharedLink]:
    """Links wait for approval by the owner of their target (`az network private-endpoint-connection approve`)."""
    if site.spec.components.data_lake.enabled:
        yield SharedLink("data-lake", data_lake_id(site), "blob", "indexers read data sets")
    customer = key(site, "search")
    if customer is not None:
        yield SharedLink("keys", customer.vault, "vault", "indexes are encrypted with the owner's key")
