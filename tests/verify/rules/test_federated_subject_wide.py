from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.federated_subject_wide import RULE
from enclave.verify.samples import federated

CASES: tuple[tuple[Any, str | None], ...] = (
    (
        federated("repo:contoso/cases:pull_request"),
        "subject is repo:contoso/cases:pull_request: whoever may open a pull request acts as the identity",
    ),
    (federated("system:serviceaccount:gateway:gateway"), None),
    (
        federated("", claimsMatchingExpression={"value": "claims['sub'] matches 'repo:contoso/*'", "languageVersion": 1}),
        "claimsMatchingExpression matches with a wildcard",
    ),
    (federated("[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
