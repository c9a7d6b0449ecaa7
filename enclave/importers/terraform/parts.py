"""Parts of the values of a plan, and of the masks that say which of them are only known after apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from enclave.importers.terraform.plan import Planned
from enclave.importers.values import Evaluated


def within(value: Evaluated, path: Sequence[str | int]) -> Evaluated:
    """The part of a value at a path; all of it where the path leads nowhere: a `for` may have made another one of it."""
    for place, step in enumerate(path):
        if isinstance(value, Mapping) and step in value:
            value = value[str(step)]
        else:
            return value if (found := at_path(value, path[place:])) is None else found
    return value


def is_unknown(resource: Planned, path: Sequence[str | int]) -> bool:
    """Whether a part of a resource is only known after apply; whether anything is, for no path."""
    mask, value = resource.unknown, resource.values
    if not path:
        return any_true(mask) or "id" not in value
    if path[0] not in value and not (isinstance(mask, Mapping) and path[0] in mask):
        # neither a value nor a word of it: what apply gives is not in the plan
        return True
    for step in path:
        if mask is True:
            return True
        mask = _part(mask, step)
    return any_true(mask)


def at_path(value: Evaluated, path: Sequence[str | int]) -> Evaluated:
    """The part of a value at a path, as a loop over it would give it; None where it leads nowhere."""
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        elif isinstance(value, list) and step in value:
            value = step
        elif isinstance(value, list) and (own := [each for each in value if isinstance(each, Mapping) and step in each.values()]):
            # a `for` over a list of objects, by one of their properties
            value = own[0] if len(own) == 1 else None
        else:
            return None
    return value


def _part(value: Evaluated, step: str | int) -> Evaluated:
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list):
        if isinstance(step, int):
            return value[step] if step < len(value) else None
        # a block that is written once is a list of one
        return _part(value[0], step) if len(value) == 1 else None
    return None


def any_true(mask: Evaluated) -> bool:
    """Whether a mask says of any part that it is only known after apply."""
    todo = [mask]
    while todo:
        each = todo.pop()
        if each is True:
            return True
        todo += each.values() if isinstance(each, Mapping) else each if isinstance(each, list) else ()
    return False
