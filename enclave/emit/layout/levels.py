"""Where values that differ come from: parameters of a file, items of a loop. A level is asked what to write for a column.

A column has one value for each instance of the level: of a file one for each place that calls it, of a loop one for each
item. What is the same everywhere is written as it is; what differs goes up as far as it can, and becomes data where it cannot.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from enclave.emit.layout.facts import ANY_MARK, LOCATION, MARKS, Facts
from enclave.emit.layout.terms import Choice, Data, DataType, DictOf, Field, Join, ListOf, Local, ObjectOf, Param, Term, Var
from enclave.emit.names import Names, camel

WORD_LIKE: Final = re.compile(r"[A-Za-z]+")
SHORTEST_KNOWN: Final = 4
"""Characters of a value that is looked for inside other texts; shorter ones are there by chance."""
MOST_WORDS: Final = 6
"""Words that a type lists."""
SECRETIVE: Final = re.compile(r"password|pwd|secret|accountkey|acctkey", re.I)
"""What Bicep's linter takes for the name of a secret (rule secure-secrets-in-params)."""
STANDARD: Final = {
    "enclave": "Name of the enclave, as it stands in the names of its resources.",
    "region": "Name of the region, as it stands in the names of its resources.",
    "regionKey": "Name of the region in enclave.yaml.",
    "location": "Azure region of the resources.",
    "subscriptionId": "Id of the subscription that is deployed to.",
}
"""Parameters that many files have."""


@dataclass(frozen=True)
class Hint:
    """What a value that differs is called and said to be."""

    name: str
    said: str
    is_name: bool = False
    """Whether it is (part of) the name of a resource."""
    full: str = ""
    """What it is called outside of the loop that it is an item's property in."""
    context: str = ""
    """The module that it is of, in camel case."""
    module: str = ""
    """The same as the graph calls it."""

    @property
    def outside(self) -> Hint:
        """The same outside of a loop."""
        return replace(self, name=self.full or self.name)


@dataclass
class Parameter:
    """A parameter of a file."""

    name: str
    type: DataType
    said: str
    argument: Term = None
    """What the caller gives, in the caller's words; of the main file the value itself."""
    is_secure: bool = False
    column: object = None
    """The values that it has, for the same ones to share it."""


class Level(Protocol):
    """A place where columns are resolved."""

    @property
    def stamps(self) -> Sequence[str]:
        """Region of each instance, `""` where it has none."""

    def text(self, values: Sequence[str], hint: Hint) -> Term:
        """What to write for texts."""

    def is_known(self, values: Sequence[str]) -> bool:
        """Whether texts can be written without any data of their own."""

    def data(self, values: Sequence[Data], kind: DataType, hint: Hint) -> Term:
        """What to write for other values: numbers, switches, lists of texts."""

    def listing(self, values: Sequence[Data], kind: ListOf, hint: Hint) -> Term:
        """What to write for lists that a loop goes over."""

    def standard(self, name: str) -> Term:
        """What to write for one of `STANDARD`."""

    def address(self, key: str) -> Term:
        """What to write for an address of the region's networks."""

    def tags(self, stamp: str) -> Term:
        """What to write for the tags that the resources of a region share."""


def same(values: Sequence[object]) -> bool:
    """Whether all values are equal, and of one kind."""
    first = values[0]
    return all(value == first and type(value) is type(first) for value in values)


def joined(pieces: Sequence[Term]) -> Term:
    """Texts and terms as one term."""
    flat: list[Term] = []
    for piece in pieces:
        for part in piece.parts if isinstance(piece, Join) else (piece,):
            if isinstance(part, str) and flat and isinstance(flat[-1], str):
                flat[-1] += part
            elif part != "":
                flat.append(part)
    return (flat[0] if flat else "") if len(flat) < 2 else Join(tuple(flat))


def spelled(marked: str, level: Level) -> Term:
    """A marked text with parameters for its marks."""
    pieces: list[Term] = []
    at = 0
    for found in ANY_MARK.finditer(marked):
        pieces += [marked[at : found.start()], level.standard(MARKS[found[0]])]
        at = found.end()
    return joined([*pieces, marked[at:]])


def around(text: str, known: str) -> list[str]:
    """The pieces of a text around a word that is known, where it stands as a word of its own."""
    return re.split(rf"(?<![A-Za-z0-9]){re.escape(known)}(?![A-Za-z0-9])", text)


