"""Our controls as a catalogue of their own, so that their status is not mistaken for that of somebody's clause."""

from __future__ import annotations

from typing import Any

from enclave.report.oscal.parts import Assessed, control_id, identifier, metadata

GROUPS = {
    "net": "Network", "id": "Identity", "cr": "Cryptography", "dp": "Data protection", "bc": "Continuity", "log": "Logging",
    "det": "Detection", "gov": "Governance", "ir": "Incidents", "ai": "Models",
}  # fmt: skip


def catalog(of: Assessed) -> dict[str, Any]:
    """A control each with its statement."""
    controls: dict[str, list[dict[str, Any]]] = {}
    for each in of.assessment.controls:
        name = control_id(each.control.id)
        statement = {"id": f"{name}_smt", "name": "statement", "prose": each.control.title}
        controls.setdefault(name.partition("-")[0], []).append({"id": name, "title": each.control.title, "parts": [statement]})
    return {"catalog": {
        "uuid": identifier(of, "catalog"),
        "metadata": metadata(of, "Controls of a secure AI enclave"),
        "groups": [{"id": group, "title": GROUPS[group], "controls": found} for group, found in controls.items()],
    }}
