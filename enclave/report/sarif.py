"""A verification as SARIF 2.1.0, for code scanning: what is refuted, what cannot be decided, and the findings.

Format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html. What is proved makes no result. The hops of a
counterexample are the steps of a code flow. What cannot be decided is a warning and not `open`, which readers do not show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from enclave import __version__
from enclave.finding import Counterexample, Finding, Hop, Refuted, Severity
from enclave.report.text import short
from enclave.sarif import Say, uri, write
from enclave.verify import OBLIGATIONS, RULES, Verification
from enclave.verify.rule import Rule

LEVELS: Final = {
    Severity.NOTE: "note", Severity.LOW: "note", Severity.MEDIUM: "warning", Severity.HIGH: "error", Severity.CRITICAL: "error",
}
SCORES: Final = {Severity.NOTE: "0.0", Severity.LOW: "3.0", Severity.MEDIUM: "5.5", Severity.HIGH: "8.0", Severity.CRITICAL: "9.5"}
"""What code scanning sorts by, as scores of CVSS 3 (note, low, medium, high, critical)."""
Lines = Callable[[str], int | None]


def render(
    verification: Verification, source: str = "", *, sources: Mapping[str, str] | None = None, line: Lines = lambda _: None,
    say: Say = lambda _: None,
) -> str:
    """One SARIF log. `sources`: id -> where it stands (`file#fragment`); `line`: such a place -> its line, or None; `say`: see `write`."""
    places = _Places({key.lower(): value for key, value in (sources or {}).items()}, source, line)
    properties = {
        "verdict": verification.verdict,
        "proved": sum(result.verdict.name == "proved" for result in verification.obligations),
        "assumptions": list(verification.assumptions),
        "unmodelled": list(verification.unmodelled),
    }
    return write(
        "enclave", __version__, [*_obligation_rules(), *(_rule(rule) for rule in RULES)],
        [*_of_obligations(verification, places), *_of_findings(verification, places)], properties=properties, say=say,
    )


class _Places:
    """Locations of resources, in the file and in the graph."""

    def __init__(self, sources: Mapping[str, str], source: str, line: Lines) -> None:
        self._sources = sources
        self._source = source
        self._line = line

    def location(self, subject: str, place: str = "") -> dict[str, Any]:
        """Where a resource stands; a part of one where its owner does, else the whole file: code scanning refuses what stands nowhere."""
        resource_id = subject.partition(" -> ")[0]
        place = place or self._place(resource_id)
        found: dict[str, Any] = {}
        if subject:
            found["logicalLocations"] = [{"fullyQualifiedName": resource_id, "kind": "resource"}]
        path = place.partition("#")[0] or self._source
        if path:
            physical: dict[str, Any] = {"artifactLocation": {"uri": uri(path)}}
            line = self._line(place) if "#" in place else None
            physical["region"] = {"startLine": line or 1}
            found["physicalLocation"] = physical
        return found

    def _place(self, resource_id: str) -> str:
        key = resource_id.lower()
        while key:
            if key in self._sources:
                return self._sources[key]
            key = key.rpartition("/")[0]
        return ""


def _obligation_rules() -> Iterator[dict[str, Any]]:
    for obligation in OBLIGATIONS:
        yield {
            "id": obligation.id,
            **_named(obligation.id),
            "shortDescription": {"text": obligation.title},
            "fullDescription": {"text": f"obligation {obligation.number}: {obligation.title}"},
            "help": {"text": "the steps of the result show what lets it happen; each names the rule or setting that decides"},
            "defaultConfiguration": {"level": "error"},
            "properties": {"security-severity": SCORES[Severity.CRITICAL], "tags": ["security", "obligation"]},
        }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        **_named(rule.id),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.fix},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"security-severity": SCORES[rule.severity], "tags": ["security", "rule"]},
    }


def _named(kebab: str) -> dict[str, str]:
    """A rule's name for people, where it says more than its id (section 3.49.7)."""
    name = "".join(word.capitalize() for word in kebab.split("-"))
    return {"name": name} if name.lower() != kebab else {}


def _of_obligations(verification: Verification, places: _Places) -> Iterator[dict[str, Any]]:
    for result in verification.obligations:
        verdict = result.verdict
        if verdict.name == "proved":
            continue
        told = f"{result.number}. {result.title}: {verdict.name} for {short(result.subject)}"
        found: dict[str, Any] = {
            "ruleId": result.id,
            "level": "error" if verdict.name == "refuted" else "warning",
            "message": {"text": f"{told}: {verdict.reason}" if verdict.reason else told},
            "locations": [places.location(result.subject)],
            "partialFingerprints": {"obligationSubject/v1": _fingerprint(result.id, result.subject)},
            "properties": {"verdict": verdict.name, "subject": result.subject},
        }
        if isinstance(verdict, Refuted):
            found["codeFlows"] = [_flow(verdict.counterexample, places)]
        yield found


def _flow(example: Counterexample, places: _Places) -> dict[str, Any]:
    return {
        "message": {"text": f"counterexample: {example.packet}"},
        "threadFlows": [{"locations": [_step(hop, order, places) for order, hop in enumerate(example.path, 1)] or [
            {"location": {"message": {"text": example.packet}}},
        ]}],
    }


def _step(hop: Hop, order: int, places: _Places) -> dict[str, Any]:
    return {
        "executionOrder": order,
        "location": {**places.location(hop.node), "message": {"text": f"{short(hop.node)}: {hop.because}"}},
    }


def _of_findings(verification: Verification, places: _Places) -> Iterator[dict[str, Any]]:
    for finding in verification.findings:
        yield _finding(finding, places)


def _finding(finding: Finding, places: _Places) -> dict[str, Any]:
    return {
        "ruleId": finding.rule,
        "level": "note" if finding.unknown else LEVELS[finding.severity],
        "message": {"text": f"{short(finding.resource)}: {'cannot be decided: ' if finding.unknown else ''}{finding.message}"},
        "locations": [places.location(finding.resource, finding.location)],
        "partialFingerprints": {"ruleResource/v1": _fingerprint(finding.rule, finding.resource, finding.message)},
        "properties": {"resource": finding.resource, "severity": finding.severity.label, "unknown": finding.unknown},
    }


def _fingerprint(*parts: str) -> str:
    return sha256("\0".join(parts).lower().encode()).hexdigest()[:32]


