"""What is open: an item for each control that is not met or not wholly shown, with what would close it."""

from __future__ import annotations

from typing import Any

from enclave.errors import EnclaveError
from enclave.report.controls.assessment import Status
from enclave.report.oscal.parts import Assessed, back_matter, identifier, metadata, prop
from enclave.report.oscal.results import log_resource, observation_id, observations, risk


def plan_of_action_and_milestones(of: Assessed) -> dict[str, Any]:
    """Items in order of the catalogue. Raises EnclaveError when nothing is open: OSCAL knows no empty plan."""
    open_ = [each for each in of.assessment.controls if each.status is not Status.MET]
    if not open_:
        raise EnclaveError("nothing is open, and OSCAL knows no plan of action without an item")
    risks = [risk(of, each) for each in of.assessment.of(Status.NOT_MET)]
    return {"plan-of-action-and-milestones": {
        "uuid": identifier(of, "plan-of-action-and-milestones"),
        "metadata": metadata(of, "Plan of action and milestones"),
        "import-ssp": {"href": f"#{identifier(of, 'system-security-plan')}"},
        "system-id": {"identifier-type": "http://ietf.org/rfc/rfc4122", "id": identifier(of, "system")},
        "observations": [*observations(of)],
        **({"risks": risks} if risks else {}),
        "poam-items": [
            {
                "uuid": identifier(of, "item", each.control.id), "title": f"{each.control.id} is {each.status}: {each.control.title}",
                "description": "; ".join(f"{line.result}: {line.what}" for line in each.missing) or "nothing speaks for it",
                "props": [prop("status", each.status)],
                "related-observations": [{"observation-uuid": observation_id(of, each, number)} for number in range(len(each.lines))],
                **({"related-risks": [{"risk-uuid": identifier(of, "risk", each.control.id)}]} if each.status is Status.NOT_MET else {}),
            }
            for each in open_
        ],
        **back_matter(log_resource(of)),
    }}  # fmt: skip
