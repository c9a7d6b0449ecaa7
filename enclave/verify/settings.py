"""What a property of a resource must say, and what Azure takes when it says nothing.

Values are compared in any case and in any of the forms that people write; what cannot be evaluated raises `Undecided`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

from enclave.graph.body import MISSING, Missing, Undecided, lookup, text, undecided
from enclave.graph.model import Resource, Unresolved, Value


class OneOf(Struct, frozen=True):
    """The value is one of these words, written in lower case. Without words: nothing may be written at all."""

    words: tuple[str, ...]

    def holds(self, word: str) -> bool:
        """Whether it holds for a word."""
        return word.lower() in self.words

    def __str__(self) -> str:
        return " or ".join(f"`{word}`" if word else "nothing" for word in self.words) or "nothing"


class NoneOf(Struct, frozen=True):
    """The value is none of these words, written in lower case; `""` stands for nothing."""

    words: tuple[str, ...]

    def holds(self, word: str) -> bool:
        """Whether it holds for a word."""
        return word.lower() not in self.words

    def __str__(self) -> str:
        if self.words == ("",):
            return "anything"
        return "anything but " + " or ".join(f"`{word}`" if word else "nothing" for word in self.words)


class AtLeast(Struct, frozen=True):
    """The value is a number that is not smaller."""

    least: int

    def holds(self, word: str) -> bool:
        """Whether it holds for a word. Raises `Undecided` for what is no number."""
        try:
            return float(word) >= self.least
        except ValueError:
            raise Undecided(word) from None

    def __str__(self) -> str:
        return f"at least {self.least}"


Must: TypeAlias = OneOf | NoneOf | AtLeast


class Changed(Struct, frozen=True):
    """A default that a version of the API has changed."""

    since: str
    """The first version with the new one."""
    before: str
    after: str

    def __str__(self) -> str:
        return f"`{self.before}`, since {self.since} `{self.after}`"


class Setting(Struct, frozen=True):
    """One property of one type of resource."""

    type: str
    path: str
    """Dotted, below the resource; `[]` goes through a list."""
    must: Must
    absent: str | Changed | None
    """What Azure takes when it is not written; `""`: nothing; None: then there is nothing to judge."""
    source: str = ""
    """The page that says so."""
    when: tuple[Setting, ...] = ()
    """It matters only where all of these hold."""

    @property
    def shown(self) -> str:
        return self.path.removeprefix("properties.")

    def default(self, api_version: str) -> str | None:
        """What Azure takes in a version of the API when nothing is written."""
        if isinstance(self.absent, Changed):
            return self.absent.after if api_version[:10] >= self.absent.since else self.absent.before
        return self.absent

    def broken(self, resource: Resource) -> Iterator[str]:
        """What is wrong with a resource of the type, in words. Raises `Undecided`."""
        if not all(condition.holds(resource) for condition in self.when):
            return
        for place, value in values(resource.body, self.path):
            word = None if value is MISSING else text({"value": value}, "value", None)
            taken = self.default(resource.api_version) if word is None else word.strip()
            if taken is None or self.must.holds(taken):
                continue
            shown = place.removeprefix("properties.")
            if word is not None:
                yield f"{shown} is {taken or 'empty'}"
            elif taken:
                yield f"{shown} is not written, and Azure takes {taken}"
            else:
                yield f"{shown} is not written"

    def holds(self, resource: Resource) -> bool:
        """Whether a resource of the type is as it must be. Raises `Undecided`."""
        return next(self.broken(resource), None) is None


def is_written(body: Value, path: str) -> bool:
    """Whether anything stands at a path. Raises `Undecided` for what cannot be evaluated: it may be nothing."""
    found = lookup(body, path)
    if isinstance(found, Unresolved):
        raise undecided(found)
    return found is not MISSING and found is not None


def values(body: Value, path: str) -> Iterator[tuple[str, Value | Missing]]:
    """Every value at a path with the place where it stands, `MISSING` where nothing is written. Raises `Undecided`."""
    head, brackets, tail = path.partition("[]")
    if not brackets:
        yield path, lookup(body, path)
        return
    found = lookup(body, head)
    if found is MISSING or found is None:
        return
    if isinstance(found, Unresolved):
        raise undecided(found)
    for index, element in enumerate(found if isinstance(found, list | tuple) else (found,)):
        for place, value in values({"value": element}, f"value{tail}"):
            yield f"{head}[{index}]{place.removeprefix('value')}", value
