"""Queries whose operators the translator lacks: what stands before such an operator becomes a view, and the operator a query over it.

The names and types of a view's columns are known, which is what wildcards and unpacked columns need. `query_operators.OPERATORS` has the
operators; what neither it nor the translator knows is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import duckdb
from duckdb_kql.types import kusto_type

from enclave.audit.query_text import Token, bracketed, closing, identifier, joined, next_of, pieces_of, split, tokens, uncommented, word
from enclave.errors import InputError

PREFIX = "_kql_"
MOST = 200
"""Views of one query."""
ROW = "_kql_row"
"""Column with the place of a row, where the order of rows counts."""

Translate = Callable[[str, dict[str, list[str]]], str]
Operator = Callable[["Stages", str, str], str]
"""From the stages, the query before the operator, and what stands behind its name: the query with it."""


class Relation(NamedTuple):
    """A view or a table that stands for a part of the query."""

    name: str
    columns: dict[str, str]
    """Name -> Kusto's type."""


class Stages:
    """One query on its way, in a connection of its own."""

    def __init__(
        self, db: duckdb.DuckDBPyConnection, schema: dict[str, list[str]], translate: Translate, operators: Mapping[str, Operator],
        needs: Callable[[str, str], str],
    ) -> None:
        """`needs` tells for the name and the text of an operator which of `operators` it needs, if any."""
        self._db, self._schema, self._translate, self._operators, self._needs = db, schema, translate, operators, needs
        self._lets: list[str] = []
        self._named: list[str] = []
        """Those that `as` makes: they hold for what stands behind it."""
        self._made: dict[str, list[str]] = {}

    @property
    def tables(self) -> list[str]:
        """The tables of the log and of the user."""
        return list(self._schema)

    def run(self, kql: str) -> str:
        """The query without what the translator lacks. Raises InputError, and what the translator and DuckDB raise."""
        statements = [made for part in split(kql, ";") if uncommented(part) for made in _declared(part)]
        for at, statement in enumerate(statements):
            name, value = _let(statement)
            if value is None:
                statements[at] = self.expression(bracketed(statement) or statement) if name is None else statement
            else:
                statements[at] = f"let {name} = {self.expression(self._query_in(value))}"
            self._lets.append(statements[at])
        return ";\n".join([*self._named, *statements])

    def call(self, name: str, relation: Relation) -> str:
        """Let a name stand for a view in what follows; returns the view's."""
        self._named.append(f"let {name} = {relation.name}")
        self._lets.append(self._named[-1])
        return relation.name

    def sql(self, kql: str) -> str:
        """The translation of a query that has nothing left which the translator lacks."""
        made = {name: columns for name, columns in self._made.items() if name in kql or any(name in let for let in self._lets)}
        return self._translate(kql, self._schema | made)

    def view(self, kql: str) -> Relation:
        """A view of a query."""
        if kql.strip() in self._made:
            return self._relation(kql.strip())
        return self.make(self.sql(self._with_lets(kql)))

    def ordered(self, kql: str) -> Relation:
        """A table of a query, whose rows have their places in the column `ROW`."""
        return self.ordered_as(kql, ROW)

    def ordered_as(self, kql: str, column: str) -> Relation:
        """The same with another column for the places, in the place of the one that is there."""
        rows = self.sql(self._with_lets(kql))
        without = f"COLUMNS(lambda c: c <> '{column}')"
        return self.make(f"SELECT {without}, row_number() OVER () AS {column} FROM ({rows})", is_table=True)  # noqa: S608

    def make(self, sql: str, *, is_table: bool = False) -> Relation:
        """A view or a table of a query in SQL."""
        if len(self._made) == MOST:
            raise InputError(f"the query needs more than {MOST} steps", "query")
        name = f"{PREFIX}{len(self._made) + 1}"
        self._db.execute(f"CREATE TEMP {'TABLE' if is_table else 'VIEW'} {name} AS {sql}")
        self._made[name] = []
        found = self._relation(name)
        self._made[name] = list(found.columns)
        return found

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What a query in SQL answers, for what must be known before the rest can be said."""
        return self._db.execute(sql).fetchall()

    def rows_of(self, sql: str, given: list[object]) -> list[tuple[object, ...]]:
        """The same with values for its `?`."""
        return self._db.execute(sql, given).fetchall()

    def sql_of(self, kql: str) -> str:
        """A query behind what was defined before it, in SQL."""
        return self.sql(self._with_lets(kql))

    def values(self, expressions: Iterable[str]) -> list[str]:
        """Constant expressions of KQL as constants of SQL, each a subquery of one value."""
        found = []
        for expression in expressions:
            relation = self.view(f"print _kql_value = {expression}")
            found.append(f"(SELECT _kql_value FROM {relation.name})")  # noqa: S608
        return found

    def expression(self, text: str) -> str:
        """A tabular or scalar expression: what stands in brackets first, then operator by operator."""
        source, *operators = split(self._inside(text), "|")
        inner = bracketed(source) if operators else None
        if inner is not None:
            source = self.view(inner).name  # the translator knows no source in brackets
        before = source
        if word(uncommented(source)) in self._operators:
            before = self._operators[word(uncommented(source))](self, "", _rest(uncommented(source)))
        for operator in operators:
            plain = uncommented(operator)
            needed = self._needs(word(plain), plain)
            before = self._operators[needed](self, before, _rest(plain)) if needed else f"{before}| {operator.lstrip()}"
        return before

    def _query_in(self, value: str) -> str:
        """The query that stands in brackets behind `let x =`; another value as it is."""
        inner = bracketed(value)
        return inner if inner is not None and len(split(inner, "|")) > 1 else value

    def _inside(self, text: str) -> str:
        """The text with the queries in its brackets done; what is applied row by row or part by part is left to its operator."""
        pieces = tokens(text)
        done: list[Token] = []
        place = 0
        while place < len(pieces):
            piece = pieces[place]
            if piece.kind == "mark" and piece.text == "(":
                end = closing(pieces, place)
                inside = joined(pieces[place + 1 : end])
                if not self._is_applied(inside):
                    inside = self.expression(inside) if "|" in inside or self._is_source(inside) else self._inside(inside)
                done += [Token("mark", "("), Token("mark", inside), Token("mark", ")")]
                place = end + 1
            else:
                done.append(piece)
                place += 1
        return joined(done)

    def _is_applied(self, inside: str) -> bool:
        """Whether it is a pipeline without a source, as `partition` and `mv-apply` have it."""
        first = uncommented(split(inside, "|")[0])
        name = word(first)
        follows = first[len(name) :].lstrip()[:1]
        return name in _APPLIED and bool(follows) and follows not in {"=", ".", ",", "|", ")", "[", "<", ">", "!", "+", "-", "*", "/"}

    def _is_source(self, inside: str) -> bool:
        return word(uncommented(inside)) in {"search", "find", "range"}

    def _with_lets(self, kql: str) -> str:
        return ";\n".join([*self._lets, kql])

    def _relation(self, name: str) -> Relation:
        # DESCRIBE tells `kind` of a column that a view calls `Kind`
        self._db.execute(f"SELECT * FROM {identifier(name)} LIMIT 0")  # noqa: S608
        return Relation(name, {str(item[0]): kusto_type(item[1]) for item in self._db.description})


_APPLIED = frozenset({
    "where", "filter", "extend", "project", "summarize", "top", "take", "limit", "order", "sort", "distinct", "count", "serialize",
    "mv-expand", "project-away", "project-rename", "project-keep", "project-reorder", "parse", "top-nested", "sample", "make-series",
    "evaluate",
})  # fmt: skip
"""Operators with which a pipeline without a source can begin."""


def _declared(statement: str) -> list[str]:
    """`declare query_parameters(name:type = value)` as what it says when nobody gives a value."""
    text = uncommented(statement)
    match = re.fullmatch(r"declare\s+query_parameters\s*\((?P<inside>.*)\)", text, re.DOTALL)
    if match is None:
        return [statement]
    found = []
    for part in pieces_of(match["inside"]):
        one = re.fullmatch(r"(?P<name>\w+)\s*:\s*\w+\s*=\s*(?P<value>.+)", part, re.DOTALL)
        if one is None:
            raise InputError(f"the query's parameter `{part}` has no value", "query", "write `let name = value;` in its place")
        found.append(f"let {one['name']} = {one['value']}")
    return found


def _let(statement: str) -> tuple[str | None, str | None]:
    """Name and value of a `let`; a function, or another statement than a query, has no value that could be done now."""
    pieces = tokens(statement)
    at = next_of(pieces, 0)
    if at < len(pieces) and pieces[at].text in {"set", "declare", "alias", "restrict"}:
        return "", None
    if at == len(pieces) or pieces[at].text != "let":
        return None, None
    name = next_of(pieces, at + 1)
    equals = next_of(pieces, name + 1)
    if equals >= len(pieces) or pieces[equals].text != "=":
        return "", None
    first = next_of(pieces, equals + 1)
    if first < len(pieces) and pieces[first].text == "(" and pieces[_behind(pieces, first)].text == "{":
        return "", None
    return pieces[name].text, joined(pieces[equals + 1 :])


def _behind(pieces: list[Token], place: int) -> int:
    """The piece behind the bracket that begins there; the last piece when there is none."""
    return min(next_of(pieces, closing(pieces, place) + 1), len(pieces) - 1)


def _rest(operator: str) -> str:
    return operator[len(word(operator)) :].strip()
