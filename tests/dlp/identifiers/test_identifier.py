"""Identifiers of states: many countries, none certain by a weak check alone, and quiet on what is not one."""

from __future__ import annotations

import random

import pytest

from enclave.dlp.identifiers import (
    americas,
    asia_africa_pacific,
    companies,
    devices,
    documents,
    europe_a_to_h,
    europe_i_to_z,
    finance,
    further_states,
    health,
    identifier,
)
from enclave.dlp.identifiers.identifier import Form, Identifier
from enclave.dlp.scan import Scanner

ALL = (
    *americas.IDENTIFIERS,
    *europe_a_to_h.IDENTIFIERS,
    *europe_i_to_z.IDENTIFIERS,
    *asia_africa_pacific.IDENTIFIERS,
    *further_states.IDENTIFIERS,
)
"""Identifiers of persons and companies, by country."""
OTHERS = (
    *companies.IDENTIFIERS, *devices.IDENTIFIERS, *documents.IDENTIFIERS, *finance.IDENTIFIERS, *health.IDENTIFIERS,
)


def test_at_least_45_countries() -> None:
    assert len({one.entity.partition("_")[0] for one in ALL}) >= 45


@pytest.mark.parametrize("one", [*ALL, *OTHERS], ids=[one.entity for one in (*ALL, *OTHERS)])
def test_every_value_is_found_after_every_word_that_names_it_and_no_wrong_one(one: Identifier) -> None:
    scanner = Scanner([one.entity])
    for term in one.terms:
        for value in one.values:
            (match,) = scanner.scan(f"{term.upper()}: {value}")
            assert match.end - match.start == len(value)
        for wrong in one.wrong:
            assert scanner.scan(f"{term}: {wrong}") == []


@pytest.mark.parametrize("one", [*ALL, *OTHERS], ids=[one.entity for one in (*ALL, *OTHERS)])
def test_a_weak_check_is_never_high_without_evidence(one: Identifier) -> None:
    for pattern in identifier.detector(one).patterns:
        assert pattern.confidence is None or pattern.confidence < 85
        is_labelled = pattern.lead > 0 or pattern.why.startswith("the same forms below a head")
        assert (pattern.confidence is None) == (one.form is Form.DIGITS or is_labelled)


def test_the_odds_are_as_stated() -> None:
    """One in `odds` of random values passes: between a third of that and three times as many, where digits alone are checked."""
    draw = random.Random(5)
    for one in ALL:
        notation = one.notations[0]
        if one.form is not Form.DIGITS or "[" in notation or one.odds > 200:
            continue
        check = identifier._check(one)
        values = ("".join(draw.choice("0123456789") if place == "9" else place for place in notation.replace("-", "")) for _ in range(1000))
        passed = sum(check(value) for value in values)
        assert passed <= 3 * 1000 / one.odds, one.entity


def test_logs_and_tables_hold_none_at_block_confidence() -> None:
    draw = random.Random(3)
    lines = [
        f"2026-11-{draw.randint(1, 28):02d}T10:15:{draw.randint(0, 59):02d}Z order={draw.randint(10**8, 10**12)} "
        f"sku=A{draw.randint(10**8, 10**9 - 1)} v{draw.randint(1, 9)}.{draw.randint(0, 99)} t={draw.randint(10**12, 10**13)} "
        f"{draw.randint(0, 99):02d}-{draw.randint(10**6, 10**7)} ok"
        for _ in range(1000)
    ]
    text = "\n".join(lines)
    entities = [one.entity for one in ALL]
    sure = [match for match in Scanner(entities).scan(text) if match.confidence >= 75]
    assert len(sure) <= 2 * len(text) / 1e6


def test_a_word_that_names_other_things_counts_directly_before_a_number_or_above_it() -> None:
    scanner = Scanner(["us_routing_number"])
    for text in ("routing: 141531399", '{"routing": "141531399"}', "id,routing,x\n7,141531399,x", "the routing number, as said, 141531399"):
        assert [one.confidence for one in scanner.scan(text)] == [85], text
    for text in ("routing of the board, task 42, build 141531399", "[routing] the table of hops was lost, and so was packet 141531399"):
        assert not scanner.scan(text), text


def test_a_county_that_the_list_lacks_is_no_failure(scanner: Scanner) -> None:
    from stdnum.cn import ric

    without = "11999919900101001"
    number = without + ric.calc_check_digit(without + "0")
    assert not any(match.entity == "cn_resident_id" for match in scanner.scan(f"身份证: {number}"))
