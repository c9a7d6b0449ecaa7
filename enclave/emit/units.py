"""Cuts a graph into deployment units: one for each resource group, module and region, in an order that can be deployed.

Units that need each other are cut further, so that the order always exists unless single resources need each other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter

from enclave.graph.ids import GROUP_TYPE, group_of
from enclave.graph.model import Graph, Resource
from enclave.graph.needs import deployable, needs


@dataclass(frozen=True)
class Unit:
    """Resources that are deployed together."""

    group: str
    """Name of the resource group, `""` for the subscription."""
    module: str
    stamp: str
    part: int
    """1, or more where a module had to be cut because it and another one need each other."""
    resources: tuple[Resource, ...]

    @property
    def key(self) -> tuple[str, str, str, int]:
        return self.group.lower(), self.module, self.stamp, self.part


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
            self.unit_of[other.id.lower()].key
            for resource in unit.resources
            for other in self.needs[resource.id.lower()]
            if other.id.lower() in self.unit_of
        }
        return tuple(other for other in self.units if other.key in found and other.key != unit.key)

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


def plan(graph: Graph) -> Plan:
    """The units of a graph. Raises UnsupportedError when resources need each other in a circle."""
    groups = tuple(resource for resource in graph if resource.type.lower() == GROUP_TYPE.lower())
    rest = [resource for resource in graph if resource.type.lower() != GROUP_TYPE.lower()]
    needed = needs(graph)
    order = deployable(graph, needed)
    home = {resource.id.lower(): (group_of(resource.scope).lower(), resource.module, resource.stamp) for resource in rest}
    part = _parts(home, needed, order)
    members: dict[tuple[str, str, str, int], list[Resource]] = {}
    for resource in rest:
        key = resource.id.lower()
        members.setdefault((*home[key], part[key]), []).append(resource)
    units = {
        key: Unit(group_of(found[0].scope), key[1], key[2], key[3], tuple(found)) for key, found in members.items()
    }
    unit_of = {resource.id.lower(): unit for unit in units.values() for resource in unit.resources}
    between: dict[tuple[str, str, str, int], list[tuple[str, str, str, int]]] = {key: [] for key in units}
    for resource in rest:
        key = resource.id.lower()
        for need in needed[key]:
            other = unit_of.get(need.id.lower())
            if other is not None and other.key != unit_of[key].key:
                between[unit_of[key].key].append(other.key)
    ordered = TopologicalSorter(between).static_order()
    return Plan(groups, tuple(units[key] for key in ordered), unit_of, needed)


def _parts(
    home: Mapping[str, tuple[str, str, str]], needs: Mapping[str, tuple[Resource, ...]], order: list[str]
) -> dict[str, int]:
    """The part of its module that each resource belongs to: 1, unless modules need each other in a circle.

    Inside such a circle a resource stands in a later part than whatever it needs from another module, which orders all parts.
    """
    edges: dict[tuple[str, str, str], set[tuple[str, str, str]]] = {module: set() for module in home.values()}
    for key, module in home.items():
        edges[module] |= {home[need.id.lower()] for need in needs[key] if need.id.lower() in home} - {module}
    reach = {module: _reachable(edges, module) for module in edges}
    part: dict[str, int] = {}
    for key in order:
        if key not in home:
            continue
        part[key] = 1
        for need in needs[key]:
            other = need.id.lower()
            if other in home and home[key] in reach[home[other]] and home[other] in reach[home[key]]:
                part[key] = max(part[key], part[other] + (home[key] != home[other]))
    used = {module: sorted({part[key] for key in part if home[key] == module}) for module in edges}
    return {key: used[home[key]].index(number) + 1 for key, number in part.items()}


def _reachable(
    edges: Mapping[tuple[str, str, str], set[tuple[str, str, str]]], start: tuple[str, str, str]
) -> set[tuple[str, str, str]]:
    seen: set[tuple[str, str, str]] = set()
    todo = [start]
    while todo:
        for following in edges[todo.pop()] - seen:
            seen.add(following)
            todo.append(following)
    return seen
