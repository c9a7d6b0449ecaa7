"""The services of the file against the regions that have them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from enclave.regions import REGIONS
from enclave.spec.availability import SERVICES, agent_network
from enclave.spec.components import Components
from enclave.spec.models import Project
from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem
from enclave.spec.suggest import LISTED, listed

MODELS = "openai"
"""What every deployment needs of its region, whatever the platform."""


def services_are_available(subject: Subject) -> Iterator[Problem]:
    """Every region of the file has the services that are built in it."""
    spec = subject.spec
    for name in Components.model_fields:
        if name in SERVICES and getattr(spec.components, name).enabled:
            yield from _missing(subject, name, ("components", name), tuple(spec.regions))
    if spec.components.search.enabled and spec.components.search.semantic_ranker != "disabled":
        yield from _missing(subject, "semantic", ("components", "search", "semantic_ranker"), tuple(spec.regions))
    for name, project in spec.projects.items():
        for keys, region in _places(name, project) if project.deployments else ():
            yield from _missing(subject, MODELS, keys, (region,))
        for key in _regions(project) if project.platform != "openai" else ():
            needed = ("foundry", agent_network(spec, key)) if project.platform == "foundry" else ("foundry",)
            problems = (problem for service in needed for problem in _missing(subject, service, ("projects", name, "platform"), (key,)))
            yield from islice(problems, 1)


def _places(name: str, project: Project) -> Iterator[tuple[Keys, str]]:
    yield ("projects", name, "region"), project.region
    yield from ((("projects", name, "failover_regions", index), key) for index, key in enumerate(project.failover_regions))


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
