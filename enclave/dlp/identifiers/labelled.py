"""Numbers that have no check, or hardly one, and no form of their own: a table row each, found directly after their label."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import NamedTuple

from enclave.dlp import forms
from enclave.dlp.detector import LOW, MEDIUM, Detector, words
from enclave.dlp.labels import batched, labelled, unanchored


class Labelled(NamedTuple):
    """One kind of value that only its label tells, as data."""

    entity: str
    title: str
    notations: tuple[str, ...]
    """How it is printed; see `enclave/dlp/forms.py`. Each has a place that only a digit fits."""
    terms: tuple[str, ...]
    """What names it."""
    values: tuple[str, ...]
    """Made-up values."""
    wrong: tuple[str, ...]
    """What it never looks like, even after a label."""
    source: str
    confidence: int = MEDIUM
    check: Callable[[str], bool] | None = None
    aliases: tuple[str, ...] = ()
    far: tuple[str, ...] = ()
    """Forms that are reported, at low confidence, when the label stands anywhere in the 300 characters before (the head of a table)."""
    weak: tuple[str, ...] = ()
    """Words that name other things too: they support `far` only."""


_SAID = (
    "{term}: «{value}»", "{term} «{value}».", '{{"{term}": "«{value}»"}}', "({term} «{value}»)", "{term}=«{value}»;", "{term}\n«{value}»",
    "your {term} is «{value}», ok", "{term} number:\t«{value}»\n", "<td>{term}</td><td>«{value}»</td>", "{term} no. «{value}»",
    "«{value}» is my {term}", "id,{term},x\n7,«{value}»,x", "| id | {term} |\n|---|---|\n| 7 | «{value}» |",
)
_UNSAID = (
    "order {value}", "{value}", "a,b,{value}", "part {value} of three", "x{term}x {value}", "{term} x_{value}", "about {value}.",
    "{{'id': '{value}'}}",
)
_UNSAID_NEAR = (
    "the {term} was closed. then {value} followed", "{term}, invoice number {value}", "{term} of the applicant who came in first, {value}",
)


def detector(row: Labelled) -> Detector:
    """The detector of a row."""
    unsaid = _UNSAID if row.far else (*_UNSAID, *_UNSAID_NEAR)
    named = zip(_SAID, cycle(row.values), cycle(row.terms), strict=False)
    return Detector(
        entity=row.entity,
        title=row.title,
        about=f"{row.title}, directly after words that name it, below them in a table, or before them: {', '.join(row.terms)}.",
        patterns=(
            *(
                labelled(
                    notation, some, f"`{notation}` directly after words that name it, with no digit and no other label between",
                    confidence=row.confidence, check=row.check,
                )
                for notation in row.notations
                for some in batched(row.terms)
            ),
            *(
                forms.pattern(
                    notation, f"`{notation}` when words up to 300 characters before name it, as the head of a table does", confidence=None,
                    supported=LOW, evidence=words(*row.terms, *row.weak, behind=False), check=row.check,
                )
                for notation in row.far
            ),
            *unanchored(row.notations, row.terms, confidence=row.confidence, check=row.check),
        ),
        source=row.source,
        positives=tuple(template.format(value=value, term=term) for template, value, term in named),
        negatives=(
            *(f"{row.terms[0]}: {value}" for value in row.wrong),
            *(template.format(value=value, term=row.terms[0]) for template, value in zip(unsaid, cycle(row.values), strict=False)),
        ),
        limits=(
            "The form says nothing by itself: it is reported only behind its label, below it in a table, or before it (`... is my ...`).",
            "The samples are made up; nobody's number is meant.",
        ),
        aliases=row.aliases,
    )
