"""Azure Firewall: where it stands, its private address, and the policy that decides."""

from __future__ import annotations

from ipaddress import ip_network

from msgspec import Struct

from enclave.graph.body import items, link, pointer, text
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Place, stated, zones
from enclave.graph.resources import virtual_networks
from enclave.graph.resources.firewall_policies import FirewallPolicy, own_rules

TYPE = "Microsoft.Network/azureFirewalls"
API_VERSION = "2025-09-01"
SUBNET = "AzureFirewallSubnet"
CLASSIC = ("applicationRuleCollections", "networkRuleCollections", "natRuleCollections")


class AzureFirewall(Struct, frozen=True):
    """A firewall in a virtual network."""

    id: str
    policy: str | None
    subnet: str | None
    private_ip: str | None
    tier: str
    public_ips: tuple[str, ...]
    private_ip_assumed: bool = False
    """The template cannot state the address: Azure gives the first free one, the fifth of the subnet."""
    own: FirewallPolicy | None = None
    """The rules that stand on the firewall itself, in place of a policy."""
    zones: tuple[str, ...] = ()


def read(resource: Resource, graph: Graph | None = None) -> AzureFirewall:
    """A firewall; with a graph its private address is worked out from its subnet. Raises `Undecided`."""
    configurations = items(resource.body, "properties.ipConfigurations")
    subnet = next((found for part in configurations if (found := link(part, "properties.subnet"))), None)
    stated = next((found for part in configurations if (found := text(part, "properties.privateIPAddress", None))), None)
    assumed = first_address(subnet, graph) if stated is None and subnet and graph else None
    public = (link(part, "properties.publicIPAddress") for part in configurations)
    return AzureFirewall(
        id=resource.id,
        policy=link(resource.body, "properties.firewallPolicy"),
        subnet=subnet,
        private_ip=stated or assumed,
        tier=text(resource.body, "properties.sku.tier", "Standard"),
        public_ips=tuple(address for address in public if address),
        private_ip_assumed=stated is None and assumed is not None,
        own=own_rules(resource) if any(items(resource.body, f"properties.{field}") for field in CLASSIC) else None,
        zones=zones(resource.body),
    )


def write(firewall: AzureFirewall, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The firewall. Its private address is not written: Azure chooses it."""
    subnet: Value = {"id": pointer(firewall.subnet)} if firewall.subnet else None
    configurations: list[Value] = [
        {
            "name": f"public-{number}",
            # the subnet stands on the first configuration only
            "properties": stated(subnet=subnet if number == 1 else None, publicIPAddress={"id": pointer(address)}),
        }
        for number, address in enumerate(firewall.public_ips, 1)
    ]
    properties = stated(
        sku={"name": "AZFW_VNet", "tier": firewall.tier},
        firewallPolicy={"id": pointer(firewall.policy)} if firewall.policy else None,
        ipConfigurations=configurations,
    )
    body = stated(zones=list(firewall.zones) or None, properties=properties)
    return (place.put(TYPE, API_VERSION, firewall.id, body, depends_on=depends_on),)


def first_address(subnet_id: str, graph: Graph) -> str | None:
    """The first address of a subnet that Azure gives out: it keeps the first four for itself."""
    owner = graph.get(subnet_id.rsplit("/", 2)[0])
    if owner is None:
        return None
    for subnet in virtual_networks.read(owner, graph).subnets:
        if subnet.id.lower() == subnet_id.lower():
            try:
                return str(ip_network(subnet.prefixes[0], strict=False)[4])
            except (ValueError, IndexError):
                return None  # no prefix, or one that is too small for a firewall
    return None
