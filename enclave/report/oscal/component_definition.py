"""The parts of an enclave, and which control each is there for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from enclave.report.controls.evidence import Line, Result
from enclave.report.oscal.parts import NIST, Assessed, control_id, identifier, metadata, nist_id, prop

NIST_CLAUSES = "nist-800-53-r5"
COMPONENTS: Mapping[str, tuple[str, str, tuple[str, ...]]] = MappingProxyType({
    "infrastructure": ("service", "Azure resources that are composed from one file", ("proof", "rule", "resources", "ends", "keys")),
    "gateway": ("software", "the gateway that every call of a model passes", ("policy", "setting", "tests")),
    "log": ("software", "the tamper-evident log of every call", ("log",)),
    "organisation": ("process-procedure", "what people do, which the program cannot see", ("outside",)),
})
"""Type, description, and the kinds of evidence that speak of it."""


def component_definition(of: Assessed) -> dict[str, Any]:
    """Each part implements our controls by the evidence about it, and by our mapping supports those of SP 800-53."""
    return {"component-definition": {
        "uuid": identifier(of, "component-definition"),
        "metadata": metadata(of, "Parts of the enclave"),
        "components": [found for name in COMPONENTS if (found := _component(of, name)) is not None],
    }}


def component_of(line: Line) -> str:
    """The part that a piece of evidence speaks of."""
    return next(name for name, (_, _, kinds) in COMPONENTS.items() if line.kind in kinds)


def _component(of: Assessed, name: str) -> dict[str, Any] | None:
    kind, description, _ = COMPONENTS[name]
    own: list[dict[str, Any]] = []
    supported: dict[str, list[str]] = {}
    for each in of.assessment.controls:
        lines = [line for line in each.lines if component_of(line) == name]
        if not lines:
            continue
        own.append({
            "uuid": identifier(of, "component", name, each.control.id), "control-id": control_id(each.control.id),
            "description": "; ".join(f"{line.what}: {line.told}" for line in lines), "props": [prop("status", each.status)],
        })  # fmt: skip
        # only what was seen to be good supports anybody's clause
        if any(line.result is Result.GOOD for line in lines):
            for clause in each.control.clauses.get(NIST_CLAUSES, ()):
                if (target := nist_id(clause.id)) is not None:
                    supported.setdefault(target, []).append(each.control.id)
    if not own:
        return None
    implementations = [_implementation(of, name, f"#{identifier(of, 'catalog')}", "our own controls", own)]
    if supported:
        theirs = [
            {"uuid": identifier(of, "component", name, "nist", target), "control-id": target,
             "description": f"partly supported by {', '.join(controls)}; a technical check is no satisfaction of the whole control"}
            for target, controls in supported.items()
        ]
        implementations.append(_implementation(of, name, NIST, "NIST SP 800-53 Rev. 5, by the mapping of our controls", theirs))
    return {
        "uuid": identifier(of, "component", name), "type": kind, "title": name, "description": description,
        "control-implementations": implementations,
    }  # fmt: skip


def _implementation(of: Assessed, name: str, source: str, description: str, requirements: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "uuid": identifier(of, "component", name, "implementation", source), "source": source, "description": description,
        "implemented-requirements": requirements,
    }  # fmt: skip
