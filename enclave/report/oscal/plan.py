"""What stands before an assessment: the plan of the system's security, as far as the file says it, and the plan of the assessment."""

from __future__ import annotations

from typing import Any

from enclave.report.controls.assessment import Assessed as Control
from enclave.report.controls.assessment import Status
from enclave.report.oscal.component_definition import COMPONENTS, component_of
from enclave.report.oscal.parts import Assessed, control_id, identifier, metadata, prop, reviewed

STATES = {Status.MET: "implemented", Status.PARTLY: "partial", Status.NOT_MET: "planned", Status.NOT_CHECKABLE: "planned"}


def system_security_plan(of: Assessed) -> dict[str, Any]:
    """A skeleton: what the program cannot know is said to be for the owner to write."""
    return {"system-security-plan": {
        "uuid": identifier(of, "system-security-plan"),
        "metadata": metadata(of, "System security plan"),
        "import-profile": {"href": f"#{identifier(of, 'catalog')}"},
        "system-characteristics": {
            "system-ids": [{"identifier-type": "http://ietf.org/rfc/rfc4122", "id": identifier(of, "system")}],
            "system-name": of.name,
            "description": "A platform on Azure whose models are called through a gateway, and whose networks are proved isolated.",
            "security-sensitivity-level": of.classification,
            "system-information": {"information-types": [{
                "uuid": identifier(of, "information"), "title": "prompts and answers",
                "description": f"at most {of.classification}; for the owner to refine",
            }]},
            "status": {"state": "under-development", "remarks": "for the owner to say when it is in operation"},
            "authorization-boundary": {"description": "every resource of the composed graph; `enclave report runbook` draws it"},
        },
        "system-implementation": {
            "users": [{"uuid": identifier(of, "user", role), "title": role, "role-ids": ["contact" if of.contacts else "assessor"]}
                      for role in ("user", "contributor", "auditor")],
            "components": [
                {"uuid": identifier(of, "component", name), "type": kind, "title": name, "description": description,
                 "status": {"state": "under-development"}}
                for name, (kind, description, _) in COMPONENTS.items()
            ],
        },
        "control-implementation": {
            "description": "each control by the evidence that was found",
            "implemented-requirements": [_requirement(of, each) for each in of.assessment.controls],
        },
    }}  # fmt: skip


def _requirement(of: Assessed, each: Control) -> dict[str, Any]:
    name = each.control.id
    parts: dict[str, list[str]] = {}
    for line in each.lines:
        parts.setdefault(component_of(line), []).append(f"{line.what}: {line.told}")
    return {
        "uuid": identifier(of, "requirement", name), "control-id": control_id(name), "props": [prop("status", each.status)],
        "by-components": [
            {"component-uuid": identifier(of, "component", part), "uuid": identifier(of, "requirement", name, part),
             "description": "; ".join(said), "implementation-status": {"state": STATES[each.status]}}
            for part, said in parts.items()
        ],
    }  # fmt: skip


def assessment_plan(of: Assessed) -> dict[str, Any]:
    """Every control, by every command that was run."""
    commands = sorted({line.again for each in of.assessment.controls for line in each.lines if line.again})
    return {"assessment-plan": {
        "uuid": identifier(of, "assessment-plan"),
        "metadata": metadata(of, "Assessment plan"),
        "import-ssp": {"href": f"#{identifier(of, 'system-security-plan')}"},
        "reviewed-controls": reviewed(of),
        "tasks": [
            {"uuid": identifier(of, "task", command), "type": "action", "title": command.split(" --")[0], "description": f"`{command}`"}
            for command in commands
        ],
    }}  # fmt: skip
