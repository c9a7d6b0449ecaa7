"""What a network says stands in its subnets though the graph has nothing of it: exports of what runs list it, templates do not."""

from __future__ import annotations

from enclave.finding import Unknown
from enclave.graph.body import Undecided, last_segment, link, links
from enclave.graph.resources import private_endpoints, public_ip_addresses
from enclave.verify.estate import Site
from enclave.verify.network.world import World
from enclave.verify.services import ids_at
from enclave.verify.subjects import root_of, services

INTERFACES = "/networkinterfaces/"


def unseen(site: Site, world: World) -> Unknown | None:
    """Why something that stands in a subnet may let in or out what nothing here shows; None: all of it is in the graph.

    What a service of the graph puts into its own subnet (the machines of API Management, nodes of a cluster) is that service's.
    """
    for each in site.subnet.occupants:
        owner = root_of(each) or each
        if world.estate.graph.get(owner) is not None or owner.lower() in world.ask(_of_endpoints):
            continue
        if INTERFACES not in owner.lower() and (site.subnet.delegations or site.id.lower() in world.ask(_served)):
            continue
        return Unknown(f"{last_segment(owner)}, which is not in the template, stands there and may have a public address")
    return None


def held_elsewhere(world: World) -> dict[str, Unknown]:
    """Public addresses that belong to something that the graph has nothing of, and why that matters."""
    found: dict[str, Unknown] = {}
    for resource in world.estate.graph.of_type(public_ip_addresses.TYPE):
        try:
            part = link(resource.body, "properties.ipConfiguration")
        except Undecided:
            continue  # that it is not known where an address goes is said where it is used
        owner = (root_of(part) or part) if part else None
        if owner is not None and world.estate.graph.get(owner) is None:
            found[resource.id] = Unknown(f"it belongs to {last_segment(owner)}, which is not in the template")
    return found


def _of_endpoints(world: World) -> tuple[str, ...]:
    """Lower-case ids of the interfaces that private endpoints name as theirs."""
    found: list[str] = []
    for resource in world.estate.graph.of_type(private_endpoints.TYPE):
        found += (each.lower() for each in links(resource.body, "properties.networkInterfaces"))
    return tuple(found)


def _served(world: World) -> tuple[str, ...]:
    """Lower-case ids of the subnets that services of the graph put machines of their own into."""
    found: list[str] = []
    for resource, service in services(world):
        for path in service.code.subnets if service.code is not None else ():
            try:
                found += (each.lower() for each in ids_at(resource, path, world.estate.graph))
            except Undecided:
                continue
    return tuple(found)
