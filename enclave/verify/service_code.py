"""Where a service sends that runs its user's code: from subnets of the template, or from a network that Microsoft manages for it; and
where one sends for its callers.

Such a network lets out what its owner's rules say, and what Microsoft needs to run the service: the latter is an assumption.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from enclave.finding import Refuted, Unknown
from enclave.graph.body import Undecided, last_segment, lookup, text, texts
from enclave.graph.managed_network import OutboundRule, inline_rules
from enclave.graph.managed_network import rule as read_rule
from enclave.graph.model import Graph, Resource
from enclave.graph.resources import cognitive_managed_networks
from enclave.graph.resources.cognitive_managed_networks import CognitiveManagedNetwork
from enclave.verify.estate import surely_deployed
from enclave.verify.front import closed, host_of
from enclave.verify.leads import host_of_address
from enclave.verify.mentions import hosts_here
from enclave.verify.model import refuted
from enclave.verify.network.world import World
from enclave.verify.services import Code, Service, ids_at, written
from enclave.verify.unsure import Unsure
from enclave.verify.workflows import sends_elsewhere

Undeclared: TypeAlias = Callable[[str, str], str]
"""Takes a name and the rule that allows it; says why the owner cannot have meant it, or nothing."""
CLOSED = "allowonlyapprovedoutbound"
LINKED = "link to tenant"
"""What the owner accepts of a Synapse workspace, with the id of the tenant behind it."""
TENANTS = "properties.managedVirtualNetworkSettings.allowedAadTenantIdsForLinking"
PROFILES = "/microsoft.network/networkprofiles/"
PROFILE_SUBNETS = "properties.containerNetworkInterfaceConfigurations[].properties.ipConfigurations[].properties.subnet.id"
"""How container groups name their subnet before version 2021-07-01 of their API."""
EXTENSION = frozenset({"providers"})
"""What follows a resource's id in that of an extension of it, such as a lock or a diagnostic setting."""


def has_code(resource: Resource, code: Code, world: World) -> bool:
    """Whether a service runs code at all; when that is not known, it does."""
    if code.idle and is_idle(resource, code, world):
        return False
    try:
        return not code.when or closed(code.when, resource, world)
    except Undecided:
        return True


def is_idle(resource: Resource, code: Code, world: World) -> bool:
    """Whether nothing that a service could run is in the template: every part of it is of a kind that runs nothing."""
    above = f"{resource.id.lower()}/"
    parts = (each.id.lower().removeprefix(above) for each in world.estate.graph if each.id.lower().startswith(above))
    return all(part.partition("/")[0] in code.idle | EXTENSION for part in parts)


def is_managed(resource: Resource, code: Code, world: World) -> bool:
    """Whether it runs in a network that Microsoft manages and that lets out only what is approved. Raises `Undecided`."""
    if code.managed is not None:
        return has_code(resource, code, world) and code.managed.holds(resource, world.estate.graph)
    return bool(code.rules) and closed(code.closed, resource, world)


def code_sends(resource: Resource, service: Service, code: Code, world: World, undeclared: Undeclared) -> Refuted | Unknown | None:
    """Whether a service's code can send where it should not; None when it cannot. Raises `Undecided`."""
    graph = world.estate.graph
    if code.workflow:
        elsewhere = sends_elsewhere(resource)
        return Unknown(elsewhere) if elsewhere else None
    if host_of(resource, service, world) is not None:
        return None  # it sends as its host does, which has a result of its own
    tool = _searching(resource, code, graph) if code.tools else None
    if tool is not None:
        return _leak(resource, f"connection {last_segment(tool.id)} hands what agents ask to a search engine on the internet")
    if is_managed(resource, code, world):
        found = _managed(resource, code, graph, undeclared)
        subnets = _subnets(resource, code, graph)
        if found is None:
            _from(subnets, world)
        return found or _doubted(resource, code, graph)
    broken = next((each for each in code.besides if not each.holds(resource, graph)), None)
    if broken is not None:
        return _leak(resource, f"{broken} does not hold everywhere: it has a way out of its own")
    if code.closed and closed(code.closed, resource, world):
        return _doubted(resource, code, graph)
    if code.open and closed(code.open, resource, world):
        return _leak(resource, f"{code.open[0]}: it has a way out of its own")
    return _through_subnets(resource, code, world)


