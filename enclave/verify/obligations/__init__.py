"""What must be proved. One file per obligation; its module's docstring states the protocol."""

from __future__ import annotations

from enclave.verify.model import Obligation
from enclave.verify.obligations import (
    data_stays,
    egress_only_declared,
    encrypted,
    evidence_kept,
    gateway_policy,
    least_privilege,
    management_ports,
    no_internet_ingress,
    not_vacuous,
    private_endpoints_only,
    private_names,
    recoverable,
    segments_apart,
)

OBLIGATIONS: tuple[Obligation, ...] = (
    no_internet_ingress.OBLIGATION,
    private_endpoints_only.OBLIGATION,
    private_names.OBLIGATION,
    not_vacuous.OBLIGATION,
    egress_only_declared.OBLIGATION,
    segments_apart.OBLIGATION,
    management_ports.OBLIGATION,
    least_privilege.OBLIGATION,
    encrypted.OBLIGATION,
    evidence_kept.OBLIGATION,
    data_stays.OBLIGATION,
    recoverable.OBLIGATION,
    gateway_policy.OBLIGATION,
)
"""Every obligation, in the order of DESIGN.md section 5."""
