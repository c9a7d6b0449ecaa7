"""Texts that stand for what only the deployment knows: the subscription, the resource group and the name that it is given.

They make names and ids like any text. What a template decides by comparing them is known only where every value gives the
same answer: `equals(resourceGroup().name, 'prod')` is neither true nor false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from enclave.graph.body import SUBSCRIPTION
from enclave.graph.model import Unresolved
from enclave.importers.values import Evaluated, call

GROUP = "resource-group"
"""Stands for the resource group that a template for a group is deployed to."""
ANYTHING = "\0"
"""Stands for a stand-in where texts are compared: no text of a template holds it."""
PLACED = re.compile(rf"{SUBSCRIPTION}|(?<=/resourcegroups/){GROUP}(?=/|\Z)", re.I)


class StandIn(str):
    """A stand-in that is a whole text. One inside of an id is told by how it reads."""


def decided(name: str, arguments: list[Evaluated]) -> Evaluated:
    """What a function that compares gives where stand-ins are compared; None where none is, or the function is another."""
    if name in SPELLING and isinstance(arguments[0], StandIn):
        return arguments[0]
    decide = DECIDING.get(name)
    if decide is None or len(arguments) != 2 or not any(map(_stands_in, arguments)):
        return None
    answer = decide(*arguments)
    return Unresolved(call(name, arguments), "it depends on where the template is deployed") if answer is None else answer


def _stands_in(value: Evaluated) -> bool:
    if isinstance(value, str):
        return isinstance(value, StandIn) or PLACED.search(value) is not None
    if isinstance(value, dict):
        return any(_stands_in(item) for pair in value.items() for item in pair)
    return isinstance(value, list) and any(map(_stands_in, value))


def _masked(text: str) -> str:
    return ANYTHING if isinstance(text, StandIn) else PLACED.sub(ANYTHING, text)


def _equal(left: Evaluated, right: Evaluated) -> bool | None:
    if isinstance(left, str) and isinstance(right, str):
        if _masked(left) == _masked(right):
            return True
        return None if _fits(_steps(left), _steps(right)) else False
    same_kind = isinstance(left, str) == isinstance(right, str)
    return None if same_kind and left != right else same_kind


def _within(holder: Evaluated, item: Evaluated) -> bool | None:
    if isinstance(holder, list):
        answers = [_equal(each, item) for each in holder]
        return True if True in answers else None if None in answers else False
    if not isinstance(holder, str) or not isinstance(item, str):
        return None
    if _masked(item) in _masked(holder):
        return True
    inner, wanted = _steps(holder), _steps(item)
    places = range(len(inner) - len(wanted) + 1)
    return None if any(_fits(inner[place : place + len(wanted)], wanted, "both") for place in places) else False


def _starts(text: Evaluated, start: Evaluated) -> bool | None:
    if not isinstance(text, str) or not isinstance(start, str):
        return None
    steps, wanted = _small(text), _small(start)
    if "/".join(steps).startswith("/".join(wanted)):
        return True
    return None if _fits(steps[: len(wanted)], wanted, "end") else False


def _ends(text: Evaluated, end: Evaluated) -> bool | None:
    if not isinstance(text, str) or not isinstance(end, str):
        return None
    steps, wanted = _small(text), _small(end)
    if "/".join(steps).endswith("/".join(wanted)):
        return True
    return None if _fits(steps[-len(wanted) :], wanted, "start") else False


def _steps(text: str) -> list[str]:
    """What stands between the slashes of a text: no stand-in holds a slash."""
    return _masked(text).split("/")


def _small(text: str) -> list[str]:
    """The same in lower case, for functions that do not look at it."""
    return [step.lower() for step in _steps(text)]


def _fits(steps: list[str], wanted: list[str], cut: str = "") -> bool:
    """Whether the steps may read as wanted. `cut` says where what is wanted may be cut: its first step is then the end of one
    (`start`), its last one the beginning of one (`end`), or `both`."""
    if len(steps) != len(wanted):
        return False
    last = len(wanted) - 1
    return all(
        ANYTHING in step or ANYTHING in want or step == want
        or (place == 0 and place == last and cut == "both" and want in step)
        or (place == 0 and cut in ("start", "both") and step.endswith(want))
        or (place == last and cut in ("end", "both") and step.startswith(want))
        for place, (step, want) in enumerate(zip(steps, wanted, strict=True))
    )


def _never(_left: Evaluated, _right: Evaluated) -> None:
    """An order of stand-ins is never known."""


DECIDING: Mapping[str, Callable[[Evaluated, Evaluated], bool | None]] = {
    "contains": _within, "endswith": _ends, "equals": _equal, "greater": _never, "greaterorequals": _never,
    "indexof": _never, "lastindexof": _never, "less": _never, "lessorequals": _never, "startswith": _starts,
}
"""Functions that compare texts, by name in lower case: true or false where that is sure, else None."""

SPELLING = frozenset({"tolower", "toupper", "trim"})
"""What is done to a stand-in leaves one."""
