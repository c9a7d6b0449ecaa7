"""Where a resource keeps and processes data: its own region, its replicas, the paired region, and what a deployment type says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from enclave.graph.body import Absent, Undecided, canonical_id, last_segment, lookup, text, undecided
from enclave.graph.model import Graph, Resource, Unresolved, Value
from enclave.regions import REGIONS
from enclave.verify.services import Condition, condition, is_known, service_of, written
from enclave.verify.unsure import Unsure

_TABLE: Mapping[str, Any] = json.loads((Path(__file__).parent / "residency.json").read_text(encoding="utf-8"))
DEPLOYMENTS = "microsoft.cognitiveservices/accounts/deployments"
EVERYWHERE = "everywhere"
"""Stands for a place that is no geography: content is handled wherever a caller, or capacity, is."""
GLOBAL = frozenset(kind.lower() for kind in _TABLE["global"])
ANYWHERE: Mapping[str, str] = {kind.lower(): why for kind, why in _TABLE["anywhere"].items()}
REPLICAS: Mapping[str, tuple[str, ...]] = {kind.lower(): tuple(paths) for kind, paths in _TABLE["replicas"].items()}
SENDS: Mapping[str, tuple[str, ...]] = {kind.lower(): tuple(paths) for kind, paths in _TABLE["sends"].items()}
SOURCES: Mapping[str, tuple[str, ...]] = {kind.lower(): tuple(paths) for kind, paths in _TABLE["sources"].items()}
PAIRED: Mapping[str, tuple[str, ...]] = {kind.lower(): tuple(lines) for kind, lines in _TABLE["pair"].items()}
UNLESS: Mapping[str, str] = {kind.lower(): why for kind, why in _TABLE["unless"].items()}
REGIONAL = frozenset(kind.lower() for kind in _TABLE["regional"])
PARTS: tuple[str, ...] = tuple(prefix.lower() for prefix in _TABLE["parts"])
SKUS: Mapping[str, Any] = _TABLE["deployments"]


class Stay(Struct, frozen=True):
    """One place where data of a resource is."""

    where: str
    """Name of a region, or `everywhere`."""
    because: str
    zone: bool = False
    """Anywhere in the residency boundary that the region lies in."""


def own_region(resource: Resource) -> str:
    """The region of a resource, `global`, or empty when it has none. Raises `Undecided`."""
    if resource.location is None:
        unresolved = resource.body.get("location")
        if isinstance(unresolved, Unresolved):
            raise Unsure(f"where {last_segment(resource.id)} is deployed is not known: {undecided(unresolved).message}", resource.id)
        return ""
    if text(resource.body, "extendedLocation.name"):
        raise Unsure(f"where the edge zone of {last_segment(resource.id)} stands is not modelled", resource.id)
    return resource.location.replace(" ", "").lower()


def region(name: str, resource: Resource) -> str:
    """A name of a region as the table has it. Raises `Undecided` for one that it has not."""
    word = name.replace(" ", "").lower()
    if word not in REGIONS:
        raise Unsure(f"`{name}` is no region of the table", resource.id)
    return word


def copies(resource: Resource, graph: Graph) -> Iterator[Stay]:
    """Every place but the resource's own region. Raises `Undecided`."""
    kind = resource.type.lower()
    for path in REPLICAS.get(kind, ()):
        for name in _elsewhere(resource, path):
            yield Stay(region(name, resource), f"{path.removeprefix('properties.')} names {name}")
    if kind in PAIRED and f"{kind}:{last_segment(resource.name).lower()}" not in UNLESS:
        yield from _paired(resource, graph)
    if kind == DEPLOYMENTS:
        yield from _processing(resource, graph)
    if kind in ANYWHERE:
        yield Stay(EVERYWHERE, ANYWHERE[kind])


def _elsewhere(resource: Resource, path: str) -> tuple[str, ...]:
    """The places at a path, without the elements of a list that are where the resource itself is, wherever that is."""
    here = resource.body.get("location")
    head, through, tail = path.partition("[]")
    parts = lookup(resource.body, head)
    if not isinstance(here, Unresolved) or not through or not isinstance(parts, list | tuple):
        return written(resource.body, path)
    kept = [part for part in parts if not _is_at(lookup(part, tail.removeprefix(".")) if isinstance(part, Mapping) else part, here)]
    return written({"parts": kept}, f"parts[]{tail}")


