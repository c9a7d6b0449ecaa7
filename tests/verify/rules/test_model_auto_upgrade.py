from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.model_auto_upgrade import RULE
from enclave.verify.samples import model_deployment

CASES: tuple[tuple[Any, str | None], ...] = (
    (model_deployment(versionUpgradeOption="OnceNewDefaultVersionAvailable"), "versionUpgradeOption is OnceNewDefaultVersionAvailable"),
    (model_deployment(versionUpgradeOption=None), "versionUpgradeOption is not written, and Azure takes OnceNewDefaultVersionAvailable"),
    (model_deployment(versionUpgradeOption="noautoupgrade"), None),
    (model_deployment(versionUpgradeOption="OnceCurrentVersionExpired"), None),
    (model_deployment(model={"format": "OpenAI", "name": "gpt-4o"}), "model.version is not written"),
    (model_deployment(versionUpgradeOption="[parameters('x')]"), "? versionUpgradeOption: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
