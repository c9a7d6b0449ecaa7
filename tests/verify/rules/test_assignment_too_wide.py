from __future__ import annotations

from typing import Any

import pytest

from enclave.importers.arm import read_arm
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.rules.assignment_too_wide import RULE
from enclave.verify.samples import role_assignment

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/{}eploymentTemplate.json#"
OWNER, CONTRIBUTOR, READER = (
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "B24988AC-6180-42a0-ab88-20f7382dd24c",
    "acdd72a7-3385-48ef-bd42-f606fba81ae7",
)


def said(resource: Any, level: str) -> list[tuple[str, bool]]:
    document = {
        "$schema": SCHEMA.format(level),
        "contentVersion": "1.0.0.0",
        "parameters": {"x": {"type": "string"}},
        "resources": [resource],
    }
    return [(told.message, told.unknown) for told in RULE.check(World(Estate(read_arm(document, name="t.json"))))]


@pytest.mark.parametrize(
    ("role", "level", "expected"),
    [
        (CONTRIBUTOR, "subscriptionD", "gives Contributor to a Group over the subscription"),
        (READER, "subscriptionD", None),
        (OWNER, "managementGroupD", "gives Owner to a Group over a management group"),
        (OWNER, "d", None),
    ],
)
def test_role_and_scope_decide(role: str, level: str, expected: str | None) -> None:
    assert said(role_assignment(role), level) == ([(expected, False)] if expected else [])


def test_a_condition_holds_it_back() -> None:
    limited = role_assignment(OWNER)
    limited["properties"]["condition"] = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})))"
    assert said(limited, "subscriptionD") == []


@pytest.mark.parametrize(("role", "condition"), [
    (OWNER, "!(ActionMatches{'Microsoft.Storage/*'}) OR @Resource[a:b] StringEquals 'c'"),
    (CONTRIBUTOR, "!(ActionMatches{'Microsoft.Authorization/*'})"),
])  # fmt: skip
def test_a_condition_about_something_else_does_not(role: str, condition: str) -> None:
    limited = role_assignment(role)
    limited["properties"]["condition"] = condition
    assert len(said(limited, "subscriptionD")) == 1


def test_a_role_that_nobody_gave_is_unknown() -> None:
    hidden = role_assignment(OWNER)
    hidden["properties"]["roleDefinitionId"] = "[parameters('x')]"
    assert said(hidden, "subscriptionD") == [("`parameters('x')` cannot be evaluated", True)]
