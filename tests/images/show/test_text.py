"""The text: what blocks, what to do, by when; and nothing in it steers a terminal."""

from __future__ import annotations

from typing import Any

from enclave.images.exposure import Exposure
from enclave.images.show import FORMS


def test_what_a_person_reads(made: Any) -> None:
    report = made.trivy(made.flaw("CVE-2026-1", "CRITICAL", FixedVersion="1.3"), made.flaw("CVE-2026-2", "HIGH"), made.flaw("CVE-2026-3"))
    report["Results"].append({"Target": "/key", "Class": "secret", "Secrets": [{"RuleID": "private-key", "Severity": "HIGH"}]})
    text = FORMS["text"](made.decide(report, b"", exposure=Exposure(4, "reachable from the internet")))
    for line in (
        "BLOCK  2 of 2 reports block",
        f"x {made.NAME}@{made.DIGEST}",
        "    reachable from the internet",
        "  x CVE-2026-1 critical in zlib 1.2",
        "      update zlib to 1.3, by 2026-11-22T10:00:00Z",
        "  + 1 may pass: 1 low",
        "  x the file is empty",
        "      take the secret out of the image and make it worthless, by 2026-11-24T10:00:00Z",
        "      there is no fix yet: remove the package, or write a VEX statement or an exception with an approver, by 2026-11-24T10:00:00Z",
    ):
        assert line in text.splitlines(), line
    assert (
        FORMS["text"](made.decide(made.trivy()))
        == f"PASS  0 of 1 report block\n\n+ {made.NAME}@{made.DIGEST}\n    0.json: trivy, 2026-11-21T10:00:00Z"
    )


def test_long_lists_and_strange_names(made: Any) -> None:
    many = made.trivy(*(made.flaw(f"CVE-2026-{number}", "HIGH", PkgName="a\x1b[2J\nb\u202e") for number in range(60)))
    text = FORMS["text"](made.decide(many))
    assert "  x and 10 more; `--format json` has all" in text
    assert not {"\x1b", "\u202e"} & {*text}
    assert "a\ufffd[2J\ufffdb\ufffd" in text
    ended = made.trivy()
    ended["Metadata"]["OS"]["EOSL"] = True
    ended["Results"].append({"Target": "Dockerfile", "Class": "config", "Misconfigurations": [{"ID": "DS002", "Severity": "HIGH"}]})
    text = FORMS["text"](made.decide(ended))
    assert "move to a release that is still kept" in text
    assert "change the configuration" in text
    assert "the report does not say in which version" in FORMS["text"](made.decide([made.row(severity="High")]))
    assert "the report names no fix" in FORMS["text"](made.decide(made.sarif({"ruleId": "CVE-2026-1", "level": "error"})))
