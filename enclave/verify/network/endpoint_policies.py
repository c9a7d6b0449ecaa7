"""Service endpoint policies: which accounts a subnet's service endpoint leads to, in place of every tenant's (A2 items 10 and 16).

Source: learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoint-policies-overview. They exist for storage; a
definition names accounts, resource groups or subscriptions, or an alias of services that Azure manages.
"""

from __future__ import annotations

from collections.abc import Iterator

from enclave.graph.body import items, last_segment, links, text
from enclave.verify.estate import Site, surely_deployed
from enclave.verify.network.world import World
from enclave.verify.unsure import Unsure

TYPE = "Microsoft.Network/serviceEndpointPolicies"
ACCOUNTS = "microsoft.storage/storageaccounts"


def limited(site: Site, service: str, world: World) -> bool:
    """Whether a service endpoint leads only to accounts of the template. Raises `Undecided` where it may lead to others."""
    found = [each for policy in site.subnet.service_endpoint_policies for each in _accounts(policy, service, world)]
    for account in found:
        target = world.estate.graph.get(account)
        if target is None or target.type.lower() != ACCOUNTS:
            told = f"a service endpoint policy of {last_segment(site.id)} lets it reach {account}"
            raise Unsure(f"{told}, which is not an account of the template", site.id)
    return bool(found)


def _accounts(policy_id: str, service: str, world: World) -> Iterator[str]:
    policy = world.estate.graph.get(policy_id)
    if policy is None or policy.type.lower() != TYPE.lower():
        raise Unsure(f"service endpoint policy {last_segment(policy_id)} is not in the template", policy_id)
    children = tuple(world.estate.graph.children(policy.id))
    doubt = surely_deployed((policy, *children))
    if doubt is not None:
        raise doubt
    bodies = (*items(policy.body, "properties.serviceEndpointPolicyDefinitions"), *(child.body for child in children))
    for body in bodies:
        if text(body, "properties.service", "Microsoft.Storage").lower() == service.lower():
            yield from links(body, "properties.serviceResources")
