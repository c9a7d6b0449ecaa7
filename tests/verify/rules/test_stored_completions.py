from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.stored_completions import RULE
from enclave.verify.samples import ai_account

CASES: tuple[tuple[Any, str | None], ...] = (
    (ai_account("OpenAI", storedCompletionsDisabled="FALSE"), "storedCompletionsDisabled is FALSE"),
    (ai_account("Language"), None),
    (ai_account(storedCompletionsDisabled=True), None),
    (ai_account(storedCompletionsDisabled="[parameters('x')]"), "? storedCompletionsDisabled: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
