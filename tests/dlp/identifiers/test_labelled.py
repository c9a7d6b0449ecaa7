"""Values that only their label tells: found behind every label, in every container, and never without."""

from __future__ import annotations

import random

import pytest

from enclave.dlp.identifiers import (
    asia_africa_by_label,
    by_label,
    devices,
    documents,
    europe_by_label,
    finance,
    further_states,
    health,
    latin_america,
)
from enclave.dlp.identifiers.labelled import Labelled
from enclave.dlp.scan import Scanner

ALL = (
    *asia_africa_by_label.LABELLED, *by_label.STATES, *by_label.STAFF, *devices.LABELLED, *documents.LABELLED,
    *europe_by_label.LABELLED, *finance.LABELLED,
    *further_states.LABELLED, *health.LABELLED, *latin_america.LABELLED,
)
CONTAINERS = (
    "{label}: {value}", "{label} {value}", '"{label}": "{value}"', "{label}={value}", "<b>{label}</b> {value}", "| {label} | {value} |",
    "{label}\t{value}", "**{label}:** {value}", "{label},{value}", "- {label} - {value}", "{label}\n{value}",
)


def _capitals(term: str) -> str:
    """In capitals, which nobody writes in Georgian."""
    return term if "ა" <= term[0] <= "ჰ" else term.upper()


@pytest.mark.parametrize("row", ALL, ids=[row.entity for row in ALL])
def test_every_value_is_found_behind_every_label_in_every_container(row: Labelled) -> None:
    """Every value and every label in each container; not each value behind each label."""
    scanner = Scanner([row.entity])
    pairs = {(term, row.values[number % len(row.values)]) for number, term in enumerate(row.terms)}
    for term, value in sorted(pairs | {(row.terms[0], value) for value in row.values}):
        for container in CONTAINERS:
            for label in (term, _capitals(term), term.replace(" ", "_")):
                text = container.format(label=label, value=value)
                assert [text[match.start : match.end] for match in scanner.scan(text)] == [value], text


@pytest.mark.parametrize("row", ALL, ids=[row.entity for row in ALL])
def test_nothing_is_found_without_a_label(row: Labelled) -> None:
    scanner = Scanner([row.entity])
    for value in (*row.values, *row.wrong):
        for text in (value, f"the {value} of it", f"see {value}, {value}", f"id={value}", f"{value} {row.terms[0]}"):
            assert scanner.scan(text) == [], text
    for wrong in row.wrong:
        assert scanner.scan(f"{row.terms[0]}: {wrong}") == [], wrong


@pytest.mark.parametrize("row", ALL, ids=[row.entity for row in ALL])
def test_a_far_label_supports_hardly(row: Labelled) -> None:
    draw = random.Random(4)
    scanner = Scanner([row.entity])
    lines = [f"{row.terms[0]} | name | city | since"] + [f"row{draw.randint(10, 99)} | {value} | x" for value in row.values]
    assert {match.confidence for match in scanner.scan("\n".join(lines))} <= {65}
