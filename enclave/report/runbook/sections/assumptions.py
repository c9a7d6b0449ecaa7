"""Everything that the proofs take for granted, and what they did not look at."""

from __future__ import annotations

from enclave.report.controls.evidence import Given
from enclave.report.runbook.blocks import Items, Part, Section, Text


def section(given: Given) -> Section:
    """The assumptions, whole."""
    verification = given.verification
    return Section("assumptions", "What the proofs take for granted", (
        Items(verification.assumptions) if verification.assumptions else Text("Nothing."),
        Part("Not modelled", (Items(verification.unmodelled) if verification.unmodelled else Text("Every type of the file is known."),)),
    ))
