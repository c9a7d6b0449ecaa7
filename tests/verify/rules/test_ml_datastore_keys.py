from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.ml_datastore_keys import RULE
from enclave.verify.samples import ml_workspace

CASES: tuple[tuple[Any, str | None], ...] = (
    (ml_workspace(), "systemDatastoresAuthMode is not written, and Azure takes AccessKey"),
    (ml_workspace(systemDatastoresAuthMode="identity"), None),
    (ml_workspace(systemDatastoresAuthMode="[parameters('x')]"), "? systemDatastoresAuthMode: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
