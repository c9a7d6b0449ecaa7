"""Verdicts are three different types, and only one of them is green."""

from __future__ import annotations

from enclave.finding import Counterexample, Hop, Proved, Refuted, Severity, Unknown


def test_every_verdict_has_its_own_name() -> None:
    path = Counterexample("tcp 203.0.113.7:50000 -> 20.0.0.4:443", (Hop("internet", "is outside"),))
    assert [verdict.name for verdict in (Proved(), Refuted(path), Unknown("no such type"))] == ["proved", "refuted", "unknown"]


def test_severities_are_ordered_and_named_for_people() -> None:
    assert max(Severity) is Severity.CRITICAL
    assert Severity.HIGH.label == "high"
