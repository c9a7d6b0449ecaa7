"""The section on keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from enclave.compose import compose
from enclave.report.controls import Given
from enclave.report.runbook.blocks import Part, Table
from enclave.report.runbook.sections.keys import KEYS, section
from enclave.spec.load import load


def test_every_key_with_what_it_encrypts_and_when_it_is_replaced(given: Callable[..., Given]) -> None:
    there = given()
    table = next(block for block in section(there).blocks if isinstance(block, Table))
    assert len(table.rows) == len(there.graph.of_type(KEYS))
    assert {row[3] for row in table.rows} == {"replaced after P9M"}
    assert any("AI account" in row[2] for row in table.rows)


def certificates(there: Given) -> Table:
    (part,) = (block for block in section(there).blocks if isinstance(block, Part) and block.title == "Certificates")
    return next(block for block in part.blocks if isinstance(block, Table))


def test_every_certificate_with_who_reads_it_and_for_which_names(given: Callable[..., Given]) -> None:
    rows = certificates(given()).rows
    assert [(row[0], row[3], row[4]) for row in rows] == [
        ("`gateway-certificate`", "the gateway's pods", "`gateway.contoso-bank.internal`"),
    ] * 2
    assert len({row[1] for row in rows}) == 2


def test_an_application_gateway_reads_its_own_and_the_authority(given: Callable[..., Given], root: Path) -> None:
    rows = certificates(given(graph=compose(load(root / "examples" / "ministry" / "enclave.yaml").spec))).rows
    assert [row[0] for row in rows] == ["`gateway-authority`", "`ingress-certificate`"]
    assert {row[3] for row in rows} == {"`agw-ministry-cases-canberra`"}
