"""What identifiers that states give to persons and companies have in common: a printed form, a check, and words that name them.

How sure a match is follows from its form. Digits alone look like anything: their check lets one in ten pass by chance, so they are
reported only after words that name them. A form with letters in certain places is reported without, but never as certain.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from functools import cache
from importlib import import_module
from itertools import cycle
from typing import NamedTuple

from enclave.dlp import forms
from enclave.dlp.detector import HIGH, LOW, MEDIUM, Detector, Pattern, words
from enclave.dlp.labels import labelled, unanchored


class Form(Enum):
    """How much a printed form says: confidence without words that name it, and why."""

    DIGITS = None
    """Digits and separators."""
    MARKED = LOW
    """Digits with a letter, or with separators that are rare elsewhere."""
    DISTINCT = MEDIUM
    """Letters and digits in certain places, or a fixed prefix and a check."""


class Identifier(NamedTuple):
    """One kind of identifier, as data."""

    entity: str
    title: str
    check: str | Callable[[str], bool]
    """Module of python-stdnum that validates it, or a check of our own on the value without separators."""
    odds: int
    """One in so many values of the form passes the check by chance."""
    form: Form
    notations: tuple[str, ...]
    """How it is printed; see `enclave/dlp/forms.py`."""
    terms: tuple[str, ...]
    """What names it."""
    values: tuple[str, ...]
    """Made-up values that pass."""
    wrong: tuple[str, ...]
    """Values of the form that do not pass."""
    source: str
    unchecked: tuple[str, ...] = ()
    """Forms that are reported directly after words that name it, whether they pass or not: not everybody sets the check digit."""
    aliases: tuple[str, ...] = ()
    direct: tuple[str, ...] = ()
    """Words that name other things too: see `detector.words`."""


_KEPT = re.compile(r"[ ./]")
_DROPPED = re.compile(r"[ .\-/]")
_SIGNED = re.compile(r"\[[^\]]*\+[^\]]*\]")
"""A place of a notation that a sign may stand in, where it is a part of the value."""


@cache
def _validator(module: str) -> Callable[[str], bool]:
    check: Callable[[str], bool] = import_module(f"stdnum.{module}").is_valid
    return check


def passes(module: str) -> Callable[[str], bool]:
    """Check by a module of python-stdnum, which is loaded when it is first asked."""
    return lambda text: bool(_validator(module)(text))


def _check(identifier: Identifier) -> Callable[[str], bool]:
    separators = _KEPT if any(_SIGNED.search(notation) for notation in identifier.notations) else _DROPPED
    check = identifier.check
    if callable(check):
        own = check
        return lambda text: own(separators.sub("", text).upper())
    module = check
    return lambda text: bool(_validator(module)(separators.sub("", text)))


WEAK = 97
"""Odds below which a check says little: of words further away than `NEAR` such a value is never sure."""
NEAR = 80
"""Characters before it."""


def _why(identifier: Identifier, notation: str) -> str:
    checked = f"a check that one in {identifier.odds} passes by chance" if identifier.odds > 1 else "the letters that are given out"
    named = {
        Form.DIGITS: "only after words that name it" + (f", high within {NEAR} characters of them" if 10 <= identifier.odds < WEAK else ""),
        Form.MARKED: "weak alone, high after words that name it",
        Form.DISTINCT: "high after words that name it",
    }[identifier.form]
    return f"`{notation}` and {checked}; {named}"


def _patterns(identifier: Identifier) -> tuple[Pattern, ...]:
    evidence = words(*identifier.terms, apart=True, direct=identifier.direct)
    supported = HIGH if identifier.odds >= 10 or identifier.form is not Form.DIGITS else MEDIUM
    return (
        *(
            forms.pattern(
                notation, _why(identifier, notation), confidence=identifier.form.value, supported=supported, evidence=evidence,
                check=_check(identifier), near=NEAR if identifier.form is Form.DIGITS and identifier.odds < WEAK else 0,
            )
            for notation in identifier.notations
        ),
        *(
            labelled(notation, identifier.terms, f"`{notation}` without a check, directly after words that name it")
            for notation in identifier.unchecked
        ),
        *(unanchored(identifier.unchecked, identifier.terms) if identifier.unchecked else ()),
    )


_SAID = (
    "{term}: «{value}»", "{term} «{value}».", '{{"{term}": "«{value}»"}}', "({term} «{value}»)", "{term}=«{value}»;", "{term}\n«{value}»",
    "your {term} is «{value}», ok", "{term}\t«{value}»\n",
)
_UNSAID = ("order {value}", "{value}", "a,b,{value}", "part {value} of 3")
_INSIDE = (
    "{term} x{value}", "{term} {value}y", "{term} _{value}", "{term} {value}_1", "{term} 7{value}", "{term} {value}0a",
    "{term} é_{value}", "{term} A{value}B",
)


def _samples(identifier: Identifier) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Values after words that name them, in the ways of prose and data; and what is none."""
    named = zip(_SAID, cycle(identifier.values), cycle(identifier.terms), strict=False)
    found = tuple(template.format(value=value, term=term) for template, value, term in named)
    term = identifier.terms[0]
    alone = zip(_UNSAID, cycle(identifier.values), strict=False) if identifier.form is Form.DIGITS else ()
    inside = zip(_INSIDE, cycle(identifier.values), strict=False)
    none = (
        *(f"{term} {value}" for value in identifier.wrong),
        *(template.format(value=value) for template, value in alone),
        *(template.format(value=value, term=term) for template, value in inside),
    )
    return found, none


def detector(identifier: Identifier) -> Detector:
    """The detector of an identifier."""
    positives, negatives = _samples(identifier)
    return Detector(
        entity=identifier.entity,
        title=identifier.title,
        about=f"{identifier.title}. Words that name it, up to 300 characters before: {', '.join(identifier.terms)}.",
        patterns=_patterns(identifier),
        source=identifier.source,
        positives=positives,
        negatives=negatives,
        limits=("The samples are made up; they pass the check, and nobody's number is meant.",),
        aliases=identifier.aliases,
    )
