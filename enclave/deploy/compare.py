"""Two JSON values held against each other: what the first one says and the second one does not have so.

What the second one says beyond the first is no difference: Azure fills much in by itself. Words compare without
case, lists without order, and lists of named things by name.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

KEYS: Final = ("name", "id", "key", "ruleId")
"""Properties by which the elements of a list are known, in order of preference."""
ABSENT: Final = "(absent)"
"""What stands for a value that is not there."""
LONGEST_WORD: Final = 512
"""Characters from which on a text is a document (a query, a certificate), whose case matters. Azure writes ids and words in a
case of its own."""


@dataclass(frozen=True)
class Difference:
    """One property that is not as it should be."""

    path: str
    """`properties.subnets[snet-gateway].properties.addressPrefix`."""
    expected: Any
    actual: Any
    """`ABSENT` when it is not there."""


def differences(expected: Any, actual: Any, path: str = "", *, whole: bool = True) -> Iterator[Difference]:
    """Everything that `expected` says and `actual` does not have so.

    A list of named things is meant whole: what is in it beyond `expected` is a difference, unless `whole` is False.
    """
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        names = {key.lower(): key for key in actual}
        for key, item in expected.items():
            below = f"{path}.{key}" if path else key
            found = names.get(key.lower())
            yield from differences(item, actual[found] if found is not None else ABSENT, below, whole=whole)
    elif _is_list(expected) and _is_list(actual):
        yield from _lists(list(expected), list(actual), path, whole)
    elif not same(expected, actual):
        yield Difference(path, expected, actual)


def same(expected: Any, actual: Any) -> bool:
    """Whether two values say the same. Nothing is the same as an absent value, an empty list or an empty object."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return bool(_as_bool(expected) == _as_bool(actual))
    if _is_nothing(expected) or _is_nothing(actual):
        return _is_nothing(expected) and _is_nothing(actual)
    if isinstance(expected, str) and isinstance(actual, str):
        return expected == actual or (len(expected) < LONGEST_WORD and expected.casefold() == actual.casefold())
    if isinstance(expected, int | float) or isinstance(actual, int | float):
        return bool(_number(expected) == _number(actual))
    return bool(expected == actual)


def key_of(elements: Sequence[Any]) -> str | None:
    """The property by which all elements of a list are known, None when there is none."""
    for key in KEYS:
        values = [element.get(key) if isinstance(element, Mapping) else None for element in elements]
        texts = [value.lower() for value in values if isinstance(value, str)]
        if elements and len(texts) == len(elements) == len(set(texts)):
            return key
    return None


def _lists(expected: list[Any], actual: list[Any], path: str, whole: bool) -> Iterator[Difference]:
    key = key_of(expected)
    if key is not None and (not actual or key_of(actual) is not None):
        there = {str(element.get(key)).lower(): element for element in actual if isinstance(element, Mapping)}
        for element in expected:
            name = str(element[key])
            yield from differences(element, there.pop(name.lower(), ABSENT), f"{path}[{name}]", whole=whole)
        for name, element in there.items() if whole else ():
            yield Difference(f"{path}[{name}]", ABSENT, element)
        return
    missing, left = _unmatched(expected, actual, whole)
    for index in range(max(len(missing), len(left))):
        wanted = missing[index] if index < len(missing) else ABSENT
        found = left[index] if index < len(left) else ABSENT
        yield Difference(f"{path}[{index}]", wanted, found)


def _unmatched(expected: list[Any], actual: list[Any], whole: bool) -> tuple[list[Any], list[Any]]:
    """What of each list has no counterpart in the other."""
    if all(isinstance(one, str) and len(one) < LONGEST_WORD for one in (*expected, *actual)):
        # lists of addresses can have thousands of elements
        there = Counter(one.casefold() for one in actual)
        missing = [one for one in expected if not _taken(there, one)]
        wanted = Counter(one.casefold() for one in expected)
        return missing, [one for one in actual if not _taken(wanted, one)]
    pairs = _matched([[not any(differences(one, other, whole=whole)) for other in actual] for one in expected])
    missing = [one for index, one in enumerate(expected) if index not in pairs]
    return missing, [one for index, one in enumerate(actual) if index not in pairs.values()]


def _taken(counts: Counter[str], word: str) -> bool:
    counts[word.casefold()] -= 1
    return counts[word.casefold()] >= 0


def _matched(fits: Sequence[Sequence[bool]]) -> dict[int, int]:
    """As many rows as possible, each with a column of its own that fits (augmenting paths)."""
    row_of: dict[int, int] = {}

    def placed(row: int, tried: set[int]) -> bool:
        for column, fit in enumerate(fits[row]):
            if fit and column not in tried:
                tried.add(column)
                if column not in row_of or placed(row_of[column], tried):
                    row_of[column] = row
                    return True
        return False

    for row in range(len(fits)):
        placed(row, set())
    return {row: column for column, row in row_of.items()}


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value in ("", ABSENT)) or (isinstance(value, Mapping | list | tuple) and not value)


def _as_bool(value: Any) -> Any:
    """A boolean, also where it is written as a text; absent is false."""
    if _is_nothing(value):
        return False
    return {"true": True, "false": False}.get(value.lower(), value) if isinstance(value, str) else value


def _number(value: Any) -> Any:
    """A number, also where it is written as a text."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


def shown(value: Any) -> str:
    """A value on one line."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
