"""Words that an expression cannot match without: one of them stands in every match."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

op, parser = import_module("re._constants"), import_module("re._parser")
"""How Python reads an expression; it has no public name for that (`sre_parse` is going away)."""

_LEAST = 2
"""Letters of ASCII of a word that is worth looking for; of other scripts one will do."""
_MOST = 160
"""Words of one expression."""
_REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT})


def needed(expression: str) -> tuple[str, ...]:
    """Words of which every match holds one, in the case that they are written in; none: that cannot be said. The expression must not
    ignore case."""
    words = _of(list(parser.parse(expression)))
    return tuple(sorted(words)) if words and len(words) <= _MOST and min(map(_worth, words)) >= _LEAST else ()


def _of(places: Sequence[tuple[Any, Any]]) -> frozenset[str]:
    """The best choice among the places of a sequence; empty: none has any."""
    choices: list[frozenset[str]] = []
    run = ""
    for kind, said in places:
        if kind is op.LITERAL:
            run += chr(said)
            continue
        choices.append(frozenset({run} if run else ()))
        run = ""
        if kind is op.BRANCH:
            choices.append(_union(_of(list(branch)) for branch in said[1]))
        elif kind is op.SUBPATTERN:
            choices.append(_of(list(said[3])))
        elif kind in _REPEATS and said[0] > 0:
            choices.append(_of(list(said[2])))
    choices.append(frozenset({run} if run else ()))
    return max(choices, key=_rarity)


def _rarity(words: frozenset[str]) -> tuple[int, float, int]:
    """How seldom a text has one of the words: their letters, at least and on average, and how few they are."""
    return min(map(_worth, words), default=0), sum(map(_worth, words)) / max(1, len(words)), -len(words)


def _union(branches: Iterable[frozenset[str]]) -> frozenset[str]:
    found = list(branches)
    return frozenset().union(*found) if all(found) else frozenset()


def _worth(word: str) -> int:
    return sum(1 if character.isascii() else _LEAST for character in word)