def unique(names: Names, hint: Hint) -> str:
    """A name that is not taken: with the module before it where it is, before it gets a number."""
    if hint.context and names.has(hint.name):
        return names.take(camel([hint.context, hint.name]))
    return names.take(hint.name)


def with_known(values: Sequence[str], known: Sequence[str], term: Term) -> Term | None:
    """Texts that are the same but for another text in them that is known."""
    if any(len(word) < SHORTEST_KNOWN for word in known) or not all(word in value for word, value in zip(known, values, strict=True)):
        return None
    pieces = [around(value, word) for value, word in zip(values, known, strict=True)]
    if len(pieces[0]) < 2 or any(piece != pieces[0] for piece in pieces):
        return None
    return joined([pieces[0][0], *(part for piece in pieces[0][1:] for part in (term, piece))])


def kind_of(values: Sequence[str], hint: Hint) -> DataType:
    """The type of texts. Words may be those of a closed list of Azure's types, for which a plain text would be too wide."""
    words = sorted(set(values))
    is_choice = not hint.is_name and len(words) <= MOST_WORDS and all(WORD_LIKE.fullmatch(word) for word in words)
    return Choice(tuple(words)) if is_choice else "string"


def nothing(kind: DataType) -> Data:
    """The value of a type for an instance that does not use it."""
    if isinstance(kind, Choice):
        return kind.words[0]
    if isinstance(kind, ListOf):
        return []
    return {"string": "", "int": 0, "bool": False}[kind] if isinstance(kind, str) else {}


@dataclass
class Shared:
    """What all files of a layout share."""

    facts: Facts
    addresses: ObjectOf = field(default_factory=lambda: ObjectOf("addressesType", "Addresses of the networks of a region."))
    """The addresses of `Facts.addresses` that are in use."""


