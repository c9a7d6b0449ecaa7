"""Texts that stand for what only the deployment knows: the subscription, the resource group, the name that it is given, and
what is made of them, as by `uniqueString`.

They make names and ids like any text. What a template decides by comparing or measuring them is known only where every
value gives the same answer: `equals(resourceGroup().name, 'prod')` is neither true nor false, nor is
`startsWith(uniqueString(resourceGroup().id), 'a')`; `length(uniqueString(...))` is 13 everywhere.

A stand-in carries a pattern of what it may be, and where it comes from. What builds texts is done to the text and to its
pattern alike; where that would say too much, the pattern is that of any text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple

from enclave.graph.body import SUBSCRIPTION
from enclave.graph.model import Unresolved
from enclave.importers.values import Evaluated, as_text, call

GROUP = "resource-group"
"""Stands for the resource group that a template for a group is deployed to."""
ONE, SIGN, SOME, ANY = "\1", "\5", "\0", "\2"
"""In patterns: a letter or digit, a character, any number of characters, these two without slashes, and any text at all."""
WIDE = (SOME, ANY)
MARKS = (ONE, SIGN, *WIDE)
NAMED = SIGN + SOME
"""A name that is not known: it is never empty, and holds no slash."""
PLACED = re.compile(rf"{SUBSCRIPTION}|(?<=/resourcegroups/){GROUP}(?=/|\Z)", re.I)
OPEN = "it depends on where the template is deployed"
MOST_PAIRS = 250_000
"""Pairs of characters of two patterns that are compared; longer ones may be anything."""
HOW = re.compile(r"\{\d+\s*[,:]")


class StandIn(str):
    """A text that is a stand-in, or has one in it. One inside of an id is told by how it reads."""

    pattern: str
    origin: str
    """The text with what is open in it by where it comes from: where two have the same, they are the same text."""

    def __new__(cls, text: str, pattern: str = NAMED, origin: str = "") -> StandIn:
        made = super().__new__(cls, text)
        made.pattern, made.origin = pattern, origin or _label(text)
        return made


class Change(NamedTuple):
    """A function that makes texts of texts, called."""

    name: str
    function: Callable[..., Evaluated]
    arguments: list[Evaluated]

    def plain(self) -> Evaluated:
        """What the function makes of the texts as they read. Raises what the function raises."""
        return self.function(*self.arguments)

    def patterned(self) -> str:
        """What the function makes of the patterns."""
        return str(self.function(_pattern(self.arguments[0]), *self.arguments[1:]))

    def as_pattern(self, pattern: str) -> str:
        """The result, of which this is the pattern."""
        text = self.plain()
        return StandIn(text, pattern, _label(self.name, *map(_origin, self.arguments))) if _open(pattern) else text

    def as_any(self) -> str:
        """The result, which may be any text."""
        parts = [_pattern(each) for each in self.arguments]
        return self.as_pattern(SOME if all(isinstance(each, int) or not {"/", ANY}.intersection(each) for each in parts) else ANY)


def placed(resource_id: str) -> str:
    """An id as a stand-in, where it names the subscription or the group that is deployed to."""
    pattern = _pattern(resource_id)
    return StandIn(resource_id, pattern, _origin(resource_id)) if _open(pattern) else resource_id


def decided(name: str, arguments: list[Evaluated], function: Callable[..., Evaluated]) -> Evaluated:
    """What a function gives that compares, measures or changes stand-ins; None where there are none, or it does nothing of that.

    Raises what the function raises.
    """
    called = Change(name, function, arguments)
    if name == "uniquestring":  # Azure's own value is another one, whatever it is made of
        return called.as_pattern(ONE * 13)
    decide, change = DECIDING.get(name), CHANGING.get(name)
    if decide is not None:
        if not any(map(_stands_in, arguments)):
            return None
        answer = decide(*arguments) if len(arguments) == ARGUMENTS.get(name, 2) else None
        return Unresolved(call(name, arguments), OPEN) if answer is None else answer
    if change is None or not any(map(_marked if name in KEEPING else _stands_in, arguments)):
        return None
    answer = change(called)
    return Unresolved(call(name, arguments), OPEN) if answer is None else answer


def looked_up(target: Mapping[str, Evaluated], key: str) -> bool:
    """Whether it is sure which property of an object a key names, if any."""
    if isinstance(key, StandIn):
        return any(isinstance(each, StandIn) and _equal(each, key) is True for each in target)
    return StandIn not in map(type, target) or all(_equal(each, key) is not None for each in target)


def names_itself(resource_id: str) -> bool:
    """Whether the last part of an id is known."""
    return not _open(_pattern(resource_id).rpartition("/")[2])


# -- what stands in --------------------------------------------------------------------------------------------------------


def _stands_in(value: Evaluated) -> bool:
    if isinstance(value, str):
        return isinstance(value, StandIn) or PLACED.search(value) is not None
    if isinstance(value, dict):
        return any(_stands_in(item) for pair in value.items() for item in pair)
    return isinstance(value, list) and any(map(_stands_in, value))


def _marked(value: Evaluated) -> bool:
    """Whether a value is or holds a text whose pattern would be lost; one that an id shows is not."""
    if isinstance(value, list | dict):
        parts = value if isinstance(value, list) else [part for pair in value.items() for part in pair]
        return any(map(_marked, parts))
    return isinstance(value, StandIn)


def _pattern(value: Evaluated) -> Evaluated:
    """A value with the pattern of each text in its place."""
    if isinstance(value, StandIn):
        return value.pattern
    if isinstance(value, str):
        return PLACED.sub(NAMED, value)
    return list(map(_pattern, value)) if isinstance(value, list) else value


def _origin(value: Evaluated) -> Evaluated:
    """A value with each text by where it comes from."""
    if isinstance(value, StandIn):
        return value.origin
    if isinstance(value, str):
        return PLACED.sub(lambda found: _label(found[0].lower()), value)
    if isinstance(value, dict):
        return {_origin(key): _origin(item) for key, item in value.items()}
    return list(map(_origin, value)) if isinstance(value, list) else value


def _label(*parts: Evaluated) -> str:
    """A word for something that is not known, the same for what is made the same way of the same."""
    return f"\3{sha256(repr(parts).encode()).hexdigest()[:32]}\4"


def _open(pattern: str) -> bool:
    return any(mark in pattern for mark in MARKS)


def _sized(pattern: str) -> bool:
    """Whether it is known how many characters there are."""
    return not any(mark in pattern for mark in WIDE)


# -- comparing -------------------------------------------------------------------------------------------------------------


def _equal(left: Evaluated, right: Evaluated) -> bool | None:
    if isinstance(left, str) and isinstance(right, str):
        if _origin(left) == _origin(right):
            return True
        return None if _may_be(_pattern(left), _pattern(right)) else False
    same_kind = isinstance(left, str) == isinstance(right, str)
    return None if same_kind and _origin(left) != _origin(right) else same_kind


def _within(holder: Evaluated, item: Evaluated) -> bool | None:
    if isinstance(holder, list | dict):
        answers = [_equal(each, item) for each in holder]
        return True if True in answers else None if None in answers else False
    if not isinstance(holder, str) or not isinstance(item, str):
        return None
    inner, wanted = _pattern(holder), _pattern(item)
    if _origin(item) in _origin(holder) if _open(wanted) else wanted in inner:
        return True
    return None if _may_be(inner, f"{ANY}{wanted}{ANY}") else False


def _starts(text: Evaluated, start: Evaluated) -> bool | None:
    """These functions do not look at the case of letters."""
    if not isinstance(text, str) or not isinstance(start, str):
        return None
    if _origin(text).lower().startswith(_origin(start).lower()):
        return True
    return None if _may_be(_pattern(text).lower(), _pattern(start).lower() + ANY) else False


def _ends(text: Evaluated, end: Evaluated) -> bool | None:
    if not isinstance(text, str) or not isinstance(end, str):
        return None
    if _origin(text).lower().endswith(_origin(end).lower()):
        return True
    return None if _may_be(_pattern(text).lower(), ANY + _pattern(end).lower()) else False


def _may_be(one: str, other: str) -> bool:
    """Whether some text fits both patterns."""
    if len(one) * len(other) > MOST_PAIRS:
        return True
    after = [all(each in WIDE for each in other[place:]) for place in range(len(other) + 1)]
    for place in reversed(range(len(one))):
        mark, ahead = one[place], [False] * (len(other) + 1)
        ahead[-1] = mark in WIDE and after[-1]
        for there in reversed(range(len(other))):
            want = other[there]
            if mark in WIDE and want in WIDE:
                ahead[there] = after[there] or ahead[there + 1]
            elif mark in WIDE:
                ahead[there] = after[there] or ((mark == ANY or want != "/") and ahead[there + 1])
            elif want in WIDE:
                ahead[there] = ahead[there + 1] or ((want == ANY or mark != "/") and after[there])
            else:
                ahead[there] = after[there + 1] and _one_of(mark, want)
        after = ahead
    return after[0]


def _one_of(mark: str, want: str) -> bool:
    """Whether two characters of patterns may be the same one."""
    if SIGN in (mark, want):
        return "/" not in (mark, want)
    return mark == want or (ONE in (mark, want) and all(each == ONE or each.isalnum() for each in (mark, want)))


def _never(*_values: Evaluated) -> None:
    """An order of stand-ins, and a place in one, is never known."""


# -- measuring -------------------------------------------------------------------------------------------------------------


def _length(value: Evaluated) -> int | None:
    if not isinstance(value, str):
        return len(value) if isinstance(value, list | dict) else None
    pattern = _pattern(value)
    return len(pattern) if _sized(pattern) else None


def _empty(value: Evaluated) -> bool | None:
    if not isinstance(value, str):
        return not value
    return False if _pattern(value).strip(SOME + ANY) else None


# -- changing --------------------------------------------------------------------------------------------------------------


def _joined(called: Change) -> Evaluated:
    """`concat`, `format` and `join` do to pattern and origin what they do to the text."""
    made, (first, *others) = called.plain(), called.arguments
    if not isinstance(made, str):
        return made
    nested = any(isinstance(part, list | dict) for part in (first if isinstance(first, list) else [first]))
    if nested or any(isinstance(part, list | dict) for part in others) or (isinstance(first, str) and HOW.search(first)):
        return called.as_any()
    return StandIn(made, *(called.function(*map(each, called.arguments)) for each in (_pattern, _origin)))


def _spelt(called: Change) -> Evaluated:
    """The same in other letters."""
    return called.as_pattern(called.patterned())


def _trimmed(called: Change) -> Evaluated:
    pattern = _pattern(called.arguments[0])
    return called.as_any() if ANY in pattern else called.as_pattern(called.patterned())


def _cut(called: Change, sure: Callable[..., bool]) -> Evaluated:
    """A part of a text. `sure` says whether it is the same part of the pattern: how many characters of that are single ones, and
    the other arguments. Of a list the elements stay what they are."""
    text, *others = called.arguments
    if not isinstance(text, str):
        return called.plain()
    pattern = _pattern(text)
    single = next((place for place, mark in enumerate(pattern) if mark in WIDE), None)
    exact = single is None or sure(single, pattern, *others)
    return called.as_pattern(called.patterned()) if exact else called.as_any()


def _split(called: Change) -> Evaluated:
    """The parts between marks, where no mark can lie in what is not known."""
    pattern, marks = _pattern(called.arguments[0]), called.arguments[1]
    known = _sized(pattern) and SIGN not in pattern
    each = [marks] if isinstance(marks, str) else marks
    if ANY in pattern or not all(mark == "/" or (isinstance(mark, str) and not mark.isalnum() and known) for mark in each):
        return None
    texts, patterns, origins = (called.function(part(called.arguments[0]), marks) for part in (str, _pattern, _origin))
    if not len(texts) == len(patterns) == len(origins):
        return None
    return [StandIn(*part) if _open(part[1]) else part[0] for part in zip(texts, patterns, origins, strict=True)]


def _replaced(called: Change) -> Evaluated:
    text, old, *_ = called.arguments
    alone = isinstance(old, str) and len(old) == 1 and not old.isalnum() and not any(map(_stands_in, called.arguments[1:]))
    apart = alone and _sized(_pattern(text)) and SIGN not in _pattern(text)
    return called.as_pattern(called.patterned()) if apart else called.as_any()


def _read(called: Change) -> Evaluated:
    """What a text says in JSON: texts that stand in its pattern are sure, the others may be any."""
    return _opened(called.plain(), _pattern(called.arguments[0]))


def _opened(value: Evaluated, pattern: str) -> Evaluated:
    if isinstance(value, str):
        return value if value in pattern else StandIn(value, ANY)
    if isinstance(value, dict):
        return {_opened(key, pattern): _opened(item, pattern) for key, item in value.items()}
    return [_opened(item, pattern) for item in value] if isinstance(value, list) else value


def _written(called: Change) -> Evaluated:
    """A text stays what it is; of an object nobody compares what it says."""
    return called.arguments[0] if isinstance(called.arguments[0], str) else called.as_pattern(ANY)


def _guid(called: Change) -> Evaluated:
    return called.as_pattern(re.sub("[0-9a-f]", ONE, as_text(called.plain())))


DECIDING: Mapping[str, Callable[..., Any]] = {
    "contains": _within, "empty": _empty, "endswith": _ends, "equals": _equal, "greater": _never, "greaterorequals": _never,
    "indexof": _never, "int": _never, "bool": _never, "intersection": _never, "lastindexof": _never, "length": _length, "less": _never,
    "lessorequals": _never, "max": _never, "min": _never, "startswith": _starts,
}
"""Functions that compare or measure, by name in lower case: what they give where that is sure, else None."""

ARGUMENTS: Mapping[str, int] = {"bool": 1, "empty": 1, "int": 1, "length": 1}
"""How many arguments those take that do not take two."""

KEEPING = frozenset({"base64tojson", "concat", "format", "join", "json", "string", "tolower", "toupper", "trim"})
"""Those of the next table that leave an id one that shows what stands in it."""

CHANGING: Mapping[str, Callable[[Change], Evaluated]] = {
    "base64": Change.as_any,
    "base64tojson": _read,
    "base64tostring": Change.as_any,
    "concat": _joined,
    "datauri": Change.as_any,
    "datauritostring": Change.as_any,
    "first": partial(_cut, sure=lambda single, _: single > 0),
    "format": _joined,
    "guid": _guid,
    "join": _joined,
    "json": _read,
    "last": partial(_cut, sure=lambda _, pattern: pattern[-1] not in WIDE),
    "padleft": Change.as_any,
    "replace": _replaced,
    "skip": partial(_cut, sure=lambda single, _, count: count <= single),
    "split": _split,
    "string": _written,
    "substring": partial(_cut, sure=lambda single, _, start, count=0: start + count <= single),
    "take": partial(_cut, sure=lambda single, _, count: count <= single),
    "tolower": _spelt,
    "toupper": _spelt,
    "trim": _trimmed,
    "uri": Change.as_any,
    "uricomponent": Change.as_any,
    "uricomponenttostring": Change.as_any,
}
"""Functions that make texts of texts, called -> what they give, None where that is not known."""
