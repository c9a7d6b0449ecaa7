"""Follows the references of a plan's configuration to the resources that a value, unknown until apply, is made from.

A plan tells which references an expression has, not what it makes of them. Since the value itself is not known, it comes
from a reference whose own value is not known; where there is one only, that is it. Everything else stays unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from enclave.importers.terraform.expressions import Key, keyed, longest, parse_reference, told
from enclave.importers.terraform.plan import Block, Plan, Planned, steps
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


@dataclass
class _Asked:
    """What a part that is asked for by its key may come from."""

    named: set[tuple[str, tuple[str | int, ...]]] = field(default_factory=set)
    """What has the key for its own, or is called so: it is meant where there is any."""
    others: set[tuple[str, tuple[str | int, ...]]] = field(default_factory=set)

    def note(self, source: Source, key: str | int) -> None:
        of_key = _same(source.resource.index, key) or _is_named(source.resource, key)
        (self.named if of_key else self.others).add((source.resource.address, source.attribute))


class References:
    """Answers where unknown values come from."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._instances: dict[tuple[str, str, str, str], list[Planned]] = {}
        self._modules: dict[tuple[str, str], list[str]] = {}
        self._witnesses = Witnesses(plan)
        self._answered: dict[tuple[tuple[str, ...], str, tuple[str, str, str | int | None] | None], Sources] = {}
        self.picked: set[str] = set()
        """Addresses of what was taken as the instance of its own loop's key, which the plan does not say in so many words."""
        self.guessed: set[str] = set()
        """Addresses of what is the only one of its type that an expression with local values can mean."""
        for resource in plan.resources:
            key = (resource.module, resource.mode, resource.type, resource.name)
            self._instances.setdefault(key, []).append(resource)
            self._note_modules(resource.module)

    def _note_modules(self, address: str) -> None:
        parts = split_module(address)
        for end in range(1, len(parts) + 1):
            parent, call = ".".join(parts[: end - 1]), parts[end - 1]
            known = self._modules.setdefault((parent, re.sub(r"\[.*", "", call).removeprefix("module.")), [])
            whole = ".".join(parts[:end])
            if whole not in known:
                known.append(whole)

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
        seen: set[tuple[str, str, str, str | int | None, tuple[str | int, ...]]] = set()
        todo = [_Step(written, _Place(resource.module, resource.index, resource.written))]
        while todo:
            step = todo.pop()
            keys |= dict.fromkeys(_keys_named(step))
            followed = keyed(step.references)
            mixed = mixed or len(followed) > 1
            narrowed, wanted = self._narrowed(followed, step)
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
                        if step.asked and step.wanted:
                            asked.setdefault(step.asked, _Asked()).note(each, step.wanted[0])
                        else:
                            plain.add((each.resource.address, each.attribute))
                    elif isinstance(each, str):
                        lost[each] = None
                    else:
                        todo.append(replace(each, asked=step.asked or (reference if each.wanted else "")))
        for one in asked.values():
            self.picked.update(address for address, _ in one.others and one.named)
            dropped = one.others - plain if one.named else set()
            others += [found.pop(other) for other in sorted(dropped & found.keys(), key=str)]
            for other in dropped:
                known.pop(other, None)
        called = tuple(each for key, each in found.items() if any(key in one.named for one in asked.values()))
        self.picked.update(each.resource.address for each in called if not plain.isdisjoint(found))
        ways = tuple(found.values()), tuple(lost), tuple(known.values())
        return Sources(*ways, ", ".join(longest(written)), mixed, called, tuple(others), tuple(keys))

    def _narrowed(self, followed: list[tuple[str, str]], step: _Step) -> tuple[list[tuple[str, str]], tuple[str | int, ...]]:
        """Of the resources that a map is made of, the one that is called as the key that is asked for."""
        if not step.wanted or len(followed) < 2:
            return followed, step.wanted
        named = [each for each in followed if _is_called(parse_reference(each[0]), step.wanted[0])]
        if len(named) != 1:
            return followed, step.wanted
        self.picked.add(f"{step.place.module}.{named[0][0]}".removeprefix("."))
        return named, step.wanted[1:]

    def _passed_over(self, followed: list[tuple[str, str]], narrowed: list[tuple[str, str]], place: _Place) -> Iterator[Source]:
        """What the other resources are that a map is made of, where their values are not known."""
        for reference, by in followed:
            if (reference, by) not in narrowed:
                for each in self._follow(reference, by, place, ()):
                    if isinstance(each, Source) and is_unknown(each.resource, each.attribute):
                        yield each

    def _follow(self, reference: str, by: str, place: _Place, wanted: tuple[str | int, ...]) -> Iterator[Source | str | _Step]:
        parts = parse_reference(reference)
        head = parts[0] if parts else ""
        if head in ("path", "terraform", "self", "count") or parts[:2] == ["each", "key"]:
            return
        if head == "each":
            own = () if place.index is None else (place.index,)
            yield _Step(told(place.block.repeated) if place.block else (), place, (*own, *_plains(parts[2:]), *wanted))
        elif head == "var" and len(parts) > 1:
            yield from self._variable(str(parts[1]), place, (*_plains(parts[2:]), *wanted))
        elif head == "module" and len(parts) > 1:
            yield from self._output(parts, self._key(by, place), place, wanted)
        elif head == "data" and len(parts) > 2:
            yield from self._resource("data", parts[1:], self._key(by, place), place, wanted)
        elif head == "local" or len(parts) < 2:
            yield reference
        else:
            yield from self._resource("managed", parts, self._key(by, place), place, wanted)

    def _variable(self, name: str, place: _Place, wanted: tuple[str | int, ...]) -> Iterator[Source | str | _Step]:
        if not place.module:
            return
        *around, own = split_module(place.module)
        parent = ".".join(around)
        config = self.plan.module(parent)
        call_name, index = steps(own)[0]
        call = config.calls.get(call_name) if config else None
        if call is None:
            yield f"var.{name}"
        elif name in call[0].expressions:
            yield _Step(told(call[0].expressions[name]), _Place(parent, index, call[0]), wanted)

    def _output(
        self, parts: list[str | int], by: str | int | None, place: _Place, wanted: tuple[str | int, ...]
    ) -> Iterator[Source | str | _Step]:
        call = str(parts[1])
        rest = parts[2:]
        instances = self._modules.get((place.module, call), [])
        if rest and (isinstance(rest[0], int) or _is_key(parts, 2)):
            instances = [each for each in instances if _index(each) == _plain(rest[0])]
            rest = rest[1:]
        elif len(instances) > 1 and by is not None and (own := [each for each in instances if _same(_index(each), by)]):
            instances = own
            self.picked.update(own)
        elif not rest and wanted and (own := [each for each in instances if _same(_index(each), wanted[0])]):
            instances, wanted = own, wanted[1:]
            self.picked.update(own)
        config = self.plan.module(place.module)
        known = config.calls.get(call) if config else None
        outputs = known[1].outputs if known else {}
        if not rest and wanted and wanted[0] in outputs:
            rest, wanted = [wanted[0]], wanted[1:]
        # a plan cuts `module.a[each.key].b` to `module.a`: any of its outputs may be meant then
        named = [outputs.get(str(rest[0]))] if rest else list(outputs.values())
        if not instances or not named or None in named:
            yield f"module.{call}{f'.{rest[0]}' if rest else ''}"
            return
        for instance in instances:
            for output in named:
                yield _Step(told(output), _Place(instance, None, None), (*_plains(rest[1:]), *wanted))

    def _resource(
        self, mode: str, parts: list[str | int], by: str | int | None, place: _Place, wanted: tuple[str | int, ...]
    ) -> Iterator[Source | str | _Step]:
        kind, name, *path = parts
        instances = self._instances.get((place.module, mode, str(kind), str(name)), [])
        if path and (isinstance(path[0], int) or _is_key(parts, 2)):
            instances = [each for each in instances if each.index == _plain(path[0])]
            path = path[1:]
        elif not path and len(instances) > 1 and by is not None and (own := [each for each in instances if _same(each.index, by)]):
            instances = own
            self.picked.update(each.address for each in own)
        elif not path and wanted and (own := [each for each in instances if _same(each.index, wanted[0])]):
            instances, wanted = own, wanted[1:]
            self.picked.update(each.address for each in own)
        if not instances:
            yield ".".join(str(part) for part in parts)
        for each in instances:
            yield Source(each, _plains(path) or (wanted if wanted and _has(each, wanted[0]) else ()))


    def _key(self, by: str, place: _Place) -> str | int | None:
        """The key of an instance that a reference stands for; None when the plan does not say."""
        if not by:
            return None
        found = place.index if by in ("each.key", "count.index") else self._constant(by, place)
        if found is None and by == "each.value":
            # an element of a set is its own key
            found = place.index
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
                return _at(self.plan.variables.get(str(parts[1])), (*_plains(parts[2:]), *path))
            else:
                return None
            if isinstance(expression, Mapping) and "constant_value" in expression:
                return _at(expression["constant_value"], path)
            followed = keyed(told(expression))
            if len(followed) != 1:
                return None
            reference = followed[0][0]
        return None


