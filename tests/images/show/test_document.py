"""The JSON document: the keys of the contract, in their order, and everything else behind them."""

from __future__ import annotations

import json
from typing import Any

from enclave.images.show import FORMS

REPORT = ["file", "image", "digest", "scanned", "blocked", "allowed"]
FINDING = ["id", "package", "severity", "fixed_version", "respond_by", "why"]


def test_the_contract(made: Any) -> None:
    shown = json.loads(
        FORMS["json"](
            made.decide(
                made.trivy(
                    made.flaw("CVE-2026-1", "CRITICAL", FixedVersion="1.3"), made.flaw("CVE-2026-2", "UNKNOWN"), made.flaw("CVE-2026-3")
                ),
                b"{",
            )
        )
    )
    assert [*shown][:2] == ["decision", "reports"]
    assert shown["decision"] == "block"
    first, second = shown["reports"]
    assert [*first][:6] == REPORT
    assert (first["image"], first["digest"], first["scanned"], first["scanned_at"]) == (
        made.NAME,
        made.DIGEST,
        True,
        "2026-11-21T10:00:00Z",
    )
    blocked = {one["id"]: one for one in first["blocked"]}
    assert all([*one][:6] == FINDING for one in (*first["blocked"], *first["allowed"]))
    assert {key: blocked["CVE-2026-1"][key] for key in FINDING[:5]} == {
        "id": "CVE-2026-1",
        "package": "zlib",
        "severity": "critical",
        "fixed_version": "1.3",
        "respond_by": "2026-11-22T10:00:00Z",
    }
    assert (blocked["CVE-2026-2"]["severity"], blocked["CVE-2026-2"]["fixed_version"]) == ("unknown", None)
    assert "it counts as high" in blocked["CVE-2026-2"]["why"]
    assert [(one["id"], one["respond_by"], one["why"]) for one in first["allowed"]] == [("CVE-2026-3", None, "low may pass")]
    assert (second["scanned"], second["image"], second["digest"], second["blocked"], second["decision"]) == (False, None, None, [], "block")
    assert second["problems"]
    assert json.loads(FORMS["json"](made.decide(made.trivy())))["decision"] == "pass"
