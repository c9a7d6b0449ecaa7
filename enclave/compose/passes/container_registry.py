"""The region's container registry: private, without passwords, and the only place that images come from.

Microsoft's own images come through it too: a rule caches its public registry, so that nodes need no way there. The cluster
asks for exactly this rule (learn.microsoft.com/azure/aks/network-isolated).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.cluster import registry_id
from enclave.compose.encryption import key
from enclave.compose.endpoints import private_endpoint
from enclave.compose.grants import GROUP, grant
from enclave.compose.site import MANAGEMENT_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.parts import NO_IDENTITY, Identity
from enclave.graph.resources import container_registries, registry_cache_rules
from enclave.graph.resources.container_registries import ContainerRegistry, RegistryKey, Replica
from enclave.graph.resources.registry_cache_rules import RegistryCacheRule
from enclave.regions import REGIONS

CACHE_RULE, CACHE_SOURCE, CACHED = "aks-managed-mcr", "mcr.microsoft.com/*", "aks-managed-repository/*"
TRUSTED = ("container_instances", "machine_learning")
"""Components that pull images from Microsoft's side of the network, as trusted services, and so does Defender's scan
(learn.microsoft.com/azure/container-registry/allow-access-trusted-services)."""


def container_registry(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Registry, replica in the pair, cache rule, private endpoint; operators may push."""
    if not site.spec.components.container_registry.enabled:
        return
    place = site.place("container-infrastructure/container-registry")
    customer = key(site, "container-registry")
    written = container_registries.write(_registry(site), place, depends_on=customer.depends_on if customer else ())
    yield from written
    last = written[-1]
    if site.spec.components.kubernetes.enabled:
        rule = RegistryCacheRule(cache_rule_id(site), written[0].id, CACHE_RULE, CACHE_SOURCE, CACHED)
        (last,) = registry_cache_rules.write(rule, written[0], place)
        yield last
    # one change of a registry after another; its replicas give the endpoint an address each
    service = (container_registries.TYPE, "registry")
    yield from private_endpoint(site, place, service, written[0].id, MANAGEMENT_ENDPOINTS, after=(written[-1].id, last.id))
    if site.spec.identity.operators is not None:
        yield grant(site, str(site.spec.identity.operators), "AcrPush", written[0].id, GROUP)


def cache_rule_id(site: Site) -> str:
    """Id of the rule that brings Microsoft's images in; there is one where a cluster is."""
    return f"{registry_id(site)}/cacheRules/{CACHE_RULE}"


def _registry(site: Site) -> ContainerRegistry:
    customer = key(site, "container-registry")
    pair = (Replica(site.haven, REGIONS[site.haven].zones),) if site.haven else ()
    trusted = site.spec.security.defender or any(getattr(site.spec.components, name).enabled for name in TRUSTED)
    return ContainerRegistry(
        id=registry_id(site),
        location=site.region.location,
        sku="Premium",
        public_network_access="Disabled",
        default_action="Deny",
        ip_rules=(),
        bypass="AzureServices" if trusted else "None",
        admin_user=False,
        anonymous_pull=False,
        data_endpoint=True,
        zone_redundant=bool(site.zones),
        export=False,
        arm_tokens=False,
        untagged_days=site.spec.components.container_registry.untagged_days,
        # a quarantined image can be released by a scanner of one's own only, and those that the cluster starts from never would be
        quarantine=False,
        key=RegistryKey(customer.key, customer.identity) if customer else None,
        identity=Identity("UserAssigned", (customer.identity,)) if customer else NO_IDENTITY,
        replicas=pair,
    )
