"""The few words that panels are written in."""

from __future__ import annotations

import pytest

from enclave.report.dashboards.panel import exact, grown, level, mean, rate, rough


def test_words() -> None:
    requests, overhead = "enclave.requests", "enclave.overhead.duration"
    assert rate(requests, "status", 'project="p"') == 'sum by (status) (rate(enclave_requests_total{project="p"}[$__rate_interval]))'
    assert grown(requests, window="1h") == "sum (increase(enclave_requests_total[1h]))"
    assert level("enclave.workers", how="sum") == "sum (enclave_workers)"
    assert (
        exact(overhead, 0.99, "operation", 'a="b"')
        == 'max by (operation) (enclave_overhead_duration_quantile_seconds{quantile="0.99",a="b"})'
    )
    bucket = "rate(enclave_overhead_duration_seconds_bucket[$__rate_interval])"
    assert rough(overhead, 0.5, "operation") == f"histogram_quantile(0.5, sum by (le, operation) ({bucket}))"
    assert mean(overhead) == (
        "sum (rate(enclave_overhead_duration_seconds_sum[$__rate_interval]))"
        " / sum (rate(enclave_overhead_duration_seconds_count[$__rate_interval]))"
    )
    with pytest.raises(KeyError):
        rate("enclave.made_up")
