"""Follows the references of a plan's configuration to the resources that a value, unknown until apply, is made from.

A plan tells which references an expression has, not what it makes of them. Since the value itself is not known, it comes
from a reference whose own value is not known; where there is one only, that is it. Everything else stays unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias, TypeVar

from enclave.importers.terraform.doubts import Shifts, ids_in
from enclave.importers.terraform.expressions import Key, keyed, longest, parse_reference, told
from enclave.importers.terraform.names import index_of, is_named, same, split_module
from enclave.importers.terraform.parts import at_path, is_unknown, within
from enclave.importers.terraform.plan import Block, Module, Plan, Planned, steps
from enclave.importers.terraform.witnesses import Witnesses
from enclave.importers.values import Evaluated

MOST_STEPS: Final = 2_000
"""Variables, outputs and loops that are followed for one value."""


@dataclass(frozen=True)
class Source:
    """A value of a resource that is only known after apply."""

    resource: Planned
    attribute: tuple[str | int, ...]
    """Path into it; empty when the plan does not say which part is meant."""


@dataclass(frozen=True)
class Sources:
    """Everything that an unknown value may come from."""

    found: tuple[Source, ...]
    lost: tuple[str, ...]
    """References that the plan says nothing more about."""
    known: tuple[Source, ...]
    """Values of resources that the plan knows, which would make a known value."""
    told: str
    """All references as they are written."""
    mixed: bool = False
    """Something else goes into the value: it may be an id with more behind it, or one of several."""
    named: tuple[Source, ...] = ()
    """Those of `found` that are called as a key by which something is asked for."""
    others: tuple[Source, ...] = ()
    """What it may come from where none of `found` can be meant: what is not called as the key."""
    keys: tuple[str | int, ...] = ()
    """Those of the loops around it that its expressions name, inside out: without one, it is the same for every key."""
    given: tuple[Evaluated, ...] = ()
    """Values with ids in them that variables and constants give it, one of which it may be."""
    shared: bool = False
    """It is a part of what a loop goes over that makes several: some of what it may come from is of the others."""


@dataclass(frozen=True)
class _Place:
    """Where an expression stands: an instance of a module, and the block with its `each` and `count`."""

    module: str
    index: str | int | None
    block: Block | None


@dataclass(frozen=True)
class _Step:
    """Expressions to follow."""

    references: Sequence[str]
    place: _Place
    wanted: tuple[str | int, ...] = ()
    """Path to the part of the value that is meant."""
    asked: str = ""
    """The reference that asks for a part by its key."""
    loop: tuple[str, int] | None = None
    """The loop whose key that is: its module, and its block."""


@dataclass(frozen=True)
class _Given:
    """A value that the plan says."""

    value: Evaluated


@dataclass
class _Asked:
    """What a part that is asked for by its key may come from."""

    named: set[tuple[str, tuple[str | int, ...]]] = field(default_factory=set)
    """What has the key for its own, or is called so: it is meant where there is any."""
    others: set[tuple[str, tuple[str | int, ...]]] = field(default_factory=set)

    def note(self, source: Source, key: str | int) -> None:
        of_key = _has_key(source.resource, key) or is_named(source.resource, key)
        (self.named if of_key else self.others).add((source.resource.address, source.attribute))


_Instance = TypeVar("_Instance")
_Found: TypeAlias = "Source | str | _Step | _Given"


class References:
    """Answers where unknown values come from."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._instances: dict[tuple[str, str, str, str], list[Planned]] = {}
        self._modules: dict[tuple[str, str], list[str]] = {}
        self._witnesses = Witnesses(plan)
        self._answered: dict[tuple[tuple[str, ...], str, tuple[str, str, str | int | None] | None], Sources] = {}
        self._ids: dict[int, tuple[str, ...]] = {}
        self._loops: dict[tuple[str, int], list[str | int | None]] = {}
        self._keys: dict[tuple[str, int, str], dict[str | int | None, str | int | None]] = {}
        self._shifts: dict[tuple[tuple[str, int, str], int], Shifts] = {}
        self.picked: set[str] = set()
        """Addresses of what was taken as the instance of its own loop's key, which the plan does not say in so many words."""
        self.guessed: set[str] = set()
        """Addresses of what is the only one of its type that an expression with local values can mean."""
        self.whole: set[str] = set()
        """Attributes whose ids are taken for all that their expressions name, of how many nobody knows."""
        for resource in plan.resources:
            key = (resource.module, resource.mode, resource.type, resource.name)
            self._instances.setdefault(key, []).append(resource)
            self._note_modules(resource.module)
            if resource.written is not None:
                self._loops.setdefault((resource.module, id(resource.written)), []).append(resource.index)

    def _note_modules(self, address: str) -> None:
        parts = split_module(address)
        for end in range(1, len(parts) + 1):
            parent, call = ".".join(parts[: end - 1]), parts[end - 1]
            known = self._modules.setdefault((parent, re.sub(r"\[.*", "", call).removeprefix("module.")), [])
            whole = ".".join(parts[:end])
            if whole not in known:
                known.append(whole)
                config = self.plan.module(parent)
                block = config.calls.get(steps(call)[0][0]) if config else None
                if block is not None:
                    self._loops.setdefault((parent, id(block[0])), []).append(index_of(whole))

    def _ids_of(self, value: Evaluated) -> tuple[str, ...]:
        """The ids in a value of the plan: one variable may be asked for by thousands of instances."""
        if not isinstance(value, dict | list):
            return tuple(ids_in(value))
        if id(value) not in self._ids:
            self._ids[id(value)] = tuple(ids_in(value))
        return self._ids[id(value)]

    @property
    def followed(self) -> bool:
        """Whether any value that is not known was taken for what its expression refers to."""
        return any(answer.found for answer in self._answered.values())

    def sources(self, expression: Evaluated, resource: Planned) -> Sources:
        """What an expression of a resource may come from."""
        written = told(expression)
        looped = _names_loop(written)
        # every instance that names neither its key nor its number means the same
        key = (tuple(written), resource.module, (resource.type, resource.name, resource.index) if looped else None)
        if key not in self._answered:
            self._answered[key] = self._sources(written, resource)
        return self._answered[key]

    def _sources(self, written: list[str], resource: Planned) -> Sources:
        found: dict[tuple[str, tuple[str | int, ...]], Source] = {}
        known: dict[tuple[str, tuple[str | int, ...]], Source] = {}
        lost: dict[str, None] = {}
        mixed = False
        asked: dict[str, _Asked] = {}
        plain: set[tuple[str, tuple[str | int, ...]]] = set()
        others: list[Source] = []
        keys: dict[str | int, None] = {}
        given: list[Evaluated] = []
        shared = False
        seen: set[tuple[str, str, str, str | int | None, tuple[str | int, ...]]] = set()
        todo = [_Step(written, _Place(resource.module, resource.index, resource.written))]
        while todo:
            step = todo.pop()
            keys |= dict.fromkeys(_keys_named(step))
            shared = shared or bool(_keys_named(step) and len(self._loops.get((step.place.module, id(step.place.block)), ())) > 1)
            followed = keyed(step.references)
            mixed = mixed or len(followed) > 1
            narrowed, wanted, is_keyed = self._narrowed(followed, step)
            others += self._passed_over(followed, narrowed, step.place)
            for reference, by in narrowed:
                key = (reference, by, step.place.module, step.place.index, wanted)
                if key in seen:
                    continue
                seen.add(key)
                if len(seen) > MOST_STEPS:
                    return Sources((), tuple(written), (), ", ".join(written))
                for each in self._follow(reference, by, step.place, wanted):
                    if isinstance(each, Source):
                        kind = found if is_unknown(each.resource, each.attribute) else known
                        kind.setdefault((each.resource.address, each.attribute), each)
                        if step.asked and step.wanted and is_keyed:
                            asked.setdefault(step.asked, _Asked()).note(each, step.wanted[0])
                        else:
                            plain.add((each.resource.address, each.attribute))
                    elif isinstance(each, _Step):
                        loop = (step.place.module, id(step.place.block)) if reference.startswith("each.") else step.loop
                        todo.append(replace(each, asked=step.asked or (reference if each.wanted else ""), loop=loop))
                    else:
                        given += self._ids_of(each.value) if isinstance(each, _Given) else ()
                        lost |= {each: None} if isinstance(each, str) else {}
        for one in asked.values():
            self.picked.update(address for address, _ in one.others and one.named)
            dropped = one.others - plain if one.named else set()
            others += [found.pop(other) for other in sorted(dropped & found.keys(), key=str)]
            for other in dropped:
                known.pop(other, None)
        called = tuple(each for key, each in found.items() if any(key in one.named for one in asked.values()))
        self.picked.update(each.resource.address for each in called if not plain.isdisjoint(found))
        ways = tuple(found.values()), tuple(lost), tuple(known.values())
        return Sources(*ways, ", ".join(longest(written)), mixed, called, tuple(others), tuple(keys), tuple(given), shared)

    def _narrowed(self, followed: list[tuple[str, str]], step: _Step) -> tuple[list[tuple[str, str]], tuple[str | int, ...], bool]:
        """Of the resources that a map is made of, the one that is called as the key that is asked for; the part of it that is meant;
        and whether the names of what the map is made of tell anything."""
        if not step.wanted or len(followed) < 2:
            return followed, step.wanted, True
        if self._is_called_otherwise(followed, step):
            return followed, (), False
        named = [each for each in followed if _is_called(parse_reference(each[0]), step.wanted[0])]
        if len(named) != 1:
            return followed, step.wanted, True
        self.picked.add(f"{step.place.module}.{named[0][0]}".removeprefix("."))
        return named, step.wanted[1:], True

    def _is_called_otherwise(self, followed: list[tuple[str, str]], step: _Step) -> bool:
        """Whether some keys of a loop are no names of what its map is made of, and something of the same type has no key for a name:
        `{ app = x.main.id, main = x.shared.id }`."""
        keys = self._loops.get(step.loop, ()) if step.loop is not None else ()
        keys = keys if step.wanted[0] in keys else ()
        parts = [parse_reference(each) for each, _ in followed]
        named = [each for each in parts if any(_is_called(each, key) for key in keys if key is not None)]
        strange = [each for each in parts if each not in named and any(each[:1] == one[:1] for one in named)]
        return bool(strange) and not all(any(_is_called(each, key) for each in named) for key in keys if key is not None)

    def _passed_over(self, followed: list[tuple[str, str]], narrowed: list[tuple[str, str]], place: _Place) -> Iterator[Source]:
        """What the other resources are that a map is made of, where their values are not known."""
        for reference, by in followed:
            if (reference, by) not in narrowed:
                for each in self._follow(reference, by, place, ()):
                    if isinstance(each, Source) and is_unknown(each.resource, each.attribute):
                        yield each

    def _follow(self, reference: str, by: str, place: _Place, wanted: tuple[str | int, ...]) -> Iterator[_Found]:
        parts = parse_reference(reference)
        head = parts[0] if parts else ""
        if head in ("path", "terraform", "self", "count") or parts[:2] == ["each", "key"]:
            return
        if head == "each":
            own = () if place.index is None else (place.index,)
            yield from _written(place.block.repeated if place.block else {}, place, (*own, *_plains(parts[2:]), *wanted))
        elif head == "var" and len(parts) > 1:
            yield from self._variable(str(parts[1]), place, (*_plains(parts[2:]), *wanted))
        elif head == "module" and len(parts) > 1:
            yield from self._output(parts, by, place, wanted)
        elif head == "data" and len(parts) > 2:
            yield from self._resource("data", parts[1:], by, place, wanted)
        elif head == "local" or len(parts) < 2:
            yield reference
        else:
            yield from self._resource("managed", parts, by, place, wanted)

    def _variable(self, name: str, place: _Place, wanted: tuple[str | int, ...]) -> Iterator[_Found]:
        if not place.module:
            yield _Given(within(self.plan.variables.get(name, self.plan.root.defaults.get(name)), wanted))
            return
        *around, own = split_module(place.module)
        parent = ".".join(around)
        config = self.plan.module(parent)
        call_name, index = steps(own)[0]
        call = config.calls.get(call_name) if config else None
        if call is None:
            yield f"var.{name}"
        elif name in call[0].expressions:
            yield from _written(call[0].expressions[name], _Place(parent, index, call[0]), wanted)
        else:
            yield _Given(within(call[1].defaults.get(name), wanted))

    def _output(self, parts: list[str | int], by: str, place: _Place, wanted: tuple[str | int, ...]) -> Iterator[_Found]:
        call = str(parts[1])
        rest = parts[2:]
        config = self.plan.module(place.module)
        known = config.calls.get(call) if config else None
        outputs = known[1].outputs if known else {}
        instances = self._modules.get((place.module, call), [])
        if rest and (isinstance(rest[0], int) or _is_key(parts, 2)):
            instances = [each for each in instances if index_of(each) == _plain(rest[0])]
            rest = rest[1:]
        elif len(instances) > 1 and by and (own := self._own(instances, [index_of(each) for each in instances], by, place)):
            instances = own
            self.picked.update(own)
        elif not rest and wanted and (own := [each for each in instances if same(index_of(each), wanted[0])]):
            instances, wanted = own, wanted[1:]
            self.picked.update(own)
        elif not rest and wanted and wanted[0] not in outputs and all(index_of(each) is not None for each in instances):
            # a key that none of them has: what it is of is not among them
            instances = []
        if not rest and wanted and wanted[0] in outputs:
            rest, wanted = [wanted[0]], wanted[1:]
        # a plan cuts `module.a[each.key].b` to `module.a`: any of its outputs may be meant then
        named = [outputs.get(str(rest[0]))] if rest else list(outputs.values())
        if known is not None and (place.module, call) not in self._modules:
            if known[0].repeats and self.plan.complete and _has_resources(known[1]):
                # there is none of it, so that it gives nothing
                return
            # it makes nothing, and hands on what it is given
            instances = [] if known[0].repeats else [f"{place.module}.module.{call}".removeprefix(".")]
        if not instances or not named or None in named:
            yield f"module.{call}{f'.{rest[0]}' if rest else ''}"
            return
        for instance in instances:
            for output in named:
                yield _Step(told(output), _Place(instance, None, None), (*_plains(rest[1:]), *wanted))

    def _resource(self, mode: str, parts: list[str | int], by: str, place: _Place, wanted: tuple[str | int, ...]) -> Iterator[_Found]:
        kind, name, *path = parts
        instances = self._instances.get((place.module, mode, str(kind), str(name)), [])
        if path and (isinstance(path[0], int) or _is_key(parts, 2)):
            instances = [each for each in instances if each.index == _plain(path[0])]
            path = path[1:]
        elif not path and len(instances) > 1 and by and (own := self._own(instances, [each.index for each in instances], by, place)):
            instances = own
            self.picked.update(each.address for each in own)
        elif not path and wanted and (own := [each for each in instances if _has_key(each, wanted[0])]):
            instances, wanted = own, wanted[1:]
            self.picked.update(each.address for each in own)
        config = self.plan.module(place.module)
        block = config.resources.get((mode, str(kind), str(name))) if config else None
        if not instances and not (block is not None and block.repeats and self.plan.complete and self._has_none(place, mode, kind, name)):
            yield ".".join(str(part) for part in parts)
        for each in instances:
            yield Source(each, _plains(path) or (wanted if wanted and _has(each, wanted[0]) else ()))

    def _has_none(self, place: _Place, mode: str, kind: str | int, name: str | int) -> bool:
        """Whether the loop of a resource makes none of it, so that no value comes from it."""
        return (place.module, mode, str(kind), str(name)) not in self._instances

    def _own(self, instances: list[_Instance], names: Sequence[str | int | None], by: str, place: _Place) -> list[_Instance]:
        """The instance that has the key which stands in brackets, where the brackets can mean no other one."""
        loop = (place.module, id(place.block), by)
        if loop not in self._keys:
            around = self._loops.get(loop[:2]) or [place.index]
            self._keys[loop] = {index: self._key(by, replace(place, index=index)) for index in around}
        own = self._keys[loop].get(place.index)
        if own is None:
            return []
        if (loop, id(instances)) not in self._shifts:
            self._shifts[loop, id(instances)] = Shifts(tuple(self._keys[loop].values()), names, by == "count.index")
        if self._shifts[loop, id(instances)].may_be(own):
            return []
        return [each for each, name in zip(instances, names, strict=True) if same(name, own)]

    def constants(self, expression: Evaluated, resource: Planned) -> list[Evaluated] | None:
        """What the variables of an expression are, as far as they are known; None where anything else goes into it. A variable of a
        module that nobody gives is its default."""
        found: list[Evaluated] = []
        todo = [(reference, resource.module) for reference, _ in keyed(told(expression))]
        while todo and len(found) < MOST_STEPS:
            reference, module = todo.pop()
            parts = parse_reference(reference)
            if parts[:1] != ["var"] or len(parts) < 2:
                return None
            name, path = str(parts[1]), _plains(parts[2:])
            around = split_module(module)[:-1]
            config = self.plan.module(".".join(around)) if module else None
            called = steps(module)
            call = config.calls.get(called[-1][0]) if config and called else None
            written = call[0].expressions.get(name) if call else None
            if module and call is None:
                return None
            if written is None:
                defaults = call[1].defaults if call else {**self.plan.root.defaults, **self.plan.variables}
                found.append(at_path(defaults.get(name), path))
            elif isinstance(written, Mapping) and "constant_value" in written:
                found.append(at_path(written["constant_value"], path))
            else:
                todo += [(each, ".".join(around)) for each, _ in keyed(told(written))]
        return found

    def _key(self, by: str, place: _Place) -> str | int | None:
        """The key of an instance that a reference stands for; None when the plan does not say."""
        if not by:
            return None
        found = place.index if by in ("each.key", "count.index") else self._constant(by, place)
        if found is None and place.block is not None:
            found = self._witnesses.key(by, place.module, place.index, place.block)
        return found if isinstance(found, str | int) and not isinstance(found, bool) else None

    def _constant(self, reference: str, place: _Place) -> Evaluated:
        """What a reference is where variables of the plan alone make it; None otherwise."""
        path: tuple[str | int, ...] = ()
        for _ in range(MOST_STEPS):
            parts = parse_reference(reference)
            if parts[:1] == ["each"] and place.block is not None and place.index is not None:
                path = (place.index, *_plains(parts[2:]), *path)
                expression: Evaluated = place.block.repeated
            elif parts[:1] == ["var"] and len(parts) > 1 and place.module:
                path = (*_plains(parts[2:]), *path)
                *around, own = split_module(place.module)
                config = self.plan.module(".".join(around))
                call_name, index = steps(own)[0]
                call = config.calls.get(call_name) if config else None
                if call is None:
                    return None
                expression, place = call[0].expressions.get(str(parts[1])), _Place(".".join(around), index, call[0])
            elif parts[:1] == ["var"] and len(parts) > 1:
                return at_path(self.plan.variables.get(str(parts[1])), (*_plains(parts[2:]), *path))
            else:
                return None
            if isinstance(expression, Mapping) and "constant_value" in expression:
                return at_path(expression["constant_value"], path)
            followed = keyed(told(expression))
            if len(followed) != 1:
                return None
            reference = followed[0][0]
        return None