def _is_at(place: Value | Absent, here: Unresolved) -> bool:
    """Whether a place is said by the same expression as another one."""
    return isinstance(place, Unresolved) and place.expression == here.expression


def sinks(resource: Resource) -> Iterator[str]:
    """Ids of the resources that a resource copies data to. Raises `Undecided`."""
    for path in SENDS.get(resource.type.lower(), ()):
        yield from (canonical_id(each) for each in written(resource.body, path))


def sources(resource: Resource) -> Iterator[str]:
    """Ids of the resources that a resource is a replica of. Raises `Undecided`."""
    for path in SOURCES.get(resource.type.lower(), ()):
        yield from (canonical_id(each) for each in written(resource.body, path))


def _paired(resource: Resource, graph: Graph) -> Iterator[Stay]:
    for line in PAIRED[resource.type.lower()]:
        if line != "always" and not all(each.holds(resource, graph) for each in _conditions(line)):
            continue
        if line == "always" and resource.location is None:
            return  # it stays in the geography that it is deployed to, whichever that is
        told = f"{'the service' if line == 'always' else _said(line, resource)} keeps a copy in the paired region"
        try:
            here = own_region(resource)
        except Undecided as problem:
            raise Unsure(f"{told}, which may lie in another geography: {problem.message}", resource.id) from problem
        pair = REGIONS[region(here, resource)].pair
        if line == "always" and pair is not None and REGIONS[pair].geography != REGIONS[here].geography:
            return  # such a service keeps to its region where the pair lies elsewhere (key-vault/general/disaster-recovery-guidance)
        if pair is None and line != "always":
            raise Unsure(f"{here} has no paired region, and {_said(line, resource)} asks for a copy in it", resource.id)
        if pair is not None:
            yield Stay(pair, f"{told} {pair}")


def _conditions(line: str) -> tuple[Condition, ...]:
    return tuple(condition(part) for part in line.split(" & "))


def _said(line: str, resource: Resource) -> str:
    path = line.rsplit(" & ", maxsplit=1)[-1].partition("=")[0]
    part, colon, inner = path.partition(":")
    if colon:
        return f"{inner.removeprefix('properties.')} of {last_segment(part)}"
    found = written(resource.body, path)
    return f"{path.removeprefix('properties.')} {found[0]}" if found else f"{path.removeprefix('properties.')}, which is not written,"


def _processing(deployment: Resource, graph: Graph) -> Iterator[Stay]:
    """Where a model deployment processes prompts, by its SKU (or the older `scaleSettings.scaleType`)."""
    sku = text(deployment.body, "sku.name", "") or text(deployment.body, "properties.scaleSettings.scaleType", "") or "Standard"
    if sku.lower().startswith(tuple(word.lower() for word in SKUS["anywhere"])):
        yield Stay(EVERYWHERE, f"deployment type {sku} processes prompts in any geography")
    elif sku.lower().startswith(tuple(word.lower() for word in SKUS["zone"])):
        owner = graph.get(deployment.parent or "")
        if owner is None:
            raise Unsure(f"the account of {last_segment(deployment.id)} is not in the template", deployment.id)
        here = own_region(owner)
        if REGIONS[region(here, owner)].boundary not in SKUS["zones"]:
            raise Unsure(f"{here} is in no data zone that the table knows, and deployment type {sku} processes in one", deployment.id)
        yield Stay(here, f"deployment type {sku} processes prompts in any region of the data zone", zone=True)
    elif sku.lower() not in {word.lower() for word in SKUS["regional"]} and sku.lower() != "manual":
        raise Unsure(f"where deployment type {sku} processes prompts is not known", deployment.id)


def is_placed(resource: Resource) -> bool:
    """Whether the table says where data of the type is, or the type holds none."""
    kind = resource.type.lower()
    if any(kind in table for table in (SENDS, REPLICAS, PAIRED, REGIONAL, ANYWHERE)) or kind == DEPLOYMENTS or kind.startswith(PARTS):
        return True
    return service_of(resource) is None and is_known(resource)
