"""Which clauses of which framework each of our controls supports, and by whose word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from enclave.report.controls.catalogue import EDITOR, Clause, Framework
from enclave.report.oscal.parts import NIST, Assessed, control_id, identifier, metadata, nist_id, prop


def mapping_collection(of: Assessed) -> dict[str, Any]:
    """A mapping for each framework that the file names."""
    return {"mapping-collection": {
        "uuid": identifier(of, "mapping-collection"),
        "metadata": metadata(of, "Controls and clauses"),
        "provenance": {
            "method": "human", "matching-rationale": "functional", "status": "draft",
            "mapping-description": of.assessment.note,
        },
        "mappings": [found for each in of.assessment.coverage if (found := _mapping(of, each.framework))["maps"]],
    }}  # fmt: skip


def _mapping(of: Assessed, framework: Framework) -> dict[str, Any]:
    nist = framework.id == "nist-800-53-r5"
    return {
        "uuid": identifier(of, "mapping", framework.id),
        "source-resource": {"type": "catalog", "href": f"#{identifier(of, 'catalog')}"},
        "target-resource": {
            "type": "catalog", "href": NIST if nist else framework.source.split(" ")[0],
            "remarks": f"{framework.title}; {framework.source}",
        },
        "maps": list(_maps(of, framework, nist)),
    }  # fmt: skip


def _maps(of: Assessed, framework: Framework, nist: bool) -> Iterator[dict[str, Any]]:
    for each in of.assessment.controls:
        for clause in each.control.clauses.get(framework.id, ()):
            target = nist_id(clause.id) if nist else _token(clause.id)
            if target is not None:
                yield {
                    "uuid": identifier(of, "map", framework.id, each.control.id, clause.id), "relationship": "intersects-with",
                    "sources": [{"type": "control", "id-ref": control_id(each.control.id)}],
                    "targets": [{"type": "control", "id-ref": target}],
                    "props": [prop("clause", clause.id), prop("source", _source(clause))],
                }  # fmt: skip


def _source(clause: Clause) -> str:
    return "added by judgement" if clause.source == EDITOR else f"{clause.checks} checks, {clause.share:.0%} of those under the clause"


def _token(clause: str) -> str:
    """A clause as an identifier: letters, digits, `-`, `_` and `.` only, not beginning with a digit."""
    return "c-" + "".join(mark if mark.isascii() and (mark.isalnum() or mark in "-_.") else "_" for mark in clause)