def _written(expression: Evaluated, place: _Place, wanted: tuple[str | int, ...]) -> Iterator[_Found]:
    """What an expression is made from: its references, and what stands in it in so many words."""
    references = told(expression)
    if references:
        yield _Step(references, place, wanted)
    if isinstance(expression, Mapping) and "constant_value" in expression:
        yield _Given(within(expression["constant_value"], wanted))


def _is_key(parts: list[str | int], place: int) -> bool:
    return len(parts) > place and isinstance(parts[place], Key)


def _plain(part: str | int) -> str | int:
    return str(part) if isinstance(part, Key) else part


def _plains(parts: Sequence[str | int]) -> tuple[str | int, ...]:
    return tuple(_plain(part) for part in parts)


def _keys_named(step: _Step) -> tuple[str | int, ...]:
    """The key of the loop around an expression, where it names it."""
    return () if step.place.index is None or not _names_loop(step.references) else (step.place.index,)


def _names_loop(references: Sequence[str]) -> bool:
    return any(each.startswith(("each.", "count.")) for each in references)


def _has_resources(module: Module) -> bool:
    todo = [module]
    while todo:
        each = todo.pop()
        if any(mode == "managed" for mode, _, _ in each.resources):
            return True
        todo += [inner for _, inner in each.calls.values()]
    return False


def _has_key(resource: Planned, key: str | int) -> bool:
    """Whether an instance is the one of a key: of a map of a loop's keys, or of one of the names."""
    return same(resource.index, key) or (resource.index is not None and resource.values.get("name") == key)


def _has(resource: Planned, attribute: str | int) -> bool:
    return attribute == "id" or attribute in resource.values or (isinstance(resource.unknown, Mapping) and attribute in resource.unknown)


def _is_called(parts: list[str | int], key: str | int) -> bool:
    """Whether a reference is to a resource of that name, or to its instance of that key."""
    parts = parts[1:] if parts[:1] == ["data"] else parts
    if len(parts) < 2 or parts[0] in ("var", "each", "local", "module", "path", "count"):
        return False
    return parts[1] == key or (len(parts) > 2 and (isinstance(parts[2], int) or _is_key(parts, 2)) and _plain(parts[2]) == key)
