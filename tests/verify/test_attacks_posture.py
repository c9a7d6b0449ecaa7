"""No attack on the data and identity side comes out proved, and its honest counterparts do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from enclave.graph.model import Intent
from enclave.importers.arm import read_arm
from enclave.verify import OBLIGATIONS
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from tests.verify.attacks_posture import CASES

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


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
