"""The clock in the log: by digest, over tags and scans, however many findings there are."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.audit.event import MAX_BYTES, encode
from enclave.audit.log import AuditLog
from enclave.audit.read import events
from enclave.errors import InputError
from enclave.images.gate import WITHOUT_A_FILE
from enclave.images.known import events_of, policy_digest, read_known, record
from enclave.spec.images import Images


def test_another_scan_under_another_tag_goes_on_with_the_same_clock(made: Any, tmp_path: Path) -> None:
    assert read_known(tmp_path) == {}
    first = made.decide(made.trivy(made.flaw("CVE-2026-1", "CRITICAL"), made.flaw("CVE-2026-2")))
    record(tmp_path, first, WITHOUT_A_FILE)
    later = made.NOW + timedelta(days=3)
    moved = made.trivy(made.flaw("CVE-2026-1", "CRITICAL"), time="2026-11-24T11:00:00Z", ArtifactName="crbank.azurecr.io/team/app:2.0")
    decision = made.decide(moved, now=later, known=read_known(tmp_path))
    assert decision.results[0].blocked[0].since == first.results[0].blocked[0].since
    assert "not answered in time" in "; ".join(decision.results[0].blocked[0].why)
    # another scanner names another digest of the same image, but the same configuration
    other = made.grype(made.match("CVE-2026-1", "Critical"), digest=made.OTHER)
    other["descriptor"]["timestamp"] = "2026-11-24T11:00:00Z"
    assert made.decide(other, now=later, known=read_known(tmp_path)).results[0].blocked[0].since == first.results[0].blocked[0].since
    record(tmp_path, decision, WITHOUT_A_FILE)
    kept = [event for event in events(tmp_path) if event.kind == "image_gated"]
    assert [event.reason for event in kept] == ["block", "block"]
    assert kept[0].details["policy"] == policy_digest(WITHOUT_A_FILE) != policy_digest(Images())
    assert kept[1].details["image"] == "crbank.azurecr.io/team/app:2.0"


def test_many_findings_make_several_records_and_a_name_cannot_fill_one(made: Any) -> None:
    flaws = [made.flaw(f"CVE-2026-{number}" + "x" * 500) for number in range(1001)]
    found = list(events_of(made.decide(made.trivy(*flaws)), "sha256:0"))
    assert len(found) == 3
    assert all(len(encode(event)) <= MAX_BYTES for event in found)


def test_an_image_without_a_digest_has_no_clock_and_a_clean_one_is_recorded(made: Any) -> None:
    bare = made.trivy(made.flaw())
    bare["Metadata"] = {"OS": bare["Metadata"]["OS"]}
    assert list(events_of(made.decide(bare, b""), "sha256:0")) == []
    (clean,) = events_of(made.decide(made.trivy()), "sha256:0")
    assert (clean.reason, clean.details["known"], clean.details["problems"]) == ("pass", "{}", "0")


def test_what_stands_in_the_log_is_checked(made: Any, tmp_path: Path) -> None:
    (good,) = events_of(made.decide(made.trivy(made.flaw())), "sha256:0")
    with AuditLog.open(tmp_path) as log:
        log.append([replace(good, details={**good.details, "known": '{"CVE-1": "soon"}'})])
    with pytest.raises(InputError, match="has no time"):
        read_known(tmp_path)
    with AuditLog.open(tmp_path / "b") as log:
        log.append([replace(good, details={**good.details, "known": "{"})])
    with pytest.raises(InputError, match="damaged"):
        read_known(tmp_path / "b")
