"""User-assigned identities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.parts import Place
from enclave.graph.resources import user_assigned_identities
from enclave.graph.resources.user_assigned_identities import TYPE, UserAssignedIdentity

IDENTITY = UserAssignedIdentity(f"/resourceGroups/rg-test/providers/{TYPE}/id-a", "id-a", "westeurope", "sha256:" + "0" * 64)


@pytest.mark.parametrize("identity", [IDENTITY, replace(IDENTITY, policy_digest=None)])
def test_what_is_written_is_read_back(identity: UserAssignedIdentity, round_trip: Callable[..., Any]) -> None:
    assert round_trip(user_assigned_identities, identity) == identity


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    (written,) = user_assigned_identities.write(IDENTITY, place)
    assert written.body["tags"] == {"enclave": "test", "enclave-policy-digest": IDENTITY.policy_digest}
    assert problems([written]) == []
