"""The parts of an enclave and what each implements."""

from __future__ import annotations

from enclave.report.controls.evidence import Result
from enclave.report.oscal import Assessed
from enclave.report.oscal.component_definition import component_definition, component_of
from enclave.report.oscal.parts import NIST


def test_only_what_was_seen_to_be_good_supports_a_clause(good: Assessed) -> None:
    components = {each["title"]: each for each in component_definition(good)["component-definition"]["components"]}
    assert set(components) == {"infrastructure", "gateway", "log", "organisation"}
    sources = {title: [each["source"] for each in found["control-implementations"]] for title, found in components.items()}
    assert NIST in sources["infrastructure"]
    assert NIST not in sources["organisation"], "nothing was seen of what people do"
    assert NIST not in sources["log"], "no log was given"


def test_every_kind_of_evidence_speaks_of_one_part(good: Assessed) -> None:
    lines = [line for each in good.assessment.controls for line in each.lines]
    assert {component_of(line) for line in lines if line.result is Result.OUTSIDE} == {"organisation"}
    assert {component_of(line) for line in lines} == {"infrastructure", "gateway", "log", "organisation"}
