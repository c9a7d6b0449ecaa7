"""Terms for the bodies of resources: a column of values of one shape becomes one term, references included."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from enclave.emit.layout.families import NotUniform
from enclave.emit.layout.levels import Hint, Level, Loop, joined, same
from enclave.emit.layout.references import References
from enclave.emit.layout.terms import Each, Entries, Field, ListOf, Term, parts
from enclave.emit.names import camel, humps, singular
from enclave.graph.model import Ref, Resource, Secret, Value

if TYPE_CHECKING:
    from enclave.emit.layout.build import FileBuilder

VAGUE: Final = frozenset({"name", "value", "values", "id", "type", "key", "kind", "enabled", "state", "mode"})
"""Names of properties that say nothing without that of the object that they are of."""
ADMINISTRATOR: Final = "adminUsername"
"""A property that must be given (Bicep's rule adminusername-should-not-be-literal)."""
MOST_HOLES: Final = 3
"""Values that may differ in a list of objects inside a loop before the list itself becomes data."""


class Values:
    """Makes the terms of one file."""

    def __init__(self, builder: FileBuilder) -> None:
        self.builder = builder
        self.references = References(builder)
        self.administrators: dict[str, Term] = {}
        """Name of an administrator -> the parameter that gives it."""

    def value(self, level: Level, owners: Sequence[Resource], values: Sequence[Value], path: tuple[str, ...]) -> Term:
        """The term for values of corresponding places. `owners` are the resources that they are of."""
        first = values[0]
        if isinstance(first, str):
            return self._text(level, [str(value) for value in values], path)
        if isinstance(first, Mapping):
            return self.entries(level, owners, [value for value in values if isinstance(value, Mapping)], path)
        if isinstance(first, list | tuple):
            return self._list(level, owners, [list(value) for value in values if isinstance(value, list | tuple)], path)
        if isinstance(first, Ref):
            return self.references.term(level, owners, [value for value in values if isinstance(value, Ref)])
        if isinstance(first, Secret):
            return self.builder.secret(first)
        if same(values):
            return first
        return level.data(list(values), "bool" if isinstance(first, bool) else "int", self._hint(level, path))

    def _text(self, level: Level, values: Sequence[str], path: tuple[str, ...]) -> Term:
        """The term for texts. The name of an administrator is given, and found again in what it is a part of."""
        if same(values):
            for word, known in self.administrators.items():
                if f"/{word}/" in values[0]:
                    before, _, after = values[0].partition(f"/{word}/")
                    return joined([f"{before}/", known, f"/{after}"])
            if path and path[-1] == ADMINISTRATOR:
                known = self.builder.file.site(values[0], self._hint(level, path).outside)
                self.administrators[values[0]] = known
                return known
        return level.text(values, self._hint(level, path))

    def entries(
        self, level: Level, owners: Sequence[Resource], values: Sequence[Mapping[str, Value]], path: tuple[str, ...]
    ) -> Entries:
        """The term for objects."""
        first = values[0]
        graph = self.builder.index.graph
        references = self.references
        named = [key for key in first if not references.is_id(graph, key)]
        ids = [[key for key in value if references.is_id(graph, key)] for value in values]
        pairs: dict[str, tuple[Term, Term]] = {
            key: (key, self.value(level, owners, [value[key] for value in values], (*path, key))) for key in named
        }
        for keys in zip(*ids, strict=True):
            term = references.term(level, owners, [Ref(key) for key in keys])
            items = [value[key] for value, key in zip(values, keys, strict=True)]
            pairs[keys[0]] = term, self.value(level, owners, items, path)
        return Entries(tuple(pairs[key] for key in first))

    def _list(self, level: Level, owners: Sequence[Resource], values: Sequence[list[Value]], path: tuple[str, ...]) -> Term:
        if all(isinstance(item, str) for value in values for item in value):
            return self._texts(level, [[str(item) for item in value] for value in values], path)
        length = len(values[0])
        if all(len(value) == length for value in values) and not self._is_data(level, values):
            step = (*path, "") if length > 1 else path
            return [self.value(level, owners, list(column), _place(step, column)) for column in zip(*values, strict=True)]
        loop = Loop(level, self.builder.file, [len(value) for value in values], singular(path[-1] if path else "item"))
        flat = [item for value in values for item in value]
        owners_of = [one for one, value in zip(owners, values, strict=True) for _ in value]
        body = self.value(loop, owners_of, flat, path)
        said = f"{_sentence(path)} of the {self.builder.what}."
        if not loop.fields:
            raise NotUniform(self.builder.family, f"`{'.'.join(path)}` differs in nothing but length")
        hint = self._hint(level, path, said=said)
        name = camel([self.builder.current_symbol, loop.noun])
        loop.finish(hint, f"{name}Type", f"One of the {_sentence(path).lower()} of the {self.builder.what}.")
        return Each(loop, body)

    def _is_data(self, level: Level, values: Sequence[list[Value]]) -> bool:
        """Whether lists of one length are better data: inside a loop, where much of them differs."""
        if not isinstance(level, Loop) or len(values[0]) < 2:
            return False
        differing = sum(_differing(list(column)) for column in zip(*values, strict=True))
        if differing <= MOST_HOLES:
            return False
        return all(self.builder.shaper.of(value)[0] == "*" for value in values)

    def _texts(self, level: Level, values: Sequence[list[str]], path: tuple[str, ...]) -> Term:
        """Lists of texts: text by text when that takes no data of its own, else as they are."""
        hint = self._hint(level, path)
        if all(len(value) == len(values[0]) for value in values):
            columns = [list(column) for column in zip(*values, strict=True)]
            if all(level.is_known(column) for column in columns):
                return [level.text(column, hint) for column in columns]
        return level.data([list(value) for value in values], ListOf("string"), hint)

    def _hint(self, level: Level, path: tuple[str, ...], *, said: str = "") -> Hint:
        steps = [step for step in path if step and step != "properties"]
        last = steps[-1] if steps else "value"
        wanted = [_plain(last)]
        if last in VAGUE and len(steps) > 1:
            wanted.insert(0, singular(_plain(steps[-2])))
        full = camel([self.builder.current_symbol, *wanted])
        name = camel(wanted, "value") if isinstance(level, Loop) else full
        return Hint(name, said or f"{_sentence(path)} of the {self.builder.what}.", full=full)


def depends_on_item(term: Term, loop: Loop) -> bool:
    """Whether a term has anything of a loop's item in it."""
    return any(isinstance(part, Field) and getattr(part.base, "loop", None) is loop for part in parts(term))


def _differing(values: Sequence[Value]) -> int:
    """How many leaves differ."""
    first = values[0]
    if isinstance(first, Mapping):
        mappings = [value for value in values if isinstance(value, Mapping)]
        return sum(_differing([value.get(key) for value in mappings]) for key in first)
    if isinstance(first, list | tuple):
        lists = [value for value in values if isinstance(value, list | tuple)]
        return sum(_differing(list(column)) for column in zip(*lists, strict=False))
    return 0 if same(values) else 1


def _place(path: tuple[str, ...], column: Sequence[Value]) -> tuple[str, ...]:
    """The path of an element of a list, told by its name where it has one."""
    names = {str(item["name"]) if isinstance(item, Mapping) and isinstance(item.get("name"), str) else "" for item in column}
    return (*path[:-1], names.pop()) if path and path[-1] == "" and len(names) == 1 else path


@cache
def _plain(step: str) -> str:
    return camel(re.findall(r"\w+", step), "value")


@cache
def _sentence(path: tuple[str, ...]) -> str:
    """`addressPrefixes` as the start of a sentence: `Address prefixes`."""
    steps = [step for step in path if step and step != "properties"]
    pieces = [piece.lower() if not piece.isupper() or len(piece) == 1 else piece for piece in humps(_plain(steps[-1]))] if steps else []
    if steps and steps[-1] in VAGUE and len(steps) > 1:
        pieces += ["of", "the", *(piece.lower() for piece in humps(singular(_plain(steps[-2]))))]
    text = " ".join(pieces) or "value"
    return text[:1].upper() + text[1:]


