"""The sections of a runbook, in the order in which somebody reads them."""

from collections.abc import Callable

from enclave.report.controls.evidence import Given
from enclave.report.runbook.blocks import Section
from enclave.report.runbook.sections import (
    assumptions,
    data_flows,
    enforcement,
    identity,
    incidents,
    keys,
    lifecycle,
    network,
    recovery,
    summary,
)

SECTIONS: tuple[Callable[[Given], Section], ...] = (
    summary.section, network.section, identity.section, enforcement.section, data_flows.section, keys.section, incidents.section,
    recovery.section, lifecycle.section, assumptions.section,
)  # fmt: skip

__all__ = ["SECTIONS"]
