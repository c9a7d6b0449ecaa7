"""Actions and patterns of them, with `*` for any characters, as roles and conditions write them. Case does not matter."""

from __future__ import annotations

from functools import lru_cache


def matches(pattern: str, action: str) -> bool:
    """Whether a pattern matches an action, or all that another pattern stands for. Case does not matter."""
    head, star, tail = pattern.lower().partition("*")
    name = action.lower()
    if tail:
        return fits(tuple(pattern.lower().split("*")), name)
    return name.startswith(head) if star else name == head


def fits(parts: tuple[str, ...], name: str) -> bool:
    """Whether a name has what stands between the wildcards of a pattern, in order: both are lower case, there is one wildcard or more."""
    first, *middle, last = parts
    place, end = len(first), len(name) - len(last)
    if place > end or not name.startswith(first) or not name.endswith(last):
        return False
    for part in middle:
        found = name.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


@lru_cache(maxsize=8192)
def overlap(one: str, other: str) -> bool:
    """Whether some action matches both of two patterns."""
    one, other = one.lower(), other.lower()
    if "*" not in one or "*" not in other:
        return matches(one, other) or matches(other, one)
    # a place is reached where what stands before it in both can be the same text
    reached = {(0, 0)}
    waiting = [(0, 0)]
    while waiting:
        here, there = waiting.pop()
        a, b = one[here : here + 1], other[there : there + 1]
        following = []
        if a == "*":
            following += [(here + 1, there), (here, there + 1)] if b else [(here + 1, there)]
        if b == "*":
            following += [(here, there + 1), (here + 1, there)] if a else [(here, there + 1)]
        if a and a == b:
            following.append((here + 1, there + 1))
        if not a and not b:
            return True
        new = [each for each in following if each not in reached]
        reached.update(new)
        waiting += new
    return False
