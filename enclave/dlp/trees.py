"""What follows from the tree of an expression: how long its matches are, what they begin with, consist of and stand behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from enclave.dlp.characters import Chars
from enclave.dlp.syntax import Alt, Cat, Edge, Group, Leaf, Node, Repeat

MANY = 8
"""Repetitions that are counted in an anchor; more are any number."""


def least(node: Node) -> int:
    """Length of the shortest match."""
    match node:
        case Leaf():
            return 1
        case Edge():
            return 0
        case Cat():
            return sum(map(least, node.parts))
        case Alt():
            return min(map(least, node.options))
        case Repeat():
            return least(node.node) * node.least
        case Group():
            return least(node.node)


def most(node: Node) -> int | None:
    """Length of the longest match; None: there is none."""
    match node:
        case Leaf():
            return 1
        case Edge():
            return 0
        case Group():
            return most(node.node)
        case Repeat():
            inner = most(node.node)
            if inner == 0 or node.most == 0:
                return 0
            return None if inner is None or node.most is None else inner * node.most
        case Cat() | Alt():
            lengths = [most(part) for part in (node.parts if isinstance(node, Cat) else node.options)]
            known = [length for length in lengths if length is not None]
            if len(known) < len(lengths):
                return None
            return sum(known) if isinstance(node, Cat) else max(known, default=0)


def positions(node: Node, count: int) -> list[Chars]:
    """For each of the first places of a match what may stand there, up to `count` of them and no more than every match has."""
    sets = [Chars()] * min(count, least(node))
    if sets:
        _walk(node, frozenset({0}), sets)
    return sets


def _walk(node: Node, starts: frozenset[int], sets: list[Chars]) -> frozenset[int]:
    """Notes what a node may hold at each place when it begins at `starts`; gives where it may end, as far as that is of interest."""
    match node:
        case Leaf():
            for start in starts:
                sets[start] |= node.chars
            return frozenset(start + 1 for start in starts if start + 1 < len(sets))
        case Edge():
            return starts
        case Group():
            return _walk(node.node, starts, sets)
        case Alt():
            return frozenset().union(*(_walk(option, starts, sets) for option in node.options))
        case Cat():
            for part in node.parts:
                starts = _walk(part, starts, sets) if starts else starts
            return starts
        case Repeat():
            ends = starts if node.least == 0 else frozenset[int]()
            for number in range(1, (node.most or len(sets) + node.least) + 1):
                starts = _walk(node.node, starts, sets) if starts else starts
                ends |= starts if number >= node.least else frozenset()
                if not starts:
                    break
            return ends


def endings(node: Node, count: int, limit: int) -> list[tuple[Chars, ...]]:
    """What the last `count` places of a text of the node may hold, case by case and last place first; fewer where it is shorter.
    More cases than `limit` are one, with less in it."""
    paths = frozenset({tuple[Chars, ...]()})
    try:
        return sorted(_extended(mirrored(node), paths, count, limit), key=lambda path: [(chars.ascii, chars.wide) for chars in path])
    except OverflowError:
        return [tuple(positions(mirrored(node), count))]


def _extended(node: Node, paths: frozenset[tuple[Chars, ...]], count: int, limit: int) -> frozenset[tuple[Chars, ...]]:
    if len(paths) > limit:
        raise OverflowError
    match node:
        case Leaf():
            return frozenset((*path, Chars(node.chars.ascii, node.chars.wide)) if len(path) < count else path for path in paths)
        case Edge():
            return paths
        case Group():
            return _extended(node.node, paths, count, limit)
        case Alt():
            return frozenset().union(*(_extended(option, paths, count, limit) for option in node.options))
        case Cat():
            for part in node.parts:
                paths = _extended(part, paths, count, limit)
            return paths
        case Repeat():
            ends = paths if node.least == 0 else frozenset[tuple[Chars, ...]]()
            for number in range(1, (node.most or count + node.least) + 1):
                before, paths = paths, _extended(node.node, paths, count, limit)
                ends |= paths if number >= node.least else frozenset()
                if paths == before and number >= node.least:
                    break
            return ends


def reads(node: Node) -> bool:
    """Whether a match looks at a character, of it or behind it."""
    match node:
        case Leaf():
            return True
        case Edge():
            return node.kind not in "^A"
        case Group():
            return reads(node.node)
        case Repeat():
            return node.most != 0 and reads(node.node)
        case Cat():
            return any(map(reads, node.parts))
        case Alt():
            return any(map(reads, node.options))


def inner(node: Node, *, goes_on: bool = False) -> Chars:
    """The characters of matches behind which more is read: all but those that always come last."""
    match node:
        case Leaf():
            return node.chars if goes_on else Chars()
        case Edge():
            return Chars()
        case Group():
            return inner(node.node, goes_on=goes_on)
        case Repeat():
            return inner(node.node, goes_on=goes_on or node.most != 1)
        case Alt():
            return _union([inner(option, goes_on=goes_on) for option in node.options])
        case Cat():
            found = []
            for part in reversed(node.parts):
                found.append(inner(part, goes_on=goes_on))
                goes_on = goes_on or reads(part)
            return _union(found)


def _union(sets: Sequence[Chars]) -> Chars:
    union = Chars()
    for one in sets:
        union |= one
    return union


@dataclass(frozen=True)
class Place:
    """A capturing group in a tree: what stands before it and from it on."""

    number: int
    name: str
    before: Node
    group: Node
    behind: Node
    repeated: bool
    within: int
    """Number of the group that it stands in; 0: none."""

    @property
    def onward(self) -> Node:
        """The group and what stands behind it."""
        return Cat((self.group, self.behind))


def places(
    node: Node, before: tuple[Node, ...] = (), behind: tuple[Node, ...] = (), *, repeated: bool = False, within: int = 0
) -> Iterator[Place]:
    """Every capturing group, outer ones first."""
    match node:
        case Group():
            yield Place(node.number, node.name, Cat(before), node.node, Cat(behind), repeated, within)
            yield from places(node.node, before, behind, repeated=repeated, within=within or node.number)
        case Cat():
            for index, part in enumerate(node.parts):
                rest = (*node.parts[index + 1 :], *behind)
                yield from places(part, (*before, *node.parts[:index]), rest, repeated=repeated, within=within)
        case Alt():
            for option in node.options:
                yield from places(option, before, behind, repeated=repeated, within=within)
        case Repeat():
            yield from places(node.node, before, behind, repeated=repeated or node.most != 1, within=within)
        case _:
            return


def mirrored(node: Node) -> Node:
    """The tree of the texts read backwards."""
    match node:
        case Cat():
            return Cat(tuple(mirrored(part) for part in reversed(node.parts)))
        case Alt():
            return Alt(tuple(map(mirrored, node.options)))
        case Repeat():
            return Repeat(mirrored(node.node), node.least, node.most)
        case Group():
            return mirrored(node.node)
        case _:
            return node


def without_lead_in(node: Node, *, lazy: bool = False) -> Node:
    """Without what may be missing at the beginning and captures nothing: a match of the rest is one of the whole. `lazy`: only what
    is rather missing."""
    match node:
        case Cat():
            parts = list(node.parts)
            while len(parts) > 1 and _may_miss(parts[0], lazy=lazy):
                del parts[0]
            return Cat((without_lead_in(parts[0], lazy=lazy), *parts[1:])) if parts else node
        case Alt():
            return Alt(tuple(without_lead_in(option, lazy=lazy) for option in node.options))
        case _:
            return node


def _may_miss(node: Node, *, lazy: bool) -> bool:
    return isinstance(node, Repeat) and node.least == 0 and node.lazy >= lazy and not list(places(node))


def anchor(node: Node) -> str:
    """An expression over the bytes of UTF-8 that every text fits which the node fits, and some others."""
    match node:
        case Leaf():
            return node.chars.bytes() or r"[^\x00-\xff]"
        case Edge():
            return ""
        case Group():
            return anchor(node.node)
        case Alt():
            return f"(?:{'|'.join(map(anchor, node.options))})"
        case Cat():
            return "".join(map(anchor, node.parts))
        case Repeat():
            body = anchor(node.node)
            if not body or node.most == 0:
                return ""
            if node.most is None or node.most > MANY:
                return f"(?:{body}){'+' if node.least else '*'}"
            return f"(?:{body}){{{node.least},{node.most}}}"
