"""The machines of the gateway behind an internal load balancer: where no cluster runs it, and for a front door, always.

Azure makes the load balancer of a cluster itself, so no template can name it, and a private link service needs one that it can
name. The machines are not let out through the load balancer: their way out is the firewall. Each keeps the gateway's certificate in a
file, which Azure renews from the vault.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address

from enclave.compose.certificates import CERTIFICATE, READS, secret
from enclave.compose.grants import grant_id
from enclave.compose.machines import certificate, health
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.passes.scale_sets import MODULE, SSH, autoscale, scale_set
from enclave.compose.site import GATEWAY, GATEWAY_PORT, Site
from enclave.graph.model import Resource
from enclave.graph.resources import load_balancers, virtual_machine_scale_sets
from enclave.graph.resources.load_balancers import FRONT, Balancing, Front, Probe, internal
from enclave.spec.machines import counts

HEALTH = "/healthz"
PART = "gateway"
USER = "enclave"
"""User that an image of the owner's runs the gateway as."""


def gateway_balancer(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The load balancer, the machines in its pool, and how many they are."""
    settings = site.spec.components.load_balancer
    if not settings.enabled:
        return
    balancer = internal(
        balancer_id(site),
        Front(site.subnet(GATEWAY), str(balancer_ip(site)), site.zones),
        (Balancing(PART, GATEWAY_PORT, GATEWAY_PORT, outbound=False),),
        Probe("Https", GATEWAY_PORT, HEALTH),
    )
    yield from load_balancers.write(balancer, site.place("application-gateway/load-balancer"), depends_on=site.joined)
    least, most = counts(PART, site.spec.performance_tier)
    # an image of Ubuntu has no gateway yet: then a machine is well when it has started
    well = health(GATEWAY_PORT, HEALTH) if settings.image else health(SSH)
    machines = scale_set(
        site, PART, vm_size=settings.size, own_image=settings.image, subnet=GATEWAY, identity=gateway_identity_id(site), capacity=least,
        well=well, zones=site.zones, pools=balancer.pools,
        more=(certificate(secret(site, CERTIFICATE), gateway_identity_id(site), readers=(USER,) if settings.image else ()),),
    )
    before = (grant_id(gateway_identity_id(site), READS, site.vault), site.endpoint(site.vault), *site.joined)
    yield from virtual_machine_scale_sets.write(machines, site.place(MODULE), depends_on=before)
    yield from autoscale(site, PART, machines.id, least, most)


def balancer_id(site: Site) -> str:
    """Id of the load balancer."""
    return site.id(load_balancers.TYPE, PART)


def balancer_front_id(site: Site) -> str:
    """Id of its front end, for a private link service."""
    return f"{balancer_id(site)}/frontendIPConfigurations/{FRONT}"


def balancer_ip(site: Site) -> IPv4Address:
    """Its address: the gateway's own, or the one before it where a cluster has that."""
    return site.plan.gateway_ip - 1 if site.spec.components.kubernetes.enabled else site.plan.gateway_ip
