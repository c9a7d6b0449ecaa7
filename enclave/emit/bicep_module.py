"""One Bicep module: the resources of one unit, or of several of the same shape with parameters for what differs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from enclave.emit.bicep_parameters import Parameters, Written
from enclave.emit.bicep_text import HOST, Expression, Interpolated, Object, escaped, inline, lines
from enclave.emit.names import GUID, Names, camel, distinctive, noun, words
from enclave.emit.shapes import Target, target_of
from enclave.emit.units import Plan, Unit
from enclave.graph.ids import GROUP_TYPE, group_of, owner, parse
from enclave.graph.model import Graph, Ref, Resource, Secret, Value

SUBRESOURCES = frozenset({"microsoft.network/virtualnetworks/subnets"})
"""Child types that may be written inside their parent and are resources of their own all the same."""
MOST_OUTPUTS = 64
MOST_PARAMETERS = 256
"""Of one template (Microsoft Learn, "Azure Resource Manager limits", 2026)."""
ENVELOPE = ("sku", "kind", "zones", "identity", "tags")
"""What authors write before `properties`; everything else of a body follows in its own order."""


class Surroundings(Protocol):
    """What a module needs from the file that calls it."""

    def output_of(self, resource: Resource, path: str, suffix: str) -> Expression:
        """What another unit knows of a resource, through an output of its module."""

    def symbol_of(self, resource: Resource) -> str:
        """The symbol of a resource in its own module."""

    def location_of(self, unit: Unit, location: str) -> Expression: ...

    def shares_tags(self, tags: Value) -> bool:
        """Whether several resources have these tags, so that they are worth a variable."""

    def tags_of(self, unit: Unit, tags: Value) -> Expression:
        """The variable with these tags."""

    def id_outside(self, resource_id: str) -> Expression: ...

    def secret(self, secret: Secret) -> Expression: ...


@dataclass
class _Output:
    name: str
    description: str
    value: str


@dataclass
class ModuleFile:
    """A module while it is written. `units` have the same shape; the first one names things."""

    graph: Graph
    plan: Plan
    units: Sequence[Unit]
    noise: frozenset[str]
    names: Names = field(default_factory=Names)
    existing: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    outputs: dict[tuple[int, str, str], _Output] = field(default_factory=dict)
    blocks: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.columns = tuple(zip(*(unit.resources for unit in self.units), strict=True))
        self.parameters = Parameters(self.units, self.names)
        self.symbols = [self.names.take(self._symbol(column)) for column in self.columns]
        self.unit = self.units[0]
        self.around: Surroundings

    # -- the file ---------------------------------------------------------------------------------------------------

    def write(self, around: Surroundings) -> None:
        """Writes the resources; parameters and outputs gather on the way, here and in the modules referred to."""
        self.around = around
        self.shown_names = [self._name(index) for index in range(len(self.columns))]
        self.blocks = [self._resource(index) for index in range(len(self.columns))]

    def text(self) -> str:
        """The file, once everything is written that may need an output of it."""
        what = self.unit.module or "resources"
        parts = [[f"// {what}: written by `enclave build`; change enclave.yaml, not this file"]]
        if not self.unit.group:
            parts.append(["targetScope = 'subscription'"])
        parts += [parameter.text() for parameter in self.parameters.all()]
        parts += [block for _, block in self.existing.values()]
        parts += self.blocks
        parts += [[f"@description({inline(output.description)})", f"output {output.name} string = {output.value}"]
                  for output in self.outputs.values()]
        return "\n\n".join("\n".join(part) for part in parts) + "\n"

    def is_crowded(self) -> bool:
        """Whether the module has more parameters or outputs than one template may have."""
        return len(self.outputs) > MOST_OUTPUTS or len(self.parameters.all()) > MOST_PARAMETERS

    def output(self, index: int, path: str, suffix: str) -> str:
        """The output that tells something of a resource, made when it is first asked for."""
        key = (index, path, suffix.lower())
        if key not in self.outputs:
            symbol = self.symbols[index]
            last = path.rpartition(".")[2] if path != "id" else "id"
            name = camel([symbol, *suffix.split("/")[2::2], *re.findall(r"\w+", last)])
            what = "Resource id" if path == "id" else f"`{path}`"
            part = f"{noun('/' + suffix.split('/')[-2])} {suffix.rpartition('/')[2]} of the " if suffix else ""
            value = self._here(Target("here", self.columns[index][0], suffix, index), path, -1)
            self.outputs[key] = _Output(self.names.take(name), f"{what} of the {part}{self._what(index)}.", value.text)
        return self.outputs[key].name

    # -- resources --------------------------------------------------------------------------------------------------

    def _symbol(self, column: Sequence[Resource]) -> str:
        named: list[str] = []
        if "/providers/" in column[0].scope:
            named += distinctive([resource.scope.rpartition("/")[2] for resource in column], self.noise)
        for segments in zip(*(resource.name.split("/") for resource in column), strict=True):
            named += distinctive(segments, self.noise)
        kind = words(noun(column[0].type))
        if any(GUID.fullmatch(resource.name) for resource in column):
            named += kind
        return camel(named or kind, kind[0] if kind else "resource")

    def _what(self, index: int) -> str:
        names = {resource.name for resource in self.columns[index]}
        shown = names.pop() if len(names) == 1 else self.symbols[index]
        shown = self.symbols[index] if HOST.search(shown) else shown
        return f"{noun(self.columns[index][0].type)} {shown}"

    def _name(self, index: int) -> Written:
        column = self.columns[index]
        own = [resource.name.rpartition("/")[2] if resource.parent else resource.name for resource in column]
        return self.parameters.text(own, [self.symbols[index], "name"], f"Name of the {noun(column[0].type)}.", is_name=True)

    def _resource(self, index: int) -> list[str]:
        column = self.columns[index]
        first = column[0]
        head = f"resource {self.symbols[index]} '{first.type}@{first.api_version}' = "
        pairs: list[tuple[str | Expression, object]] = []
        if first.parent is not None:
            pairs.append(("parent", Expression(self._place([r.parent or "" for r in column], first.api_version))))
        elif (first.scope and group_of(first.scope) and first.scope.count("/") > 2) or (not self.unit.group and first.scope):
            pairs.append(("scope", Expression(self._place([r.scope for r in column], first.api_version))))
        pairs.append(("name", self.shown_names[index]))
        if first.location is not None:
            pairs.append(("location", self._location([resource.location or "" for resource in column])))
        keys = [key for key in ENVELOPE if key in first.body] + [key for key in first.body if key not in ENVELOPE]
        keys.sort(key=lambda key: key == "properties")
        for key in keys:
            values = [resource.body[key] for resource in column]
            shared = self._tags(values) if key == "tags" else None
            path = [self.symbols[index]] if isinstance(first.body[key], Mapping) else [self.symbols[index], key]
            pairs.append((key, shared or self._value(values, path, index)))
        waits = self._waits(index)
        if waits:
            pairs.append(("dependsOn", [Expression(symbol) for symbol in waits]))
        return lines(head, Object(tuple(pairs)), 0)

    def _waits(self, index: int) -> list[str]:
        """Symbols for `dependsOn`: what must come before and is not referred to anyway."""
        first = self.columns[index][0]
        implied = {first.scope.lower(), (first.parent or "").lower()}
        for ref in self._refs(first):
            implied.add(ref)
        found = []
        for name in first.depends_on:
            target = target_of(self.graph, self.plan, self.unit, name)
            if target.kind == "here" and target.resource and target.resource.id.lower() not in implied:
                found.append(self.symbols[target.index])
        return list(dict.fromkeys(found))

    def _refs(self, resource: Resource) -> set[str]:
        needed = self.plan.needs[resource.id.lower()]
        explicit = {name.lower() for name in resource.depends_on}
        referred = set()
        todo: list[Value] = [resource.body]
        while todo:
            value = todo.pop()
            if isinstance(value, Ref):
                found = owner(self.graph, value.resource + value.suffix)
                referred |= {found[0].id.lower()} if found else set()
            elif isinstance(value, Mapping):
                referred |= {key.lower() for key in value if key.startswith("/")}
                todo += value.values()
            elif isinstance(value, list | tuple):
                todo += value
        return referred | {need.id.lower() for need in needed if need.id.lower() not in explicit}

    def _location(self, locations: list[str]) -> str | Expression:
        if locations[0] == "global":
            return "global"
        arguments = tuple(self.around.location_of(unit, name) for unit, name in zip(self.units, locations, strict=True))
        return self.parameters.location(arguments, locations[0])

    def _tags(self, values: list[Value]) -> Expression | None:
        if not all(self.around.shares_tags(value) for value in values):
            return None
        arguments = tuple(self.around.tags_of(unit, value) for unit, value in zip(self.units, values, strict=True))
        return self.parameters.given(arguments, ["tags"], "object", "Tags of the resources.")

    # -- values -----------------------------------------------------------------------------------------------------

    def _value(self, values: Sequence[Value], path: list[str], index: int) -> object:
        """A value of a body for all units at once; they have the same shape."""
        first = values[0]
        if isinstance(first, Ref):
            return self._ref([value for value in values if isinstance(value, Ref)], index)
        if isinstance(first, Mapping):
            return self._object([value for value in values if isinstance(value, Mapping)], path, index)
        if isinstance(first, list | tuple):
            return self._list([list(value) for value in values if isinstance(value, list | tuple)], path, index)
        if isinstance(first, Secret):
            arguments = tuple(self.around.secret(value) for value in values if isinstance(value, Secret))
            return self.parameters.secret(arguments, first.parameter, first.description or "Given at deployment.")
        said = f"`{path[-1]}` {f'of {path[-2]} ' if len(path) > 2 else ''}in the {self._what(index)}."
        if isinstance(first, str):
            return self.parameters.text([str(value) for value in values], path, said)
        if all(value == first for value in values):
            return first
        return self.parameters.scalar([value for value in values if isinstance(value, bool | int)], path, said)

    def _object(self, values: Sequence[Mapping[str, Value]], path: list[str], index: int) -> Object:
        pairs: list[tuple[str | Expression, object]] = []
        for keys in zip(*values, strict=True):
            key: str | Expression = keys[0]
            if keys[0].startswith("/") and owner(self.graph, keys[0]):
                key = self._ref([Ref(name) for name in keys], index)
            items = [value[name] for value, name in zip(values, keys, strict=True)]
            inner = any(isinstance(item, Mapping) for item in items)
            pairs.append((key, self._value(items, path if inner or not isinstance(key, str) else [*path, keys[0]], index)))
        return Object(tuple(pairs))

    def _list(self, values: Sequence[list[Value]], path: list[str], index: int) -> object:
        if all(isinstance(item, str) for value in values for item in value):
            texts = [[str(item) for item in value] for value in values]
            return self.parameters.texts(texts, path, f"`{path[-1]}` of the {self._what(index)}.")
        found = []
        for place, items in enumerate(zip(*values, strict=True)):
            names = {str(item["name"]) if isinstance(item, Mapping) and isinstance(item.get("name"), str) else "" for item in items}
            label = names.pop() if len(names) == 1 else ""
            above = path[:-1] if isinstance(items[0], Mapping) and len(path) > 1 else path
            step = [label] if label else [str(place + 1)] if len(values[0]) > 1 else []
            found.append(self._value(items, [*above, *step], index))
        return found

    # -- references -------------------------------------------------------------------------------------------------

    def _ref(self, refs: Sequence[Ref], index: int) -> Expression:
        """References of corresponding places."""
        found, prefix = self._target(refs, index), refs[0].prefix
        if not prefix:
            return found
        if found.text.startswith("'"):
            return Expression(f"'{escaped(prefix)}{found.text[1:]}")
        return Expression(inline(Interpolated((prefix, found))))

    def _target(self, refs: Sequence[Ref], index: int) -> Expression:
        targets = [target_of(self.graph, self.plan, unit, ref.resource + ref.suffix)
                   for unit, ref in zip(self.units, refs, strict=True)]
        first, path = targets[0], refs[0].path
        if first.kind == "here":
            return self._here(first, path, index, [target.suffix for target in targets])
        if first.kind == "subscription":
            return Expression("subscription().id")
        if first.kind == "group" and not first.suffix and path in ("id", "name", "location") and self._own_group(targets):
            return Expression(f"resourceGroup().{path}")
        if first.kind == "outside" and all(ref == refs[0] for ref in refs) and path == "id":
            return Expression(outside(refs[0].resource + refs[0].suffix, self.unit.group))
        arguments = []
        for target, ref in zip(targets, refs, strict=True):
            if target.kind == "outside" or target.resource is None:
                arguments.append(self.around.id_outside(ref.resource + ref.suffix))
            else:
                arguments.append(self.around.output_of(target.resource, path, target.suffix))
        symbol = self.around.symbol_of(first.resource) if first.resource else camel(first.suffix.split("/")[-1:])
        parts = first.suffix.split("/")[2::2] if first.resource else []
        last = re.findall(r"\w+", path.rpartition(".")[2])
        what = f"{noun(first.resource.type) if first.resource else 'resource'} {symbol}"
        if parts:
            what = f"{noun('/' + first.suffix.split('/')[-2])} {parts[-1]} of the {what}"
        said = f"{'Resource id' if path == 'id' else f'`{path}`'} of the {what}."
        return self.parameters.given(tuple(arguments), [symbol, *parts, *last], "string", said)

    def _own_group(self, targets: Sequence[Target]) -> bool:
        return bool(self.unit.group) and all(
            target.resource is not None and target.resource.name.lower() == unit.group.lower()
            for target, unit in zip(targets, self.units, strict=True)
        )

    def _here(self, target: Target, path: str, index: int, suffixes: Sequence[str] = ()) -> Expression:
        """Something of a resource of this module. A resource cannot name its own symbol, so there its id is spelled out."""
        symbol = self.symbols[target.index]
        own = target.index == index
        if not target.suffix:
            return self._spelled(target.index, []) if own else Expression(f"{symbol}.{path}")
        steps = target.suffix.split("/")[1:]
        resource = self.columns[target.index][0]
        kind = f"{resource.type}/{steps[0]}"
        names: list[Written] = [steps[1::2][place] for place in range(len(steps) // 2)]
        if suffixes and any(suffix != target.suffix for suffix in suffixes):
            said = f"Name of a part of the {self._what(target.index)}."
            names = [self.parameters.text([suffix.split("/")[2 + 2 * place] for suffix in suffixes],
                                          [symbol, steps[2 * place], "name"], said, is_name=True) for place in range(len(names))]
        if len(names) == 1 and kind.lower() in SUBRESOURCES and not own:
            return Expression(f"{self._existing_part(target, kind, names[0])}.id")
        parts = list(zip(steps[::2], names, strict=True))
        if own:
            return self._spelled(target.index, parts)
        if resource.parent is None and "/providers/" not in resource.scope:
            kinds = inline("/".join([resource.type, *steps[::2]]))
            function = "resourceId" if self.unit.group else "subscriptionResourceId"
            return Expression(f"{function}({', '.join([kinds, f'{symbol}.name', *map(inline, names)])})")
        pieces: list[str | Expression] = [Expression(f"{symbol}.id")]
        for step, name in parts:
            pieces += [f"/{step}/", *(name.parts if isinstance(name, Interpolated) else (name,))]
        return Expression(inline(Interpolated(tuple(pieces))))

    def _spelled(self, index: int, parts: Sequence[tuple[str, Written]]) -> Expression:
        """The id of a resource, or of a part of it, without its symbol."""
        column = self.columns[index]
        resource = column[0]
        kind = "/".join([resource.type, *(step for step, _ in parts)])
        said = f"Name of the {noun(resource.type)}."
        segments = zip(*(each.name.split("/") for each in column), strict=True)
        names = [inline(self.parameters.text(names, [self.symbols[index], "name"], said, is_name=True)) for names in segments]
        names += [inline(name) for _, name in parts]
        arguments = ", ".join([inline(kind), *names])
        if "/providers/" in resource.scope:
            place = self._place([each.scope for each in column], resource.api_version)
            return Expression(f"extensionResourceId({place}.id, {arguments})")
        return Expression(f"{'resourceId' if self.unit.group else 'subscriptionResourceId'}({arguments})")

    def _existing_part(self, target: Target, kind: str, name: object) -> str:
        key = f"{target.index}{target.suffix}".lower()
        if key not in self.existing:
            parent = self.symbols[target.index]
            version = self.columns[target.index][0].api_version
            symbol = self.names.take(camel([parent, target.suffix.rpartition("/")[2]]))
            body = Object((("parent", Expression(parent)), ("name", name)))
            self.existing[key] = symbol, lines(f"resource {symbol} '{kind}@{version}' existing = ", body, 0)
        return self.existing[key][0]

    def _place(self, ids: Sequence[str], version: str) -> str:
        """The symbol of a parent or of the target of an extension, declared as `existing` when it is not of this module."""
        target = target_of(self.graph, self.plan, self.unit, ids[0])
        if target.kind == "here" and not target.suffix:
            return self.symbols[target.index]
        if target.kind == "here" and target.suffix.count("/") == 2:
            resource = self.columns[target.index][0]
            said = f"Name of a part of the {self._what(target.index)}."
            lasts = [name.rpartition("/")[2] for name in ids]
            part = self.parameters.text(lasts, [self.symbols[target.index], "part", "name"], said, is_name=True)
            return self._existing_part(target, f"{resource.type}/{target.suffix.split('/')[1]}", part)
        key = json.dumps([name.lower() for name in ids])
        if key in self.existing:
            return self.existing[key][0]
        parts = [parse(name) for name in ids]
        first = parts[0]
        if first is None or first.type == GROUP_TYPE:
            return "resourceGroup()" if self.unit.group else "subscription()"
        found = self.graph.get(ids[0]) or (target.resource if target.suffix else None)
        symbol = self.around.symbol_of(found) if found else camel(distinctive([part.names[-1] for part in parts if part], self.noise))
        pairs: list[tuple[str | Expression, object]] = []
        if len(first.names) > 1:
            above = [name.rpartition("/")[0].rpartition("/")[0] for name in ids]
            pairs.append(("parent", Expression(self._place(above, version))))
        elif group_of(first.scope).lower() != self.unit.group.lower() and group_of(first.scope):
            pairs.append(("scope", Expression(f"resourceGroup({inline(group_of(first.scope))})")))
        said = f"Name of the {noun(first.type)}."
        names = [part.names[-1] for part in parts if part]
        pairs.append(("name", self.parameters.text(names, [symbol, "name"], said, is_name=True)))
        symbol = self.names.take(symbol)
        api = found.api_version if found else version
        self.existing[key] = symbol, lines(f"resource {symbol} '{first.type}@{api}' existing = ", Object(tuple(pairs)), 0)
        return symbol


def outside(resource_id: str, group: str) -> str:
    """The expression for an id of something that is not in the graph."""
    found = parse(resource_id)
    if not resource_id:
        return "subscription().id"
    if found is None or resource_id.lower().startswith("/subscriptions/"):
        return inline(resource_id)
    if found.type == GROUP_TYPE:
        return f"subscriptionResourceId({inline(GROUP_TYPE)}, {inline(found.names[0])})" if not group else (
            f"resourceGroup({inline(found.names[0])}).id")
    names = ", ".join(inline(name) for name in (found.type, *found.names))
    if not found.scope:
        return f"subscriptionResourceId({names})"
    scope = parse(found.scope)
    if scope is not None and scope.type != GROUP_TYPE:
        return f"extensionResourceId({outside(found.scope, group)}, {names})"
    owner_group = group_of(found.scope)
    if owner_group.lower() == group.lower():
        return f"resourceId({names})"
    return f"resourceId({'subscription().subscriptionId, ' if not group else ''}{inline(owner_group)}, {names})"

