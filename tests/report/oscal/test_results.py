"""The results."""

from __future__ import annotations

import base64
import json

from enclave.report.oscal import Assessed
from enclave.report.oscal.results import assessment_results


def test_each_refuted_proof_is_an_observation_with_its_counterexample(opened: Assessed) -> None:
    document = assessment_results(opened)["assessment-results"]
    result = document["results"][0]
    refuted = [one for one in opened.verification.obligations if one.verdict.name == "refuted"]
    titles = [each for each in result["observations"] if each["title"].startswith("obligation ")]
    assert len(titles) >= len(refuted) > 0
    kept = {f"#{each['uuid']}": each for each in document["back-matter"]["resources"]}
    linked = kept[titles[0]["relevant-evidence"][0]["href"]]
    example = json.loads(base64.b64decode(linked["base64"]["value"]))
    assert example["verdict"] == "refuted"
    assert example["counterexample"]["path"]


def test_a_finding_is_satisfied_only_when_the_control_is_met(good: Assessed, opened: Assessed) -> None:
    for of in (good, opened):
        result = assessment_results(of)["assessment-results"]["results"][0]
        states = {each["target"]["target-id"]: each["target"]["status"]["state"] for each in result["findings"]}
        wanted = {each.control.id.lower(): "satisfied" if each.status == "met" else "not-satisfied" for each in of.assessment.controls}
        assert states == wanted
    assert states["net-04"] == "not-satisfied"
    assert "risks" in result


def test_what_the_log_says_is_linked_to_its_checkpoint(good: Assessed) -> None:
    document = assessment_results(good)["assessment-results"]
    every = [evidence for each in document["results"][0]["observations"] for evidence in each.get("relevant-evidence", ())]
    links = {evidence["href"] for evidence in every if "href" in evidence}
    resources = {f"#{each['uuid']}": each for each in document["back-matter"]["resources"]}
    assert links == set(resources)
    assert base64.b64decode(next(iter(resources.values()))["base64"]["value"]) == b"checkpoint"
