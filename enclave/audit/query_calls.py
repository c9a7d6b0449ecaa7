"""Functions that a query defines and whose body is a query: each call becomes the body, with what it is given in the parameters' place.

Functions whose body is an expression are left to the translator, which knows them.
Source: learn.microsoft.com/kusto/query/functions/user-defined-functions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from enclave.audit.query_text import Token, assignment, closing, joined, next_of, pieces_of, split, tokens, uncommented
from enclave.errors import InputError

MOST_CHARACTERS = 200_000
"""Of a query with its functions in place: functions that call functions grow fast."""
_SOURCES = frozenset({"union", "range", "datatable", "print", "search", "find", "materialize", "externaldata"})
_WILDCARD = re.compile(r"\bunion\b[^|]*\*|\bsearch\b|\bfind\b")
_REALS = frozenset({"real", "double"})


class _Parameter(NamedTuple):
    name: str
    type: str
    """Empty for a table."""
    default: str


class _Function(NamedTuple):
    name: str
    parameters: tuple[_Parameter, ...]
    lets: tuple[tuple[str, str], ...]
    """Name and value of each `let` in the body."""
    body: str


def inlined(kql: str, tables: Mapping[str, Collection[str]]) -> str:
    """The query without such functions; `tables` are the known ones, with their columns.

    Raises InputError when a call does not fit its function, or when a name could mean a column, too.
    """
    functions: dict[str, _Function] = {}
    done: list[str] = []
    columns = {name for names in tables.values() for name in names}
    statements = split(kql, ";")
    for statement in statements:
        found = _definition(statement, {*tables, *functions}, _WILDCARD.search(kql) is not None)
        if found is None:
            lets: list[str] = []
            expanded = _expanded(statement, functions, lets)
            done += [*lets, expanded]
        else:
            _check(found, columns)
            if found.name in columns or any(_is_defined(other, found.name) for other in statements if other is not statement):
                raise InputError(f"the function `{found.name}` is a column, too", "query", "give it another name")
            functions[found.name] = found
        if sum(map(len, done)) > MOST_CHARACTERS:
            raise InputError(f"the query has more than {MOST_CHARACTERS} characters with its functions in their places", "query")
    return ";".join(done) if functions else kql


def _definition(statement: str, tables: Collection[str], has_wildcards: bool) -> _Function | None:
    """The function that a statement defines, when its body is a query."""
    text = uncommented(statement)
    match = re.match(r"let\s+(?P<name>\w+)\s*=\s*(?P<view>view\s*)?\(", text)
    if match is None:
        return None
    pieces = tokens(text[match.end() - 1 :])
    end = closing(pieces, 0)
    opening = next_of(pieces, end + 1)
    if opening >= len(pieces) or pieces[opening].text != "{" or joined(pieces[closing(pieces, opening) + 1 :]).strip():
        return None
    *lets, body = [part.strip() for part in split(joined(pieces[opening + 1 : closing(pieces, opening)]), ";") if part.strip()] or [""]
    parameters = tuple(_parameter(part) for part in pieces_of(joined(pieces[1:end])))
    first = re.match(r"\w+", body)
    is_query = len(split(body, "|")) > 1 or first is None or first[0] in _SOURCES or first[0] in tables
    if not (is_query or match["view"] or any(not parameter.type for parameter in parameters)):
        return None
    if match["view"] and has_wildcards:
        raise InputError("`view` beside names with wildcards is not supported", "query", "they would mean it, too: leave the word out")
    named = []
    for part in lets:
        name, value = assignment(re.sub(r"^let\b", "", part).strip())
        if not part.startswith("let") or not name or value.startswith("("):
            raise InputError(f"`{part}` in the body of `{match['name']}` is not supported", "query")
        named.append((name, value))
    return _Function(match["name"], parameters, tuple(named), body)


def _parameter(text: str) -> _Parameter:
    match = re.fullmatch(r"(?P<name>\w+)\s*:\s*(?:(?P<table>\(.*\))|(?P<type>\w+)(?:\s*=\s*(?P<default>.+))?)", text, re.DOTALL)
    if match is None:
        raise InputError(f"the parameter `{text}` is not supported", "query", "write `name: type`")
    return _Parameter(match["name"], match["type"] or "", match["default"] or "")


def _check(function: _Function, columns: Collection[str]) -> None:
    """A name in the body that is a column, or becomes one, could mean the one or the other."""
    own = [*(parameter.name for parameter in function.parameters), *(name for name, _ in function.lets)]
    for name in own:
        if name in columns or any(_is_defined(body, name) for body in (function.body, *(value for _, value in function.lets))):
            raise InputError(f"`{name}` of the function `{function.name}` is a column, too", "query", "give it another name")


def _is_defined(text: str, name: str) -> bool:
    """Whether `name =` stands in it, as in `extend`."""
    pieces = [piece for piece in tokens(text) if piece.kind != "space"]
    return any(
        piece == ("name", name) and pieces[at + 1].text == "=" and pieces[at + 2].text not in {"=", "~"}
        for at, piece in enumerate(pieces[:-2])
    )


def _expanded(text: str, functions: Mapping[str, _Function], lets: list[str]) -> str:
    """The text with calls of these functions done; what must stand before it is added to `lets`."""
    pieces = _invoked(tokens(text), functions)
    place = 0
    while place < len(pieces):
        function = functions.get(pieces[place].text) if pieces[place].kind == "name" else None
        if function is None or not _is_use(pieces, place):
            place += 1
            continue
        opening = next_of(pieces, place + 1)
        end, given = place, list[str]()
        if opening < len(pieces) and pieces[opening].text == "(":
            end = closing(pieces, opening)
            given = pieces_of(_expanded(joined(pieces[opening + 1 : end]), functions, lets))
        pieces[place : end + 1] = [Token("mark", f"({_called(function, given, functions, lets)})")]
        if sum(len(piece.text) for piece in pieces) > MOST_CHARACTERS:
            raise InputError(f"the query has more than {MOST_CHARACTERS} characters with its functions in their places", "query")
        place += 1
    return joined(pieces)


def _invoked(pieces: list[Token], functions: Mapping[str, _Function]) -> list[Token]:
    """`T | invoke f(x)` as `f((T), x)`."""
    while (at := next((at for at, piece in enumerate(pieces) if piece == ("name", "invoke")), None)) is not None:
        name = next_of(pieces, at + 1)
        opening = next_of(pieces, name + 1)
        if opening >= len(pieces) or pieces[name].text not in functions or pieces[opening].text != "(":
            return pieces  # the translator knows it, or says that nobody does
        end = closing(pieces, opening)
        start, depth = at, 0
        while start > 0 and depth >= 0:
            start -= 1
            if pieces[start].kind == "mark":
                depth += (pieces[start].text in ")]}") - (pieces[start].text in "([{")
                if depth == 0 and pieces[start].text == "=" and pieces[next_of(pieces, 0)].text == "let":
                    break
        start += depth < 0 or pieces[start].text == "="
        before = joined(pieces[start:at]).strip().removesuffix("|")
        inside = joined(pieces[opening + 1 : end]).strip()
        call = f" {pieces[name].text}(({before}){', ' + inside if inside else ''})"
        pieces = [*pieces[:start], *tokens(call), *pieces[end + 1 :]]
    return pieces


def _is_use(pieces: list[Token], place: int) -> bool:
    """Whether a name means the function: not a member of a bag, nor a column that is made."""
    before = [piece for piece in pieces[:place] if piece.kind != "space"]
    behind = next_of(pieces, place + 1)
    follows = "".join(piece.text for piece in pieces[behind : behind + 2])
    return not (before and before[-1].text == ".") and not (follows[:1] == "=" and follows not in {"==", "=~"})


def _called(function: _Function, given: list[str], functions: Mapping[str, _Function], lets: list[str]) -> str:
    """The body for a call; its own `let` statements get names that nobody else has."""
    values = _arguments(function, given)
    for name, value in function.lets:
        own = f"_kql_let{len(lets)}_{name}"
        lets.append(f"let {own} = {_expanded(_put(value, values), functions, lets)}")
        values[name] = own
    return _expanded(_put(function.body, values), functions, lets)


def _arguments(function: _Function, given: list[str]) -> dict[str, str]:
    parameters = {parameter.name: parameter for parameter in function.parameters}
    values: dict[str, str] = {}
    for place, text in enumerate(given):
        name, value = assignment(text)
        if not name:
            name = function.parameters[place].name if place < len(function.parameters) else ""
        if name not in parameters or name in values:
            takes = f"it takes: {', '.join(parameters) or 'nothing'}"
            raise InputError(f"`{function.name}` cannot be called with `{text}`", "query", takes)
        # an integer for a real one is a real one in the body
        values[name] = f"toreal({value})" if parameters[name].type in _REALS else value
    for parameter in function.parameters:
        if parameter.name not in values and not parameter.default:
            raise InputError(f"`{function.name}` needs `{parameter.name}`", "query", f"it takes: {', '.join(parameters)}")
        values.setdefault(parameter.name, parameter.default)
    return values


def _put(text: str, values: Mapping[str, str]) -> str:
    """The text with values in the place of names; brackets where a value is more than one word."""
    pieces = tokens(text)
    for at, piece in enumerate(pieces):
        if piece.kind == "name" and piece.text in values and not (at and pieces[at - 1].text == "."):
            value = values[piece.text]
            pieces[at] = Token("mark", value if len(tokens(value)) == 1 else f"({value})")
    return joined(pieces)
