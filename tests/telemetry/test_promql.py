"""Measures in the words of Prometheus."""

from __future__ import annotations

import pytest

from enclave.telemetry.promql import duration, expression, measure, number
from enclave.telemetry.rules import RULES, Growth, Level

BY_ID = {rule.id: rule for rule in RULES}
FAILED = 'sum by (project) (increase(enclave_requests_total{status=~"5.."}[5m]))'
REQUESTS = "sum by (project) (increase(enclave_requests_total[5m]))"


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("error-rate", f"({FAILED} / {REQUESTS} > 0.05) and {REQUESTS} > 20"),
        ("slow-overhead", 'max by (operation) (enclave_overhead_duration_quantile_seconds{quantile="0.99"}) > 0.05'),
        ("budget-80", "max by (scope, window) (enclave_budget_used_ratio) >= 0.8"),
        ("unproved", "min (enclave_proof_proved) < 1"),
        ("certificate-expiry", "min (enclave_certificate_expiry_timestamp_seconds) - time() < 1209600"),
        ("gateway-down", "absent(enclave_workers) > 0"),
        ("gpu-errors", "max by (Hostname, gpu) (DCGM_FI_DEV_XID_ERRORS) > 0"),
        (
            "dlp-surge",
            "(sum by (project, entity) (increase(enclave_dlp_findings_total[10m])) > 50) unless (sum by (project, entity)"
            " (increase(enclave_dlp_findings_total[10m])) <= 0.833333333333 * sum by (project, entity)"
            " (increase(enclave_dlp_findings_total[1h] offset 10m)))",
        ),
    ],
)
def test_rules(rule: str, wanted: str) -> None:
    assert expression(BY_ID[rule]) == wanted


def test_measures_alone() -> None:
    assert measure(Growth("enclave.worker.deaths", window=90)) == "sum (increase(enclave_worker_deaths_total[90s]))"
    assert measure(Level("enclave.circuit.state", ("server",))) == "max by (server) (enclave_circuit_state)"
    assert [measure(BY_ID[name].measure)[:12] for name in ("error-rate", "dlp-surge", "gateway-down", "certificate-expiry")] == [
        "sum by (proj", "sum by (proj", "absent(encla", "min (enclave",
    ]  # fmt: skip
    assert [duration(seconds) for seconds in (0, 90, 300, 3600, 5400)] == ["0s", "90s", "5m", "1h", "90m"]
    assert number(14 * 86_400) == "1209600"