@dataclass
class File:
    """A file with parameters; an instance is a place that calls it."""

    shared: Shared
    stamps: Sequence[str]
    caller: Level | None
    """What gives the arguments; None for the main file."""
    context: str = ""
    """What the file is about, in camel case."""
    module: str = ""
    """The module that it is for."""
    names: Names = field(default_factory=Names)
    params: dict[str, Parameter] = field(default_factory=dict)
    types: dict[str, ObjectOf] = field(default_factory=dict)
    locals: dict[str, tuple[Data, DataType, str]] = field(default_factory=dict)
    """Name -> data that the file holds, its type and what is said of it."""

    def __post_init__(self) -> None:
        for name in (*STANDARD, "addresses", "tags", "item", "i"):
            self.names.take(name)

    def text(self, values: Sequence[str], hint: Hint) -> Term:
        facts = self.shared.facts
        key = facts.address(values, self.stamps)
        if key is not None:
            return self.address(key)
        marked = facts.marked(values, self.stamps, is_name=hint.is_name)
        if hint.is_name and same(values) and self.caller is not None and facts.is_worldwide(values[0]):
            return self.site(values[0], hint)
        if marked and same(marked) and (hint.is_name or not same(values) or LOCATION in marked[0]):
            return spelled(marked[0], self)
        if same(values):
            return values[0]
        host = [value.partition("/") for value in values]
        key = facts.address([address for address, _, _ in host], self.stamps)
        if key is not None and same([rest for _, _, rest in host]):
            return joined([self.address(key), "".join(host[0][1:])])
        return self._known(values) or self._parameter(values, kind_of(values, hint), hint, is_text=True)

    def is_known(self, values: Sequence[str]) -> bool:
        facts = self.shared.facts
        marked = facts.marked(values, self.stamps, is_name=False) or values
        host = [value.partition("/") for value in values]
        is_host = same([rest for _, _, rest in host]) and facts.address([address for address, _, _ in host], self.stamps) is not None
        return same(marked) or is_host or facts.address(values, self.stamps) is not None or self._known(values) is not None

    def data(self, values: Sequence[Data], kind: DataType, hint: Hint) -> Term:
        return values[0] if same(values) else self._parameter(values, kind, hint)

    def listing(self, values: Sequence[Data], kind: ListOf, hint: Hint) -> Term:
        if not same(values) or (len(values) == 1 and self.shared.facts.is_of_a_site(values[0])):
            return self._parameter(values, kind, hint)
        for name, (data, its_kind, _) in self.locals.items():
            if data == values[0] and its_kind == kind:
                return Local(name)
        name = self.names.take(hint.outside.name)
        self.locals[name] = values[0], kind, hint.said
        return Local(name)

    def standard(self, name: str) -> Term:
        if name not in self.params:
            argument = self.caller.standard(name) if self.caller else None
            self.params[name] = Parameter(name, "string", STANDARD[name], argument)
        return Param(name)

    def address(self, key: str) -> Term:
        if "addresses" not in self.params:
            argument = self.caller.address("") if self.caller else None
            self.params["addresses"] = Parameter("addresses", self.shared.addresses, "Addresses of the networks of the region.", argument)
        if not key:
            return Param("addresses")
        self.shared.addresses.fields.setdefault(key, ("string", self.shared.facts.said_of(key)))
        return Field(Param("addresses"), key)

    def tags(self, stamp: str) -> Term:
        if "tags" not in self.params:
            argument = self.caller.tags(stamp) if self.caller else None
            self.params["tags"] = Parameter("tags", DictOf(), "Tags of the resources.", argument)
        return Param("tags")

    def site(self, value: str, hint: Hint) -> Term:
        """A parameter for a text that must not stand in the file, although it is the same for every instance."""
        return self._parameter([value] * len(self.stamps), "string", hint)

    def own(self, value: Data, kind: DataType, hint: Hint) -> Term:
        """A parameter of the main file."""
        return self._parameter([value], kind, hint)

    def given(self, wanted: str, kind: DataType, said: str, argument: Term, *, is_secure: bool = False) -> Param:
        """A parameter whose argument the caller has; the same arguments are one parameter."""
        for parameter in self.params.values():
            if parameter.argument == argument and parameter.is_secure == is_secure and parameter.name not in STANDARD:
                return Param(parameter.name)
        name = self.names.take(wanted)
        self.params[name] = Parameter(name, kind, said, argument, is_secure)
        return Param(name)

    def type(self, wanted: str, said: str) -> ObjectOf:
        """A new type of the file."""
        declared = ObjectOf(self.names.take(wanted), said)
        self.types[declared.name] = declared
        return declared

    def _known(self, values: Sequence[str]) -> Term | None:
        """A parameter with these values, or one that they contain."""
        columns = [(parameter.name, parameter.column) for parameter in self.params.values()
                   if isinstance(parameter.column, tuple) and isinstance(parameter.column[0], str)]
        for name, column in columns:
            if column == tuple(values):
                return Param(name)
        for name, column in sorted(columns, key=lambda pair: -len(pair[1][0])):
            found = with_known(values, column, Param(name))
            if found is not None:
                return found
        return None

    def _parameter(self, values: Sequence[Data], kind: DataType, hint: Hint, *, is_text: bool = False) -> Term:
        column = tuple(values) if is_text else values
        for parameter in self.params.values():
            if parameter.column == column and parameter.type == kind:
                return Param(parameter.name)
        hint = replace(hint.outside, context=hint.context or self.context, module=hint.module or self.module)
        name = unique(self.names, replace(hint, name=SECRETIVE.sub(lambda found: "Item" if found.start() else "item", hint.name)))
        argument: Term = None
        if self.caller is None:
            argument = values[0]
        elif is_text:
            argument = self.caller.text(values, hint)
        else:
            argument = self.caller.data(values, kind, hint)
        self.params[name] = Parameter(name, kind, hint.said, argument, column=column)
        return Param(name)


@dataclass
class Column:
    """A property of the items of a loop."""

    values: Sequence[Data]
    type: DataType
    said: str


