"""Obligation 5: nothing leaves for the internet but through the firewall, to names that the owner declared.

Protocol, for a subnet that machines may stand in:
 1. Of what any machine in it sends, take what its security group lets out.
 2. Follow each effective route. A service endpoint, a NAT gateway, a public address, an outbound load balancer, default
    outbound access and the storage accounts that a private subnet still reaches are ways out past the firewall: refuted.
 3. What a network rule of the firewall lets pass by address refutes: an address or a service tag is nobody's name.
 4. What a rule lets pass by name must be a declared name. `*`, a web category, and a wildcard over a domain under which
    anybody can have a name refute even when declared. A template that declares nothing declares what its firewall allows.
 5. A next hop that is no firewall of the template, and whatever is not modelled near it, is unknown.
For a service that runs its user's code:
 6. It sends through subnets of the template, or only where approved; else it is refuted or unknown.
For a service that calls addresses which its callers name, as those for models do:
 7. It calls declared names and services of the template only; where nothing limits that, it is unknown. In a template that declares
    nothing it is an assumption, as what its firewall allows is.
For a resource of a type that is not modelled, and that is no network's:
 8. It may send anything: unknown.
For a private endpoint, also one that a service makes in a network of its own:
 9. What it leads to is in the template: somebody else's service is a way out too. The same for the gateway load balancer that a
    load balancer or an interface sends everything through, and for whatever else any property of a resource names.
For a gallery of images:
 10. It is not shared with everybody.
Names are also a channel: DNS is an assumption of every proof, but for rules that forward names to servers on the internet: these refute.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from enclave.finding import Counterexample, Hop, Refuted, Unknown, Verdict
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.verify.estate import Site, presence
from enclave.verify.leads import leads_to, shared_out
from enclave.verify.mentions import hosts_here, mentioned
from enclave.verify.model import Obligation, Step, because, if_deployed, settle, until_undecided
from enclave.verify.network import egress as ways_out
from enclave.verify.network.egress import Egress, WayOut
from enclave.verify.network.firewall import covers
from enclave.verify.network.packets import PacketSet
from enclave.verify.network.resolvers import forwarded_outside
from enclave.verify.network.shared_names import is_shared
from enclave.verify.network.world import World
from enclave.verify.occupants import unseen
from enclave.verify.service_code import calls_others, code_sends, has_code
from enclave.verify.services import Code, Service
from enclave.verify.subjects import client_ids, owners_elsewhere, service_at, service_type, services, strangers, unplaced, why_unread

NETWORK = "microsoft.network/"
"""What carries traffic for others has its say at the subnets that it stands near."""
TENANTS_TAG = "tag:office365"
"""How the FQDN tags of Microsoft 365 begin: its names lead to every tenant's files and mail."""


def check(world: World) -> Iterator[tuple[str, Verdict]]:
    """One result for each subnet, and for each service that runs code."""
    for site_id in client_ids(world):
        yield site_id, world.ask(_verdict, site_id)
    for problem in world.estate.networks.unread.values():
        yield problem.where, because(problem)
    for port in world.attached_elsewhere:
        yield port.owner, Unknown(f"subnet {last_segment(port.subnet)} is not in the template")
    yield from unplaced(world)
    for parent_id in owners_elsewhere(world):
        known = service_type(parent_id)
        if known is None or known.code is not None:
            yield parent_id, Unknown("parts of it are in the template, but it is not")
    for resource in strangers(world).all:
        if not resource.type.lower().startswith(NETWORK):
            yield resource.id, Unknown(f"type {resource.type} is not modelled, and it may send anywhere{why_unread(resource)}")
    led = set()
    for endpoint_id, target in world.of_each(_led):
        led.add(endpoint_id)
        yield endpoint_id, Unknown(f"it leads to {target}, which is not in the template and may be anybody's")
    yield from ((resource_id, told) for resource_id, told in world.of_each(mentioned) if resource_id not in led)
    yield from shared_out(world.estate.graph)
    rules, doubt = until_undecided(forwarded_outside(world))
    for rule, names, server in rules:
        yield rule.id, _forwarded(rule, names, server)
    if doubt is not None:
        yield doubt.where, because(doubt)
    for resource_id in world.ask(_sending):
        yield resource_id, world.ask(_of_service, resource_id)


def _led(world: World, resource: Resource) -> Iterator[tuple[str, str]]:
    yield from ((resource.id, target) for target in dict.fromkeys(leads_to(resource, world.estate.graph, partial(hosts_here, world))))


