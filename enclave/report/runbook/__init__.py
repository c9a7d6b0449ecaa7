"""The security runbook: what stands, who may do what, what decides, and what to do when something happens; all of it from the graph."""

from enclave.report.controls.evidence import Given
from enclave.report.runbook.blocks import Runbook
from enclave.report.runbook.sections import SECTIONS

__all__ = ["SECTIONS", "Runbook", "runbook"]


def runbook(given: Given, basis: str) -> Runbook:
    """The runbook of an enclave. `basis`: what was looked at, in words."""
    return Runbook(f"Security runbook of {given.spec.name}", basis, tuple(section(given) for section in SECTIONS))
