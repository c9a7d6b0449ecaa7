"""The controls as data: whole, and naming only what is there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from enclave.compose import compose
from enclave.report.controls import Given
from enclave.report.controls.catalogue import EDITOR, Obligation, Resources, Rule, Suites, catalogue
from enclave.report.controls.evidence import Result, judge
from enclave.spec.load import load
from enclave.spec.policy import Policy as Effective
from enclave.verify.model import Verification
from enclave.verify.obligations import OBLIGATIONS
from enclave.verify.rules import RULES


def test_every_name_in_the_evidence_is_one_that_exists(root: Path) -> None:
    named = [(control.id, each) for control in catalogue().controls for each in control.evidence]
    obligations, rules = {each.id for each in OBLIGATIONS}, {each.id for each in RULES}
    assert [(at, each.id) for at, each in named if isinstance(each, Obligation) and each.id not in obligations] == []
    assert [(at, each.id) for at, each in named if isinstance(each, Rule) and each.id not in rules] == []
    assert [(at, file) for at, each in named if isinstance(each, Suites) for file in each.files if not (root / file).is_file()] == []
    fields = {each.field for _, each in named if each.__struct_config__.tag == "policy"}  # type: ignore[union-attr]
    assert fields - {"ceilings"} <= set(Effective.__dataclass_fields__)


def test_what_is_looked_for_can_be_found(root: Path, given: Callable[..., Given]) -> None:
    """A value or a module that no enclave has would be absent for ever."""
    spec = load(root / "tests" / "everything.yaml").spec
    everything = Given(source="x", spec=spec, graph=compose(spec), verification=Verification((), (), (), ()))
    looked = [each for control in catalogue().controls for each in control.evidence if isinstance(each, Resources)]
    assert [each for each in looked if Result.GOOD not in {judge(each, everything).result, judge(each, given()).result}] == []


def test_every_obligation_speaks_for_a_control() -> None:
    named = {each.id for control in catalogue().controls for each in control.evidence if isinstance(each, Obligation)}
    assert {each.id for each in OBLIGATIONS} - named == set()


def test_controls_are_numbered_once_and_the_matrix_names_them() -> None:
    known = catalogue()
    ids = [control.id for control in known.controls]
    assert len(ids) == len(set(ids)) == 55
    assert {name for row in known.matrix for name in row.controls} <= set(ids)
    assert all(control.evidence for control in known.controls)


def test_the_matrix_is_the_one_that_was_asked_for(shared: Path) -> None:
    """Layer, component and control of the matrix in the analysis that this answers."""
    text = next((shared / "seeds").glob("003_*")).read_text(encoding="utf-8")
    wanted = [
        tuple(cell.strip().strip("*") for cell in line.strip("|").split("|"))[:3]
        for line in text.splitlines() if line.startswith("| **")
    ]
    rows = [each for each in wanted if each[0] in {"Network", "Identity", "Data", "Monitoring", "Compliance"}]
    assert [(row.layer, row.component, row.control) for row in catalogue().matrix] == rows


def test_clauses_are_those_of_the_collected_mappings(shared: Path) -> None:
    mappings = json.loads((shared / "facts" / "azure" / "control_mappings.json").read_text(encoding="utf-8"))
    found = {control.id: control.clauses for control in catalogue().controls}
    for control in mappings["controls"]:
        for framework in catalogue().frameworks:
            there = {row["clause"] for row in control["frameworks"].get(framework.id.replace("-", "_"), ())}
            assert {clause.id for clause in found[control["id"]].get(framework.id, ())} == there


def test_the_frameworks_that_the_file_names_are_taken_else_all() -> None:
    assert {each.tag for each in catalogue().wanted(("hipaa", "pci-dss"))} == {"hipaa", "pci-dss"}
    assert catalogue().wanted(()) == catalogue().frameworks


@pytest.mark.parametrize("framework", [each.id for each in catalogue().frameworks])
def test_what_a_source_says_stands_before_what_was_added_by_judgement(framework: str) -> None:
    for control in catalogue().controls:
        sources = [clause.source == EDITOR for clause in control.clauses.get(framework, ())]
        assert sources == sorted(sources)
