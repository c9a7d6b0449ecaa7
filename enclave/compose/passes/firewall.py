"""The firewall in the hub. What it lets through is said in its policies (`firewall_policies.py`, `fqdn_rules.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.passes.firewall_policies import policy_id
from enclave.compose.passes.fqdn_rules import rule_groups
from enclave.compose.site import FIREWALL, Site
from enclave.graph.model import Resource
from enclave.graph.resources import azure_firewalls, public_ip_addresses
from enclave.graph.resources.azure_firewalls import AzureFirewall
from enclave.graph.resources.public_ip_addresses import PublicIpAddress

PART = "firewall"


def firewall(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Public address and firewall, after its last rules."""
    place = site.place("firewall/azure-firewall")
    zones = site.zones if site.premium else ()
    address = PublicIpAddress(site.id(public_ip_addresses.TYPE, PART), "Static", "Standard", None, zones=zones)
    yield from public_ip_addresses.write(address, place)
    machine = AzureFirewall(
        id=site.id(azure_firewalls.TYPE),
        policy=policy_id(site),
        subnet=site.subnet(FIREWALL),
        private_ip=None,
        tier="Premium",
        public_ips=(address.id,),
        zones=zones,
    )
    last = rule_groups(site, policy_id(site))[-1].id
    yield from azure_firewalls.write(machine, place, depends_on=(last, *site.joined))
