"""What happens to the values of one entity, by the confidence that they are found with: a lattice, and how a `dlp` says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import get_args

from enclave.spec.dlp import Actions, DataClassification, Dlp, Item
from enclave.spec.entities import GROUPS, canonical, members

CLASSES: tuple[DataClassification, ...] = get_args(DataClassification)
SENSITIVE: tuple[DataClassification, ...] = CLASSES[CLASSES.index("confidential") :]
"""Classes of data that are encrypted with the owner's keys at every level, and of which nothing passes that nobody looked into."""
NEVER = 101
"""A confidence that no value is found with."""
ACT_FROM = 75
"""Confidence from which values are blocked or hidden, unless the file says another: a form that a weak check confirms is not enough."""
LOG_FROM = 65
"""Confidence from which values are logged."""


class Action(IntEnum):
    """What happens to a value, from loosest to strictest."""

    ALLOW = 0
    LOG = 1
    TOKENISE = 2
    REDACT = 3
    BLOCK = 4


LISTS: Mapping[str, Action] = MappingProxyType({action.name.lower(): action for action in sorted(Action, reverse=True) if action})
"""List of a `dlp` -> what it does, strictest first."""


@dataclass(frozen=True)
class Handling:
    """For each action the least confidence from which it, or a stricter one, is taken; a stricter action never from less."""

    log: int = NEVER
    tokenise: int = NEVER
    redact: int = NEVER
    block: int = NEVER

    def __post_init__(self) -> None:
        redact = min(self.redact, self.block)
        tokenise = min(self.tokenise, redact)
        for name, least in (("redact", redact), ("tokenise", tokenise), ("log", min(self.log, tokenise))):
            object.__setattr__(self, name, min(least, NEVER))
        object.__setattr__(self, "block", min(self.block, NEVER))

    @staticmethod
    def of(action: Action, confidence: int = ACT_FROM) -> Handling:
        """The action from a confidence up. Values of less are still logged."""
        if action == Action.ALLOW:
            return Handling()
        if action == Action.LOG:
            return Handling(log=confidence)
        return Handling(log=LOG_FROM, **{action.name.lower(): confidence})

    def least(self, action: Action) -> int:
        """The confidence from which the action, or a stricter one, is taken."""
        return 0 if action == Action.ALLOW else int(getattr(self, action.name.lower()))

    def action(self, confidence: int) -> Action:
        """What happens to a value that is found with this confidence."""
        return max(action for action in Action if self.least(action) <= confidence)

    def meet(self, other: Handling) -> Handling:
        """The loosest that is as strict as both."""
        return Handling(**{name: min(getattr(self, name), getattr(other, name)) for name in LISTS})

    def document(self) -> dict[str, int]:
        """Action -> the confidence from which it is taken, loosest first; without actions that a stricter one always takes over."""
        steps = [(name, getattr(self, name)) for name in reversed(list(LISTS))]
        above = [*(least for _, least in steps[1:]), NEVER]
        return {name: least for (name, least), stricter in zip(steps, above, strict=True) if least < stricter}


@dataclass(frozen=True)
class Said:
    """One entity that an item of a list stands for."""

    action: Action
    entity: str
    confidence: int
    item: Item
    index: int
    """Of the item in its list."""
    is_own: bool
    """The item says the confidence itself, or its `dlp` does."""

    @property
    def handling(self) -> Handling:
        """As a point of the lattice."""
        return Handling.of(self.action, self.confidence)


def said(part: Actions, confidence: int | None = None) -> Iterator[Said]:
    """What the lists of a part say, entity by entity, strictest list first. A name decides over a group that it is in.

    `confidence`: of the `dlp` that the part stands in.
    """
    own = part.confidence or confidence
    lists = [(action, index, item) for name, action in LISTS.items() for index, item in enumerate(getattr(part, name) or ())]
    named = {members(item.entity)[0] for _, _, item in lists if item.entity not in GROUPS}
    for action, index, item in lists:
        usual = LOG_FROM if action == Action.LOG else own or ACT_FROM
        is_own = item.confidence is not None or (own is not None and action != Action.LOG)
        for entity in members(item.entity):
            if entity not in named or entity == canonical(item.entity):
                yield Said(action, entity, item.confidence or usual, item, index, is_own)


@dataclass(frozen=True)
class Part:
    """Lists of a `dlp`, and the least sensitive data that they hold for."""

    where: tuple[str | int, ...]
    """In the `dlp`."""
    least: DataClassification
    actions: Actions


def parts(dlp: Dlp, classification: DataClassification = CLASSES[-1]) -> Iterator[Part]:
    """The parts of a `dlp` that hold for data of a classification."""
    yield Part((), CLASSES[0], dlp)
    for name in CLASSES[: CLASSES.index(classification) + 1]:
        if name in dlp.by_classification:
            yield Part(("by_classification", name), name, dlp.by_classification[name])


def handlings(dlp: Dlp, classification: DataClassification) -> dict[str, Handling]:
    """Entity -> what a `dlp` says of it for data of a classification: of several parts the strictest."""
    found: dict[str, Handling] = {}
    for part in parts(dlp, classification):
        for one in said(part.actions, dlp.confidence):
            found[one.entity] = found.get(one.entity, Handling()).meet(one.handling)
    return found


def refuses_uninspected(dlp: Dlp, classification: DataClassification) -> bool | None:
    """Whether content that nobody can look into is refused; None: the `dlp` does not say."""
    stated = [part.actions.uninspected for part in parts(dlp, classification) if part.actions.uninspected is not None]
    return "refuse" in stated if stated else None
