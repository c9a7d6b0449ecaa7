"""Azure Front Door: whom its web application firewall lets in, and what its origins lead to by private link (A2 item 21).

A front door answers everybody; only a custom rule of a firewall policy that stands before all paths of a domain keeps callers
out. `SocketAddr` is who opened the connection; `RemoteAddr` is whom a header names, which anybody can write
(learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-custom-rules).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from enclave.finding import Hop
from enclave.graph.body import items, last_segment, link, links, text, texts
from enclave.graph.model import Resource
from enclave.graph.resources import front_door_firewall_policies as firewalls
from enclave.graph.resources import front_doors
from enclave.graph.resources.front_door_firewall_policies import CustomRule
from enclave.graph.resources.front_door_rule_sets import RULE_TYPE
from enclave.graph.resources.front_doors import Endpoint, FrontDoor, Origin, Route
from enclave.graph.resources.web_application_firewall_policies import Condition
from enclave.verify.estate import surely_deployed
from enclave.verify.network.addresses import WORLD, Bounds, addresses
from enclave.verify.network.intervals import EMPTY, IntervalSet
from enclave.verify.network.world import World
from enclave.verify.unsure import Unsure

EVERYBODY = Bounds.exact(WORLD)
NOBODY = Bounds.exact(EMPTY)
EVERY_PATH = "/*"


class Fronted(Struct, frozen=True):
    """A way through a front door to a resource that one of its origins has a private link to."""

    profile: str
    target: str
    """Id of a private link service or of a service."""
    sources: Bounds
    """Whom it lets in."""
    hops: tuple[Hop, ...]


def fronted(world: World) -> tuple[Fronted, ...]:
    """Every way through every front door. Raises `Undecided` where one cannot be followed."""
    profiles = world.estate.graph.of_type(front_doors.TYPE)
    return world.once(("fronted",), lambda: tuple(each for profile in profiles for each in ways(profile, world)))


def asked(service_id: str, world: World) -> set[str]:
    """What origins write to the one who approves their connections to a private link service. Raises `Undecided`."""
    private = "properties.sharedPrivateLinkResource"
    origins = world.estate.graph.of_type(front_doors.ORIGIN_TYPE)
    mine = (each for each in origins if (link(each.body, f"{private}.privateLink") or "").lower() == service_id.lower())
    return {text(each.body, f"{private}.requestMessage") for each in mine} - {""}


def ways(resource: Resource, world: World) -> Iterator[Fronted]:
    """Every way through one profile. Raises `Undecided` where one cannot be followed."""
    if "frontdoor" not in text(resource.body, "sku.name").lower():
        raise Unsure(f"{last_segment(resource.id)} is no Azure Front Door: where another CDN leads is not modelled", resource.id)
    above = f"{resource.id.lower()}/"
    parts = [each for each in world.estate.graph if each.id.lower().startswith(above) or each is resource]
    doubt = surely_deployed(parts)
    if doubt is not None:
        raise doubt
    door = front_doors.read(resource, world.estate.graph)
    for endpoint in door.endpoints:
        for route in endpoint.routes if endpoint.enabled else ():
            if not route.enabled:
                continue
            names = _domains(endpoint, route)
            sources = _sources(door, resource, names, world)
            for group in door.groups:
                if group.name.lower() != route.group.lower() and not _may_override(resource, route, world):
                    continue
                for origin in group.origins:
                    if origin.enabled and names:
                        yield _way(door, endpoint, route, origin, sources)


def _way(door: FrontDoor, endpoint: Endpoint, route: Route, origin: Origin, sources: tuple[Bounds, str]) -> Fronted:
    if origin.private_link is None:
        told = f"origin {origin.name} of {last_segment(door.id)} ({origin.host})"
        raise Unsure(f"{told} is reached over the internet, not by a private link", door.id)
    hops = (
        Hop(f"{door.id}/afdEndpoints/{endpoint.name}", sources[1]),
        Hop(door.id, f"route {route.name} sends to origin {origin.name}, which has a private link to {last_segment(origin.private_link)}"),
    )
    return Fronted(door.id, origin.private_link, sources[0], hops)


def _domains(endpoint: Endpoint, route: Route) -> tuple[str, ...]:
    """The parts of the profile whose names a route answers: `afdendpoints/<name>` and `customdomains/<name>`."""
    own = (f"afdendpoints/{endpoint.name.lower()}",) if route.default_domain else ()
    return (*own, *(f"customdomains/{name.lower()}" for name in route.domains))


def _may_override(profile: Resource, route: Route, world: World) -> bool:
    """Whether a rule set of a route may send a request to another origin group. Raises `Undecided`."""
    wanted = {name.lower() for name in route.rule_sets}
    for name in wanted:
        if world.estate.graph.get(f"{profile.id}/ruleSets/{name}") is None:
            raise Unsure(f"rule set {name} of {last_segment(profile.id)} is not in the template", profile.id)
    for rule in world.estate.graph.of_type(RULE_TYPE):
        mine = rule.id.lower().startswith(f"{profile.id.lower()}/rulesets/") and rule.id.lower().split("/")[-3] in wanted
        if mine and any(text(action, "name").lower() == "routeconfigurationoverride" for action in items(rule.body, "properties.actions")):
            return True
    return False


def _sources(door: FrontDoor, profile: Resource, names: tuple[str, ...], world: World) -> tuple[Bounds, str]:
    """Whom the firewall policies of some domains let in, and why. Raises `Undecided`."""
    found, told = NOBODY, "no name of its own"
    guarded = _guarded(profile, world)
    for name in names:
        policies = guarded.get(name, ())
        if not policies:
            return EVERYBODY, f"no firewall policy stands before every path of {last_segment(name)}"
        for policy in policies:
            bounds, why = _let_in(policy, world)
            found, told = found | bounds, why
    return found, told


def _guarded(profile: Resource, world: World) -> dict[str, tuple[str, ...]]:
    """Domain -> ids of the firewall policies that look at all of its requests. Raises `Undecided`."""
    found: dict[str, tuple[str, ...]] = {}
    prefix = f"{profile.id.lower()}/"
    for child in world.estate.graph.children(profile.id):
        if child.type.lower() != front_doors.SECURITY_TYPE.lower():
            continue
        policy = link(child.body, "properties.parameters.wafPolicy")
        for part in items(child.body, "properties.parameters.associations"):
            if policy is None or EVERY_PATH not in texts(part, "patternsToMatch"):
                continue
            for domain in links(part, "domains"):
                name = domain.lower().removeprefix(prefix)
                found[name] = (*found.get(name, ()), policy)
    return found


def _let_in(policy_id: str, world: World) -> tuple[Bounds, str]:
    resource = world.estate.graph.get(policy_id)
    if resource is None or resource.type.lower() != firewalls.TYPE.lower():
        raise Unsure(f"firewall policy {last_segment(policy_id)} is not in the template", policy_id)
    doubt = surely_deployed((resource,))
    if doubt is not None:
        raise doubt
    policy = firewalls.read(resource)
    name = last_segment(policy_id)
    if not policy.enabled:
        return EVERYBODY, f"firewall policy {name} is switched off"
    if policy.mode.lower() != "prevention":
        return EVERYBODY, f"firewall policy {name} only detects"
    return _by_rules(policy.rules), f"firewall policy {name} lets in whom no rule of it stops"


def _by_rules(rules: tuple[CustomRule, ...]) -> Bounds:
    """Whom the rules let in: each ends the matter for those that it matches, and whoever is left comes in."""
    passed_inner = passed_outer = EMPTY
    left_inner = left_outer = WORLD  # surely undecided, perhaps undecided
    for rule in sorted(rules, key=lambda each: each.priority):
        if not rule.enabled or rule.action.lower() == "log":
            continue
        matched = _matched(rule)
        if rule.action.lower() == "allow":
            passed_inner |= left_inner & matched.inner
            passed_outer |= left_outer & matched.outer
        if rule.action.lower() in ("allow", "block"):
            left_outer -= matched.inner
        left_inner -= matched.outer
    return Bounds(passed_inner | left_inner, passed_outer | left_outer)


def _matched(rule: CustomRule) -> Bounds:
    """The addresses whose every request a rule matches, and those of which it may match one."""
    inner, outer = WORLD, WORLD
    for condition in rule.conditions:
        part = _bounds(condition)
        inner, outer = inner & part.inner, outer & part.outer
    return Bounds(EMPTY if rule.per_minute is not None else inner, outer)


def _bounds(condition: Condition) -> Bounds:
    if condition.variable.lower() != "socketaddr" or condition.operator.lower() != "ipmatch":
        return Bounds(EMPTY, WORLD)
    parts = [addresses(value) for value in condition.values]
    known = IntervalSet.union(part for part in parts if part is not None) & WORLD
    perhaps = WORLD if any(part is None for part in parts) else known
    return Bounds(WORLD - perhaps, WORLD - known) if condition.negated else Bounds(known, perhaps)
