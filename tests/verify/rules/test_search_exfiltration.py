from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.search_exfiltration import RULE
from enclave.verify.samples import search_service

CASES: tuple[tuple[Any, str | None], ...] = (
    (search_service(dataExfiltrationProtections=[]), "dataExfiltrationProtections does not hold BlockAll"),
    (search_service(dataExfiltrationProtections=["blockAll"]), None),
    (search_service(dataExfiltrationProtections="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