@dataclass(eq=False)
class Loop:
    """The items of a loop; an instance is an item."""

    parent: Level
    file: File
    counts: Sequence[int]
    """Items for each instance of the parent."""
    noun: str
    """What one item is, in camel case."""
    fields: dict[str, Column] = field(default_factory=dict)
    source: Term = None
    """The list, once it is finished."""
    is_plain: bool = False
    """Whether an item is a text and not an object."""
    type: ObjectOf | None = None
    """Of an item that is an object, once it is finished."""
    label: Term = None
    """What an item is known by, for dictionaries."""
    labels: list[str] = field(default_factory=list)
    """The same for each item."""

    def __post_init__(self) -> None:
        self.stamps: list[str] = [stamp for stamp, count in zip(self.parent.stamps, self.counts, strict=True) for _ in range(count)]
        self.names = Names()

    def text(self, values: Sequence[str], hint: Hint) -> Term:
        lifted = self._lifted(values, hint)
        if lifted is not None:
            return self.parent.text(lifted, hint)
        return (self._factored(values, hint) if hint.is_name else None) or self._derived(values) or (
            self.field(values, kind_of(values, hint), hint))

    def is_known(self, values: Sequence[str]) -> bool:
        lifted = self._lifted(values, Hint("", ""))
        return self.parent.is_known(lifted) if lifted is not None else self._derived(values) is not None

    def data(self, values: Sequence[Data], kind: DataType, hint: Hint) -> Term:
        by_parent = self._by_parent(values)
        if by_parent is None:
            return self.field(values, kind, hint)
        return self.parent.data([nothing(kind) if found is None else found[0] for found in by_parent], kind, hint)

    def listing(self, values: Sequence[Data], kind: ListOf, hint: Hint) -> Term:
        by_parent = self._by_parent(values)
        if by_parent is None:
            return self.field(values, kind, hint)
        return self.parent.listing([[] if found is None else found[0] for found in by_parent], kind, hint)

    def standard(self, name: str) -> Term:
        return self.parent.standard(name)

    def address(self, key: str) -> Term:
        return self.parent.address(key)

    def tags(self, stamp: str) -> Term:
        return self.parent.tags(stamp)

    def field(self, values: Sequence[Data], kind: DataType, hint: Hint) -> Term:
        """A property of the items with these values."""
        for name, column in self.fields.items():
            if column.values == values and column.type == kind:
                return Field(Var(self), name)
        name = self.names.take(hint.name)
        self.fields[name] = Column(values, kind, hint.said)
        return Field(Var(self), name)

    def is_lifted(self, values: Sequence[Data]) -> bool:
        """Whether values are the same for all items of an instance of the parent."""
        return self._by_parent(values) is not None

    def finish(self, hint: Hint, type_name: str, type_said: str) -> None:
        """Asks for the list, once every property is known."""
        self.is_plain = [column.type for column in self.fields.values()] == ["string"]
        rows: list[Data] = []
        at = 0
        for count in self.counts:
            items = range(at, at + count)
            rows.append([self._row(item) for item in items])
            at += count
        if self.is_plain:
            self.source = self.parent.listing(rows, ListOf("string"), hint)
            return
        declared = self.type = self.file.type(type_name, type_said)
        declared.fields.update({name: (column.type, column.said) for name, column in self.fields.items()})
        self.source = self.parent.listing(rows, ListOf(declared), hint)

    def _row(self, item: int) -> Data:
        if self.is_plain:
            return next(iter(self.fields.values())).values[item]
        return {name: column.values[item] for name, column in self.fields.items()}

    def _by_parent(self, values: Sequence[Data]) -> list[list[Data] | None] | None:
        """For each instance of the parent its one value, in a list, None where it has no items; None when values differ."""
        found: list[list[Data] | None] = []
        at = 0
        for count in self.counts:
            own = values[at : at + count]
            at += count
            if own and not same(own):
                return None
            found.append([own[0]] if own else None)
        return found

    def _lifted(self, values: Sequence[str], hint: Hint) -> list[str] | None:
        """Texts for the parent, when they do not differ between its items. An instance without items gets what fits in."""
        by_parent = self._by_parent(values)
        if by_parent is None:
            return None
        facts = self.file.shared.facts
        marked = facts.marked(values[:1], self.stamps[:1], is_name=hint.is_name)
        return [(facts.unmarked(marked[0], stamp) if marked else values[0]) if own is None else own[0]
                for own, stamp in zip(by_parent, self.parent.stamps, strict=True)]

    def _factored(self, values: Sequence[str], hint: Hint) -> Term | None:
        """Names of which a part only tells the region or the enclave: that part is written, the rest is data."""
        facts = self.file.shared.facts
        marked = facts.marked(values, self.stamps, is_name=True)
        if not marked:
            return None
        head = _shared_start(marked)
        tail = _shared_start([value[len(head):][::-1] for value in marked])[::-1]
        middles = [value[len(head) : len(value) - len(tail)] for value in marked]
        if not ANY_MARK.search(head + tail) or not all(middles) or any(ANY_MARK.search(middle) for middle in middles):
            return None
        return joined([spelled(head, self), self.field(middles, "string", hint), spelled(tail, self)])

    def _derived(self, values: Sequence[str]) -> Term | None:
        for name, column in self.fields.items():
            if column.type == "string":
                found = with_known(values, column.values, Field(Var(self), name))
                if found is not None:
                    return found
        return None


def _shared_start(values: Sequence[str]) -> str:
    """What all texts start with, up to the end of a word."""
    first, last = min(values), max(values)
    at = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    while at and (first[at - 1].isalnum() or first[at - 1] in MARKS):
        at -= 1
    return first[:at]
