"""The file's policy digest and its proof, in the form of the page: one entry per obligation, with what speaks against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from enclave.compose import compose
from enclave.finding import Severity
from enclave.report.runbook.topology import draw
from enclave.spec.load import load
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest
from enclave.verify import verify

WORST = ("refuted", "unknown", "proved")
"""Verdicts in the order in which they must be seen."""
RESOURCE = re.compile(r"/(?:subscriptions|resourceGroups|providers)/[^\s`,;:()]+", re.IGNORECASE)
SHOWN = 6
"""Subjects of one obligation, or findings, that are shown; of the others the page tells how many there are."""


@dataclass(frozen=True)
class Examined:
    """A file that was loaded, composed and verified."""

    spec: Spec
    digest: str
    verification: Mapping[str, Any]
    """As `enclave verify --format json` prints it."""
    picture: str = ""
    """The networks, as SVG."""


def examine(path: str) -> Examined:
    """Load, compose and verify a file. Raises InputErrors, UnsupportedError."""
    spec = load(path).spec
    graph = compose(spec)
    return Examined(spec, policy_digest(spec), verify(graph).document(), draw(graph))


def proof_document(verification: Mapping[str, Any]) -> dict[str, Any]:
    """The verification grouped by obligation, the worst first, shortened for one page."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for result in verification["obligations"]:
        groups.setdefault(result["id"], []).append(result)
    obligations = [_obligation(results) for results in groups.values()]
    obligations.sort(key=lambda one: (WORST.index(one["verdict"]), one["number"]))
    findings = sorted(
        verification["findings"], key=lambda finding: (-Severity[finding["severity"].upper()], finding["rule"], finding["resource"])
    )
    return {
        "verdict": verification["verdict"],
        "obligations": obligations,
        "findings": findings[:SHOWN],
        "more_findings": max(0, len(findings) - SHOWN),
        "assumptions": list(verification["assumptions"]),
        "unmodelled": list(verification["unmodelled"]),
    }


def summary(found: Mapping[str, Any]) -> dict[str, Any]:
    """What of it everybody may know who calls models: verdicts. Paths, resources and assumptions show how the enclave is built."""
    obligations = [{**one, "against": [], "more": one["subjects"] - one["proved"]} for one in found["obligations"]]
    return {**found, "obligations": obligations, "findings": [], "more_findings": 0, "assumptions": [], "unmodelled": []}


def _obligation(results: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    ordered = sorted(results, key=lambda result: (WORST.index(result["verdict"]), result["subject"]))
    against = [result for result in ordered if result["verdict"] != "proved"]
    return {
        "number": ordered[0]["number"],
        "id": ordered[0]["id"],
        "title": ordered[0]["title"],
        "verdict": ordered[0]["verdict"],
        "subjects": len(ordered),
        "proved": len(ordered) - len(against),
        "against": [_case(result) for result in against[:SHOWN]],
        "more": max(0, len(against) - SHOWN),
    }


def _case(result: Mapping[str, Any]) -> dict[str, Any]:
    """One subject that is not proved. Resource ids are shortened to what tells them apart."""
    example = result.get("counterexample") or {}
    return {
        "subject": short(result["subject"]),
        "verdict": result["verdict"],
        "reason": short(result.get("reason") or ""),
        "packet": example.get("packet", ""),
        "path": [{"node": short(hop["node"]), "because": short(hop["because"])} for hop in example.get("path", ())],
    }


def short(text: str) -> str:
    """The text with every ARM resource id in it cut to its end: `azureFirewalls/afw-bank`, with its parent for a child."""
    return RESOURCE.sub(lambda found: _end(found[0]), text)


def _end(resource: str) -> str:
    _, found, tail = resource.rpartition("/providers/")
    return tail.partition("/")[2] if found else resource.rpartition("/")[2]
