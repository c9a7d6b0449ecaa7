"""Module files in Bicep: types, parameters, data, resources, calls, outputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from enclave.emit.bicep.terms import Context, Terms, type_text
from enclave.emit.bicep.text import inline, lines
from enclave.emit.layout.declared import Call, Declared, ModuleFile, Told
from enclave.emit.layout.levels import STANDARD, Parameter
from enclave.emit.layout.lift import FunctionFile, objects_in
from enclave.emit.layout.terms import PAIR, DataType, ListOf, ObjectOf
from enclave.emit.names import prose
from enclave.emit.values import Expression, Interpolated, Object

HEADER: Final = "// {what}: written by `enclave build`; change enclave.yaml, not this file"
TARGET_SCOPES: Final[Mapping[str, str]] = {"subscription": "subscription", "management-group": "managementGroup", "tenant": "tenant"}
UNTYPED: Final = frozenset({"microsoft.recoveryservices/vaults/backupfabrics"})
"""Types between others that Bicep does not know (bicep-types-az, 2026): a declaration of one would be a warning (BCP081)."""
FIRST: Final = (*STANDARD, "tags", "addresses")
"""Parameters that many files have, before those of their own."""
PAIR_TYPE: Final = ObjectOf("pairType", "An entry of a dictionary that is told as a list.", {
    "key": ("string", "Name of the resource."), "value": ("string", "What is told of it.")})
Block = list[str]


def described(said: str) -> str:
    """The decorator with a description."""
    return f"@description({inline(prose(said))})"


def type_block(declared: ObjectOf, *, is_exported: bool = True) -> Block:
    """The declaration of a type."""
    out = [*(["@export()"] if is_exported else []), described(declared.description), f"type {declared.name} = {{"]
    for number, (name, (kind, said)) in enumerate(declared.fields.items()):
        out += [*([""] if number else []), f"  {described(said)}", f"  {name}: {type_text(kind)}"]
    return [*out, "}"]


def parameter_block(parameter: Parameter) -> Block:
    """The declaration of a parameter."""
    secure = ["@secure()"] if parameter.is_secure else []
    return [*secure, described(parameter.said), f"param {parameter.name} {type_text(parameter.type)}"]


def import_block(names: Iterable[str], path: str) -> Block:
    """An import of types or functions."""
    return [f"import {{ {', '.join(sorted(set(names)))} }} from {inline(path)}"]


def sorted_parameters(parameters: Mapping[str, Parameter]) -> list[Parameter]:
    """Parameters, those that many files have first."""
    rank = {name: place for place, name in enumerate(FIRST)}
    return sorted(parameters.values(), key=lambda parameter: rank.get(parameter.name, len(rank)))


def joined(blocks: Iterable[Block]) -> str:
    """Blocks as the text of a file."""
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def up(path: str) -> str:
    """The way from a module's file to the folder of the main file."""
    return "../" * (path.count("/") + 1)


