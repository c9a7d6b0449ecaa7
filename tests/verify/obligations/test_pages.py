"""The examples of the pages on obligations are verified as they stand there: what fails is refuted, what passes is proved."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from enclave.importers.arm import read_arm
from enclave.verify import OBLIGATIONS
from enclave.verify.estate import Estate
from enclave.verify.network.world import World

PAGES = Path(__file__).parents[3] / "docs" / "obligations"
SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
BLOCK = re.compile(r"```json (fails|passes)\n(.*?)```", re.S)


def judged(number: int, example: dict[str, Any]) -> set[str]:
    """The verdicts of one obligation on an example."""
    template: dict[str, Any] = {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": example["resources"]}
    if "intent" in example:
        template["metadata"] = {"enclave": {"version": 1, "resources": [], "intent": example["intent"]}}
    world = World(Estate(read_arm(template, name="page.json")))
    obligation = next(each for each in OBLIGATIONS if each.number == number)
    return {verdict.name for _, verdict in obligation.check(world)}


@pytest.mark.parametrize("obligation", OBLIGATIONS, ids=[obligation.id for obligation in OBLIGATIONS])
def test_the_examples_of_a_page_come_out_as_it_says(obligation: Any) -> None:
    page = (PAGES / f"{obligation.id}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {obligation.number} {obligation.id}: {obligation.title}\n")
    blocks = BLOCK.findall(page)
    assert [label for label, _ in blocks] == ["fails", "passes"]
    fails, passes = (judged(obligation.number, json.loads(block)) for _, block in blocks)
    assert "refuted" in fails
    assert passes == {"proved"}


@pytest.mark.parametrize("obligation", OBLIGATIONS, ids=[obligation.id for obligation in OBLIGATIONS])
def test_every_page_says_what_is_proved_refuted_and_unknown(obligation: Any) -> None:
    page = (PAGES / f"{obligation.id}.md").read_text(encoding="utf-8")
    for word in ("Subjects", "Proved", "Refuted", "Unknown"):
        assert f"**{word}" in page, word
