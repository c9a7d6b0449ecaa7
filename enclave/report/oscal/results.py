"""What was found: an observation for each piece of evidence and each failed proof, with what shows it; a finding for each control."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from enclave.finding import Refuted
from enclave.report.controls.assessment import Assessed as Control
from enclave.report.controls.assessment import Status
from enclave.report.controls.evidence import Line, Result
from enclave.report.oscal.parts import Assessed, back_matter, control_id, identifier, metadata, moment, prop, resource, reviewed
from enclave.verify.model import ObligationResult

METHODS = {"outside": "INTERVIEW", "policy": "EXAMINE", "setting": "EXAMINE", "resources": "EXAMINE", "ends": "EXAMINE", "keys": "EXAMINE"}
"""How a kind of evidence is had; others are tested."""


def assessment_results(of: Assessed) -> dict[str, Any]:
    """The results of one run."""
    resources = {each["uuid"]: each for each in _resources(of)}
    risks = [risk(of, each) for each in of.assessment.of(Status.NOT_MET)]
    return {"assessment-results": {
        "uuid": identifier(of, "assessment-results"),
        "metadata": metadata(of, "Assessment results"),
        "import-ap": {"href": f"#{identifier(of, 'assessment-plan')}"},
        "results": [{
            "uuid": identifier(of, "result", moment(of.started)),
            "title": f"controls of {of.name}",
            "description": f"Looked at {of.assessment.basis}.",
            "start": moment(of.started), "end": moment(of.ended),
            "reviewed-controls": reviewed(of),
            "observations": [*observations(of), *_unproved(of)],
            **({"risks": risks} if risks else {}),
            "findings": [_finding(of, each) for each in of.assessment.controls],
        }],
        **back_matter(resources.values()),
    }}  # fmt: skip


def observations(of: Assessed) -> Iterator[dict[str, Any]]:
    """One for each piece of evidence of each control."""
    for each in of.assessment.controls:
        for number, line in enumerate(each.lines):
            yield {
                "uuid": observation_id(of, each, number), "title": f"{each.control.id}: {line.what}",
                "description": f"{line.told}",
                "props": [prop("result", line.result), prop("evidence", line.kind), *([prop("looked-at", line.name)] if line.name else [])],
                "methods": [METHODS.get(line.kind, "TEST")], "types": ["control-objective"],
                **({"relevant-evidence": _evidence(of, line)} if line.again else {}),
                "collected": moment(of.ended),
            }  # fmt: skip


def observation_id(of: Assessed, each: Control, number: int) -> str:
    """The identifier of the observation that a piece of evidence makes."""
    return identifier(of, "observation", each.control.id, str(number))


def risk(of: Assessed, each: Control) -> dict[str, Any]:
    """What is open because a control is not met."""
    against = "; ".join(line.told for line in each.lines if line.result is Result.BAD)
    return {
        "uuid": identifier(of, "risk", each.control.id), "title": f"{each.control.id} is not met", "description": against,
        "statement": f"It does not hold: {each.control.title}.", "status": "open",
        "related-observations": [
            {"observation-uuid": observation_id(of, each, number)} for number, line in enumerate(each.lines) if line.result is Result.BAD
        ],
    }  # fmt: skip


def _evidence(of: Assessed, line: Line) -> list[dict[str, str]]:
    found = [{"description": f"found again by `{line.again}`"}]
    if "log" in (line.kind, line.name) and of.checkpoint:
        found.append({"href": f"#{identifier(of, 'checkpoint')}", "description": "signed checkpoint of the log that was asked"})
    return found


def _unproved(of: Assessed) -> Iterator[dict[str, Any]]:
    """One for each proof that failed, with its counterexample or what is not known."""
    for result in of.verification.obligations:
        if result.verdict.name == "proved":
            continue
        yield {
            "uuid": identifier(of, "obligation", result.id, result.subject), "title": f"obligation {result.number}: {result.title}",
            "description": f"{result.verdict.name} for {result.subject}: {result.verdict.reason or 'see the counterexample'}",
            "props": [prop("result", result.verdict.name), prop("subject", result.subject)],
            "methods": ["TEST"], "types": ["finding" if result.verdict.name == "refuted" else "control-objective"],
            "relevant-evidence": [{"href": f"#{_example(of, result)}", "description": "the counterexample, hop by hop"}]
            if isinstance(result.verdict, Refuted) else [{"description": "nothing decides it"}],
            "collected": moment(of.ended),
        }  # fmt: skip


def _example(of: Assessed, result: ObligationResult) -> str:
    return identifier(of, "counterexample", result.id, result.subject)


def _resources(of: Assessed) -> Iterator[dict[str, Any]]:
    documents = of.verification.document()["obligations"]
    for result, document in zip(of.verification.obligations, documents, strict=True):
        if isinstance(result.verdict, Refuted):
            text = json.dumps(document, indent=1).encode()
            title = f"counterexample of {result.id} for {result.subject}"
            yield resource(_example(of, result), title, text, "counterexample.json", "application/json")
    yield from log_resource(of)


def log_resource(of: Assessed) -> Iterator[dict[str, Any]]:
    """The checkpoint that observations of the log lead to."""
    if of.checkpoint:
        yield resource(identifier(of, "checkpoint"), "checkpoint of the log", of.checkpoint, "checkpoint", "text/plain")


def _finding(of: Assessed, each: Control) -> dict[str, Any]:
    satisfied = each.status is Status.MET
    told = "all evidence is there and good" if satisfied else "; ".join(f"{line.result}: {line.what}" for line in each.missing)
    return {
        "uuid": identifier(of, "finding", each.control.id), "title": f"{each.control.id}: {each.status}", "description": told,
        "props": [prop("status", each.status)],
        "target": {
            "type": "objective-id", "target-id": control_id(each.control.id),
            "status": {"state": "satisfied" if satisfied else "not-satisfied", "reason": "pass" if satisfied else "fail"
                       if each.status is Status.NOT_MET else "other", "remarks": each.status},
        },
        "related-observations": [{"observation-uuid": observation_id(of, each, number)} for number in range(len(each.lines))],
        **({"related-risks": [{"risk-uuid": identifier(of, "risk", each.control.id)}]} if each.status is Status.NOT_MET else {}),
    }  # fmt: skip
