"""Which units share a file: a module in one kind of place, in every region. Where a resource is to be found in the layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from enclave.emit.layout.facts import Facts
from enclave.emit.layout.levels import Shared
from enclave.emit.names import noun, plural, singular, words
from enclave.emit.units import Home, Plan, Unit
from enclave.errors import EnclaveError
from enclave.graph.ids import group_of, owner, parse
from enclave.graph.model import Graph, Ref, Resource

if TYPE_CHECKING:
    from enclave.emit.layout.build import FileBuilder
    from enclave.emit.layout.declared import Declared

GLOBAL_NAMES: Mapping[str, str] = {"group": "global", "subscription": "subscription", "management-group": "management-group",
                                   "tenant": "tenant"}
"""What a file is called by besides its module, where a region's resources have the plain name."""


class NotUniform(EnclaveError):
    """A family cannot be said in one file; each of its units gets its own."""

    def __init__(self, family: Family, why: str) -> None:
        super().__init__(f"`{family.module}` cannot be one file: {why}")
        self.family = family


class Crossed(EnclaveError):
    """Resources in a loop and others need each other, so that they must stand alone."""

    def __init__(self, family: Family, ids: frozenset[str]) -> None:
        super().__init__(f"loops of `{family.module}` would need each other")
        self.family = family
        self.ids = ids


@dataclass(eq=False)
class Family:
    """Units that share a file, or the one unit that a file of its own is for."""

    module: str
    part: int
    kind: str
    units: dict[str, Unit]
    """Region -> its unit; `""` for what is of no region."""
    is_whole: bool = True
    """Whether it is called for every region of the graph."""
    alone: frozenset[str] = frozenset()
    """Resources, by id in lower case, that must not be in a loop if that can be avoided."""
    stem: str = ""
    """What its file is called, without the region or the scope that tells it from others of the same."""
    path: str = ""
    group: int = 0
    """The same for families that were one before each of their units got a file: they tell the same by the same names."""

    @property
    def is_regional(self) -> bool:
        """Whether it is called in a loop over the regions."""
        return self.is_whole and "" not in self.units

    @property
    def first(self) -> Unit:
        """The first of its units."""
        return next(iter(self.units.values()))


@dataclass(frozen=True)
class Place:
    """Where a resource is in the layout."""

    builder: FileBuilder
    declared: Declared
    at: int
    """Which of its resources it is."""

    @property
    def resource(self) -> Resource:
        return self.declared.resources[self.at]


@dataclass(eq=False)
class Index:
    """What all files of a layout look up."""

    graph: Graph
    plan: Plan
    shared: Shared
    families: list[Family]
    places: dict[str, Place] = field(default_factory=dict)
    """Resource id in lower case -> its place."""
    owners: dict[str, tuple[Resource, str] | None] = field(default_factory=dict)
    family_of: dict[str, Family] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.family_of = {resource.id.lower(): family for family in self.families for unit in family.units.values()
                          for resource in unit.resources}

    @property
    def facts(self) -> Facts:
        return self.shared.facts

    def owner(self, ref: Ref) -> tuple[Resource, str] | None:
        """The resource of the graph that a reference means, and what of the id lies below it."""
        key = ref.resource + ref.suffix
        if key not in self.owners:
            self.owners[key] = owner(self.graph, key)
        return self.owners[key]


def families(plan: Plan, facts: Facts, exploded: frozenset[tuple[str, int, str]]) -> list[Family]:
    """The families of a plan, in its order. `exploded` has the modules of which every unit gets a file of its own."""
    own = {region.group.lower() for region in facts.regions}
    found: dict[object, Family] = {}
    groups: dict[object, int] = {}
    for unit in plan.units:
        key: tuple[object, ...] = (unit.module, unit.part, unit.home.kind, role_of(unit, facts, own), bool(unit.stamp))
        group = groups.setdefault(key, len(groups))
        if (unit.module, unit.part, unit.home.kind) in exploded:
            key = (*key, unit.stamp)
        if key in found and unit.stamp in found[key].units:
            key, group = (*key, unit.home), len(groups)
            groups[key] = group
        family = found.setdefault(key, Family(unit.module, unit.part, unit.home.kind, {}, group=group))
        family.units[unit.stamp] = unit
    listed = list(found.values())
    for family in listed:
        is_exploded = (family.module, family.part, family.kind) in exploded
        family.is_whole = not is_exploded and (len(family.units) > 1 or len(facts.regions) == 1 or "" in family.units)
    _name(listed, facts, own)
    return listed


