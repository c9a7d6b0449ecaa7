"""Azure Bastion: the only way to a machine's management port.

Where isolation is complete it has no public address: administrators come over a network of their own that is connected with
the hub. Sharing links, connecting to bare addresses and moving files are off; at the highest level the clipboard is too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.site import BASTION, Site
from enclave.graph.model import Resource
from enclave.graph.resources import bastion_hosts, public_ip_addresses
from enclave.graph.resources.bastion_hosts import BastionHost
from enclave.graph.resources.public_ip_addresses import PublicIpAddress

PART = "bastion"


def bastion(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The host, with its public address where it has one."""
    settings = site.spec.components.bastion
    if not settings.enabled:
        return
    place = site.place("virtual-network/bastion")
    private = is_private(site)
    zones = site.zones if site.premium else ()
    addresses: tuple[str, ...] = ()
    if not private:
        address = PublicIpAddress(site.id(public_ip_addresses.TYPE, PART), "Static", "Standard", None, zones=zones)
        yield from public_ip_addresses.write(address, place)
        addresses = (address.id,)
    host = BastionHost(
        id=site.id(bastion_hosts.TYPE),
        # recording sessions and doing without a public address are Premium's (learn.microsoft.com/azure/bastion/bastion-sku-comparison)
        sku="Premium" if private or settings.session_recording else "Standard",
        subnet=site.subnet(BASTION),
        public_ips=addresses,
        private_only=private,
        copy_paste=site.spec.security_level != "maximum",
        native_client=settings.native_client,
        session_recording=settings.session_recording,
        zones=zones,
    )
    yield from bastion_hosts.write(host, place, depends_on=site.joined)


def is_private(site: Site) -> bool:
    """Whether Bastion has no public address."""
    return site.spec.network_isolation == "complete"
