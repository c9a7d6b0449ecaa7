"""The decision as the JSON document of the command line contract."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from enclave.images.gate import Decision, Judged, Result, label


def render(decision: Decision) -> str:
    """One JSON document, indented; the keys of the contract come first."""
    reports = [_report(result) for result in decision.results]
    return json.dumps({"decision": decision.word, "reports": reports, "time": stamp(decision.time)}, indent=2, ensure_ascii=False)


def stamp(time: datetime | None) -> str | None:
    """RFC 3339 in UTC, to the second."""
    return None if time is None else f"{time:%Y-%m-%dT%H:%M:%SZ}"


def _report(result: Result) -> dict[str, Any]:
    scan = result.scan
    return {
        "file": result.file, "image": scan.image.name or None, "digest": scan.image.digest or None, "scanned": result.scanned,
        "blocked": [_finding(one) for one in result.blocked], "allowed": [_finding(one) for one in result.allowed],
        "decision": "pass" if result.passes else "block", "problems": list(result.problems), "notes": list(result.notes),
        "tool": scan.tool or None, "scanned_at": stamp(scan.time), "exposure": result.exposure.why or None,
    }  # fmt: skip


def _finding(one: Judged) -> dict[str, Any]:
    weakness = one.weakness
    return {
        "id": weakness.id, "package": weakness.package, "severity": one.label, "fixed_version": weakness.fixed_version or None,
        "respond_by": stamp(one.respond_by), "why": "; ".join(one.why),
        "kind": weakness.kind, "version": weakness.version, "aliases": list(weakness.aliases), "place": weakness.place,
        "known_since": stamp(one.since), "exploited": bool(one.exploited), "epss_percentile": one.epss, "cvss": one.score or None,
        "severities": [{"source": each.source, "severity": label(each.severity), "score": each.score} for each in one.sources],
    }  # fmt: skip
