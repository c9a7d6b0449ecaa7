"""Functions of KQL over dynamic values and times, in Python. A dynamic is given as the text of its JSON.

Sources: learn.microsoft.com/kusto/query, the page of each function. What a page leaves open is refused.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from enclave.audit.query_texts import NotSaidError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def array_iff(conditions: str | None, then: str | None, other: str | None) -> list[Any] | None:
    """For each condition the value of the one or the other array; a single value stands for all."""
    chosen, yes, no = _value(conditions), _value(then), _value(other)
    if not isinstance(chosen, list):
        return None
    return [
        None if not isinstance(choice, bool | int | float) else _nth(yes, place) if choice else _nth(no, place)
        for place, choice in enumerate(chosen)
    ]


def _nth(values: Any, place: int) -> Any:
    if not isinstance(values, list):
        return values
    return values[place] if place < len(values) else None


def array_index_of(array: str | None, value: str | None, start: int | None, length: int | None, occurrence: int | None) -> int | None:
    """The place of a value, from a place on, among so many, for the nth time."""
    items, wanted = _value(array), _value(value)
    if not isinstance(items, list):
        return None
    first = start or 0
    first = max(0, first + len(items)) if first < 0 else first
    last = len(items) if length is None or length == -1 else first + length
    nth = 1 if occurrence is None else occurrence
    if nth < 1 or (length is not None and length < -1):
        return None
    places = [place for place, item in enumerate(items) if first <= place < last and item == wanted and isinstance(item, type(wanted))]
    return places[nth - 1] if len(places) >= nth else -1


def array_split(array: str | None, indices: str | None) -> list[Any] | None:
    """The array in parts, which begin at the places that are given."""
    items, places = _value(array), _value(indices)
    if not isinstance(items, list):
        return None
    given = places if isinstance(places, list) else [places]
    if not all(isinstance(place, int) for place in given):
        return None
    cuts = [max(0, place + len(items)) if place < 0 else min(place, len(items)) for place in given]
    if cuts != sorted(cuts):
        raise NotSaidError("`array_split` at places that do not ascend")
    return [items[low:high] for low, high in zip([0, *cuts], [*cuts, len(items)], strict=True)]


def bag_remove_keys(bag: str | None, keys: str | None) -> dict[str, Any] | None:
    """The bag without keys; `$.a.b` is a key in a bag in it."""
    held, gone = _value(bag), _value(keys)
    if not isinstance(held, dict) or not isinstance(gone, list):
        return None
    for key in gone:
        *path, last = _path(str(key))
        place: Any = held
        for step in path:
            place = place.get(step) if isinstance(place, dict) else None
        if isinstance(place, dict):
            place.pop(last, None)
    return held


def bag_set_key(bag: str | None, key: str, value: str | None) -> dict[str, Any] | None:
    """The bag with a value under a key; `$.a.b` is a key in a bag in it."""
    held = _value(bag)
    if not isinstance(held, dict):
        return None
    *path, last = _path(key)
    place: Any = held
    for step in path:
        place = place.get(step) if isinstance(place, dict) else None
    if not isinstance(place, dict):
        raise NotSaidError(f"`bag_set_key` of `{key}` where no bag is there")
    place[last] = _value(value)
    return held


def bag_has_key(bag: str | None, key: str) -> bool | None:
    """Whether a bag has a key; `$.a.b` is a key in a bag in it."""
    held = _value(bag)
    if not isinstance(held, dict):
        return None
    *path, last = _path(key)
    place: Any = held
    for step in path:
        place = place.get(step) if isinstance(place, dict) else None
    return isinstance(place, dict) and last in place


def _path(key: str) -> list[str]:
    if not key.startswith("$"):
        return [key]
    steps = re.findall(r"\.([A-Za-z_][A-Za-z0-9_]*)|\['([^']*)'\]|\[\"([^\"]*)\"\]", key[1:])
    plain = ["".join(step) for step in steps]
    if not plain or len("".join(plain)) + sum(1 if step[0] else 4 for step in steps) != len(key) - 1:
        raise NotSaidError(f"the path `{key}`")
    return plain


def set_equals(left: str | None, right: str | None) -> bool | None:
    """Whether two arrays have the same values."""
    one, other = _value(left), _value(right)
    return {*map(_same, one)} == {*map(_same, other)} if isinstance(one, list) and isinstance(other, list) else None


def jaccard_index(left: str | None, right: str | None) -> float | None:
    """How many of the values of two arrays are in both."""
    one, other = _value(left), _value(right)
    if not isinstance(one, list) or not isinstance(other, list):
        return None
    first, second = {*map(_same, one)}, {*map(_same, other)}
    if not first | second:
        raise NotSaidError("`jaccard_index` of empty arrays")
    return len(first & second) / len(first | second)


def _same(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def treepath(value: str | None) -> list[str] | None:
    """The paths of all that a value holds; all elements of an array are the first."""
    held = _value(value)
    return list(dict.fromkeys(_paths(held, ""))) if isinstance(held, dict | list) else None


def _paths(value: Any, before: str) -> Iterator[str]:
    pairs = [(f"{before}['{key}']", item) for key, item in value.items()] if isinstance(value, dict) else (
        [(f"{before}[0]", item) for item in value] if isinstance(value, list) else []
    )  # fmt: skip
    for path, item in pairs:
        yield path
        yield from _paths(item, path)


def utc_to_local(time: int | None, zone: str) -> int | None:
    """A time in UTC as the clocks of a zone show it; microseconds since 1970."""
    if time is None:
        return None
    local = (_EPOCH + timedelta(microseconds=time)).astimezone(_zone(zone))
    return (local.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)


def local_to_utc(time: int | None, zone: str) -> int | None:
    """The other way round. An hour that clocks skip or show twice means none, or two."""
    if time is None:
        return None
    shown = (_EPOCH + timedelta(microseconds=time)).replace(tzinfo=_zone(zone))
    if shown.utcoffset() != shown.replace(fold=1).utcoffset():
        raise NotSaidError(f"`datetime_local_to_utc` of a time at which the clocks of `{zone}` change")
    return (shown.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)


def sessions(
    values: list[int | None], longest: list[int | None], gaps: list[int | None], restarts: list[bool | None]
) -> list[int | None]:
    """`row_window_session`: where the session of each value began; a null ends one."""
    made: list[int | None] = []
    start, last = None, 0
    for value, most, gap, restart in zip(values, longest, gaps, restarts, strict=True):
        if value is None or most is None or gap is None:
            start = None
        else:
            start = value if start is None or restart or value >= start + most or value >= last + gap else start
            last = value
        made.append(start)
    return made


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise NotSaidError(f"the time zone `{name}`") from error


def series_iir(series: str | None, numerators: str | None, denominators: str | None) -> list[float] | None:
    """The filter of the page's formula, where nothing stands before the first value."""
    values, ahead, back = (_value(each) for each in (series, numerators, denominators))
    if not all(isinstance(each, list) for each in (values, ahead, back)):
        return None
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in (*values, *ahead, *back)):
        raise NotSaidError("`series_iir` of what is no number")
    if not ahead or not back or not back[0]:
        raise NotSaidError("`series_iir` without coefficients, or with a first denominator of zero,")
    made: list[float] = []
    for at in range(len(values)):
        total = sum(factor * values[at - behind] for behind, factor in enumerate(ahead[: at + 1]))
        total -= sum(factor * made[at - behind] for behind, factor in enumerate(back[: at + 1]) if behind)
        made.append(float(total / back[0]))
    if not all(map(math.isfinite, made)):
        raise NotSaidError("`series_iir` that goes beyond all numbers")
    return made


def _value(text: str | None) -> Any:
    return None if text is None else json.loads(text)


VALUES: Mapping[str, tuple[str, str, Callable[..., Any]]] = MappingProxyType({
    "array_iff": ("jjj", "j", array_iff),
    "array_iif": ("jjj", "j", array_iff),
    "kql_index_of": ("jj?iii", "i", array_index_of),
    "array_split": ("jj", "j", array_split),
    "bag_remove_keys": ("jj", "j", bag_remove_keys),
    "bag_set_key": ("jtj", "j", bag_set_key),
    "bag_has_key": ("jt", "b", bag_has_key),
    "set_equals": ("jj", "b", set_equals),
    "jaccard_index": ("jj", "r", jaccard_index),
    "treepath": ("j", "j", treepath),
    "series_iir": ("jjj", "j", series_iir),
    "kql_sessions": ("IIIB", "I", sessions),
    "datetime_utc_to_local": ("dt", "d", utc_to_local),
    "datetime_local_to_utc": ("dt", "d", local_to_utc),
})
"""Name -> what it is given, what it makes, and the function; the letters are those of `query_python`."""
