"""What a `dlp` says of surrogates: nothing said is as the hub says, and the hub's default tells least."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.spec.dlp import Surrogates
from enclave.spec.policy import effective_policies
from enclave.spec.surrogates import LOOSEST, USUAL, Standing, standing


def test_what_is_not_said_is_as_elsewhere() -> None:
    assert standing(None, USUAL) == USUAL
    assert standing(Surrogates(), LOOSEST) == LOOSEST
    assert standing(Surrogates(form="alike", minutes=5), USUAL) == Standing(alike=True, minutes=5, tool_arguments=False)
    assert standing(Surrogates(tool_arguments=True), USUAL) == Standing(alike=False, minutes=1440, tool_arguments=True)


@pytest.mark.parametrize(("hub", "project", "expected"), [
    ({}, {}, USUAL),
    ({"tool_arguments": True, "form": "alike", "minutes": 60}, {}, Standing(True, 60, True)),
    ({"tool_arguments": True, "form": "alike", "minutes": 60}, {"form": "word", "minutes": 10}, Standing(False, 10, True)),
])
def test_a_project_inherits_and_tightens(make: Any, hub: dict[str, Any], project: dict[str, Any], expected: Standing) -> None:
    spec = make({("hub", "dlp"): {"surrogates": hub}, ("projects", "fraud-triage", "dlp"): {"surrogates": project}})
    assert effective_policies(spec)["fraud-triage"].surrogates == expected
