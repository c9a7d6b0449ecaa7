"""Front doors: what they open where, and what stands behind them."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.regions import REGIONS
from enclave.spec.front_door import ENDPOINTS, reached_from
from enclave.spec.models import ComplianceTag
from enclave.spec.rules.network import is_inside
from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem

BOUND: tuple[ComplianceTag, ...] = ("gdpr", "fedramp", "irap")
"""Tags that keep the processing of data inside a geography or an authorised boundary: GDPR chapter V, FedRAMP's authorisation
boundary, the Australian ISM. The others ask how data is protected, not where."""


def edges_stay_where_data_must(subject: Subject) -> Iterator[Problem]:
    """A front door opens TLS at whichever of Microsoft's sites the caller is near: with a bound tag that is a choice with a reason."""
    tag = next(_bound(subject), None)
    if tag is None:
        return
    for index, ingress in enumerate(subject.spec.network.ingress):
        allowed: Keys = ("network", "ingress", index, "unsafe_allow_edge_processing")
        if ingress.through == "front-door" and ingress.unsafe_allow_edge_processing is None:
            name, keys = tag
            message = f"a front door opens TLS at any of Microsoft's sites in the world, which `{name}` forbids ({subject.place(keys)})"
            hint = "use `through: application-gateway`, or give this way in `unsafe_allow_edge_processing: {reason: ...}`"
            yield subject.problem(("network", "ingress", index, "through"), message, hint, (allowed, keys))


def front_door_has_something_behind(subject: Subject) -> Iterator[Problem]:
    """A front door reaches the gateway by a private link, which ends at the internal load balancer."""
    balancer: Keys = ("components", "load_balancer")
    for index, ingress in enumerate(subject.spec.network.ingress):
        if ingress.through == "front-door" and not subject.spec.components.load_balancer.enabled:
            message = f"a front door reaches the gateway through `load_balancer`, which is switched off ({subject.place(balancer)})"
            yield subject.problem(("network", "ingress", index, "through"), message, "switch `components.load_balancer` on", (balancer,))


def one_host_at_the_front_door(subject: Subject) -> Iterator[Problem]:
    """All that enters through the front door enters through one, so it has one host."""
    first: Keys | None = None
    hosts: set[str] = set()
    for index, ingress in enumerate(subject.spec.network.ingress):
        keys: Keys = ("network", "ingress", index, "host")
        if ingress.through != "front-door" or ingress.host is None:
            continue
        if hosts and ingress.host not in hosts and first is not None:
            message = f"the front door has another host already ({subject.place(first)})"
            yield subject.problem(keys, message, "write the same host, or leave one out", (first,))
        first = first or keys
        hosts.add(ingress.host)


def front_doors_reach_the_regions(subject: Subject) -> Iterator[Problem]:
    """A front door's private link starts inside the residency boundary of each region, and it has an endpoint for each project."""
    spec = subject.spec
    ways: list[Keys] = [("network", "ingress", index, "through") for index, ingress in enumerate(spec.network.ingress)
                        if ingress.through == "front-door"]
    for way in ways[:1]:
        if len(spec.projects) > ENDPOINTS:
            message = f"a front door has room for {ENDPOINTS} projects, here are {len(spec.projects)}"
            yield subject.problem(way, message, "use `through: application-gateway`", (("projects",),))
        for name, region in spec.regions.items():
            keys: Keys = ("regions", name, "location")
            if region.location in REGIONS and reached_from(region.location, region.pair) is None:
                message = f"a front door has no private link inside {REGIONS[region.location].boundary}, where {subject.place(keys)} is"
                yield subject.problem(way, message, "use `through: application-gateway`", (keys,))


def traffic_manager_answers_in_public(subject: Subject) -> Iterator[Problem]:
    """Traffic Manager asks from the internet whether a way in works, and answers with its public address."""
    if not subject.spec.components.traffic_manager.enabled:
        return
    entering = [ingress for ingress in subject.spec.network.ingress if ingress.through == "application-gateway"]
    if entering and all(is_inside(source) for ingress in entering for source in ingress.sources):
        message = "`traffic_manager` has nothing to answer with: all who come in through `application-gateway` come from private ranges"
        hint = "switch `traffic_manager` off, or write the public range that callers come from"
        yield subject.problem(("components", "traffic_manager"), message, hint, (("network", "ingress"),))


def _bound(subject: Subject) -> Iterator[tuple[ComplianceTag, Keys]]:
    spec = subject.spec
    written: list[tuple[tuple[ComplianceTag, ...], Keys]] = [
        (spec.hub.compliance, ("hub", "compliance")),
        *((project.compliance, ("projects", name, "compliance")) for name, project in spec.projects.items()),
        (spec.compliance, ("compliance",)),
    ]
    yield from ((tag, keys) for tags, keys in written for tag in tags if tag in BOUND)
