"""The notation of secrets' forms: literals and places, made into expressions and values.

`ghp_{A36+}` is the literal and 36 or more letters and digits, `{D8-10}:AA{W33}` has eight to ten digits before `:AA` and exactly
33 characters after it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from types import MappingProxyType

CLASSES: Mapping[str, str] = MappingProxyType({
    "A": "A-Za-z0-9", "E": r"A-Za-z0-9+/_=\-",
    "B": "A-Za-z0-9+/", "C": "A-Za-z", "D": "0-9", "H": "0-9a-f", "L": "a-z0-9", "P": "A-Za-z0-9%+/", "S": "a-z",
    "T": r"A-Za-z0-9_.\-", "U": "A-Z0-9", "W": r"A-Za-z0-9_\-", "X": "0-9A-Fa-f", "Z": "A-Z", "2": "A-Z2-7",
})
"""What a letter of a form stands for."""
_UUID = "{H8}-{H4}-{H4}-{H4}-{H12}"
_PART = re.compile(r"\{(?P<letter>[A-Z2])(?P<low>[0-9]+)(?:-(?P<high>[0-9]+)|(?P<more>\+))?\}|(?P<literal>[^{}]+)")
_WIDEST_ANCHOR = 24
_BESIDE = 12
"""Characters of an anchor on each side of a literal inside a form."""
_RUN = re.compile(r"[A-Za-z0-9+/_=-]*")
_COMMON = "-._"
"""Signs that are found in dates, names and versions too."""
_SAMPLED = 4
"""Characters beyond the least that a made-up value has where a place allows more."""


@cache
def _members(class_: str) -> str:
    return "".join(filter(re.compile(f"[{class_}]").match, map(chr, range(33, 127))))


@dataclass(frozen=True)
class Place:
    """A part of a form: `low` to `high` (None: or more) characters of the class `text`, or the literal `text`."""

    text: str
    low: int
    high: int | None
    literal: bool

    @property
    def body(self) -> str:
        """Expression."""
        if self.literal:
            return re.escape(self.text)
        most = "" if self.high is None else self.high
        return f"[{self.text}]" + (f"{{{self.low}}}" if self.low == self.high else f"{{{self.low},{most}}}")

    @property
    def characters(self) -> str:
        """What a made-up value draws from."""
        return _members(self.text)

    def example(self, draw: Random) -> str:
        """A made-up value."""
        if self.literal:
            return self.text
        more = self.low + _SAMPLED if self.high is None else min(self.high, self.low + _SAMPLED)
        return "".join(draw.choices(self.characters, k=draw.randint(self.low, more)))


@dataclass(frozen=True)
class Form:
    """A notation as parts."""

    notation: str
    places: tuple[Place, ...]

    @staticmethod
    def of(notation: str) -> Form:
        """Read a notation. Raises ValueError for one that is not understood."""
        text = notation.replace("{uuid}", _UUID)
        found: list[Place] = []
        end = 0
        for part in _PART.finditer(text):
            if part.start() != end or (part["letter"] and part["letter"] not in CLASSES):
                break
            end = part.end()
            if part["literal"]:
                found.append(Place(part["literal"], len(part["literal"]), len(part["literal"]), True))
            else:
                low = int(part["low"])
                found.append(Place(CLASSES[part["letter"]], low, None if part["more"] else int(part["high"] or low), False))
        if end != len(text) or not found:
            raise ValueError(f"`{notation}` is no form of a secret")
        return Form(notation, tuple(found))

    @property
    def body(self) -> str:
        """Expression. What may be longer takes all that there is."""
        return "".join(place.body + ("+" if place.high is None else "") for place in self.places)

    @property
    def prefix(self) -> str:
        """The literal that it begins with, if any."""
        return self.places[0].text if self.places[0].literal else ""

    @property
    def shortest(self) -> int:
        """Characters."""
        return sum(place.low for place in self.places)

    @property
    def longest(self) -> int | None:
        """Characters; None: open-ended."""
        highs = [place.high for place in self.places if place.high is not None]
        return sum(highs) if len(highs) == len(self.places) else None

    def beginning(self) -> tuple[str, int]:
        """Expression of the first characters, as many as are of one width but not too many, and that width."""
        pieces: list[str] = []
        width = 0
        for place in self.places:
            if place.literal:
                pieces.append(re.escape(place.text))
                width += place.low
                continue
            taken = max(1, min(place.low, _WIDEST_ANCHOR - width))
            pieces.append(f"[{place.text}]{{{taken}}}")
            width += taken
            if taken < place.low or place.low != place.high or width >= _WIDEST_ANCHOR:
                break
        return "".join(pieces), width

    @property
    def widest_literal(self) -> int:
        """Characters."""
        return max((place.low for place in self.places if place.literal), default=0)

    def middle(self) -> tuple[str, int] | None:
        """Expression around the longest literal inside, and how far behind a beginning that ends; None without a literal."""
        literals = [(len(place.text), place.text not in _COMMON, -number) for number, place in enumerate(self.places) if place.literal]
        if not literals:
            return None
        number = -max(literals)[2]
        before, after = self.places[:number], self.places[number + 1 :]
        reach = sum(place.high or place.low for place in before) + len(self.places[number].text)
        expression = re.escape(self.places[number].text)
        if before:
            expression = f"[{before[-1].text}]{{{min(_BESIDE, before[-1].low)}}}{expression}"
        if after:
            taken = min(_BESIDE, after[0].low)
            expression += f"[{after[0].text}]{{{taken}}}"
            reach += taken
        return expression, reach

    @property
    def is_run(self) -> bool:
        """It is one run of the characters of base64 and of names."""
        texts = (place.text if place.literal else place.characters for place in self.places)
        return all(_RUN.fullmatch(text) for text in texts)

    def free(self, value: str) -> str:
        """What a value of the form has in its places, without the literals."""
        parts = "".join(re.escape(place.text) if place.literal else f"({place.body})" for place in self.places)
        match = re.fullmatch(parts, value)
        return "".join(match.groups()) if match else value

    def example(self, draw: Random) -> str:
        """A made-up value."""
        return "".join(place.example(draw) for place in self.places)
