"""The comparisons of conditions of role assignments: what each is between two values.

Source: learn.microsoft.com/azure/role-based-access-control/conditions-format (MicrosoftDocs/azure-docs at b3afb54).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias


class Kind(Enum):
    """What values are."""

    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    GUID = "guid"
    TRUTH = "truth"


Literal: TypeAlias = tuple[Kind, str | int | bool]
"""A value as a condition writes it: text is any quoted one."""
QUANTIFIERS: Mapping[str, tuple[bool, bool]] = {
    "foranyofanyvalues": (False, False), "foranyofallvalues": (False, True), "forallofanyvalues": (True, False),
    "forallofallvalues": (True, True),
}
"""Lower-case name -> whether every value on the left, and on the right, must satisfy the comparison."""
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z", re.IGNORECASE | re.ASCII)


class Operator(NamedTuple):
    """A comparison."""

    kind: Kind
    test: Callable[[Any, Any], bool]
    equality: bool
    """It only tells whether values are the same, or not the same."""

    def read(self, value: Literal) -> Any:
        """A value as this comparison takes it; None: it takes none of its kind."""
        kind, found = value
        if self.kind is Kind.GUID and isinstance(found, str):
            return found.lower() if _GUID.fullmatch(found) else None
        if self.kind is Kind.TIME and isinstance(found, str):
            time = _TIME.fullmatch(found)
            return f"{time[1]}T{time[2]}.{(time[3] or '').ljust(7, '0')}" if time else None
        return found if kind is self.kind else None


def literal(kind: str, written: str) -> Literal | None:
    """What is written, as a value; `kind`: of the token. None: it is no value."""
    if kind == "text":
        return Kind.TEXT, written[1:-1]
    if kind == "guid":
        return Kind.GUID, written.lower()
    if kind == "number":
        return (Kind.NUMBER, int(written)) if len(written) < 20 else None
    if kind == "word" and written.lower() in ("true", "false"):
        return Kind.TRUTH, written.lower() == "true"
    return None


@lru_cache(maxsize=1024)
def _pieces(pattern: str) -> tuple[str, ...]:
    """The characters of a pattern, those that a backslash stands before with it."""
    return tuple(re.findall(r"\\[*?]|.", pattern, re.DOTALL))


def _is_like(value: str, pattern: str) -> bool:
    """Whether a value is as a pattern says: `*` for any characters, `?` for one. In time of the product of their lengths at most."""
    pieces = _pieces(pattern)
    here = there = 0
    star, since = -1, 0
    while here < len(value):
        if there < len(pieces) and pieces[there] == "*":
            star, since = there, here
            there += 1
        elif there < len(pieces) and (pieces[there] == "?" or pieces[there][-1] == value[here]):
            here += 1
            there += 1
        elif star >= 0:
            since += 1
            here, there = since, star + 1
        else:
            return False
    return all(piece == "*" for piece in pieces[there:])


def _negation(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda one, other: not test(one, other)


def _folded(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda one, other: test(one.lower(), other.lower())


def _all() -> Mapping[str, Operator]:
    found: dict[str, Operator] = {}
    texts: Mapping[str, Callable[[Any, Any], bool]] = {"equals": operator.eq, "startswith": str.startswith, "like": _is_like}
    for name, test in texts.items():
        for negated, shown in ((test, ""), (_negation(test), "not")):
            found[f"string{shown}{name}"] = Operator(Kind.TEXT, negated, equality=False)
            found[f"string{shown}{name}ignorecase"] = Operator(Kind.TEXT, _folded(negated), equality=False)
    orders: Mapping[str, Callable[[Any, Any], bool]] = {
        "equals": operator.eq, "notequals": operator.ne, "lessthan": operator.lt, "lessthanequals": operator.le,
        "greaterthan": operator.gt, "greaterthanequals": operator.ge,
    }
    for prefix, kind in {"numeric": Kind.NUMBER, "datetime": Kind.TIME}.items():
        found |= {f"{prefix}{name}": Operator(kind, test, equality=False) for name, test in orders.items()}
    for prefix, kind in {"guid": Kind.GUID, "bool": Kind.TRUTH}.items():
        found |= {f"{prefix}{name}": Operator(kind, orders[name], equality=True) for name in ("equals", "notequals")}
    return found


OPERATORS: Mapping[str, Operator] = _all()
"""Lower-case name -> what it does."""
