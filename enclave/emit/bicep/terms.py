"""Terms of a layout as Bicep."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from enclave.emit.bicep.text import Arguments, inline
from enclave.emit.layout.declared import Declared
from enclave.emit.layout.levels import Loop
from enclave.emit.layout.terms import (
    PAIR,
    At,
    CallOutput,
    Choice,
    DataType,
    DictOf,
    Each,
    Entries,
    Field,
    FullId,
    Gathered,
    IdOf,
    Invoke,
    Join,
    Known,
    ListOf,
    Local,
    ObjectOf,
    Output,
    Param,
    PerItem,
    Scope,
    SubscriptionId,
    Term,
    Var,
)
from enclave.emit.values import Expression, Interpolated, Object, Wrapped
from enclave.graph.ids import parse

IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
TENANTS: Final = re.compile(r"/providers/[A-Za-z]\w*\.[\w.]+/\w+/[^/]+")
"""The id of something of the whole tenant, as it stands in a text: a built-in policy, a built-in role."""
LONGEST_CALL: Final = 100
"""Characters of a call that still stands on one line."""
ITEMS: Final = (("item", "name"), ("entry", "value"), ("part", "word"))
"""What the item of a loop is called, an object or a text, by how deep the loop is."""


@dataclass(frozen=True)
class Context:
    """Where a term stands."""

    kind: str
    """What the file is deployed to."""
    loops: tuple[Loop, ...] = ()
    """The loops around, outermost first."""
    can_loop: bool = False
    """Whether a `for` may stand here: the value of a property, not inside of a function or another such loop."""
    calls: dict[object, str] = field(default_factory=dict, compare=False)

    def inside(self, loop: Loop) -> Context:
        """The same inside of a loop."""
        return replace(self, loops=(*self.loops, loop))


class Terms:
    """Says terms in one file. The main file says more than a module knows: see `output`."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def value(self, term: Term, around: Context) -> object:
        """A term as what `lines` takes."""
        if isinstance(term, str) and TENANTS.fullmatch(term) and (found := parse(term)) is not None:
            return Expression(f"tenantResourceId({', '.join(inline(part) for part in (found.type, *found.names))})")
        if term is None or isinstance(term, str | bool | int | float):
            return term
        if isinstance(term, list):
            return [self.value(item, replace(around, can_loop=False)) for item in term]
        if isinstance(term, Entries | dict):
            return Object(tuple((key if isinstance(key, str) else self.expression(key, around), self.value(item, around))
                                for key, item in (term.pairs if isinstance(term, Entries) else term.items())))
        if isinstance(term, Join):
            return Interpolated(tuple(part if isinstance(part, str) else self.expression(part, around) for part in term.parts))
        several: dict[type, Callable[[Any, Context], object]] = {Each: self._each, Gathered: self._gathered, Invoke: self._invoke}
        made = several.get(type(term))
        return made(term, around) if made else self.expression(term, around)

    def expression(self, term: Term, around: Context) -> Expression:
        """A term on one line."""
        special: dict[type, Callable[[Any, Context], Expression]] = {
            At: self._at, Known: self._known, Field: self._field, IdOf: self.id, Output: self.output}
        said = special.get(type(term))
        if said is not None:
            return said(term, around)
        if isinstance(term, Param | Local):
            return Expression(term.name)
        if isinstance(term, Var):
            return Expression(self.item(term.loop, around))
        if isinstance(term, FullId):
            return Expression(inline(term.text))
        if isinstance(term, PerItem):
            return Expression(f"{term.name}[{'i' if term.index is None else term.index}]")
        if isinstance(term, CallOutput):
            return Expression(f"{term.call.symbol}[i].outputs.{term.name}")
        if isinstance(term, SubscriptionId):
            return Expression("subscription().subscriptionId")
        return Expression(self._inline(term, around))

    def _field(self, term: Field, around: Context) -> Expression:
        base = self.expression(term.base, around)
        return base if isinstance(term.base, Var) and term.base.loop.is_plain else Expression(f"{base.text}.{term.name}")

    def _at(self, term: At, around: Context) -> Expression:
        base = self.expression(term.base, around).text
        if isinstance(term.key, str):
            return Expression(f"{base}.{term.key}" if IDENTIFIER.fullmatch(term.key) else f"{base}[{inline(term.key)}]")
        return Expression(f"{base}[{self._inline(term.key, around)}]")

    def _invoke(self, term: Invoke, around: Context) -> object:
        arguments = tuple(self.expression(argument, around) for argument in term.arguments)
        short = f"{term.function.name}({', '.join(argument.text for argument in arguments)})"
        return Expression(short) if len(short) < LONGEST_CALL else Arguments(term.function.name, arguments)

    def output(self, output: Output, around: Context) -> Expression:
        """What another module tells; only the main file knows."""
        raise AssertionError(f"{output.export.name} in a module")

    def _inline(self, term: Term, around: Context) -> str:
        return inline(self.value(term, around))

    def item(self, loop: Loop, around: Context) -> str:
        """What the item of a loop is called inside of it."""
        if loop.noun == "region" and around.loops and around.loops[0] is loop:
            return "region"
        depth = around.loops.index(loop)
        return ITEMS[min(depth, len(ITEMS) - 1)][loop.is_plain]

    # -- loops ------------------------------------------------------------------------------------------------------

    def _each(self, term: Each, around: Context) -> object:
        inner = replace(around.inside(term.loop), can_loop=False)
        source = self.expression(term.loop.source, around).text
        item = self.item(term.loop, inner)
        if around.can_loop:
            return Wrapped(f"[for {item} in {source}: ", self.value(term.body, inner), "]")
        return Wrapped(f"map({source}, {item} => ", self.value(term.body, inner), ")")

    def _gathered(self, term: Gathered, around: Context) -> object:
        inner = around.inside(term.loop)
        source = self.expression(term.loop.source, around).text
        item = self.item(term.loop, inner)
        if term.is_listed:
            pair = Object((("key", self.value(term.key, inner)), ("value", self.value(term.value, inner))))
            return Wrapped(f"[for ({item}, i) in {source}: ", pair, "]")
        key, value = self._inline(term.key, inner), self._inline(term.value, inner)
        return Arguments("toObject", (Expression(source), Expression(f"{item} => {key}"), Expression(f"{item} => {value}")))

    # -- resources --------------------------------------------------------------------------------------------------

    def _known(self, term: Known, around: Context) -> Expression:
        declared: Declared = term.declared
        symbol = declared.symbol
        if declared.loop is not None:
            symbol = f"{symbol}[{self._index(term, around)}]"
        if not term.steps:
            return Expression(f"{symbol}.{term.path}")
        names = [self._inline(name, around) for _, name in term.steps]
        kinds = [kind for kind, _ in term.steps]
        if declared.parent is None and declared.scope is None and self.kind == "group":
            return Expression(f"resourceId({', '.join([inline('/'.join([declared.type, *kinds])), f'{symbol}.name', *names])})")
        pieces: list[object] = [Expression(f"{symbol}.id")]
        for kind, (_, name) in zip(kinds, term.steps, strict=True):
            written = self.value(name, around)
            pieces += [f"/{kind}/", *(written.parts if isinstance(written, Interpolated) else (written,))]
        return Expression(inline(Interpolated(tuple(piece if isinstance(piece, str | Expression) else str(piece) for piece in pieces))))

    def _index(self, term: Known, around: Context) -> str:
        if term.key is None or term.is_parallel:
            return "i"
        loop: Loop = term.declared.loop
        source = self.expression(loop.source, around).text
        labels = source if loop.is_plain else f"map({source}, item => {self._inline(loop.label, Context(self.kind, (loop,)))})"
        return f"indexOf({labels}, {self._inline(term.key, around)})"

    def id(self, term: IdOf, around: Context) -> Expression:
        """An id."""
        return Expression(self._id(term, around))

    def _id(self, term: IdOf, around: Context) -> str:
        names = [self._inline(name, around) for name in term.names]
        arguments = ", ".join([inline(term.type), *names])
        scope = term.scope
        if scope.kind == "resource" and scope.on is not None:
            return f"extensionResourceId({self._id(scope.on, around)}, {arguments})"
        if not term.type:
            return self._scope_id(scope, around)
        if scope.kind == "here":
            return f"resourceId({arguments})"
        if scope.kind == "group":
            subscription = "" if self.kind == "group" else f"{self.subscription_id}, "
            return f"resourceId({subscription}{self._inline(scope.name, around)}, {arguments})"
        if scope.kind == "subscription":
            own = "" if self.kind in ("group", "subscription") else f"{self.subscription_id}, "
            return f"subscriptionResourceId({own}{arguments})"
        if scope.kind == "tenant":
            return f"tenantResourceId({arguments})"
        above = f"tenantResourceId('Microsoft.Management/managementGroups', {self._inline(scope.name, around)})"
        return f"extensionResourceId({above}, {arguments})"

    @property
    def subscription_id(self) -> str:
        """The expression for the id of the subscription that is deployed to."""
        return "subscription().subscriptionId" if self.kind in ("group", "subscription") else "subscriptionId"

    def _scope_id(self, scope: Scope, around: Context) -> str:
        if scope.kind == "here":
            return "resourceGroup().id"
        above = "subscription().id" if self.kind in ("group", "subscription") else "'/subscriptions/${subscriptionId}'"
        if scope.kind == "subscription":
            return above
        name = self.value(scope.name, around)
        head: Sequence[str | Expression] = (Expression(above), "/resourceGroups/") if self.kind in ("group", "subscription") else (
            "/subscriptions/", Expression("subscriptionId"), "/resourceGroups/")
        tail = name.parts if isinstance(name, Interpolated) else (name if isinstance(name, str | Expression) else str(name),)
        return inline(Interpolated((*head, *tail)))


def type_text(kind: DataType) -> str:
    """A type on one line."""
    if isinstance(kind, Choice):
        return " | ".join(inline(word) for word in kind.words)
    if isinstance(kind, ListOf):
        inner = type_text(kind.item)
        return f"({inner})[]" if isinstance(kind.item, Choice) else f"{inner}[]"
    if isinstance(kind, DictOf):
        return "{ *: string }"
    return kind.name if isinstance(kind, ObjectOf) else "pairType" if kind == PAIR else kind
