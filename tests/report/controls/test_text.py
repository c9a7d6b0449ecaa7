"""The matrix at a terminal."""

from __future__ import annotations

from collections.abc import Callable

from enclave.report.controls import Given, assess
from enclave.report.controls.text import WIDTH, render


def test_everything_that_is_not_met_is_told_with_its_reason(given: Callable[..., Given]) -> None:
    text = render(assess(given()))
    assert "+ NET-01" in text
    assert "? ID-04" in text
    assert "absent: conditional access policies (resources Microsoft.Graph/conditionalAccessPolicies)" in text
    assert "what really runs was not looked at" in text
    assert all(len(line) <= WIDTH + 60 for line in text.splitlines())
