"""Terms of a layout as Terraform says them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from enclave.emit.layout.declared import Declared, ModuleFile
from enclave.emit.layout.levels import Loop
from enclave.emit.layout.terms import (
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
from enclave.emit.names import prose
from enclave.emit.terraform.spelling import Spelling
from enclave.emit.terraform.text import inline
from enclave.emit.units import MANAGEMENT_GROUP_TYPE
from enclave.emit.values import IDENTIFIER, Expression, Interpolated, Object, Wrapped
from enclave.graph.ids import GROUP_TYPE

Part = str | Expression
SCOPES: Final[Mapping[str, tuple[str, str]]] = {
    "group": ("resource_group_id", "Resource id of the resource group that is deployed to."),
    "subscription": ("subscription_id", "Id of the subscription that is deployed to."),
    "management-group": ("management_group_id", "Resource id of the management group that is deployed to."),
}
"""What a module is told of where it is deployed to: name and description of the variable."""


@dataclass(frozen=True)
class Context:
    """Where a value stands."""

    each: Loop | None = None
    """The loop of the `for_each` around."""
    items: tuple[tuple[Loop, str], ...] = ()
    """The loops of the `for` expressions around, with what their items are called."""
    arguments: Mapping[str, Expression] = field(default_factory=dict)
    """What stands for parameters of a function that is written where it is called."""


class Terms:
    """Says terms in one module, and notes what of its surroundings it used."""

    def __init__(self, spelling: Spelling, module: ModuleFile | None = None) -> None:
        self.spelling = spelling
        self.module = module
        self.used: dict[str, None] = {}
        """Variables of `SCOPES` that were used."""
        self.mentioned: set[str] = set()
        """Parameters that were used."""

    def scoped(self, kind: str) -> Expression:
        """The variable for where the module is deployed to."""
        self.used[kind] = None
        return Expression(f"var.{SCOPES[kind][0]}")

    # -- values -----------------------------------------------------------------------------------------------------

    def value(self, term: Term, around: Context) -> object:
        """A term as what `spread` takes."""
        if term is None or isinstance(term, str | bool | int | float):
            return term
        if isinstance(term, list | tuple):
            return [self.value(item, around) for item in term]
        if isinstance(term, Entries | Mapping):
            return Object(tuple((key if isinstance(key, str) else self.expression(key, around), self.value(item, around))
                                for key, item in (term.pairs if isinstance(term, Entries) else term.items())))
        if isinstance(term, Each):
            return self._each(term, around)
        if isinstance(term, Gathered):
            return self.gathered(term)
        if isinstance(term, Invoke):
            return self.invoked(term, around)
        if isinstance(term, Join | IdOf) or (isinstance(term, Known) and (term.steps or term.path == "id")):
            return text_of(self.parts(term, around))
        return self.expression(term, around)

    def expression(self, term: Term, around: Context) -> Expression:
        """A term on one line."""
        special: dict[type, Callable[[Any, Context], Expression]] = {
            At: self._at, Field: self._field, Output: self.output, PerItem: self.per_item, Param: self._param}
        said = special.get(type(term))
        if said is not None:
            return said(term, around)
        if isinstance(term, Local):
            return Expression(f"local.{self.spelling.of(term.name)}")
        if isinstance(term, Var):
            return Expression(self._item(term.loop, around))
        if isinstance(term, FullId):
            return Expression(inline(term.text))
        if isinstance(term, Known) and not term.steps:
            return self._known(term, around)
        if isinstance(term, CallOutput):
            return Expression(f"module.{self.spelling.of(term.call.symbol)}[each.key].{self.spelling.of(term.name)}")
        if isinstance(term, SubscriptionId):
            return self.subscription_id
        return Expression(inline(self.value(term, around)))

    def parts(self, term: Term, around: Context) -> list[Part]:
        """A text as its pieces."""
        if isinstance(term, str):
            return [term]
        if isinstance(term, Join):
            return [piece for part in term.parts for piece in self.parts(part, around)]
        if isinstance(term, IdOf):
            return self.id(term, around)
        if isinstance(term, Known) and (term.steps or term.path == "id"):
            below = [piece for kind, name in term.steps for piece in (f"/{kind}/", *self.parts(name, around))]
            return [*self._id_at(term.declared, self.address(term, around)), *below]
        return [self.expression(term, around)]

    def _param(self, term: Param, around: Context) -> Expression:
        given = around.arguments.get(term.name)
        if given is None:
            self.mentioned.add(term.name)
        return given or Expression(f"var.{self.spelling.variable(term.name)}")

    def _field(self, term: Field, around: Context) -> Expression:
        base = self.expression(term.base, around)
        is_item = isinstance(term.base, Var) and term.base.loop.is_plain
        return base if is_item else Expression(f"{base.text}.{self.spelling.of(term.name)}")

    def _at(self, term: At, around: Context) -> Expression:
        base = self.expression(term.base, around).text
        if isinstance(term.key, str) and IDENTIFIER.fullmatch(term.key):
            return Expression(f"{base}.{term.key}")
        return Expression(f"{base}[{inline(self.value(term.key, around))}]")

    def _item(self, loop: Loop, around: Context) -> str:
        found = next((name for one, name in around.items if one is loop), None)
        assert found or around.each is loop, loop.noun
        return found or "each.value"

    def output(self, output: Output, around: Context) -> Expression:
        """What another module tells; only the main file knows."""
        raise AssertionError(f"{output.export.name} in a module")

    def per_item(self, term: PerItem, around: Context) -> Expression:
        """What the main file holds for each region."""
        raise AssertionError(f"{term.name} in a module")

    def invoked(self, term: Invoke, around: Context) -> object:
        """What a function makes, written where it is called."""
        arguments = {name: self.expression(argument, around) for name, argument in zip(term.function.params, term.arguments, strict=True)}
        return self.value(term.function.body, replace(around, arguments=arguments))

    # -- loops ------------------------------------------------------------------------------------------------------

    def _each(self, term: Each, around: Context) -> object:
        item, inner = self.inside(term.loop, around)
        return Wrapped(f"[for {item} in {self.expression(term.loop.source, around).text} : ", self.value(term.body, inner), "]")

    def inside(self, loop: Loop, around: Context) -> tuple[str, Context]:
        """What the item of a `for` is called, and what stands inside of it."""
        item = self.spelling.item(loop.noun, tuple(name for _, name in around.items))
        return item, replace(around, items=(*around.items, (loop, item)))

    def for_each(self, loop: Loop, around: Context) -> object:
        """The items that a resource or a module is made for, by what they are known by."""
        source = self.expression(loop.source, around).text
        if loop.is_plain:
            return Expression(f"toset({source})")
        item, inner = self.inside(loop, around)
        return Expression(f"{{ for {item} in {source} : {self.expression(loop.label, inner).text} => {item} }}")

    def gathered(self, term: Gathered) -> object:
        """What is known of every item of a loop, by its name."""
        kind = "azapi_resource" if isinstance(term.thing, Declared) else "module"
        symbol = self.spelling.of(term.thing.symbol)
        if not isinstance(term.thing, Declared) and isinstance(term.value, IdOf):
            item, inner = self.inside(term.loop, Context())
            key, made = self.expression(term.key, inner).text, inline(self.value(term.value, inner))
            return Expression(f"{{ for {item} in {self.expression(term.loop.source, Context()).text} : {key} => {made} }}")
        suffix = term.thing.suffix if isinstance(term.thing, Declared) else self._suffix(term)
        key = inline(text_of([Expression("key"), suffix])) if suffix else "key"
        value = "id"
        if isinstance(term.value, CallOutput):
            value = self.spelling.of(term.value.name)
        elif isinstance(term.value, Known):
            value = self._path(term.value)
        item = self.spelling.item(term.loop.noun, ("key",))
        told = f"{item}.{value}"
        if isinstance(term.thing, Declared) and value == "id":
            told = inline(text_of(self._id_at(term.thing, item)))
        return Expression(f"{{ for key, {item} in {kind}.{symbol} : {key} => {told} }}")

    def _suffix(self, term: Gathered) -> str:
        return term.key.parts[-1] if isinstance(term.key, Join) else ""

    # -- resources --------------------------------------------------------------------------------------------------

    def address(self, term: Known, around: Context) -> str:
        """A declared resource, the element that is meant where it is in a loop."""
        declared: Declared = term.declared
        if declared.loop is not None and term.key is not None:
            return f"azapi_resource.{self.spelling.of(declared.symbol)}[{inline(self.value(term.key, around))}]"
        return self._declared(declared, around)

    def _declared(self, declared: Declared, around: Context) -> str:
        assert declared.loop is None or declared.loop is around.each, declared.symbol
        return f"azapi_resource.{self.spelling.of(declared.symbol)}{'[each.key]' if declared.loop is not None else ''}"

    def _known(self, term: Known, around: Context) -> Expression:
        return Expression(f"{self.address(term, around)}.{self._path(term)}")

    def _path(self, term: Known) -> str:
        return term.path if term.path in ("id", "name") else f"output.{self.exported(term.declared, term.path)}"

    def exported(self, declared: Declared, path: str) -> str:
        """The name under which a resource exports a value of its answer."""
        raise AssertionError(f"{path} of {declared.symbol}")

    def _id_at(self, declared: Declared, address: str) -> list[Part]:
        """The id of the declared resource at an address, known before the resource is there if it can be."""
        parent = declared.parent
        if parent is not None and not parent.is_existing and parent.loop is None:
            above = self._id_at(parent, f"azapi_resource.{self.spelling.of(parent.symbol)}")
            return [*above, f"/{declared.type.rpartition('/')[2]}/", Expression(f"{address}.name")]
        is_rooted = parent is None and declared.scope is None and self.module is not None and self.module.kind == "tenant"
        return [Expression(f"{address}.id")] if is_rooted else planned_id(address, declared.type)

    def id_of(self, declared: Declared, around: Context) -> list[Part]:
        """The id of a declared resource, or of one that is there already."""
        if not declared.is_existing:
            return [Expression(f"{self._declared(declared, around)}.id")]
        last, name = declared.type.rpartition("/")[2], self.parts(declared.names[-1], around)
        if declared.parent is not None:
            return [*self.id_of(declared.parent, around), f"/{last}/", *name]
        base = self.id_of(declared.scope, around) if declared.scope is not None else self.base()
        return [*base, f"/providers/{declared.type}/", *name]

    def base(self) -> list[Part]:
        """The id of what the module is deployed to."""
        kind = self.module.kind if self.module is not None else "subscription"
        if kind == "tenant":
            return []
        return ["/subscriptions/", self.subscription_id] if kind == "subscription" else [self.scoped(kind)]

    @property
    def subscription_id(self) -> Expression:
        """The id of the subscription that is deployed to."""
        return self.scoped("subscription")

    def id(self, term: IdOf, around: Context) -> list[Part]:
        """An id made of type and names."""
        pieces = self._scope(term.scope, around)
        if not term.type:
            return pieces
        provider, *kinds = term.type.split("/")
        pieces.append(f"/providers/{provider}")
        for kind, name in zip(kinds, term.names, strict=True):
            pieces += [f"/{kind}/", *self.parts(name, around)]
        return pieces

    def _scope(self, scope: Scope, around: Context) -> list[Part]:
        if scope.kind == "resource" and scope.on is not None:
            return self.id(scope.on, around)
        if scope.kind == "here":
            return self.base()
        if scope.kind == "tenant":
            return []
        if scope.kind == "management-group":
            return [f"/providers/{MANAGEMENT_GROUP_TYPE}/", *self.parts(scope.name, around)]
        above: list[Part] = ["/subscriptions/", self.subscription_id]
        return above if scope.kind == "subscription" else [*above, "/resourceGroups/", *self.parts(scope.name, around)]

    # -- data -------------------------------------------------------------------------------------------------------

    def data(self, value: object, kind: DataType) -> object:
        """Data of a type, its properties called as Terraform calls them."""
        if isinstance(kind, ObjectOf) and isinstance(value, Mapping):
            return Object(tuple((self.spelling.of(name), self.data(value[name], kind.fields[name][0])) for name in value))
        if isinstance(kind, ListOf) and isinstance(value, Sequence):
            return [self.data(item, kind.item) for item in value]
        return value

    def type(self, kind: DataType) -> object:
        """A type."""
        if isinstance(kind, ListOf):
            return Wrapped("list(", self.type(kind.item), ")")
        if isinstance(kind, DictOf):
            return Expression("map(string)")
        if isinstance(kind, ObjectOf):
            fields = tuple((self.spelling.of(name), self.type(one)) for name, (one, _) in kind.fields.items())
            return Wrapped("object(", Object(fields), ")")
        return Expression({"int": "number"}.get(kind, kind) if isinstance(kind, str) else "string")

    def described(self, kind: DataType, depth: int = 0) -> list[str]:
        """What the properties of a type are, line by line."""
        while isinstance(kind, ListOf):
            kind = kind.item
        if isinstance(kind, Choice) or not isinstance(kind, ObjectOf):
            return []
        return [line for name, (one, said) in kind.fields.items()
                for line in (f"{'  ' * depth}- {self.spelling.of(name)}: {prose(said)}", *self.described(one, depth + 1))]


def planned_id(address: str, kind: str) -> list[Part]:
    """The id of a resource, made of its arguments as azapi makes it: a plan knows it before the resource is there.

    `id` itself is known only after apply, and a plan does not say which key of a dictionary leads to which resource.
    """
    if kind.lower() == GROUP_TYPE.lower():
        below = "resourceGroups"
    else:
        below = kind.rpartition("/")[2] if kind.count("/") > 1 else f"providers/{kind}"
    return [Expression(f"{address}.parent_id"), f"/{below}/", Expression(f"{address}.name")]


def text_of(parts: Sequence[Part]) -> object:
    """Pieces as one text, or as the one expression that they are."""
    merged: list[Part] = []
    for part in parts:
        literal = _literal(part)
        if literal is not None and merged and isinstance(merged[-1], str):
            merged[-1] += literal
        elif literal != "":
            merged.append(part if literal is None else literal)
    if len(merged) == 1:
        return merged[0]
    return Interpolated(tuple(merged)) if merged else ""


def _literal(part: Part) -> str | None:
    return part if isinstance(part, str) else None
