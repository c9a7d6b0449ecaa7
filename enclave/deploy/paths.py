"""Paths into what Azure answers, as references of a graph write them: `properties.profiles[0].name`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

STEP: Final = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def value_at(value: Any, path: str) -> Any:
    """The value at a path, None when there is nothing."""
    for step in STEP.finditer(path):
        key, index = step.groups()
        if key is not None:
            value = value.get(key) if isinstance(value, Mapping) else None
        else:
            place = int(index)
            is_list = isinstance(value, Sequence) and not isinstance(value, str)
            value = value[place] if is_list and place < len(value) else None
    return value