def _sending(world: World) -> tuple[str, ...]:
    """Ids of the services that run their user's code, or call whom he names while the owner says who may be called."""
    declared = world.estate.graph.intent is not None
    return tuple(
        resource.id for resource, service in services(world) if (declared and service.calls) or _code_of(resource, service, world)
    )


def _code_of(resource: Resource, service: Service, world: World) -> Code | None:
    return service.code if service.code is not None and has_code(resource, service.code, world) else None


def _forwarded(rule: Resource, names: str, server: str) -> Refuted:
    packet = f"udp <resolver>:50000 -> {server}:53"
    path = (Hop(rule.id, f"forwards every name below {names} that anybody asks for"), Hop("internet", "delivered"))
    return Refuted(Counterexample(packet, path), f"names below {names} are sent to {server}, a server on the internet")


def _of_service(world: World, resource_id: str) -> Verdict:
    resource, service = service_at(resource_id, world)
    code = _code_of(resource, service, world)
    steps: list[Step] = [partial(code_sends, resource, service, code, world, partial(undeclared, world=world))] if code else []
    told = "its code sends only where that is proved" if code else "it calls only whom its owner names"
    if service.calls and world.estate.graph.intent is not None:
        steps.append(partial(calls_others, resource, service, world, partial(undeclared, world=world)))
    return if_deployed(settle(steps, told), presence(resource))


def _verdict(world: World, site_id: str) -> Verdict:
    return of_site(world.estate.site(site_id), world)


def of_site(site: Site, world: World) -> Verdict:
    """The verdict on one subnet."""
    found, problem = ways_out.ways_out(site, world)
    steps = [partial(_declared, way, site, world) for way in found]

    def followed() -> Unknown | None:
        return because(problem) if problem else None

    def surrounded() -> Unknown | None:
        for other in world.estate.neighbours(site.network.id, surely=False):
            if world.estate.networks.find(other) is None:
                return Unknown(f"peered with {last_segment(other)}, which is not in the template and may lead out")
        for resource in strangers(world).around(site):
            return Unknown(f"{resource.id} is of the type {resource.type}, which is not modelled and may lead out")
        return None

    passages = [name for way in found if way.passage for name in way.passage.names]
    told = f"through the firewall to {', '.join(dict.fromkeys(passages))}" if passages else "no way out"
    return settle((*steps, followed, surrounded, partial(unseen, site, world)), told)


def _declared(way: WayOut, site: Site, world: World) -> Refuted | Unknown | None:
    """Whether a way out is a declared one."""
    if way.passage is None:
        what = "a way out past the firewall" if way.placed is None else "the firewall lets it pass by address, not by a declared name"
        return _leak(way, site, world, "", what)
    for name in way.passage.names:
        reason = undeclared(name, way.passage.placed.label, world)
        if reason:
            return _leak(way, site, world, name, reason)
    return None


def undeclared(name: str, rule: str, world: World) -> str:
    """Why a name that a rule allows is none that the owner may mean; empty when it is."""
    if name.startswith("category:"):
        return f"anybody can put a site into web category {name.partition(':')[2]}"
    if name.lower().startswith(TENANTS_TAG):
        return f"FQDN tag {name.partition(':')[2]} holds names of every tenant's"
    if "*" in name and is_shared(name):
        return f"{name} holds names that anybody can have"
    if name.startswith("*") and not name.startswith("*."):
        return f"{name} holds every name that ends so, and anybody can have a domain that does"
    intent = world.estate.graph.intent
    if intent is None or any(covers(egress.fqdn, name) for egress in intent.egress):
        return ""
    return f"{rule} allows {name}, which is not declared"


def _leak(way: WayOut, site: Site, world: World, name: str, reason: str) -> Refuted | Unknown:
    packets: PacketSet = way.must or way.may
    packet = packets.example()
    told = world.book.describe(packet)
    if name:
        told = f"tcp {world.book.show(packet.source)}:50000 -> {name}:{packet.port}"
    path = (Hop(site.id, "any machine in the subnet"), Egress(site, world).guarded(packet), *way.hops)
    if way.must:
        return Refuted(Counterexample(told, path), reason)
    return Unknown(f"{reason}: {told} may pass, because {'; '.join(hop.because for hop in path[1:])}")


OBLIGATION = Obligation(
    "egress-only-declared", 5, "nothing leaves for the internet but through the firewall, to declared names", check
)
