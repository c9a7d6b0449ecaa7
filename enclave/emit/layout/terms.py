"""What stands in a file of a layout: values with parameters, items of loops and references in them, and the types of data.

A term is a plain value (text, number, switch, null), a list or an `Entries` of terms, or one of the classes here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

Term: TypeAlias = Any
Data: TypeAlias = Any
"""Plain JSON: what a parameter or an item of a loop is given."""


@dataclass(frozen=True)
class Entries:
    """An object. A key is a text, or a term for a key that is a resource id."""

    pairs: tuple[tuple[Any, Term], ...]


@dataclass(frozen=True)
class Join:
    """Texts and terms one behind the other."""

    parts: tuple[Any, ...]


@dataclass(frozen=True)
class Param:
    """A parameter of the file."""

    name: str


@dataclass(frozen=True)
class Local:
    """Data that the file itself holds."""

    name: str


@dataclass(frozen=True, eq=False)
class Var:
    """The item of a loop."""

    loop: Any
    """The `Loop` that it is of."""


@dataclass(frozen=True)
class Field:
    """A property of an object of data. Of an item with only one property it is the item itself."""

    base: Term
    name: str


@dataclass(frozen=True)
class At:
    """An element of a list by its number, or of a dictionary by its key."""

    base: Term
    key: Term


@dataclass(frozen=True, eq=False)
class Known:
    """What a declaration of the file knows: `id`, `name`, or a path into the deployed resource.

    Inside the loop of the declaration it is the element that belongs to the item, `steps` is a part of the resource.
    """

    declared: Any
    path: str
    steps: tuple[tuple[str, Term], ...] = ()
    """Kinds and names of a part of the resource: `(("subnets", "snet-gateway"),)`."""
    key: Term = None
    """Which element is meant, by its label, where this stands outside of the loop."""
    is_parallel: bool = False
    """Whether that is the element at the same place as the item of the loop that this stands in."""


@dataclass(frozen=True)
class Scope:
    """Where a resource lies that is named by its id: the file's own resource group or another one, or a scope above."""

    kind: str
    """`here`, `group`, `subscription`, `management-group`, `tenant`, or `resource` for what extends one."""
    name: Term = ""
    """Of another resource group or a management group."""
    on: IdOf | None = None
    """For `resource`: what is extended."""


@dataclass(frozen=True)
class IdOf:
    """The id of a resource by its type and names. With no type it is that of the scope itself."""

    type: str
    names: tuple[Term, ...]
    scope: Scope


@dataclass(frozen=True)
class FullId:
    """An id of another subscription, written as it is."""

    text: str


@dataclass(frozen=True, eq=False)
class Each:
    """A list made of data: a body for each item of a loop."""

    loop: Any
    body: Term


@dataclass(frozen=True)
class Output:
    """What a called module tells, in the main file."""

    export: Any
    """The `Export` that it is of."""
    region: str | None = None
    """The region that it is of, None for that of the loop around or where there is none."""


@dataclass(frozen=True, eq=False)
class CallOutput:
    """What a file called in a loop tells of the item of the loop."""

    call: Any
    name: str


@dataclass(frozen=True, eq=False)
class Gathered:
    """A dictionary of what is known of the items of a loop, or a list of its keys and values."""

    thing: Any
    """What is deployed in the loop: a `Declared` or a `Call`."""
    loop: Any
    key: Term
    value: Term
    is_listed: bool = False
    """Told where it cannot be made a dictionary, because what is known is known of a deployed resource."""


@dataclass(frozen=True, eq=False)
class Invoke:
    """A call of a function that was lifted out of the file."""

    function: Any
    """The `Function`."""
    arguments: tuple[Term, ...]


@dataclass(frozen=True)
class SubscriptionId:
    """The id of the subscription that is deployed to, a GUID."""


@dataclass(frozen=True, eq=False)
class PerItem:
    """A variable of the file that has an element for each item of a loop, inside or outside of which this stands."""

    name: str
    loop: Any
    index: int | None = None
    """Which element, outside of the loop."""


# -- types of data --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class ListOf:
    """A list."""

    item: DataType


@dataclass(frozen=True)
class DictOf:
    """A dictionary of texts."""


@dataclass(eq=False)
class ObjectOf:
    """A type with a name, declared in a file."""

    name: str
    description: str
    fields: dict[str, tuple[DataType, str]] = field(default_factory=dict)
    """Name of a property -> its type and description."""


DataType: TypeAlias = str | Choice | ListOf | DictOf | ObjectOf
"""A type; `string`, `int` and `bool` stand for themselves."""
PAIR = "pair"
"""The type of an entry of a dictionary that is told as a list: an object with `key` and `value`."""


def parts(term: Term) -> Iterator[Term]:
    """A term and every term in it."""
    todo: list[Term] = [term]
    while todo:
        one = todo.pop()
        yield one
        if type(one) in INNER:
            todo.extend(INNER[type(one)](one))


def inner(term: Term) -> Sequence[Term]:
    """The terms directly inside a term."""
    return INNER[type(term)](term) if type(term) in INNER else ()


INNER: Final[Mapping[type, Callable[[Any], Sequence[Term]]]] = {
    list: lambda term: term,
    Entries: lambda term: [side for pair in term.pairs for side in pair],
    Join: lambda term: term.parts,
    Field: lambda term: (term.base,),
    At: lambda term: (term.base, term.key),
    Known: lambda term: [*(name for _, name in term.steps), term.key],
    IdOf: lambda term: (*term.names, term.scope.name, *((term.scope.on,) if term.scope.on else ())),
    Each: lambda term: (term.loop.source, term.body),
    Gathered: lambda term: (term.loop.source, term.key, term.value),
    Invoke: lambda term: term.arguments,
}
"""What is directly inside a term; nothing in any other one."""
