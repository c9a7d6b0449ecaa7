"""Procedures as workflows: what starts them, what they ask, and that nobody calls them from outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.procedures import AZURE, NAME, Ask, Call, Procedure, actions, at, told, triggers, within, workflow
from enclave.compose.site import Site
from enclave.graph.model import Ref, Resource
from enclave.graph.resources import logic_workflows, user_assigned_identities
from enclave.graph.resources.logic_workflows import NOBODY
from enclave.verify.workflows import sends_elsewhere

PROCEDURE = Procedure(
    "move", "moves a thing",
    (Ask("thing", "name of the thing"), Ask("place", "where to", "^[a-z]+$", needed=False)),
    (
        Call("look", "GET", f"{at('group')}/things/{told('thing')}", "2024-01-01"),
        Call("move", "POST", f"{at('group')}/things/{told('thing')}/move", "2024-01-01", {"from": within("group"), "to": told("place")}),
    ),
    {"group": Ref("/resourceGroups/rg")},
)


def test_a_start_without_an_answer_or_with_another_one_is_refused() -> None:
    manual: Any = triggers(PROCEDURE)["manual"]
    schema = manual["inputs"]["schema"]
    assert (schema["required"], schema["additionalProperties"]) == (["thing"], False)
    assert {name: said["pattern"] for name, said in schema["properties"].items()} == {"thing": NAME, "place": "^[a-z]+$"}
    assert manual["operationOptions"] == "EnableSchemaValidation"


def test_resource_manager_alone_is_asked_each_call_after_the_one_before() -> None:
    written: Any = actions(PROCEDURE)
    properties: Any = {"properties": {"definition": {"actions": written}}}
    assert sends_elsewhere(Resource("Microsoft.Logic/workflows", "2019-05-01", "w", "/resourceGroups/rg", properties)) == ""
    assert [action["runAfter"] for action in written.values()] == [{}, {"look": ["Succeeded"]}]
    who = {"type": "ManagedServiceIdentity", "identity": "@parameters('identity')", "audience": AZURE}
    assert [action["inputs"]["authentication"] for action in written.values()] == [who, who]
    thing = "@{substring(parameters('group'), 1)}/things/@{triggerBody()?['thing']}"
    assert written["look"]["inputs"]["uri"] == f"{AZURE}{thing}?api-version=2024-01-01"
    assert "body" not in written["look"]["inputs"]
    assert written["move"]["inputs"]["body"] == {"from": "@{parameters('group')}", "to": "@{triggerBody()?['place']}"}


def test_the_workflow_acts_as_its_identity_and_nobody_calls_it(furnished: Callable[..., Site], problems: Callable[..., list[str]]) -> None:
    site = furnished({})
    identity = site.id(user_assigned_identities.TYPE, "mover")
    made = workflow(site, PROCEDURE, identity)
    assert (made.identity.user_assigned, made.callers, made.readers, made.enabled) == ((identity,), (NOBODY,), (NOBODY,), True)
    assert made.parameters == {"group": Ref("/resourceGroups/rg"), "identity": Ref(identity)}
    assert problems(logic_workflows.write(made, site.place("ai-services/logic-apps"))) == []


@pytest.mark.parametrize(("answer", "taken"), [
    ("orders", True), ("orders-2026_b", True), ("../x", False), ("a/b", False), ("x?y", False), ("", False), ("a b", False),
    ("@{x}", False),
])
def test_an_answer_is_a_name_and_not_a_path(answer: str, taken: bool) -> None:
    assert bool(re.search(NAME, answer)) is taken
