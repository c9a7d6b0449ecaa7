"""Cuts a graph into deployment units: one for each place, module and region, in an order that can be deployed.

Modules that need each other are cut further, so that the order always exists unless single resources need each other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from typing import Final, Literal, TypeAlias

from enclave.graph.ids import GROUP_TYPE, group_of, management_group_of
from enclave.graph.model import Graph, Resource
from enclave.graph.needs import deployable, needs

MOST_RESOURCES: Final = 800
"""Resources that one template may hold (Microsoft Learn, "Azure Resource Manager limits", 2026)."""
MANAGEMENT_GROUPS: Final = "microsoft.management/managementgroups"
MANAGEMENT_GROUP_TYPE: Final = "Microsoft.Management/managementGroups"
UnitKey: TypeAlias = tuple["Home", str, str, int]
Cut: TypeAlias = tuple[str, str, bool, str]
"""A module in one kind of place: the same in every region."""


@dataclass(frozen=True)
class Home:
    """The scope that a unit is deployed to."""

    kind: Literal["group", "subscription", "management-group", "tenant"]
    name: str = ""
    """Of the resource group or the management group, lower case."""


@dataclass(frozen=True)
class Unit:
    """Resources that are deployed together."""

    home: Home
    module: str
    stamp: str
    part: int
    """1, or more where a module had to be cut: because it and another one need each other, or because it is too large."""
    resources: tuple[Resource, ...]

    @property
    def key(self) -> UnitKey:
        return self.home, self.module, self.stamp, self.part

    @property
    def group(self) -> str:
        """Name of the resource group as it is written, `""` anywhere else."""
        return group_of(self.resources[0].scope) if self.home.kind == "group" else ""

    @property
    def management_group(self) -> str:
        """Name of the management group as it is written, `""` anywhere else."""
        return management_group_of(self.resources[0].scope) if self.home.kind == "management-group" else ""


@dataclass(frozen=True)
class Plan:
    """What is deployed, in which pieces, and what each piece and each resource needs first."""

    groups: tuple[Resource, ...]
    units: tuple[Unit, ...]
    """In an order that can be deployed."""
    unit_of: Mapping[str, Unit]
    """Lower-case resource id -> its unit; resource groups have none."""
    needs: Mapping[str, tuple[Resource, ...]]
    """Lower-case resource id -> the resources of the graph that must be there before, itself excluded."""

    def units_needed(self, unit: Unit) -> tuple[Unit, ...]:
        """The other units that must be deployed before one, in the order of the plan."""
        found = {
            id(self.unit_of[other.id.lower()])
            for resource in unit.resources
            for other in self.needs[resource.id.lower()]
            if other.id.lower() in self.unit_of
        }
        return tuple(other for other in self.units if id(other) in found and other is not unit)

    def part(self, only: Collection[str]) -> Plan:
        """The plan of some of the resources, by their ids. What they need of the others is there already."""
        chosen = {resource_id.lower() for resource_id in only}
        units = [replace(unit, resources=tuple(r for r in unit.resources if r.id.lower() in chosen)) for unit in self.units]
        units = [unit for unit in units if unit.resources]
        return Plan(
            groups=tuple(group for group in self.groups if group.id.lower() in chosen),
            units=tuple(units),
            unit_of={resource.id.lower(): unit for unit in units for resource in unit.resources},
            needs={key: tuple(need for need in found if need.id.lower() in chosen)
                   for key, found in self.needs.items() if key in chosen},
        )


def home_of(resource: Resource) -> Home:
    """Where a resource is deployed to. What extends a resource is deployed where that resource is."""
    group = group_of(resource.scope)
    if group:
        return Home("group", group.lower())
    management_group = management_group_of(resource.scope)
    if management_group:
        return Home("management-group", management_group.lower())
    kind = resource.type.lower()
    is_tenants = kind == MANAGEMENT_GROUPS or kind.startswith(f"{MANAGEMENT_GROUPS}/")
    return Home("tenant" if is_tenants and not resource.scope else "subscription")


def plan(graph: Graph) -> Plan:
    """The units of a graph. Raises UnsupportedError when resources need each other in a circle."""
    groups = tuple(resource for resource in graph if resource.type.lower() == GROUP_TYPE.lower())
    rest = [resource for resource in graph if resource.type.lower() != GROUP_TYPE.lower()]
    needed = needs(graph)
    order = deployable(graph, needed)
    home = {resource.id.lower(): home_of(resource) for resource in rest}
    stamp_of = {group.name.lower(): group.stamp for group in groups}
    cut: dict[str, Cut] = {}
    for resource in rest:
        place = home[resource.id.lower()]
        own = place.kind == "group" and stamp_of.get(place.name) == resource.stamp
        cut[resource.id.lower()] = place.kind, "" if own else place.name, bool(resource.stamp), resource.module
    part = _parts(cut, needed, order)
    members: dict[UnitKey, list[Resource]] = {}
    for resource in rest:
        key = resource.id.lower()
        members.setdefault((home[key], resource.module, resource.stamp, part[key]), []).append(resource)
    units = _small_enough(members, {key: place for place, key in enumerate(order)})
    unit_of = {resource.id.lower(): unit for unit in units.values() for resource in unit.resources}
    between: dict[UnitKey, list[UnitKey]] = {key: [] for key in units}
    for resource in rest:
        own_key = unit_of[resource.id.lower()].key
        for need in needed[resource.id.lower()]:
            other = unit_of.get(need.id.lower())
            if other is not None and other.key != own_key:
                between[own_key].append(other.key)
    ordered = TopologicalSorter(between).static_order()
    return Plan(groups, tuple(units[key] for key in ordered), unit_of, needed)


def _small_enough(members: Mapping[UnitKey, list[Resource]], order: Mapping[str, int]) -> dict[UnitKey, Unit]:
    """The units; one that is too large is cut along the order in which its resources can be deployed."""
    units: dict[UnitKey, Unit] = {}
    last: dict[tuple[Home, str, str], int] = {}
    for (home, module, stamp, _), found in sorted(members.items(), key=lambda item: item[0][3]):
        pieces = [found]
        if len(found) > MOST_RESOURCES:
            ordered = sorted(found, key=lambda resource: order[resource.id.lower()])
            pieces = [ordered[start : start + MOST_RESOURCES] for start in range(0, len(ordered), MOST_RESOURCES)]
        for piece in pieces:
            number = last[home, module, stamp] = last.get((home, module, stamp), 0) + 1
            unit = Unit(home, module, stamp, number, tuple(piece))
            units[unit.key] = unit
    return units


def _parts(cut: Mapping[str, Cut], needs: Mapping[str, tuple[Resource, ...]], order: list[str]) -> dict[str, int]:
    """The part of its module that each resource belongs to: 1, unless modules need each other in a circle.

    Inside such a circle a resource stands in a later part than whatever it needs from another module, which orders all parts.
    """
    edges: dict[Cut, set[Cut]] = {module: set() for module in cut.values()}
    for key, module in cut.items():
        edges[module] |= {cut[need.id.lower()] for need in needs[key] if need.id.lower() in cut} - {module}
    reach = {module: _reachable(edges, module) for module in edges}
    part: dict[str, int] = {}
    for key in order:
        if key not in cut:
            continue
        part[key] = 1
        for need in needs[key]:
            other = need.id.lower()
            if other in cut and cut[key] in reach[cut[other]] and cut[other] in reach[cut[key]]:
                part[key] = max(part[key], part[other] + (cut[key] != cut[other]))
    used = {module: sorted({part[key] for key in part if cut[key] == module}) for module in edges}
    return {key: used[cut[key]].index(number) + 1 for key, number in part.items()}


def _reachable(edges: Mapping[Cut, set[Cut]], start: Cut) -> set[Cut]:
    seen: set[Cut] = set()
    todo = [start]
    while todo:
        for following in edges[todo.pop()] - seen:
            seen.add(following)
            todo.append(following)
    return seen
