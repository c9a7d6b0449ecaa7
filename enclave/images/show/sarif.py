"""The decision as SARIF 2.1.0 for code scanning: what blocks is an error, what may pass a note; so is every image that was not scanned.

Format: docs.oasis-open.org/sarif/sarif/v2.1.0/os; what code scanning reads: docs.github.com/code-security, SARIF support.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from enclave import __version__
from enclave.finding import Severity
from enclave.images.gate import Decision, Judged, Result
from enclave.images.show.document import stamp
from enclave.sarif import Say, uri, write

SCORES: Final = {Severity.NOTE: "0.1", Severity.LOW: "3.0", Severity.MEDIUM: "5.5", Severity.HIGH: "8.0", Severity.CRITICAL: "9.5"}
PROBLEM: Final = "image-not-shown-to-be-scanned"


def render(decision: Decision, say: Say = lambda _: None) -> str:
    """One SARIF log. `say`: as `sarif.write` has it."""
    rules: dict[str, dict[str, Any]] = {}
    results: list[dict[str, Any]] = []
    for result in decision.results:
        for problem in result.problems:
            rules.setdefault(PROBLEM, _problem_rule())
            results.append(_problem(result, problem))
        for one in result.judged:
            rule = rules.setdefault(one.weakness.id, _rule(one))
            score = _score(one)
            if float(score) > float(rule["properties"]["security-severity"]):
                rule["properties"]["security-severity"] = score
            results.append(_finding(result, one))
    invocation = {"endTimeUtc": stamp(decision.time)}
    properties = {"decision": decision.word}
    return write("enclave images", __version__, [*rules.values()], results, invocation=invocation, properties=properties, say=say)


def _problem_rule() -> dict[str, Any]:
    return {
        "id": PROBLEM, "name": "ImageNotShownToBeScanned",
        "shortDescription": {"text": "nothing shows that this image was scanned, or that it may be here"},
        "fullDescription": {"text": "a report that failed, is too old, names no digest or is from elsewhere is no clean report"},
        "help": {"text": "scan the pushed image again and give the whole report"},
        "defaultConfiguration": {"level": "error"}, "properties": {"security-severity": "9.0", "tags": ["security"]},
    }  # fmt: skip


def _problem(result: Result, problem: str) -> dict[str, Any]:
    return {
        "ruleId": PROBLEM, "level": "error", "message": {"text": f"{_name(result)}: {problem}"}, "locations": [_place(result)],
        "partialFingerprints": {"imageProblem/v1": _print(_name(result), result.file, problem.partition(" ")[0], problem)},
    }  # fmt: skip


def _rule(one: Judged) -> dict[str, Any]:
    weakness = one.weakness
    what = f"{weakness.id}{f' in {weakness.package}' if weakness.package else ''}"
    return {
        "id": weakness.id, "name": "".join(part.capitalize() for part in weakness.kind.split("-")),
        "shortDescription": {"text": what}, "fullDescription": {"text": f"{weakness.kind} {what}"},
        "help": {"text": f"update to {weakness.fixed_version}" if weakness.fixed_version else "see the scanner's report"},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"security-severity": _score(one), "tags": ["security", weakness.kind]},
    }  # fmt: skip


def _score(one: Judged) -> str:
    return max(SCORES[one.counts], f"{min(one.score, 10.0):.1f}", key=float)


def _finding(result: Result, one: Judged) -> dict[str, Any]:
    weakness = one.weakness
    package = f"{weakness.package} {weakness.version}".strip()
    told = [f"{_name(result)}: {weakness.id} ({one.label}){f' in {package}' if package else ''}", *one.why]
    if weakness.fixed_version:
        told.append(f"fixed in {weakness.fixed_version}")
    if one.respond_by:
        told.append(f"respond by {stamp(one.respond_by)}")
    return {
        "ruleId": weakness.id, "level": "error" if one.blocks else "note", "message": {"text": "; ".join(told)},
        "locations": [_place(result)],
        "partialFingerprints": {
            "imageFinding/v1": _print(result.scan.image.repository, weakness.id, weakness.package, weakness.place)
        },
        "properties": {"blocks": one.blocks, "digest": result.scan.image.digest, "respond_by": stamp(one.respond_by)},
    }  # fmt: skip


def _name(result: Result) -> str:
    return result.scan.image.name or result.file


def _place(result: Result) -> dict[str, Any]:
    image = result.scan.image
    found: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": uri(result.file)}, "region": {"startLine": 1}},
    }
    names = list(_logical(image.name, image.digest))
    return found | ({"logicalLocations": names} if names else {})


def _logical(name: str, digest: str) -> Iterator[dict[str, Any]]:
    if name:
        full = name if not digest or digest in name else f"{name}@{digest}"
        yield {"name": name, "fullyQualifiedName": full, "kind": "module"}


def _print(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:32]
