"""Follows the references of a plan's configuration to the resources that a value, unknown until apply, is made from.

A plan tells which references an expression has, not what it makes of them. Since the value itself is not known, it comes
from a reference whose own value is not known; where there is one only, that is it. Everything else stays unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from enclave.importers.terraform.plan import Block, Plan, Planned, key_of, steps
from enclave.importers.values import Evaluated

PART: Final = re.compile(r'([A-Za-z_][\w-]*)|\[("(?:[^"\\]|\\.)*"|\d+)\]|\.')
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


@dataclass(frozen=True)
class _Place:
    """Where an expression stands: an instance of a module, and the block with its `each` and `count`."""

    module: str
    index: str | int | None
    block: Block | None


class References:
    """Answers where unknown values come from."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._instances: dict[tuple[str, str, str, str], list[Planned]] = {}
        self._modules: dict[tuple[str, str], list[str]] = {}
        self.picked: set[str] = set()
        """Addresses of what was taken as the instance of its own loop's key, which the plan does not say in so many words."""
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
        start = _Place(resource.module, resource.index, resource.written)
        found: dict[tuple[str, tuple[str | int, ...]], Source] = {}
        known: dict[tuple[str, tuple[str | int, ...]], Source] = {}
        lost: dict[str, None] = {}
        seen: set[tuple[str, str, str | int | None]] = set()
        todo: list[tuple[Sequence[str], _Place]] = [(written, start)]
        while todo:
            references, place = todo.pop()
            for reference in longest(references):
                key = (reference, place.module, place.index)
                if key in seen:
                    continue
                seen.add(key)
                if len(seen) > MOST_STEPS:
                    return Sources((), tuple(written), (), ", ".join(written))
                for step in self._follow(reference, place, frozenset(references)):
                    if isinstance(step, Source):
                        kind = found if is_unknown(step.resource, step.attribute) else known
                        kind.setdefault((step.resource.address, step.attribute), step)
                    elif isinstance(step, str):
                        lost[step] = None
                    else:
                        todo.append(step)
        return Sources(tuple(found.values()), tuple(lost), tuple(known.values()), ", ".join(longest(written)))

    def _follow(self, reference: str, place: _Place, beside: frozenset[str]) -> Iterator[Source | str | tuple[Sequence[str], _Place]]:
        parts = parse_reference(reference)
        head = parts[0] if parts else ""
        if head in ("path", "terraform", "self", "count") or parts[:2] == ["each", "key"]:
            return
        if head == "each":
            yield (told(place.block.repeated) if place.block else ()), place
        elif head == "var" and len(parts) > 1:
            yield from self._variable(str(parts[1]), place)
        elif head == "module" and len(parts) > 1:
            yield from self._output(parts, place, beside)
        elif head == "data" and len(parts) > 2:
            yield from self._resource("data", parts[1:], place, beside)
        elif head == "local" or len(parts) < 2:
            yield reference
        else:
            yield from self._resource("managed", parts, place, beside)

    def _variable(self, name: str, place: _Place) -> Iterator[Source | str | tuple[Sequence[str], _Place]]:
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
            yield told(call[0].expressions[name]), _Place(parent, index, call[0])

    def _output(
        self, parts: list[str | int], place: _Place, beside: frozenset[str]
    ) -> Iterator[Source | str | tuple[Sequence[str], _Place]]:
        call = str(parts[1])
        rest = parts[2:]
        instances = self._modules.get((place.module, call), [])
        if rest and (isinstance(rest[0], int) or _is_key(parts, 2)):
            instances = [each for each in instances if steps(split_module(each)[-1])[0][1] == _plain(rest[0])]
            rest = rest[1:]
        elif len(instances) > 1:
            own = [each for each in instances if steps(split_module(each)[-1])[0][1] == place.index]
            if own and _own_key(beside):
                instances = own
                self.picked.update(own)
        config = self.plan.module(place.module)
        known = config.calls.get(call) if config else None
        outputs = known[1].outputs if known else {}
        # a plan cuts `module.a[each.key].b` to `module.a`: any of its outputs may be meant then
        named = [outputs.get(str(rest[0]))] if rest else list(outputs.values())
        if not instances or not named or None in named:
            yield f"module.{call}{f'.{rest[0]}' if rest else ''}"
            return
        for instance in instances:
            for output in named:
                yield told(output), _Place(instance, None, None)

    def _resource(
        self, mode: str, parts: list[str | int], place: _Place, beside: frozenset[str]
    ) -> Iterator[Source | str | tuple[Sequence[str], _Place]]:
        kind, name, *path = parts
        instances = self._instances.get((place.module, mode, str(kind), str(name)), [])
        if path and (isinstance(path[0], int) or _is_key(parts, 2)):
            instances = [each for each in instances if each.index == _plain(path[0])]
            path = path[1:]
        elif len(instances) > 1 and not path:
            own = [each for each in instances if each.index == place.index]
            if own and _own_key(beside):
                instances = own
                self.picked.update(each.address for each in own)
        if not instances:
            yield ".".join(str(part) for part in parts)
        for each in instances:
            yield Source(each, tuple(_plain(part) for part in path))


class Key(str):
    """A key in brackets, unlike the name of an attribute."""


def parse_reference(reference: str) -> list[str | int]:
    """`azurerm_subnet.a["x"].id` as `azurerm_subnet`, `a`, Key `x`, `id`; what cannot be parsed is cut off."""
    parts: list[str | int] = []
    position = 0
    while position < len(reference):
        found = PART.match(reference, position)
        if found is None:
            break
        if found[1]:
            parts.append(found[1])
        elif found[2]:
            key = key_of(found[2])
            parts.append(Key(key) if isinstance(key, str) else key or 0)
        position = found.end()
    return parts


def longest(references: Sequence[str]) -> list[str]:
    """References without those that only lead to another one: a plan lists `a.b.id` and `a.b` for one."""
    found: list[str] = []
    for reference in references:
        if not (found and found[-1].startswith(reference) and found[-1][len(reference) :][:1] in (".", "[")):
            found.append(reference)
    return list(dict.fromkeys(found))


def told(expression: Evaluated) -> list[str]:
    """The references of an expression, or of everything in it."""
    found: list[str] = []
    todo = [expression]
    while todo:
        each = todo.pop()
        if isinstance(each, Mapping):
            references = each.get("references")
            if isinstance(references, list):
                found += [reference for reference in references if isinstance(reference, str)]
            todo += [item for key, item in each.items() if key not in ("references", "constant_value")]
        elif isinstance(each, list):
            todo += each
    return found


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


def _own_key(beside: frozenset[str]) -> bool:
    """Whether an expression picks by the key of its own loop."""
    return bool(beside & {"each.key", "each.value", "count.index"})