def calls_others(resource: Resource, service: Service, world: World, undeclared: Undeclared) -> Refuted | Unknown | None:
    """Whether a service calls addresses that its callers name, and that are nobody's here and not declared. Raises `Undecided`."""
    limit, path = service.limits_outbound, service.calls.removesuffix("[]").removeprefix("properties.")
    if limit is not None and not limit.holds(resource, world.estate.graph):
        told = f"{limit} does not hold: it may call any address that a caller names, from Microsoft's network"
        return Unknown(f"{told}; set it, and list in {path} what it may call")
    for each in written(resource.body, service.calls):
        for name in (part.strip().lower() for part in each.split(",")):
            reason = "" if host_of_address(name) in hosts_here(world) else undeclared(name, path)
            if reason:
                packet = f"tcp {last_segment(resource.id)}:50000 -> {name}:443"
                return refuted(packet, (resource.id, f"{path} allows {name}"), ("internet", "delivered"), reason=reason)
    return None


def _through_subnets(resource: Resource, code: Code, world: World) -> Refuted | Unknown | None:
    """Whether anything that code sends does not take the subnets that are written for it. Raises `Undecided`."""
    graph = world.estate.graph
    subnets = _subnets(resource, code, graph)
    if not subnets:
        return _outside(resource, code, graph)
    if code.only_if and not closed(code.only_if, resource, world):
        if closed(code.perhaps, resource, world):
            told = "whether all that it sends takes the subnet is not documented for its plan"
            return Unknown(f"{told}: write outboundVnetRouting.allTraffic = true")
        return _leak(resource, "not all that it sends takes the subnet; the rest goes straight out")
    if code.managed is not None and any(word.lower() in code.managed.values for word in written(resource.body, code.managed.path)):
        return Unknown(f"{code.managed} holds for a part of it, which sends from a network that Microsoft manages")
    against = next((each for each in code.doubts if not each.holds(resource, graph)), None)
    if against is not None:
        return Unknown(f"{against} does not hold, so it is not known whether all that it sends takes the subnet")
    _from(subnets, world)
    return None


def _outside(resource: Resource, code: Code, graph: Graph) -> Refuted | Unknown | None:
    if code.parent and graph.get(resource.parent or "") is not None:
        return None  # it stands in the network of what it belongs to, which has a result of its own
    if code.unknown or code.parent or not code.subnets:
        return Unknown(code.unknown or f"no setting says where {last_segment(resource.id)} may send")
    return _leak(resource, "its code runs outside of every network and reaches the internet")


def _doubted(resource: Resource, code: Code, graph: Graph) -> Unknown | None:
    doubt = next((each for each in code.doubts if not each.holds(resource, graph)), None)
    if doubt is None or _links_to_own(resource, graph):
        return None
    return Unknown(f"{doubt} does not hold, so it may send to others all the same")


def _links_to_own(resource: Resource, graph: Graph) -> bool:
    """Whether a workspace that sends only to services that it is linked to may be linked to those of tenants that the owner calls
    his own. Raises `Undecided`."""
    tenants = texts(resource.body, TENANTS)
    return bool(tenants) and graph.intent is not None and all(graph.intent.waives(f"{LINKED} {each}", resource.id) for each in tenants)


def _searching(resource: Resource, code: Code, graph: Graph) -> Resource | None:
    """A connection of a service, or of a part of it, to a tool that searches the internet from Microsoft's side
    (learn.microsoft.com/azure/ai-foundry/agents/how-to/tools/bing-grounding). Raises `Undecided`."""
    parts = graph.children(resource.id)
    for part in (*parts, *(inner for each in parts for inner in graph.children(each.id))):
        if part.type.lower().endswith("/connections") and text(part.body, "properties.category").lower() in code.tools:
            doubt = surely_deployed((part,))
            if doubt is not None:
                raise doubt
            return part
    return None


