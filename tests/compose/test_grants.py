"""Rights of identities and groups."""

from __future__ import annotations

import pytest

from enclave.compose.grants import GROUP, grant, grant_id
from enclave.compose.site import Site
from enclave.errors import EnclaveError
from enclave.graph.azure_facts import role
from enclave.graph.model import Ref
from enclave.graph.resources import role_assignments

OPERATORS = "99999999-9999-9999-9999-999999999999"


def test_a_grant_is_on_one_thing_and_can_be_waited_for(site: Site) -> None:
    identity = site.id("Microsoft.ManagedIdentity/userAssignedIdentities", "x")
    made = grant(site, identity, "AcrPull", site.vault)
    found = role_assignments.read(made)
    assert made.id == grant_id(identity, "AcrPull", site.vault)
    assert (found.scope, found.principal, found.role, found.principal_type) == (site.vault, identity, role("AcrPull"), "ServicePrincipal")
    assert Ref(identity, "properties.principalId") in list(made.refs())
    assert made.module == "identity-access/role-assignments"


def test_a_group_is_named_by_its_object_id(site: Site) -> None:
    found = role_assignments.read(grant(site, OPERATORS, "AcrPush", site.vault, GROUP))
    assert (found.principal, found.principal_type) == (OPERATORS, "Group")
    assert grant_id(OPERATORS, "AcrPush", site.vault) != grant_id(OPERATORS, "AcrPull", site.vault)


def test_what_must_be_waited_for_is_where_it_is_needed(site: Site) -> None:
    assert grant(site, OPERATORS, "AcrPush", site.vault, GROUP, module="ai-services/foundry").module == "ai-services/foundry"


def test_an_unknown_role_raises(site: Site) -> None:
    with pytest.raises(EnclaveError, match="AcrPuller"):
        grant(site, OPERATORS, "AcrPuller", site.vault)
