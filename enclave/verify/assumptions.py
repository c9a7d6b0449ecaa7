"""What every proof takes for granted, and what this graph's proofs take for granted besides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from enclave.graph.body import Undecided, canonical_id, last_segment, text
from enclave.graph.ids import owner
from enclave.graph.model import Intent, Resource
from enclave.graph.resources import role_assignments
from enclave.graph.resources.data_collection_rules import ASSOCIATION_TYPE
from enclave.regions import REGIONS
from enclave.verify.accepted import accepted
from enclave.verify.network.addresses import CONTROL, TAGS
from enclave.verify.network.egress import PRIVATE_BY_DEFAULT
from enclave.verify.network.firewall import filter_of
from enclave.verify.network.packets import ANY_ADDRESS
from enclave.verify.network.world import World
from enclave.verify.perimeters import ASSOCIATION
from enclave.verify.posture.places import SENDS
from enclave.verify.service_code import is_idle, is_managed
from enclave.verify.services import Service, unmodelled, written
from enclave.verify.subjects import client_sites, services

ALWAYS: tuple[str, ...] = (
    "only what the template says is there: nothing else was deployed beside it, and nobody changes it afterwards",
    "replies pass wherever the request did: security groups and firewalls are stateful",
)
_SETTINGS = ("Microsoft.Insights/diagnosticSettings", "microsoft.aadiam/diagnosticSettings")
_PARTS = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId")
RECEIVERS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_SETTINGS, tuple(f"properties.{part}" for part in _PARTS)),
    "Microsoft.Insights/dataCollectionRules": SENDS["microsoft.insights/datacollectionrules"],
}
"""Type of what sends logs and metrics -> paths of the ids of those that receive them."""
RULE = "/authorizationRules/"
LOCATION = "location"
"""In the body of a resource: its place, when that is not known."""
SOMEWHERE = "{}"
"""Stands for a region that is not known: no region is called so."""
TRUSTING = frozenset({"microsoft.storage/storageaccounts", "microsoft.keyvault/vaults"})
"""Types that trusted services pass where no bypass is written, also where public access is off
(learn.microsoft.com/azure/storage/common/storage-network-security, exceptions)."""


def assumptions(world: World) -> tuple[str, ...]:
    """Every assumption, the general ones first."""
    found = (
        *ALWAYS, *(each for part in PARTS for each in world.ask(_said, part)), *accepted(world.estate.graph),
    )
    return tuple(dict.fromkeys(found))


def _people(world: World) -> Iterator[str]:
    graph = world.estate.graph
    if graph.of_type(role_assignments.TYPE):
        yield (
            "the directory is not in a template: Global Administrators, who can take any role, and owners of groups and "
            "applications are trusted, and only those whom the template names hold roles"
        )
        yield "whoever may write the files, packages and notebooks that a service runs its code from is trusted with that code"
    if graph.of_type(ASSOCIATION_TYPE):
        yield "Azure Monitor's agent runs on every machine that a data collection rule is for"


def _places(world: World) -> Iterator[str]:
    homes = frozenset().union(*(world.ask(_homes, number) for number in world.estate.graph.lots()))
    found = sorted({REGIONS[home].boundary for home in homes if home in REGIONS})
    if found:
        yield f"no geographies are declared: what is deployed to a region may stay anywhere in its own: {', '.join(found)}"
    elif SOMEWHERE in homes:
        yield "no geographies are declared: what is deployed to a region may stay anywhere in its own, whichever that is"


def _homes(world: World, number: int) -> frozenset[str]:
    """The regions of those of a lot for which no geographies are declared, and whether the place of one is not known."""
    intent = world.estate.graph.intent or Intent()
    undeclared = [each for each in world.estate.graph.lot(number) if not intent.terms_of(each.id).geographies]
    somewhere = (SOMEWHERE for each in undeclared if LOCATION in each.body)
    return frozenset((*((each.location or "").replace(" ", "").lower() for each in undeclared), *somewhere))


def _network(world: World) -> Iterator[str]:
    if world.book.tags:
        yield f"service tags mean what Microsoft's list of {TAGS['date']} says they are for; their addresses are not looked at"
    control = [tag for tag in world.book.tags if tag in CONTROL]
    if control:
        yield f"nobody but Azure's management sends from the tags {', '.join(control)}"
    if client_sites(world):
        yield "DNS is a way out: Azure's resolver (168.63.129.16), and a firewall that proxies names, answer any name that a machine asks"
    for site in client_sites(world):
        if site.subnet.default_outbound_access is None and site.api_version[:10] >= PRIVATE_BY_DEFAULT:
            yield (
                f"{last_segment(site.network.id)} is deployed as a new network: its subnets have no default outbound access, "
                "which an existing one keeps"
            )
    for perimeter in sorted({association.name.partition("/")[0] for association in world.estate.graph.of_type(ASSOCIATION)}):
        yield f"resources in network security perimeter {perimeter} reach one another, whatever their own switches say"
    for bastion in world.estate.bastions:
        yield f"Bastion {last_segment(bastion.id)} lets in only those whom its roles allow; it is the platform's way in for management"
    if world.estate.graph.of_type("Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks"):
        yield "DNS forwarding rulesets forward only the names that their rules say"


def _firewalls(world: World) -> Iterator[str]:
    intent = world.estate.graph.intent
    for firewall in world.estate.firewalls:
        name = last_segment(firewall.id)
        if firewall.private_ip_assumed:
            yield f"firewall {name} gets {firewall.private_ip}, the first address that Azure gives out in its subnet"
        try:
            rules = filter_of(firewall, world)
            last = [placed for placed in rules.application if placed.collection.action == "Deny" and "*" in placed.rule.target_fqdns]
            override = any(rules.sides(placed.rule)[0].inner >= ANY_ADDRESS for placed in last)
            passed = rules.patterns()
        except Undecided:
            continue
        if not override:
            yield f"firewall {name} also allows Azure's built-in infrastructure names (platform images, disk status, diagnostics)"
        allows = [placed.rule for placed in rules.application if placed.collection.action == "Allow"]
        if any(not rule.terminate_tls for rule in allows):
            yield (
                f"clients tell firewall {name} the truth: without TLS inspection it looks at the name that a client sends (SNI), "
                "not at who answers, so a client that lies about the name reaches any address on that port"
            )
        if intent is None:
            names = sorted(f"FQDN tag {name.removeprefix('tag:')}" if name.startswith("tag:") else name for name in passed)
            if names:
                yield f"the template declares no egress: what firewall {name} allows is taken as declared: {', '.join(names)}"


def _services(world: World) -> Iterator[str]:
    if any(not endpoint.manual for endpoint in world.estate.endpoints):
        yield "whoever deploys may approve private endpoint connections, so those that are not manual are approved"
    calling = sorted(last_segment(resource.id) for resource, service in services(world) if _calls_anybody(resource, service, world))
    if calling:
        more = f" and {len(calling) - 3} more" if len(calling) > 3 else ""
        yield (
            f"whoever may use {', '.join(calling[:3])}{more} has it call no address of others: "
            "nothing limits where it calls to, from Microsoft's network (restrictOutboundNetworkAccess)"
        )
    for resource, service in services(world):
        yield from _managed(resource, service, world)
        path = service.rules.path if service.rules and service.rules.kind == "action" else ""
        try:
            default = "AzureServices" if resource.type.lower() in TRUSTING else ""
            bypass = text(resource.body, f"{path}.bypass", default) if path else ""
        except Undecided:
            continue
        if "azureservices" in bypass.lower():
            yield f"trusted Azure services, of any tenant's instances that a role lets in, may reach {last_segment(resource.id)} (bypass)"
    if any(True for _ in unmodelled(world.estate.graph)):
        yield "a type that is not modelled opens nothing but what it names"


def _calls_anybody(resource: Resource, service: Service, world: World) -> bool:
    """Whether a service that can limit where it calls to itself does not, or may not, and no obligation asks that."""
    if service.calls and world.estate.graph.intent is not None:
        return False
    try:
        return service.limits_outbound is not None and not service.limits_outbound.holds(resource, world.estate.graph)
    except Undecided:
        return True


def _logs(world: World) -> Iterator[str]:
    """Where Azure itself carries logs and metrics to, which no firewall sees."""
    graph = world.estate.graph
    targets: set[str] = set()
    for kind, paths in RECEIVERS.items():
        for resource in graph.of_type(kind):
            for path in paths:
                try:
                    targets.update(written(resource.body, path))
                except Undecided as problem:
                    targets.add(problem.expression)
    found = {each.partition(RULE)[0] for each in map(canonical_id, targets) if owner(graph, each) is None}
    if found:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        yield f"where logs and metrics are sent beside the template is the owner's: {', '.join(sorted(found)[:3])}{more}"


def _managed(resource: Resource, service: Service, world: World) -> Iterator[str]:
    if service.code is not None and service.code.idle and is_idle(resource, service.code, world):
        name = last_segment(resource.id)
        yield f"nothing is published in {name}: what is later runs in Azure's sandboxes unless it is sent to a hybrid worker"
    try:
        managed = service.code is not None and is_managed(resource, service.code, world)
    except Undecided:
        return
    if managed:
        name = last_segment(resource.id)
        yield f"the network that Microsoft manages for {name} lets out, beside its rules, only what Microsoft needs to run it"


PARTS: Mapping[str, Callable[[World], Iterator[str]]] = {
    "people": _people, "network": _network, "firewalls": _firewalls, "services": _services, "places": _places, "logs": _logs,
}
"""What is asked part by part, in order."""


def _said(world: World, part: str) -> tuple[str, ...]:
    return tuple(PARTS[part](world))