def _subnets(resource: Resource, code: Code, graph: Graph) -> tuple[str, ...]:
    return tuple(subnet for path in code.subnets for each in ids_at(resource, path, graph) for subnet in _behind(each, resource, graph))


def _behind(target: str, resource: Resource, graph: Graph) -> Iterator[str]:
    """The subnet of an id, or those of the network profile that it is. Raises `Undecided`."""
    if PROFILES not in target.lower():
        yield target
        return
    profile = graph.get(target)
    if profile is None:
        raise Unsure(f"network profile {last_segment(target)} is not in the template, nor which subnet it is for", resource.id)
    yield from ids_at(profile, PROFILE_SUBNETS, graph)


def _from(subnets: tuple[str, ...], world: World) -> None:
    """What machines in these subnets send has results of its own; one that is not there raises `Undecided`."""
    for subnet in subnets:
        world.estate.site(subnet)


def _leak(resource: Resource, told: str) -> Refuted:
    packet = f"tcp {last_segment(resource.id)}:50000 -> 203.0.113.7:443"
    return refuted(packet, (resource.id, told), ("internet", "delivered"), reason=told)


def _managed(resource: Resource, code: Code, graph: Graph, undeclared: Undeclared) -> Refuted | Unknown | None:
    if not code.network:
        return _beyond(resource, (*inline_rules(resource, code.rules), *_part_rules(resource, code, graph)), graph, undeclared)
    network = _network(resource, code.network, graph)
    if network.isolation.lower() != CLOSED:
        return _leak(resource, f"isolationMode = {network.isolation}: the network that Microsoft manages for it has a way out of its own")
    return _beyond(resource, network.rules, graph, undeclared)


def _part_rules(resource: Resource, code: Code, graph: Graph) -> tuple[OutboundRule, ...]:
    """The outbound rules that are parts of a service. Raises `Undecided`."""
    found = [child for child in graph.children(resource.id) if child.type.lower() == code.rule_type.lower()]
    doubt = surely_deployed(found)
    if doubt is not None:
        raise doubt
    return tuple(read_rule(last_segment(child.name), lookup(child.body, "properties"), child.id) for child in found)


def _network(resource: Resource, kind: str, graph: Graph) -> CognitiveManagedNetwork:
    """The network of an account: a part of it of that type. Raises `Undecided`."""
    found = [child for child in graph.children(resource.id) if child.type.lower() == kind.lower()]
    if len(found) != 1:
        raise Unsure(f"Microsoft manages a network for {last_segment(resource.id)}, and nothing says what it lets out", resource.id)
    doubt = surely_deployed([*found, *graph.children(found[0].id)])
    if doubt is not None:
        raise doubt
    return cognitive_managed_networks.read(found[0], graph)


def _beyond(resource: Resource, rules: tuple[OutboundRule, ...], graph: Graph, undeclared: Undeclared) -> Refuted | Unknown | None:
    """Whether an outbound rule goes beyond what it may: a private endpoint leads to one service, which must be in the template; a
    name must be declared; the addresses that a service tag stands for are nobody's name."""
    name = last_segment(resource.id)
    for rule in rules:
        told = f"outbound rule {rule.name} of {name}"
        if rule.kind == "PrivateEndpoint":
            if graph.get(rule.target) is None:
                return Unknown(f"{told} leads to {rule.target}, which is not in the template and may be anybody's")
        elif rule.kind == "FQDN":
            reason = undeclared(rule.target, told)
            if reason:
                return refuted(f"tcp {name}:50000 -> {rule.target}:443", (resource.id, told), ("internet", "delivered"), reason=reason)
        elif rule.action.lower() != "deny":
            reason = f"{told} lets it out by service tag {rule.target}, not to a declared name"
            return refuted(f"tcp {name}:50000 -> {rule.target}:{rule.ports}", (resource.id, told), ("internet", "delivered"), reason=reason)
    return None
