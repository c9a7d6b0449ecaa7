"""The outputs of a file: ids and other values that the other modules ask for, one by one or as dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enclave.emit.layout.declared import Call, Declared, Told
from enclave.emit.layout.exports import Export
from enclave.emit.layout.families import NotUniform
from enclave.emit.layout.levels import Hint, joined
from enclave.emit.layout.terms import PAIR, CallOutput, DataType, Entries, Gathered, Known, ListOf, Term
from enclave.emit.names import camel
from enclave.graph.model import Resource

if TYPE_CHECKING:
    from enclave.emit.layout.build import FileBuilder

Targets = dict[str, tuple[Resource, str]]


def tell(builder: FileBuilder) -> None:
    """Adds to a file the outputs that are asked of its family."""
    exports = builder.layout.exports
    for export in exports.of(builder.family):
        targets: Targets = {}
        for stamp in builder.family.units:
            targets.update(exports.targets(export).get(stamp, {}))
        told: list[Told] = []
        builder.module.told[export] = told
        if not targets and not export.is_dictionary:
            continue
        for number, (value, is_listed) in enumerate(_values(builder, export, targets)):
            name = builder.outputs.take(export.name)
            kind: DataType = ListOf(PAIR) if is_listed else export.type_of_value
            told.append(Told(name, kind, _said(export), value, is_listed))
            builder.module.outputs[name] = told[number]


def _said(export: Export) -> str:
    if export.is_dictionary:
        return f"{'Resource ids' if export.path == 'id' else f'`{export.path}`'} of the {export.noun} resources, by their names."
    return f"{_one(export)} of the {export.noun}."


def _one(export: Export) -> str:
    return "Resource id" if export.path == "id" else f"`{export.path}`"


def _values(builder: FileBuilder, export: Export, targets: Targets) -> list[tuple[Term, bool]]:
    """What is told, in parts: each with whether it is a list of keys and values."""
    places = {key: builder.index.places[target.id.lower()] for key, (target, _) in targets.items()}
    single = [key for key, place in places.items() if place.builder is builder and place.declared.loop is None]
    looped: dict[Declared, list[str]] = {}
    for key, place in places.items():
        if key not in single:
            looped.setdefault(place.declared, []).append(key)
    if not export.is_dictionary:
        if looped or not single:
            raise NotUniform(builder.family, f"`{export.name}` is not of one resource")
        return [(_known(builder, [targets[key] for key in single], export.path), False)]
    labelled: dict[str, Targets] = {}
    for key in single:
        labelled.setdefault(builder.layout.exports.label(*targets[key]), {})[key] = targets[key]
    pairs = {label: _known(builder, list(same_label.values()), export.path) for label, same_label in labelled.items()}
    found: list[tuple[Term, bool]] = [(Entries(tuple(pairs.items())), False)] if pairs or not looped else []
    found += [(gathered, gathered.is_listed) for declared, keys in looped.items()
              if (gathered := _gathered(builder, export, declared, [targets[key] for key in keys]))]
    return found


def _known(builder: FileBuilder, targets: list[tuple[Resource, str]], path: str) -> Known:
    """What is known of a resource, or of a part of it that may be called differently in each region."""
    declared = builder.index.places[targets[0][0].id.lower()].declared
    if any(builder.index.places[target.id.lower()].declared is not declared for target, _ in targets):
        raise NotUniform(builder.family, f"`{targets[0][0].id}` goes by the name of another resource in another region")
    parts = {target.stamp: part.split("/")[1:] for target, part in targets}
    first = parts[targets[0][0].stamp]
    steps: list[tuple[str, Term]] = []
    for at in range(0, len(first), 2):
        values = {stamp: part[at + 1] for stamp, part in parts.items()}
        steps.append((first[at], _part(builder, values)))
    return Known(declared, path, tuple(steps))


def _part(builder: FileBuilder, values: dict[str, str]) -> Term:
    """The name of a part. A region that nothing asks of gets what fits in."""
    stamps, facts = builder.file.stamps, builder.index.facts
    known = list(values.values())
    if len(set(known)) == 1:
        return known[0]
    marked = facts.marked(known, list(values), is_name=True)
    filler = marked[0] if marked and len(set(marked)) == 1 else known[0]
    column = [values.get(stamp, facts.unmarked(filler, stamp)) for stamp in stamps]
    return builder.file.text(column, Hint("partName", "Name of a part of a resource.", True))


def _gathered(builder: FileBuilder, export: Export, declared: Declared, targets: list[tuple[Resource, str]]) -> Gathered:
    """What is known of the items of a loop."""
    if any(part for _, part in targets):
        raise NotUniform(builder.family, "a part of an item of a loop is told")
    if declared.loop is not None and declared in builder.module.things:
        loop = declared.loop
        value: Term = Known(declared, export.path)
        if export.path == "id":
            ids = [resource.id for resource in declared.resources]
            value = builder.values.references.by_id(loop, ids, declared.resources)
        return Gathered(declared, loop, joined([loop.label, declared.suffix]), value, export.path != "id")
    call, child = _call_with(builder, declared)
    if declared.loop is not None or call.loop is None:
        raise NotUniform(builder.family, "an item of a loop in a loop is told")
    key = joined([call.loop.label, declared.suffix])
    if export.path == "id":
        ids = [resource.id for resource in declared.resources]
        return Gathered(call, call.loop, key, builder.values.references.by_id(call.loop, ids, declared.resources))
    name = child.outputs.take(camel([export.name.removesuffix("s")]))
    child.module.outputs[name] = Told(name, "string", f"{_one(export)} of the {export.noun}.", Known(declared, export.path))
    return Gathered(call, call.loop, key, CallOutput(call, name), True)


def _call_with(builder: FileBuilder, declared: Declared) -> tuple[Call, FileBuilder]:
    for child in builder.children:
        if declared in child.module.things and child.call is not None:
            return child.call, child
    raise NotUniform(builder.family, "something deep inside of a loop is told")