def is_unknown(resource: Planned, path: Sequence[str | int]) -> bool:
    """Whether a part of a resource is only known after apply; whether anything is, for no path."""
    mask, value = resource.unknown, resource.values
    if not path:
        return _any_true(mask) or "id" not in value
    if path[0] not in value and not (isinstance(mask, Mapping) and path[0] in mask):
        # neither a value nor a word of it: what apply gives is not in the plan
        return True
    for step in path:
        if mask is True:
            return True
        mask = _part(mask, step)
    return _any_true(mask)


def _at(value: Evaluated, path: Sequence[str | int]) -> Evaluated:
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        elif isinstance(value, list) and step in value:
            value = step
        elif isinstance(value, list) and (own := [each for each in value if isinstance(each, Mapping) and step in each.values()]):
            # a `for` over a list of objects, by one of their properties
            value = own[0] if len(own) == 1 else None
        else:
            return None
    return value


def _part(value: Evaluated, step: str | int) -> Evaluated:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list):
        if isinstance(step, int):
            return value[step] if step < len(value) else None
        # a block that is written once is a list of one
        return _part(value[0], step) if len(value) == 1 else None
    return None


def _any_true(mask: Evaluated) -> bool:
    todo = [mask]
    while todo:
        each = todo.pop()
        if each is True:
            return True
        todo += each.values() if isinstance(each, Mapping) else each if isinstance(each, list) else ()
    return False


