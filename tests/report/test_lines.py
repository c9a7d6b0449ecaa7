"""Lines fit, lose nothing, and break where a reader expects it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.report.lines import fitted, width

LONG = "pe-prod-westeurope-shared-services-connectivity-fraud-detection-and-claims"


@given(st.text(max_size=120) | st.lists(st.sampled_from([LONG, "rule", "(priority 100)", "W" * 50, "a.b/c_d"])).map(" ".join))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str) -> None:
    lines = fitted(text, 200, 12.5)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line, 12.5) <= 200 for line in lines)


@pytest.mark.parametrize(("text", "lines"), [
    ("", [""]),
    ("a b", ["a b"]),
    ("no rule matches it anywhere here", ["no rule matches it", "anywhere here"]),
    ("rule allow-all-storage-accounts-for-training-jobs", ["rule allow-all-storage-", "accounts-for-training-", "jobs"]),
    ("x" * 38, ["x" * 19, "x" * 19]),
])
def test_where_lines_break(text: str, lines: list[str]) -> None:
    assert fitted(text, 160, 12.5) == lines
