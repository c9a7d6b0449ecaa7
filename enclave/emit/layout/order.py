"""Says for each file what must come before what, beyond what is referred to anyway."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from enclave.emit.layout.declared import Call, Declared, Thing
from enclave.emit.layout.families import Crossed, NotUniform
from enclave.emit.layout.terms import CallOutput, Known, Term, parts
from enclave.graph.model import Resource

if TYPE_CHECKING:
    from enclave.emit.layout.build import FileBuilder


def order(builder: FileBuilder) -> None:
    """Sets what the things of a file wait for. Raises Crossed or NotUniform when there is no order."""
    edges: dict[Thing, set[Thing]] = {}
    resources: dict[Thing, list[Resource]] = {thing: [] for thing in builder.module.things}
    for resource_id, thing in builder.thing_of.items():
        resource = builder.index.graph.get(resource_id)
        if resource is not None:
            resources[thing].append(resource)
    for thing, own in resources.items():
        needed: set[Thing] = set()
        for resource in own:
            for need in builder.index.plan.needs[resource.id.lower()]:
                other = builder.thing_of.get(need.id.lower())
                if other is thing:
                    thing.is_serial = _follows(builder, thing, resource, need) or thing.is_serial
                elif other is not None:
                    needed.add(other)
        implied = set(_implied(thing))
        thing.waits = [other for other in builder.module.things if other in needed - implied]
        edges[thing] = needed | {other for other in implied if other in resources and other is not thing}
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        circle: list[Thing] = error.args[1]
        free = frozenset(one.id.lower() for thing in circle if thing.is_free for one in resources[thing])
        if free - builder.family.alone:
            raise Crossed(builder.family, free) from error
        raise NotUniform(builder.family, "loops need each other") from error


def _follows(builder: FileBuilder, thing: Thing, resource: Resource, need: Resource) -> bool:
    """Whether a resource needs another one of the same loop, which must come before it then.

    Only children of one parent may: that they come one by one is all that it can mean, which every target has a word for.
    """
    mine, theirs = _item(builder, thing, resource), _item(builder, thing, need)
    if mine == theirs and isinstance(thing, Call):
        return False
    if isinstance(thing, Call) or thing.parent is None:
        raise NotUniform(builder.family, f"`{resource.id}` must come after another item of the same loop")
    if theirs >= mine:
        raise NotUniform(builder.family, f"`{resource.id}` needs what comes later in the same loop")
    return True


def _item(builder: FileBuilder, thing: Thing, resource: Resource) -> int:
    if isinstance(thing, Declared):
        return builder.index.places[resource.id.lower()].at
    child = next(child for child in builder.children if child.call is thing)
    return child.instances[resource.id.lower()]


def _implied(thing: Thing) -> Iterator[Thing]:
    """What a thing refers to anyway. What is there already refers to its parent and to what it extends."""
    todo: list[Thing] = []
    for term in terms_of(thing):
        for part in parts(term):
            if isinstance(part, Known):
                todo.append(part.declared)
            elif isinstance(part, CallOutput):
                todo.append(part.call)
    if isinstance(thing, Declared):
        todo += [other for other in (thing.parent, thing.scope) if other is not None]
    seen: set[Thing] = set()
    while todo:
        other = todo.pop()
        if other in seen:
            continue
        seen.add(other)
        yield other
        if isinstance(other, Declared) and other.is_existing:
            todo += [above for above in (other.parent, other.scope) if above is not None]


def terms_of(thing: Thing) -> Iterator[Term]:
    """Every term that a thing has in its file."""
    if isinstance(thing, Declared):
        yield from thing.names
        yield thing.location
        yield thing.body
    else:
        for parameter in thing.file.level.params.values():
            yield parameter.argument
    if thing.loop is not None:
        yield thing.loop.source