def split_module(address: str) -> list[str]:
    """`module.a["x"].module.b` as its two calls."""
    found: list[str] = []
    start = 0
    for match in re.finditer(r'module\.[^.\[]+(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?(?:\.|$)', address):
        found.append(address[start : match.end()].removesuffix("."))
        start = match.end()
    return found


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


def _index(module: str) -> str | int | None:
    """The key of an instance of a module."""
    return steps(split_module(module)[-1])[0][1]


def _has(resource: Planned, attribute: str | int) -> bool:
    return attribute == "id" or attribute in resource.values or (isinstance(resource.unknown, Mapping) and attribute in resource.unknown)


def _is_called(parts: list[str | int], key: str | int) -> bool:
    """Whether a reference is to a resource of that name, or to its instance of that key."""
    parts = parts[1:] if parts[:1] == ["data"] else parts
    if len(parts) < 2 or parts[0] in ("var", "each", "local", "module", "path", "count"):
        return False
    return parts[1] == key or (len(parts) > 2 and (isinstance(parts[2], int) or _is_key(parts, 2)) and _plain(parts[2]) == key)


def _is_named(resource: Planned, key: str | int) -> bool:
    """Whether a resource is called as a key, alone or before the word for its type: `gateway_user_assigned_identity`."""
    kind = str(resource.values.get("type") or resource.type).partition("@")[0].rpartition("/")[2].removeprefix("azurerm_")
    own, sought, word = (re.sub(r"[^a-z0-9]", "", each.lower()) for each in (resource.name, str(key), kind))
    rest = own.removeprefix(sought)
    return own == sought or (rest != own and len(rest) > 3 and word.startswith(rest[:-1]))


def is_called(resource: Planned, key: str) -> bool:
    """Whether a key of texts is that of an instance, or its name with its key: `member["sec"]` is `sec` and `member-sec`; where it is
    made once, that of its module."""
    if resource.index is None:
        return _is_named(resource, key) or bool(resource.module and steps(resource.module)[-1][1] == key)
    return key in names_of(resource) or plain(key) in names_of(resource)[1:]


def names_of(resource: Planned) -> tuple[str, ...]:
    """What an instance is called: its key, and its name with its key; one text that is empty for what is made once."""
    return ("",) if resource.index is None else (str(resource.index), plain(f"{resource.name}{resource.index}"))


def plain(name: str) -> str:
    """The letters and digits of a name, in lower case."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _same(index: str | int | None, key: str | int) -> bool:
    """Whether an instance has a key. The keys of a map that a `for` makes of a list are the numbers of the list as texts."""
    return index is not None and str(index) == str(key)