def role_of(unit: Unit, facts: Facts, own: set[str]) -> str:
    """Which place of its kind a unit is deployed to: `""` for its region's resource group, else the name, the same in every region."""
    if unit.home.kind != "group" or not unit.stamp:
        return unit.home.name
    return "" if unit.home.name in own else facts.role_of(unit.group, unit.stamp).lower()


def _name(listed: list[Family], facts: Facts, own: set[str]) -> None:
    taken: set[str] = set()
    for family, stem in _stems(listed):
        family.stem = stem
    order = sorted(listed, key=lambda family: (not family.is_regional, family.kind != "group"))
    for family in order:
        stem, unit = family.stem, family.first
        candidates = [stem, f"{stem}-{GLOBAL_NAMES[family.kind]}"]
        if unit.stamp:
            candidates.insert(1, f"{stem}-{facts.region_of[unit.stamp].slug}")
        candidates.append(f"{stem}-{unit.home.name}")
        number = 2
        path = next((path for path in candidates if path not in taken), "")
        while not path or path in taken:
            path = f"{stem}-{number}"
            number += 1
        taken.add(path)
        family.path = path


def _stems(listed: Sequence[Family]) -> Iterator[tuple[Family, str]]:
    """What files are called. Of a module that is cut the part that holds what it is named for has its name, others say what they hold."""
    for module in dict.fromkeys(family.module for family in listed):
        own = [family for family in listed if family.module == module]
        name = module or "resources"
        main = min(own, key=lambda family: (-_fitting(family, name), family.part)).part
        for family in own:
            yield family, name if family.part == main else _named(family, name)


def _fitting(family: Family, module: str) -> float:
    """How well the name of a module says what is in a family."""
    named = {singular(word.lower()) for word in words(module.rpartition("/")[2])}
    kinds = {resource.type for unit in family.units.values() for resource in unit.resources}
    shares = [len({singular(word.lower()) for word in words(noun(kind))} & named) / len(words(noun(kind)) or [""]) for kind in kinds]
    return max(shares, default=0)


def _named(family: Family, module: str) -> str:
    """The name of a module with what most of its resources are that are no parts of others; of the same kind, with what they are on."""
    folder, _, last = module.rpartition("/")
    resources = [resource for unit in family.units.values() for resource in unit.resources]
    roots = [resource for resource in resources if resource.parent is None] or resources
    kind = Counter(resource.type for resource in roots).most_common(1)[0][0]
    what = [word.lower() for word in words(plural(noun(kind)))]
    said = {singular(word) for word in words(last)}
    if {singular(word) for word in what} == said:
        on = Counter(found.type for resource in roots if (found := parse(resource.scope)) is not None).most_common(1)
        what += ["on", *(word.lower() for word in words(plural(noun(on[0][0]))))] if on else [str(family.part)]
    elif not said <= {singular(word) for word in what}:
        what = [*words(last), *(word for word in what if singular(word) not in said)]
    return f"{folder}/{'-'.join(what)}" if folder else "-".join(what)


def own_group(unit: Unit) -> str:
    """Name of the resource group that a unit is deployed to, `""` for another scope."""
    return group_of(unit.resources[0].scope) if unit.home.kind == "group" else ""


__all__ = ["Crossed", "Family", "Home", "Index", "NotUniform", "Place", "families", "own_group", "role_of"]
