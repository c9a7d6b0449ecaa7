"""Names of principals, roles and scopes."""

from __future__ import annotations

from collections.abc import Callable

from enclave.graph.azure_facts import role
from enclave.graph.model import Ref
from enclave.report.controls import Given
from enclave.report.runbook.names import Names


def test_groups_roles_and_identities_have_names(given: Callable[..., Given]) -> None:
    there = given()
    names = Names(there.spec, there.graph)
    assert names.principal("22222222-2222-2222-2222-222222222201").endswith("(user of fraud-triage)")
    assert names.principal("99999999-2222-2222-2222-222222222201") == "group 99999999-2222-2222-2222-222222222201"
    assert names.role(f"/x/{role('Reader')}") == "Reader"
    assert names.role("/x/unheard-of") == "unheard-of"
    assert names.principal(Ref("/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-a")) == "`id-a`"
    assert {name for name in names.roles.values() if "operator" in name} == {"contoso-bank operator"}
