from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.ml_managed_network import RULE
from enclave.verify.samples import ml_workspace

CASES: tuple[tuple[Any, str | None], ...] = (
    (ml_workspace(managedNetwork=None), "managedNetwork.isolationMode is not written, and Azure takes Disabled"),
    (ml_workspace(managedNetwork={"IsolationMode": "allowonlyapprovedoutbound"}), None),
    ({**ml_workspace(managedNetwork=None), "kind": "Project"}, None),
    (ml_workspace(managedNetwork={"isolationMode": "Disabled"}), "managedNetwork.isolationMode is Disabled"),
    (ml_workspace(managedNetwork="[parameters('x')]"), "? managedNetwork.isolationMode: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
