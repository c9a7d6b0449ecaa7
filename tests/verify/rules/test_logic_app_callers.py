from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.logic_app_callers import RULE
from enclave.verify.samples import workflow

CASES: tuple[tuple[Any, str | None], ...] = (
    (
        workflow(accessControl={"Contents": {"allowedCallerIpAddresses": [{"addressRange": "10.0.0.0/8"}]}}),
        "accessControl.triggers.allowedCallerIpAddresses is not written: every address may",
    ),
    (workflow(state="disabled"), None),
    (
        workflow(definition={"triggers": {"daily": {"type": "Recurrence"}}}),
        "accessControl.contents.allowedCallerIpAddresses is not written: every address may",
    ),
    (
        workflow(
            state="Enabled",
            definition={"triggers": {}},
            accessControl={"contents": {"allowedCallerIpAddresses": [{"addressRange": "0.0.0.0/0"}]}},
        ),
        "accessControl.contents.allowedCallerIpAddresses holds 0.0.0.0/0",
    ),
    (workflow(accessControl="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
