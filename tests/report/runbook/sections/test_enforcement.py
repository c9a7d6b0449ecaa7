"""The section on policy enforcement points."""

from __future__ import annotations

from collections.abc import Callable

from enclave.gateway.stages import ALL
from enclave.report.controls import Given
from enclave.report.runbook.blocks import Part, Table
from enclave.report.runbook.sections.enforcement import GATEWAY, section

WITHIN = {
    "context", "seal", "unseal", "stored", "form", "grant", "lines", "upload", "pending", "parts", "opened", "kept", "output",
    "batch", "stores", "dial",
}
"""Stages of kept answers, of files, of batches, of vector stores and of sessions, which do what the named ones do; one only notes."""


def test_the_order_is_that_of_the_gateway() -> None:
    ids = [stage.id for stage in ALL if stage.id not in WITHIN]
    assert {name for name, _ in GATEWAY} == set(ids)


def test_each_projects_policy_with_the_strictest_action(given: Callable[..., Given]) -> None:
    part = [block for block in section(given()).blocks if isinstance(block, Part)][-1]
    table = next(block for block in part.blocks if isinstance(block, Table))
    rows = {row[0]: row for row in table.rows}
    assert "**block** api_key from 75" in rows["`fraud-triage`"][2]
    assert "email" in rows["`claims-assistant`"][2].partition(";")[0], "this project blocks what the hub redacts"
    assert rows["`claims-assistant`"][3] == "$50 a day, $900 a month"
