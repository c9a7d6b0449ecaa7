from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.container_app_external import RULE
from enclave.verify.samples import app_environment, container_app

CASES: tuple[tuple[Any, str | None], ...] = (
    (container_app(), None),
    (container_app({"External": "true"}), "configuration.ingress.external is true, and its environment is not known to be internal"),
    (container_app({"external": "[parameters('x')]"}), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected


def test_an_internal_environment_keeps_it_inside(said: Any) -> None:
    app = container_app({"external": True})
    app["properties"]["environmentId"] = "[resourceId('Microsoft.App/managedEnvironments', 'cae-cases')]"
    assert said(RULE, (app, app_environment())) is None
    assert said(RULE, (app, app_environment(vnetConfiguration={"internal": False})))
