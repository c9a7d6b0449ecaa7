from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.ai_outbound_wide_list import RULE
from enclave.verify.samples import ai_account

CASES: tuple[tuple[Any, str | None], ...] = (
    (
        ai_account(allowedFqdnList=["*.Blob.Core.Windows.Net."]),
        "allowedFqdnList holds *.Blob.Core.Windows.Net.: anybody can have a name under blob.core.windows.net",
    ),
    (ai_account(allowedFqdnList=["github.io"]), "allowedFqdnList holds github.io: anybody can have a name under github.io"),
    (ai_account(allowedFqdnList=["*.contoso.com"]), "allowedFqdnList holds *.contoso.com"),
    (ai_account(allowedFqdnList=["stcases.blob.core.windows.net"]), None),
    (ai_account(), None),
    (ai_account(allowedFqdnList="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
