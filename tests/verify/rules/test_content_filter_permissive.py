from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.content_filter_permissive import RULE
from enclave.verify.samples import content_policy

CASES: tuple[tuple[Any, str | None], ...] = (
    (content_policy({"name": "Hate"}), None),
    (content_policy({"name": "Hate", "enabled": "false"}), "the filter Hate of the prompt is off"),
    (
        content_policy({"name": "Hate", "source": "Completion", "severityThreshold": "HIGH"}),
        "the filter Hate of the completion stops only what is of high severity",
    ),
    (
        content_policy({"name": "Hate"}, mode="Asynchronous_filter"),
        "mode is Asynchronous_filter: an answer is sent before it is filtered",
    ),
    (content_policy({"name": "Hate", "blocking": "[parameters('x')]"}), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
