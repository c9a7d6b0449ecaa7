"""Where machines are attached to a network: network interfaces, and those that machines and scale sets write inline."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import MISSING, Undecided, items, last_segment, link, links, lookup, text, texts
from enclave.graph.model import Body, Resource
from enclave.verify.estate import Estate, presence
from enclave.verify.unsure import Unsure

SCALE_SETS = "Microsoft.Compute/virtualMachineScaleSets"
MACHINES = "Microsoft.Compute/virtualMachines"
INLINE = {
    SCALE_SETS.lower(): "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations",
    MACHINES.lower(): "properties.networkProfile.networkInterfaceConfigurations",
}


class Attachment(Struct, frozen=True):
    """One address of one machine, or of each machine of a scale set."""

    owner: str
    """Id of the network interface, machine or scale set."""
    subnet: str
    ip: str | None
    public_ip: str | None
    """Id of the public address, or a name for one that is made with the machine."""
    nsg: str | None
    balanced_by: tuple[str, ...]
    """Ids of backend pools, inbound NAT rules and pools."""
    dns_servers: tuple[str, ...] = ()
    """Whom it asks for names instead of its network's servers; empty: those."""
    members: tuple[str, ...] | None = None
    """Lower-case ids of the application security groups that it is in; None: that is not read."""

    @property
    def balancers(self) -> tuple[str, ...]:
        """Ids of the load balancers that lead here."""
        found: dict[str, None] = {}
        for part in self.balanced_by:
            head, slash, tail = _around(part)
            if slash:
                found[head + slash + tail.partition("/")[0]] = None
        return tuple(found)


def _around(part: str) -> tuple[str, str, str]:
    marker = "/loadbalancers/"
    place = part.lower().find(marker)
    if place < 0:
        return part, "", ""
    return part[:place], part[place : place + len(marker)], part[place + len(marker) :]


def attachments(estate: Estate) -> tuple[tuple[Attachment, ...], tuple[Undecided, ...]]:
    """Every attachment that could be read, and why each other could not."""
    found: list[Attachment] = []
    problems = list(estate.interfaces.unread.values())
    for interface in estate.interfaces:
        if interface.made_for is not None:
            if estate.graph.get(interface.made_for) is None:
                problems.append(Unsure(f"{last_segment(interface.made_for)}, which has it, is not in the template", interface.id))
            continue
        for part in interface.configurations:
            found.append(Attachment(
                interface.id, part.subnet, part.ip, part.public_ip, interface.nsg, part.balanced_by, interface.dns_servers,
                tuple(group.lower() for each in interface.configurations for group in each.security_groups),
            ))
    for resource in estate.graph.of_type(SCALE_SETS, MACHINES):
        doubt = presence(resource)
        if doubt is not None:
            problems.append(doubt)
            continue
        try:
            problems += _elsewhere(resource, estate)
            for body in items(resource.body, INLINE[resource.type.lower()]):
                found += _inline(body, resource)
        except Undecided as problem:
            problems.append(problem)
    return tuple(found), tuple(problems)


def _elsewhere(resource: Resource, estate: Estate) -> list[Undecided]:
    """Why interfaces of a machine are not known: they are not in the template. Raises `Undecided`."""
    named = links(resource.body, "properties.networkProfile.networkInterfaces")
    missing = (name for name in named if estate.graph.get(name) is None)
    return [Unsure(f"interface {last_segment(name)} of {resource.name} is not in the template", resource.id) for name in missing]


def _inline(body: Body, resource: Resource) -> list[Attachment]:
    found: list[Attachment] = []
    for part in items(body, "properties.ipConfigurations"):
        subnet = link(part, "properties.subnet")
        if subnet is None:
            raise Unsure(f"an interface of {resource.name} names no subnet", resource.id)
        made = lookup(part, "properties.publicIPAddressConfiguration")
        public = None if made is MISSING or made is None else text(part, "properties.publicIPAddressConfiguration.name", "public")
        pools = ("loadBalancerBackendAddressPools", "loadBalancerInboundNatPools")
        balanced = tuple(target for field in pools for target in links(part, f"properties.{field}"))
        asked = texts(body, "properties.dnsSettings.dnsServers")
        found.append(Attachment(resource.id, subnet, None, public, link(body, "properties.networkSecurityGroup"), balanced, asked))
    return found
