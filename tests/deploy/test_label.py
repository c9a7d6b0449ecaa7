"""Ids in a few words."""

from __future__ import annotations

import pytest

from enclave.deploy.label import label

S = "/subscriptions/s"


@pytest.mark.parametrize(
    ("resource_id", "expected"),
    [
        (f"{S}/resourceGroups/rg", "rg"),
        (f"{S}/resourcegroups/rg/providers/A.B/c/d", "d (rg)"),
        (f"{S}/resourceGroups/rg/providers/A.B/c/d/e/f", "d/f (rg)"),
        (f"{S}/resourceGroups/rg/providers/A.B/c/d/providers/Microsoft.Insights/diagnosticSettings/diag", "diag on d (rg)"),
        (f"{S}/resourceGroups/rg/providers/Microsoft.Authorization/roleAssignments/r", "r on rg"),
        (f"{S}/providers/Microsoft.Authorization/policyAssignments/p", "p"),
        ("/resourceGroups/rg/providers/A.B/c/d", "d (rg)"),
    ],
)
def test_an_id_in_a_few_words(resource_id: str, expected: str) -> None:
    assert label(resource_id) == expected
