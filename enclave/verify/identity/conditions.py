"""What a condition of a role assignment surely lets pass, surely holds back, or leaves open.

Three values: True, False, and None where it depends on what is not known - attributes of the resource, of the principal, of the
network, the time, and whatever the caller chooses. A test with such an attribute is None, so a False is one whatever they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from enclave.verify.identity.condition_text import (
    VERSION,
    Attribute,
    Compared,
    Exists,
    Joined,
    Malformed,
    Matches,
    Negated,
    Node,
    Side,
    parse,
)
from enclave.verify.identity.operators import OPERATORS, Kind, Literal, Operator
from enclave.verify.identity.patterns import matches, overlap

ASSIGNMENTS = "microsoft.authorization/roleassignments"
ROLE, PRINCIPAL, PRINCIPAL_TYPE = (
    Attribute("request", f"{ASSIGNMENTS}:{name}") for name in ("roledefinitionid", "principalid", "principaltype")
)
"""What a request to give a role says (learn.microsoft.com/azure/role-based-access-control/conditions-authorization-actions-attributes)."""
ANOTHER: Literal = (Kind.GUID, "another")
"""A GUID that no condition names."""


class Request(Struct, frozen=True):
    """What is asked for."""

    action: str
    """An action, or a pattern: then an answer holds for all that it stands for."""
    known: Mapping[Attribute, Literal] = {}
    """What is known of it; all else may be anything."""


class Condition(Struct, frozen=True):
    """A condition, as it is written."""

    text: str
    version: str = VERSION

    @property
    def problem(self) -> str:
        """Why nobody can say what it does; empty: it is read."""
        found = _read(self.text, self.version)
        return found if isinstance(found, str) else ""

    @property
    def is_impersonal(self) -> bool:
        """Whether it lets the same requests pass whoever sends them, and from where."""
        tree = _read(self.text, self.version)
        return not isinstance(tree, str) and not any(each.source in ("principal", "environment") for each in _attributes(tree))

    def lets(self, request: Request) -> bool | None:
        """Whether a request surely passes (True), surely does not (False), or may. One that cannot be read may let anything pass."""
        tree = _read(self.text, self.version)
        return None if isinstance(tree, str) else _holds(tree, request)

    def doubt(self, request: Request) -> str:
        """Why `lets` is None, for people."""
        tree = _read(self.text, self.version)
        if isinstance(tree, str):
            return f"its condition is not evaluated: {tree}"
        asked = dict.fromkeys(_open(tree, request))
        return f"its condition decides by {' and '.join(asked)}, which is not known"

    def roles(self) -> tuple[str, ...]:
        """The GUIDs that it compares the role of an assignment with, lower case: all others are alike to it."""
        tree = _read(self.text, self.version)
        return () if isinstance(tree, str) else tuple(dict.fromkeys(_named(tree)))


@lru_cache(maxsize=4096)
def _read(text: str, version: str) -> Node | str:
    """The tree of a condition, or why there is none."""
    if version != VERSION:
        return f"version `{version}` of the language is not known"
    try:
        return parse(text)
    except Malformed as problem:
        return str(problem)


def _holds(node: Node, request: Request) -> bool | None:
    if isinstance(node, Matches):
        return None if node.suboperation else _any(_stands_for(pattern, request.action) for pattern in node.patterns)
    if isinstance(node, Exists):
        return True if node.attribute in request.known else None
    if isinstance(node, Compared):
        return _compared(node, request)
    if isinstance(node, Negated):
        found = _holds(node.part, request)
        return None if found is None else not found
    values = [_holds(part, request) for part in node.parts]
    if len({*node.words}) == 1:
        return _all(values) if node.words[0] == "and" else _any(values)
    return _in_any_order(values, node)


def _in_any_order(values: list[bool | None], node: Joined) -> bool | None:
    """`a AND b OR c` without parentheses: Azure's page calls it ambiguous, so only what every order says is said."""
    return values[0] if len({*values}) == 1 else None


def _stands_for(pattern: str, action: str) -> bool | None:
    """Whether a pattern matches an action; of another pattern: all that it stands for, nothing of that, or some."""
    if matches(pattern, action):
        return True
    return None if overlap(pattern, action) else False


def _any(values: Iterable[bool | None]) -> bool | None:
    found = {*values}
    return True if True in found else None if None in found else False


def _all(values: Iterable[bool | None]) -> bool | None:
    found = {*values}
    return False if False in found else None if None in found else True


def _compared(node: Compared, request: Request) -> bool | None:
    left, right = _values(node.left, request), _values(node.right, request)
    if left is None or right is None:
        return None
    operator = OPERATORS[node.operator]
    inner, outer = (_all if node.right_all else _any), (_all if node.left_all else _any)
    return outer(inner(_pair(operator, one, other) for other in right) for one in left)


def _pair(operator: Operator, one: Literal, other: Literal) -> bool | None:
    if ANOTHER in (one, other):
        return None if one == other or not operator.equality else operator.test(one[1], other[1])
    here, there = operator.read(one), operator.read(other)
    return None if here is None or there is None else operator.test(here, there)


def _values(side: Side, request: Request) -> tuple[Literal, ...] | None:
    """The values of a side; None: they may be anything."""
    if not isinstance(side, Attribute):
        return side
    found = request.known.get(side)
    return (found,) if found is not None else None


def _open(node: Node, request: Request) -> Iterator[str]:
    """What the tests of a condition that are neither true nor false ask for."""
    if isinstance(node, Negated):
        yield from _open(node.part, request)
    elif isinstance(node, Joined):
        if _holds(node, request) is None:
            for part in node.parts:
                yield from _open(part, request)
    elif _holds(node, request) is None:
        if isinstance(node, Matches):
            yield "the suboperation" if node.suboperation else "the action"
        elif isinstance(node, Exists):
            yield node.attribute.told
        else:
            yield from (side.told for side in (node.left, node.right) if isinstance(side, Attribute))


def _attributes(node: Node) -> Iterator[Attribute]:
    if isinstance(node, Negated):
        yield from _attributes(node.part)
    elif isinstance(node, Joined):
        for part in node.parts:
            yield from _attributes(part)
    elif isinstance(node, Exists):
        yield node.attribute
    elif isinstance(node, Compared):
        yield from (side for side in (node.left, node.right) if isinstance(side, Attribute))


def _named(node: Node) -> Iterator[str]:
    if isinstance(node, Negated):
        yield from _named(node.part)
    elif isinstance(node, Joined):
        for part in node.parts:
            yield from _named(part)
    elif isinstance(node, Compared) and ROLE in (node.left, node.right):
        operator = OPERATORS[node.operator]
        for side in (node.left, node.right):
            values = (operator.read(each) for each in side) if not isinstance(side, Attribute) else ()
            yield from (str(value) for value in values if operator.kind is Kind.GUID and value is not None)
