"""What somebody may see follows from groups and roles, and nothing is seen by whoever is in none."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.audit.event import Event
from enclave.console.access import ENCLAVE, View, groups, view
from enclave.spec.load import load
from enclave.spec.models import Spec

PROJECTS = ("fraud-triage", "claims-assistant", "policy-search")


@pytest.fixture(scope="module")
def spec(bank: Path) -> Spec:
    return load(bank).spec


def roles(**given: str) -> dict[str, frozenset[str]]:
    return {name.replace("_", "-") if name != "ENCLAVE" else ENCLAVE: frozenset(told.split()) for name, told in given.items()}


@pytest.mark.parametrize(
    ("given", "whole", "projects", "own"),
    [
        ({}, None, "", ""),
        ({"nowhere": "auditor"}, None, "", ""),
        ({"ENCLAVE": "auditor"}, True, "", ""),
        ({"fraud_triage": "auditor", "claims_assistant": "auditor", "policy_search": "auditor user"}, True, "", ""),
        ({"fraud_triage": "auditor"}, False, "fraud-triage", ""),
        ({"fraud_triage": "contributor", "policy_search": "user"}, False, "fraud-triage", "policy-search"),
        ({"fraud_triage": "user contributor"}, False, "fraud-triage", ""),
        ({"fraud_triage": "user"}, False, "", "fraud-triage"),
        ({"fraud_triage": "owner"}, None, "", ""),
    ],
)
def test_roles(spec: Spec, given: dict[str, str], whole: bool | None, projects: str, own: str) -> None:
    found = view(spec, "id", "ada", roles(**given))
    if whole is None:
        assert found is None
    else:
        assert found is not None
        assert (found.whole, found.projects, found.own) == (whole, frozenset(projects.split()), frozenset(own.split()))
        assert (found.caller, found.name) == ("id", "ada")


def test_auditors_and_operators_of_the_enclave_are_known(spec: Spec) -> None:
    known = groups(spec)
    assert (ENCLAVE, "auditor") in known["55555555-5555-5555-5555-555555555555"]
    assert known["22222222-2222-2222-2222-222222222201"] == (("fraud-triage", "user"),)
    both = spec.model_copy(update={"identity": spec.identity.model_copy(update={"auditors": UUID("22222222-2222-2222-2222-222222222201")})})
    assert groups(both)["22222222-2222-2222-2222-222222222201"] == (("fraud-triage", "user"), (ENCLAVE, "auditor"))


NAMES = st.sampled_from(("a", "b", ""))
SOME = st.frozensets(st.sampled_from(("a", "b")))


@given(SOME, SOME, st.sampled_from(("ada", "bob", "")), NAMES, st.sampled_from(("ada", "bob", "")))
def test_nothing_is_seen_but_what_a_role_gives(every: frozenset[str], own: frozenset[str], me: str, project: str, caller: str) -> None:
    seen = View(projects=every, own=own, caller=me).sees(Event(id="1", time="", kind="completed", project=project, caller=caller))
    assert seen == (project in every or (project in own and me == caller != ""))
    assert not (project == "" and seen), "what belongs to no project belongs to the whole"
