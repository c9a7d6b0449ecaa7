"""No attack on the data and identity side comes out proved, and its honest counterparts do."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from enclave.graph.model import Intent
from enclave.importers.arm import read_arm
from enclave.verify import OBLIGATIONS
from enclave.verify.estate import Estate
from enclave.verify.network.world import World

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


def attacks() -> Any:
    spec = importlib.util.spec_from_file_location("attacks_posture", Path(__file__).parent / "attacks_posture.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


CASES = attacks().CASES


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_it_must(name: str) -> None:
    case = CASES[name]
    graph = read_arm({"$schema": SCHEMA, "resources": list(case.resources)}, name="template.json")
    if case.terms is not None:
        graph = replace(graph, intent=Intent(terms=(case.terms,)))
    obligation = next(each for each in OBLIGATIONS if each.id == case.obligation)
    found = [verdict for subject, verdict in obligation.check(World(Estate(graph))) if subject.rpartition("/")[2] == case.subject]
    assert found, "the subject has no result"
    names = {verdict.name for verdict in found}
    told = "; ".join(verdict.reason for verdict in found)
    assert names == {case.verdict}, told