class FilePrinter:
    """Prints one module file."""

    def __init__(self, module: ModuleFile) -> None:
        self.module = module
        self.functions: FunctionFile | None = module.functions
        self.terms = Terms(module.kind)
        self.context = Context(module.kind)

    def text(self) -> str:
        """The file."""
        module = self.module
        blocks: list[Block] = [[HEADER.format(what=module.path)]]
        if module.kind != "group":
            blocks.append([f"targetScope = '{TARGET_SCOPES[module.kind]}'"])
        blocks.append(self._imports())
        elsewhere = set(self.functions.types()) if self.functions else set()
        blocks += [type_block(declared) for declared in module.level.types.values() if declared not in elsewhere]
        blocks += [parameter_block(parameter) for parameter in sorted_parameters(module.level.params)]
        blocks += [[*([described(said)] if said else []), *lines(f"var {name} = ", self.terms.value(data, self.context), 0)]
                   for name, (data, _, said) in module.level.locals.items()]
        blocks += [self._existing(declared) for declared in module.existing if declared.type.lower() not in UNTYPED]
        for thing in module.things:
            blocks.append(self._resource(thing) if isinstance(thing, Declared) else self._call(thing))
        blocks += [self._output(told) for told in module.outputs.values()]
        return joined(blocks)

    def _imports(self) -> Block:
        module = self.module
        kinds: list[DataType] = [parameter.type for parameter in module.level.params.values()]
        own = set(module.level.types.values())
        shared = {found.name for kind in kinds for found in objects_in(kind) if found not in own and found.name == "addressesType"}
        if any(isinstance(told.type, ListOf) and told.type.item == PAIR for told in module.outputs.values()):
            shared.add(PAIR_TYPE.name)
        out = import_block(shared, f"{up(module.path)}types.bicep") if shared else []
        if self.functions is not None:
            moved = [found.name for found in self.functions.types() if found in own]
            names = [*(function.name for function in self.functions.functions), *moved]
            out += import_block(names, f"{self.functions.path.rpartition('/')[2]}.bicep")
        for call in module.calls:
            child = call.file.level.types
            needed = [found.name for parameter in module.level.params.values() for found in objects_in(parameter.type)
                      if found.name in child and found is child[found.name]]
            needed += [found.name for declared in module.level.types.values() for kind, _ in declared.fields.values()
                       for found in objects_in(kind) if found.name in child and found is child[found.name]]
            if needed:
                out += import_block(needed, f"{call.file.path.rpartition('/')[2]}.bicep")
        return out

    # -- resources --------------------------------------------------------------------------------------------------

    def _existing(self, declared: Declared) -> Block:
        head = f"resource {declared.symbol} '{declared.type}@{declared.api_version}' existing = "
        return self._looped(head, declared, self._frame(declared))

    def _resource(self, declared: Declared) -> Block:
        around = self._around(declared)
        pairs = self._frame(declared)
        if declared.location is not None:
            pairs.append(("location", self.terms.value(declared.location, around)))
        inside = Context(self.module.kind, around.loops, can_loop=True)
        pairs += [(key, self.terms.value(item, inside)) for key, item in declared.body.pairs]
        if declared.waits:
            pairs.append(("dependsOn", [Expression(other.symbol) for other in declared.waits]))
        head = f"resource {declared.symbol} '{declared.type}@{declared.api_version}' = "
        return [*(["@batchSize(1)"] if declared.is_serial else []), *self._looped(head, declared, pairs)]

    def _frame(self, declared: Declared) -> list[tuple[str | Expression, object]]:
        around = self._around(declared)
        if declared.parent is not None and declared.parent.type.lower() in UNTYPED:
            return [("name", self._whole_name(declared, around))]
        pairs: list[tuple[str | Expression, object]] = []
        for key, other in (("parent", declared.parent), ("scope", declared.scope)):
            if other is not None:
                pairs.append((key, Expression(self._symbol(other))))
        pairs.append(("name", self.terms.value(declared.names[-1], around)))
        return pairs

    def _symbol(self, declared: Declared) -> str:
        return declared.symbol if declared.loop is None else f"{declared.symbol}[i]"

    def _whole_name(self, declared: Declared, around: Context) -> Interpolated:
        """The name with those of parents that Bicep has no type for, down from the first that it has one for."""
        names, above = [declared.names[-1]], declared.parent
        while above is not None and above.type.lower() in UNTYPED:
            names.insert(0, above.names[-1])
            above = above.parent
        pieces: list[str | Expression] = [Expression(f"{self._symbol(above)}.name")] if above is not None else []
        for name in names:
            written = self.terms.value(name, around)
            own = written.parts if isinstance(written, Interpolated) else (written if isinstance(written, Expression) else str(written),)
            pieces += ["/", *own]
        return Interpolated(tuple(pieces))

    def _around(self, thing: Declared | Call) -> Context:
        return self.context if thing.loop is None else self.context.inside(thing.loop)

    def _looped(self, head: str, thing: Declared | Call, pairs: Sequence[tuple[str | Expression, object]]) -> Block:
        return looped(self.terms, head, thing, pairs, self.context)

    def _call(self, call: Call) -> Block:
        around = self._around(call)
        arguments = tuple((parameter.name, self.terms.value(parameter.argument, around))
                          for parameter in sorted_parameters(call.file.level.params))
        pairs: list[tuple[str | Expression, object]] = [("params", Object(arguments))] if arguments else []
        if call.waits:
            pairs.append(("dependsOn", [Expression(other.symbol) for other in call.waits]))
        head = f"module {call.symbol} {inline(call.file.path.rpartition('/')[2] + '.bicep')} = "
        return [*(["@batchSize(1)"] if call.is_serial else []), *self._looped(head, call, pairs)]

    def _output(self, told: Told) -> Block:
        head = f"output {told.name} {type_text(told.type)} = "
        return [described(told.said), *lines(head, self.terms.value(told.value, self.context), 0)]


def looped(
    terms: Terms, head: str, thing: Declared | Call, pairs: Sequence[tuple[str | Expression, object]], context: Context
) -> Block:
    """A declaration, in a loop where it has one. The index is named where it is used."""
    if thing.loop is None:
        return lines(head, Object(tuple(pairs)), 0)
    inner = context.inside(thing.loop)
    item = terms.item(thing.loop, inner)
    source = terms.expression(thing.loop.source, context).text
    body = lines("", Object(tuple(pairs)), 0)
    uses_index = any("[i]" in line for line in body)
    variables = f"({item}, i)" if uses_index else item
    if len(body) == 1:
        return [f"{head}[for {variables} in {source}: {body[0]}]"]
    return [f"{head}[for {variables} in {source}: {body[0]}", *body[1:-1], f"{body[-1]}]"]


def function_file(file: FunctionFile) -> str:
    """A file of functions."""
    terms = Terms("group")
    blocks: list[Block] = [[HEADER.format(what=file.path)]]
    types = file.types()
    if any(found.name == "addressesType" for found in types):
        blocks.append(import_block(["addressesType"], f"{up(file.path)}types.bicep"))
    blocks += [type_block(found) for found in types if found.name != "addressesType"]
    for function in file.functions:
        params = ", ".join(f"{name} {type_text(kind)}" for name, (kind, _) in function.params.items())
        head = f"func {function.name}({params}) object[] => "
        blocks.append(["@export()", described(function.said), *lines(head, terms.value(function.body, Context("group")), 0)])
    return joined(blocks)
