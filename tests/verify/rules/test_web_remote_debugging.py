from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.web_remote_debugging import RULE
from enclave.verify.samples import web_site

CASES: tuple[tuple[Any, str | None], ...] = (
    (web_site({}), None),
    (web_site({"RemoteDebuggingEnabled": "TRUE"}), "siteConfig.remoteDebuggingEnabled is TRUE"),
    (web_site("[parameters('x')]"), "? siteConfig.remoteDebuggingEnabled: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
