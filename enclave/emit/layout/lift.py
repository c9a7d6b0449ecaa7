"""Lifts the definitions of subnets out of the networks that they stand in, into a file of their own.

Azure wants subnets inside of their network: declared by themselves they make a second deployment of the network fail
(Azure/bicep#13267). So what moves is the list, as a function of what it needs, and the network calls that function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from enclave.emit.layout.declared import Declared, ModuleFile
from enclave.emit.layout.levels import Parameter
from enclave.emit.layout.terms import At, DataType, Each, Entries, Field, Invoke, Join, Known, ListOf, ObjectOf, Param, Term, Var
from enclave.emit.names import Names, camel

NETWORKS: Final = "microsoft.network/virtualnetworks"


@dataclass(eq=False)
class Function:
    """A function of one list: its body has only its own parameters in it."""

    name: str
    said: str
    params: dict[str, tuple[DataType, str]]
    """Name -> type and description."""
    body: Term
    arguments: tuple[Term, ...]
    """What its one call gives."""


@dataclass(eq=False)
class FunctionFile:
    """A file with functions."""

    path: str
    functions: list[Function] = field(default_factory=list)

    def types(self) -> list[ObjectOf]:
        """The types of objects that the functions take."""
        kinds = [kind for function in self.functions for kind, _ in function.params.values()]
        return list(dict.fromkeys(found for kind in kinds for found in objects_in(kind)))


def objects_in(kind: DataType) -> list[ObjectOf]:
    """A type of objects, and those of its properties."""
    if isinstance(kind, ListOf):
        return objects_in(kind.item)
    if not isinstance(kind, ObjectOf):
        return []
    return [kind, *(found for inner, _ in kind.fields.values() for found in objects_in(inner))]


def lift_subnets(module: ModuleFile, paths: Names) -> None:
    """Moves the subnets of a module's networks into a file of functions, which the networks call from now on."""
    folder, _, last = module.path.rpartition("/")
    name = last.replace("virtual-network", "subnets", 1) if "virtual-network" in last else f"{last}-subnets"
    found = FunctionFile("")
    for declared in module.declared:
        if declared.type.lower() == NETWORKS:
            declared.body = _replaced(declared.body, ("properties", "subnets"), _lifter(module, declared, found))
    if found.functions:
        found.path = paths.take(f"{folder}/{name}" if folder else name)
        module.functions = found


def _lifter(module: ModuleFile, declared: Declared, file: FunctionFile) -> Callable[[Term], Term]:
    def lifted(subnets: Term) -> Term:
        if not subnets or not isinstance(subnets, list | Each):
            return subnets
        atoms = _Atoms(module)
        body = atoms.inside(subnets)
        said = f"The subnets of the {declared.noun} `{declared.symbol}`." if declared.loop is None else f"The subnets of a {declared.noun}."
        name = module.level.names.take(camel([declared.symbol, "subnets"]))
        arguments = tuple(argument for _, _, _, argument in atoms.found)
        function = Function(name, said, {name: (kind, text) for name, kind, text, _ in atoms.found}, body, arguments)
        file.functions.append(function)
        return Invoke(function, arguments)

    return lifted


def _replaced(body: Term, path: tuple[str, ...], change: Callable[[Term], Term]) -> Term:
    if not path:
        return change(body)
    if not isinstance(body, Entries):
        return body
    return Entries(tuple((key, _replaced(item, path[1:], change) if key == path[0] else item) for key, item in body.pairs))


class _Atoms:
    """What a list needs from the file around: each becomes a parameter of the function."""

    def __init__(self, module: ModuleFile) -> None:
        self.module = module
        self.names = Names()
        self.found: list[tuple[str, DataType, str, Term]] = []
        self._own: list[object] = []

    def inside(self, term: Term) -> Term:
        """The term with parameters of the function in it."""
        if isinstance(term, list):
            return [self.inside(item) for item in term]
        if isinstance(term, Entries):
            return Entries(tuple((key if isinstance(key, str) else self.inside(key), self.inside(item)) for key, item in term.pairs))
        if isinstance(term, Join):
            return Join(tuple(part if isinstance(part, str) else self.inside(part) for part in term.parts))
        if isinstance(term, At):
            return At(self.inside(term.base), self.inside(term.key))
        if isinstance(term, Each):
            self._own.append(term.loop)
            kind: DataType = ListOf("string") if term.loop.is_plain else ListOf(term.loop.type)
            source = term.loop.source
            is_own = isinstance(source, Field) and isinstance(source.base, Var) and source.base.loop in self._own
            term.loop.source = source if is_own else self._given(f"{term.loop.noun}Items", kind, "What each item of a list is.", source)
            return Each(term.loop, self.inside(term.body))
        if isinstance(term, Field):
            return self._field(term)
        if isinstance(term, Param):
            declared: Parameter = self.module.level.params[term.name]
            return self._given(term.name, declared.type, declared.said, term)
        if term is None or isinstance(term, str | bool | int | float):
            return term
        name = camel([term.declared.symbol, *term.path.split(".")[-1:]]) if isinstance(term, Known) else "value"
        return self._given(name, "string", "What the network knows of another resource.", term)

    def _field(self, term: Field) -> Term:
        if isinstance(term.base, Var):
            if term.base.loop in self._own:
                return term
            column = term.base.loop.fields[term.name]
            return self._given(term.name, column.type, column.said, term)
        return Field(self.inside(term.base), term.name)

    def _given(self, wanted: str, kind: DataType, said: str, argument: Term) -> Term:
        for name, _, _, other in self.found:
            if other == argument:
                return Param(name)
        name = self.names.take(wanted)
        self.found.append((name, kind, said, argument))
        return Param(name)

