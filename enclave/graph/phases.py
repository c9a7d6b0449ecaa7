"""The four phases of a deployment, from the seed's roadmap, and the phase of every resource of a graph.

A resource is deployed in the phase of its module, or later where something that it needs comes later.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from enclave.graph.ids import GROUP_TYPE
from enclave.graph.model import Graph, Resource
from enclave.graph.needs import deployable, needs

NETWORK, SECURITY, COMPUTE, INTEGRATION = 1, 2, 3, 4
PHASES: Final[Mapping[int, str]] = MappingProxyType({
    NETWORK: "network foundation",
    SECURITY: "security and monitoring",
    COMPUTE: "compute and data",
    INTEGRATION: "integration",
})
MODULE_PHASES: Final[Mapping[str, int]] = MappingProxyType({
    "resource-groups": NETWORK,
    "virtual-network": NETWORK,
    "private-dns": NETWORK,
    "firewall": NETWORK,
    "monitoring": SECURITY,
    "monitoring/security-workbooks": INTEGRATION,
    "monitoring/alert-rules": INTEGRATION,
    "identity-access": SECURITY,
    "identity-access/privileged-identity": INTEGRATION,
    "identity-access/conditional-access": INTEGRATION,
    "identity-access/identity-governance": INTEGRATION,
    "identity-access/external-identities": INTEGRATION,
    "governance": SECURITY,
    "backup-recovery": SECURITY,
    "backup-recovery/site-recovery": INTEGRATION,
    "backup-recovery/restore-procedures": INTEGRATION,
    "key-vault": SECURITY,
    "ai-services": COMPUTE,
    "ai-services/key-vault": SECURITY,
    "ai-services/customer-managed-keys": SECURITY,
    "container-infrastructure": COMPUTE,
    "data-services": COMPUTE,
    "compute": COMPUTE,
    "application-gateway": COMPUTE,
    "application-gateway/traffic-manager": INTEGRATION,
    "application-gateway/front-door": INTEGRATION,
    "application-gateway/cdn": INTEGRATION,
})
"""A module, or one file of it, -> its phase. The nearer entry wins."""
TYPE_PHASES: Final[Mapping[str, int]] = MappingProxyType({
    GROUP_TYPE.lower(): NETWORK,
    "microsoft.graph": INTEGRATION,
    "kubernetes": INTEGRATION,
    "microsoft.app/containerapps": INTEGRATION,
    "microsoft.containerinstance/containergroups": INTEGRATION,
})
"""A type or a namespace, lower case, whose phase does not depend on its module: groups come first, requests and objects last.

What starts from an image of the region's registry comes when the registry is there and the image can have been pushed.
"""
OTHER = COMPUTE
"""Phase of what belongs to none of the modules, such as a resource of somebody else's template."""


def phases(graph: Graph) -> dict[str, int]:
    """Lower-case id of every resource -> its phase. Raises UnsupportedError when resources need each other in a circle."""
    needed = needs(graph)
    found: dict[str, int] = {}
    for key in deployable(graph, needed):
        resource = graph.get(key)
        if resource is not None:
            found[key] = max([own_phase(resource), *(found[need.id.lower()] for need in needed[key])])
    return found


def own_phase(resource: Resource) -> int:
    """The phase of a resource by its type or its module alone."""
    kind = resource.type.lower()
    by_type = TYPE_PHASES.get(kind) or TYPE_PHASES.get(kind.partition("/")[0])
    if by_type is not None:
        return by_type
    module = resource.module.partition("/")[0]
    return MODULE_PHASES.get(resource.module) or MODULE_PHASES.get(module) or OTHER
