"""The services of the file against the regions that have them."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from enclave.spec.availability import SERVICES
from enclave.spec.azure_regions import REGIONS
from enclave.spec.components import Components
from enclave.spec.models import Project, Spec
from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem
from enclave.spec.suggest import LISTED, listed

TEN = IPv4Network("10.0.0.0/8")


def services_are_available(subject: Subject) -> Iterator[Problem]:
    """Every region of the file has the services that are built in it."""
    spec = subject.spec
    for name in Components.model_fields:
        if name in SERVICES and getattr(spec.components, name).enabled:
            yield from _missing(subject, name, ("components", name), tuple(spec.regions))
    if spec.components.search.enabled and spec.components.search.semantic_ranker != "disabled":
        yield from _missing(subject, "semantic", ("components", "search", "semantic_ranker"), tuple(spec.regions))
    for name, project in spec.projects.items():
        if project.platform != "openai":
            yield from _missing(subject, "foundry", ("projects", name, "platform"), _regions(project))
        for key in _regions(project) if project.agents else ():
            yield from _missing(subject, _agent_network(spec, key), ("projects", name, "agents"), (key,))


def _agent_network(spec: Spec, key: str) -> str:
    """What agents need of a region: not every one takes addresses of the largest private range for them."""
    if spec.network_isolation != "complete":
        return "foundry-managed-network"
    region = spec.regions.get(key)
    space = region.address_space if region and region.address_space else spec.network.address_space
    return "foundry-agent-network-10" if space.overlaps(TEN) else "foundry-agent-network"


def _regions(project: Project) -> tuple[str, ...]:
    return project.region, *project.failover_regions


def _missing(subject: Subject, service: str, keys: Keys, regions: tuple[str, ...]) -> Iterator[Problem]:
    where = SERVICES[service]
    for key in regions:
        region = subject.spec.regions.get(key)
        if region is None or region.location not in REGIONS or region.location in where.regions:
            continue
        place: Keys = ("regions", key, "location")
        message = f"`{region.location}` does not have {where.title} ({subject.place(place)})"
        yield subject.problem(keys, message, _hint(region.location, where.regions), (place,))


def _hint(location: str, having: frozenset[str]) -> str:
    """Regions that have it inside the same residency boundary, the nearest choice for whoever wrote the location."""
    boundary = REGIONS[location].boundary
    near = sorted(name for name in having if name in REGIONS and REGIONS[name].boundary == boundary)
    if not near:
        return f"no region in {boundary} has it: leave it out"
    return f"in {boundary} these have it: {listed(near[:LISTED])}"
