"""What must be said of order in Terraform, where only what is referred to comes first, resource by resource.

In a layout a file that is told anything by another one comes after the whole of it; here it comes after what it was told of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from enclave.emit.layout.build import FileBuilder
from enclave.emit.layout.declared import Declared, Thing
from enclave.emit.layout.entry import Layout
from enclave.emit.layout.families import Family
from enclave.emit.layout.order import terms_of
from enclave.emit.layout.terms import CallOutput, Known, Output, Param, Term, parts
from enclave.graph.ids import GROUP_TYPE

Bits = int
"""A set of resources, as the bits of a number."""


@dataclass(eq=False)
class Order:
    """The waits of a layout: those of its files, and those that are missing."""

    layout: Layout
    waits: dict[int, list[Thing]] = field(default_factory=dict)
    """Declaration or call, by identity -> what it waits for in its file."""
    modules: dict[int, list[Family]] = field(default_factory=dict)
    """Family, by identity -> the families whose modules its module waits for."""
    groups: dict[int, list[str]] = field(default_factory=dict)
    """Family, by identity -> the resource groups, by name in lower case, that its module waits for."""

    def __post_init__(self) -> None:
        self._bits: dict[object, Bits] = {}
        self._builder: dict[int, FileBuilder] = {}
        self.reach: dict[int, Bits] = {}
        """Declaration by identity -> what comes before it for sure."""
        self._of_family: dict[int, Bits] = {}
        by_module = {id(builder.module): builder for builder in self.layout.builders}
        ordered = [by_module[id(call.file)] for call in self.layout.calls]
        for one, declared in (pair for builder in ordered for pair in below(builder)):
            self._builder[id(declared)] = one
        for builder in ordered:
            self._family(builder)

    def bit(self, thing: Declared | str) -> Bits:
        """The bit of a declaration, or of a resource group by its name in lower case."""
        key = thing if isinstance(thing, str) else id(thing)
        found = self._bits.get(key)
        if found is None:
            found = self._bits[key] = 1 << len(self._bits)
        return found

    def _family(self, top: FileBuilder) -> None:
        """Finds what the files of one family must be told."""
        family, own = top.family, [declared for _, declared in below(top)]
        needed = [(declared, target) for declared in own for target in self._needed(declared)]
        before = Before(self, top)
        for name in dict.fromkeys(unit.home.name for unit in family.units.values() if unit.home.kind == "group"):
            before.base |= self.bit(name)
        before.settle()
        self.modules[id(family)], self.groups[id(family)] = [], []
        for declared, target in needed:
            if (before.base | self.reach[id(declared)]) & self.bit(target) or target is declared:
                continue
            if isinstance(target, str):
                self.groups[id(family)].append(target)
                before.base |= self.bit(target)
            elif (other := self._builder[id(target)].family) is not family:
                self.modules[id(family)].append(other)
                before.base |= self._of_family[id(other)]
        before.settle()
        for declared, target in needed:
            if isinstance(target, Declared) and target is not declared and not self.reach[id(declared)] & self.bit(target):
                mine, theirs = self._things(declared, target)
                if mine is not theirs:
                    before.extra.setdefault(id(mine), []).append(theirs)
                    before.settle()
        for thing in (thing for builder in builders(top) for thing in builder.module.things):
            self.waits[id(thing)] = list({id(one): one for one in (*thing.waits, *before.extra.get(id(thing), ()))}.values())
        whole = before.base
        for declared in own:
            whole |= self.bit(declared) | self.reach[id(declared)]
        self._of_family[id(family)] = whole

    def _needed(self, declared: Declared) -> Iterator[Declared | str]:
        """What the resources of a declaration need: other declarations, and resource groups by name."""
        places = self.layout.index.places
        needs = {need.id: need for resource in declared.resources for need in self.layout.plan.needs[resource.id.lower()]}
        found: dict[object, Declared | str] = {}
        for need in needs.values():
            if need.type.lower() == GROUP_TYPE.lower():
                found[need.name.lower()] = need.name.lower()
            elif need.id.lower() in places:
                target = places[need.id.lower()].declared
                found[id(target)] = target
        yield from found.values()

    def _things(self, declared: Declared, target: Declared) -> tuple[Thing, Thing]:
        """What holds each of two declarations in the innermost file that holds both."""
        mine, theirs = self._chain(declared), self._chain(target)
        shared = next(builder for builder, _ in mine if any(builder is other for other, _ in theirs))
        return next(thing for builder, thing in mine if builder is shared), next(thing for builder, thing in theirs if builder is shared)

    def _chain(self, declared: Declared) -> list[tuple[FileBuilder, Thing]]:
        builder = self._builder[id(declared)]
        found: list[tuple[FileBuilder, Thing]] = [(builder, declared)]
        while builder.parent is not None and builder.call is not None:
            found.append((builder.parent, builder.call))
            builder = builder.parent
        return found


@dataclass(eq=False)
class Before:
    """Works out what comes before what in the files of one family."""

    order: Order
    top: FileBuilder
    base: Bits = 0
    """What comes before everything in it."""
    extra: dict[int, list[Thing]] = field(default_factory=dict)
    """Waits that were added."""

    def settle(self) -> None:
        """Works it out anew."""
        self._given: dict[tuple[int, str], Bits] = {}
        every = list(below(self.top))
        for _, declared in every:
            self.order.reach.pop(id(declared), None)
        for builder, declared in every:
            self._before(builder, declared)

    def _before(self, builder: FileBuilder, declared: Declared) -> Bits:
        reach, key = self.order.reach, id(declared)
        if key not in reach:
            reach[key] = found = self.base
            for term in terms_of(declared):
                found |= self._term(builder, term)
            found |= self._anchor(builder, declared.parent) | self._anchor(builder, declared.scope)
            found |= self._waits(builder, declared)
            one = builder
            while one.call is not None and one.parent is not None:
                found |= self._waits(one.parent, one.call)
                one = one.parent
            reach[key] = found
        return reach[key] | self.order.bit(declared)

    def _waits(self, builder: FileBuilder, thing: Thing) -> Bits:
        found = 0
        for other in (*thing.waits, *self.extra.get(id(thing), ())):
            found |= self._thing(builder, other)
        return found

    def _thing(self, builder: FileBuilder, thing: Thing) -> Bits:
        if isinstance(thing, Declared):
            return self._before(builder, thing)
        child = next(child for child in builder.children if child.call is thing)
        found = 0
        for one, declared in below(child):
            found |= self._before(one, declared)
        return found

    def _anchor(self, builder: FileBuilder, other: Declared | None) -> Bits:
        """What a parent or a scope brings with it."""
        if other is None:
            return 0
        if not other.is_existing:
            return self._before(builder, other)
        found = self._anchor(builder, other.parent) | self._anchor(builder, other.scope)
        for name in other.names:
            found |= self._term(builder, name)
        return found

    def _term(self, builder: FileBuilder | None, term: Term) -> Bits:
        found = 0
        for part in parts(term):
            if isinstance(part, Output):
                found |= self._output(part)
            elif builder is None:
                continue
            elif isinstance(part, Known):
                found |= self._anchor(builder, part.declared)
            elif isinstance(part, Param):
                found |= self._param(builder, part.name)
            elif isinstance(part, CallOutput):
                found |= self._thing(builder, part.call)
        return found

    def _param(self, builder: FileBuilder, name: str) -> Bits:
        key = id(builder), name
        if key not in self._given:
            parameter = builder.file.params.get(name)
            self._given[key] = self._term(builder.parent, parameter.argument) if parameter else 0
        return self._given[key]

    def _output(self, output: Output) -> Bits:
        """What a module has deployed of which it tells. One that is called for all regions tells of all of them at once."""
        found, layout, group = 0, self.order.layout, output.export.family.group
        stamps = [output.region] if output.region is not None else list(layout.regions.stamps) or [""]
        calls = [layout.call_of.get((group, stamp)) or layout.call_of.get((group, "")) for stamp in stamps]
        asked = {id(call.file) for call in calls if call is not None}
        for targets in layout.exports.targets(output.export).values():
            for target, _ in targets.values():
                place = layout.index.places[target.id.lower()]
                if id(top_of(place.builder).module) in asked:
                    found |= self.order.bit(place.declared) | self.order.reach.get(id(place.declared), 0)
        return found


def top_of(builder: FileBuilder) -> FileBuilder:
    """The file that the main file calls, for one that is called from it."""
    while builder.parent is not None:
        builder = builder.parent
    return builder


def builders(top: FileBuilder) -> Iterator[FileBuilder]:
    """A file and those that it calls."""
    yield top
    for child in top.children:
        yield from builders(child)


def below(top: FileBuilder) -> Iterator[tuple[FileBuilder, Declared]]:
    """Every declaration of a file and of those that it calls, with its file."""
    for builder in builders(top):
        for declared in builder.module.declared:
            yield builder, declared
