"""The main file of a layout: regions with their data, calls of all modules, and what they tell each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from enclave.emit.layout.arrange import Node, arrange
from enclave.emit.layout.build import FileBuilder
from enclave.emit.layout.declared import Call
from enclave.emit.layout.exports import Exports
from enclave.emit.layout.facts import Facts
from enclave.emit.layout.families import Crossed, Family, Index, NotUniform, families
from enclave.emit.layout.levels import File, Hint, Level, Shared, same
from enclave.emit.layout.regions import Main, Once, Regions
from enclave.emit.layout.shapes import Shaper
from enclave.emit.layout.tell import tell
from enclave.emit.layout.terms import (
    Field,
    Output,
    Param,
    PerItem,
    Term,
    parts,
)
from enclave.emit.layout.trees import trees
from enclave.emit.names import Names, camel, sentence, words
from enclave.emit.units import MANAGEMENT_GROUPS, Plan, plan
from enclave.errors import UnsupportedError
from enclave.graph.ids import GROUP_TYPE, group_of
from enclave.graph.model import Graph, Resource, Secret, Value

Thing = TypeVar("Thing")
MOST_ATTEMPTS = 400


class Again(Exception):
    """A layout that did not work: some families must be laid out otherwise."""

    def __init__(self, errors: Sequence[NotUniform | Crossed]) -> None:
        super().__init__(f"{len(errors)} families do not work")
        self.errors = errors


@dataclass(frozen=True)
class Groups:
    """Resource groups that are declared together: one in a loop over the regions, or one alone."""

    symbol: str
    resources: tuple[Resource, ...]
    """One for each region where it is a loop."""
    is_looped: bool
    name: Term
    location: Term
    tags: Term = None
    """The tags that its region shares; others are in `rest`."""

    @property
    def rest(self) -> Mapping[str, Value]:
        """The body but for the tags that its region shares."""
        return {key: value for key, value in self.resources[0].body.items() if key != "tags" or self.tags is None}

    @property
    def said(self) -> str:
        """What they are, for a sentence."""
        return f"the {sentence(self.symbol)} of the regions" if self.is_looped else f"the resource group {self.resources[0].name}"


@dataclass(frozen=True)
class Wait:
    """A call that another one waits for."""

    call: Call
    region: str | None
    """Of a call for all regions the one that is meant, None for that of the loop around."""


@dataclass
class Layout:
    """A graph laid out in files."""

    graph: Graph
    plan: Plan
    facts: Facts
    exploded: frozenset[tuple[str, int, str]]
    alone: Mapping[tuple[str, int, str], frozenset[str]]
    secrets: dict[str, Param] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shared = Shared(self.facts)
        self.main = Main(self.shared)
        self.regions = Regions(self.main)
        listed = families(self.plan, self.facts, self.exploded)
        for family in listed:
            family.alone = self.alone.get((family.module, family.part, family.kind), frozenset())
        self.index = Index(self.graph, self.plan, self.shared, listed)
        self.exports = Exports(self.index)
        self.exports.scan()
        for family in listed:
            family.alone |= self.exports.with_parts(family)
        self.shapers: dict[int, Shaper] = {}
        self.paths = Names([family.path for family in listed], reserved=())
        self.builders: list[FileBuilder] = []
        self._each(listed, lambda family: self.builders.append(self._builder(family)))
        try:
            self.exports.name_all()
        except NotUniform as error:
            raise Again([error]) from error
        for step in (FileBuilder.fill, tell, FileBuilder.order, FileBuilder.finish):
            self._each(self.builders, step)
        self.calls = self._calls()
        self.groups = self._groups()
        self.regions.close()

    def _each(self, things: Sequence[Thing], step: Callable[[Thing], None]) -> None:
        """Takes a step for everything. Raises one error for all that it does not work for."""
        errors: list[NotUniform | Crossed] = []
        for thing in things:
            try:
                step(thing)
            except (NotUniform, Crossed) as error:
                errors.append(error)
        if errors:
            raise Again(errors)

    def _builder(self, family: Family) -> FileBuilder:
        stamps = list(self.regions.stamps) if family.is_regional else list(family.units)
        caller: Level = self.regions if family.is_regional else Once(self.main, self.regions, stamps)
        context = camel(words((family.module or "resources").rpartition("/")[2]))
        builder = FileBuilder(self, family, File(self.shared, stamps, caller, context=context, module=family.module), family.path)
        instances = [self._nodes(family, stamp) for stamp in stamps]
        builder.declare(arrange(instances, family.alone))
        return builder

    def _nodes(self, family: Family, stamp: str) -> list[Node]:
        unit = family.units.get(stamp)
        return trees(self.index, family, unit) if unit else []

    def _groups(self) -> list[Groups]:
        """The resource groups: in a loop over the regions where every region has one of the same form."""
        roles: dict[str, list[Resource]] = {}
        for group in self.plan.groups:
            roles.setdefault(group.stamp and self.facts.role_of(group.name, group.stamp), []).append(group)
        found: list[Groups] = []
        for groups in roles.values():
            stamps = [group.stamp for group in groups]
            if stamps == list(self.regions.stamps) and self._are_alike(groups):
                found.append(self._looped_groups(groups))
            else:
                found += [self._single_group(group) for group in groups]
        return found

    def _looped_groups(self, groups: Sequence[Resource]) -> Groups:
        is_main = [group.name for group in groups] == [region.group for region in self.facts.regions]
        own = [] if is_main else words(self.facts.label_of(groups[0].name, GROUP_TYPE, groups[0].stamp))
        symbol = "resourceGroups" if is_main else self.main.names.take(camel([*own, "resource", "groups"]))
        said = "Name of the resource group."
        name = self.regions.text([group.name for group in groups], Hint(camel([*own, "resource", "group", "name"]), said, True))
        said = f"Azure region of the resource group for {' '.join(own)}."
        places = [group.location or "" for group in groups]
        is_own = places == [region.location for region in self.facts.regions]
        hint = Hint(camel([*own, "location"]), said)
        location = self.regions.standard("location") if is_own else self.regions.field(places, "string", hint)
        tags = self.regions.tags(groups[0].stamp) if groups[0].body.get("tags") is not None else None
        return Groups(symbol, tuple(groups), True, name, location, tags)

    def _single_group(self, group: Resource) -> Groups:
        own = words(self.facts.label_of(group.name, GROUP_TYPE, group.stamp))
        symbol = self.main.names.take(camel([*words(group.stamp or "global"), *(own if group.stamp else []), "resource", "group"]))
        name = self.main.text([group.name], Hint(f"{symbol}Name", f"Name of the resource group {group.name}.", True))
        at = list(self.regions.stamps).index(group.stamp) if group.stamp else 0
        hint = Hint(f"{symbol}Location", f"Azure region of the resource group {group.name}.")
        if group.location == self.location_of(group.stamp):
            location: Term = Field(PerItem("regions", None, at), "location") if group.stamp else self.main.standard("location")
        else:
            location = self.main.site(group.location or "", hint)
        shared = self.facts.tags.get(group.stamp)
        tags: Term = None
        if shared is not None and group.body.get("tags") == shared:
            self.regions.tags(group.stamp) if group.stamp else self.main.tags("")
            tags = PerItem("regionTags", self.regions, at) if group.stamp else self.main.tags("")
        return Groups(symbol, (group,), False, name, location, tags)

    def _are_alike(self, groups: Sequence[Resource]) -> bool:
        tagged = [group.body.get("tags") == self.facts.tags.get(group.stamp) for group in groups]
        rest = [{key: value for key, value in group.body.items() if key != "tags"} for group in groups]
        is_bare = all("tags" not in group.body for group in groups)
        return (all(tagged) or is_bare) and not any(rest) and same([group.api_version for group in groups])

    # -- what builders ask ------------------------------------------------------------------------------------------

    def shaper_of(self, family: Family) -> Shaper:
        """Tells shapes of values of a family."""
        if id(family) not in self.shapers:
            self.shapers[id(family)] = Shaper(self.graph, lambda ref: None)
        return self.shapers[id(family)]

    def is_base(self, family: Family, scope: str) -> bool:
        """Whether a scope is the one that a family is deployed to."""
        return family.kind == "management-group" and scope.lower() == f"/providers/{MANAGEMENT_GROUPS}/{family.first.home.name}"

    def location_of(self, stamp: str) -> str:
        """Where the resources of a region are."""
        region = self.facts.region_of.get(stamp)
        return region.location if region else self.facts.location

    def version_of(self, kind: str) -> str:
        """The API version for a type that is only named: that of another one of its type, of what it is a part of, or of a part of it.

        Raises UnsupportedError when nothing of the graph tells."""
        above = kind
        while above.count("/"):
            if found := self.graph.of_type(above):
                return found[0].api_version
            above = above.rpartition("/")[0]
        below = f"{kind.lower()}/"
        parts_of_it = [resource for resource in self.graph if resource.type.lower().startswith(below)]
        if not parts_of_it:
            raise UnsupportedError(f"no API version is known for `{kind}`")
        return parts_of_it[0].api_version

    def secret(self, secret: Secret) -> Param:
        """The secure parameter of the main file."""
        if secret.parameter not in self.secrets:
            said = secret.description or "Given at deployment."
            self.secrets[secret.parameter] = self.main.given(camel([secret.parameter], "secret"), "string", said, secret, is_secure=True)
        return self.secrets[secret.parameter]

    # -- calls ------------------------------------------------------------------------------------------------------

    def _calls(self) -> list[Call]:
        calls: dict[int, Call] = {}
        for builder in self.builders:
            family = builder.family
            region = next((unit.stamp for unit in family.units.values()), "")
            slug = self.facts.region_of[region].slug if region and not family.is_regional else ""
            wanted = camel([*words(slug), *words((family.stem if slug else family.path).rpartition("/")[2])])
            calls[id(family)] = Call(self.main.names.take(wanted), builder.module, self.regions if family.is_regional else None)
            calls[id(family)].scope = self._group_name(family)
        self.call_for: Mapping[int, Call] = calls
        """Family by identity -> the call of its file."""
        self.call_of: dict[tuple[int, str], Call] = {}
        self.family_at: dict[tuple[int, str], Family] = {}
        for family in self.index.families:
            for stamp in (self.regions.stamps if family.is_regional else family.units):
                self.call_of[family.group, stamp] = calls[id(family)]
                self.family_at[family.group, stamp] = family
        self.waits: dict[int, list[Wait]] = {}
        """Call by identity -> what it waits for and is not told of."""
        edges: dict[int, set[int]] = {}
        for family in self.index.families:
            needed = dict.fromkeys(self._needed(family))
            told = {wait for parameter in calls[id(family)].file.level.params.values() for part in parts(parameter.argument)
                    if isinstance(part, Output) for wait in self._told(part, family)}
            self.waits[id(calls[id(family)])] = [Wait(calls[id(other)], region) for other, region in needed if (other, region) not in told]
            edges[id(family)] = {id(other) for other, _ in (*needed, *told)}
        return self._ordered(calls, edges)

    def _group_name(self, family: Family) -> Term:
        """The name of the resource groups that a family is deployed to, where not all of them are in the graph."""
        known = {group.name.lower() for group in self.plan.groups}
        if family.kind != "group" or not family.is_regional or all(unit.home.name in known for unit in family.units.values()):
            return None
        names = [family.units[stamp].group if stamp in family.units else "" for stamp in self.regions.stamps]
        hint = Hint("resourceGroupName", "Name of the resource group.", True)
        return names[0] if same(names) else self.regions.text(names, hint)

    def _needed(self, family: Family) -> Iterator[tuple[Family, str | None]]:
        """The families that one needs, each with the region that is meant, None for that of the loop around."""
        for stamp, unit in family.units.items():
            for resource in unit.resources:
                for need in self.plan.needs[resource.id.lower()]:
                    other = self.index.family_of.get(need.id.lower())
                    if other is family and need.stamp != stamp:
                        raise Again([NotUniform(family, "regions need each other")])
                    if other is not None and other is not family:
                        is_same = family.is_regional and need.stamp == stamp
                        yield other, None if is_same or not other.is_regional else need.stamp

    def _told(self, output: Output, family: Family) -> Iterator[tuple[Family, str | None]]:
        """The families that tell something, each with the region that is meant."""
        stamps = [output.region] if output.region is not None else self.regions.stamps if family.is_regional else list(family.units)
        for stamp in stamps:
            other = self.family_at.get((output.export.family.group, stamp)) or self.family_at.get((output.export.family.group, ""))
            if other is not None and self.call_of[other.group, stamp if other.is_regional or stamp in other.units else ""].file.told.get(
                    output.export):
                yield other, output.region if other.is_regional else None

    def _ordered(self, calls: Mapping[int, Call], edges: Mapping[int, set[int]]) -> list[Call]:
        by_id = {id(family): family for family in self.index.families}
        try:
            order = list(TopologicalSorter(edges).static_order())
        except CycleError as error:
            whole = [by_id[key] for key in error.args[1] if by_id[key].is_regional]
            one = whole[0] if whole else by_id[error.args[1][0]]
            raise Again([NotUniform(one, "modules need each other across regions")]) from error
        return [calls[key] for key in order]


def lay_out(graph: Graph, pieces: Plan) -> Layout:
    """The layout of a graph and its plan. What cannot be one file for all regions gets one for each. Raises UnsupportedError."""
    settled = _settled(graph)
    if settled is not graph:
        graph, pieces = settled, plan(settled)
    facts = Facts(graph, pieces)
    exploded: frozenset[tuple[str, int, str]] = frozenset()
    alone: dict[tuple[str, int, str], frozenset[str]] = {}
    for _ in range(MOST_ATTEMPTS):
        try:
            return Layout(graph, pieces, facts, exploded, alone)
        except Again as error:
            for one in error.errors:
                key = one.family.module, one.family.part, one.family.kind
                if isinstance(one, Crossed):
                    alone[key] = alone.get(key, frozenset()) | one.ids
                elif key in exploded:
                    alone[key] = alone.get(key, frozenset()) | {
                        resource.id.lower() for unit in one.family.units.values() for resource in unit.resources}
                else:
                    exploded |= {key}
    raise AssertionError("a layout was not found")


def _settled(graph: Graph) -> Graph:
    """The graph with no regions but those that have something in a resource group."""
    regions = {resource.stamp for resource in graph if group_of(resource.scope) or resource.type.lower() == GROUP_TYPE.lower()}
    if all(resource.stamp in regions or not resource.stamp for resource in graph):
        return graph
    return Graph(tuple(one if one.stamp in regions else replace(one, stamp="") for one in graph), graph.intent)
