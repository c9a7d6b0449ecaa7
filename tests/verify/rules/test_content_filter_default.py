from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.content_filter_default import RULE
from enclave.verify.samples import model_deployment

CASES: tuple[tuple[Any, str | None], ...] = (
    (model_deployment(raiPolicyName="microsoft.defaultv2"), "raiPolicyName is microsoft.defaultv2"),
    (model_deployment(raiPolicyName=None), "raiPolicyName is not written, and Azure takes Microsoft.DefaultV2"),
    (model_deployment(raiPolicyName=None, model={"format": "Cohere", "name": "embed-v-4-0", "version": "1"}), None),
    (model_deployment(), None),
    (model_deployment(raiPolicyName="[parameters('x')]"), "? raiPolicyName: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
