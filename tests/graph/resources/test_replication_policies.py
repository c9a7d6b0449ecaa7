"""How machines are replicated."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import replication_policies
from enclave.graph.resources.replication_policies import TYPE, ReplicationPolicy

VAULT = "/resourceGroups/rg-test/providers/Microsoft.RecoveryServices/vaults/rsv-a"
POLICY = ReplicationPolicy(f"{VAULT}/replicationPolicies/p", 1440, 5, 240, True)


@pytest.mark.parametrize("policy", [POLICY, replace(POLICY, application_minutes=0, together=False)])
def test_what_is_written_is_read_back(
    policy: ReplicationPolicy, make: Callable[..., Resource], place: Place, problems: Callable[..., list[str]]
) -> None:
    resources = replication_policies.write(policy, make("Microsoft.RecoveryServices/vaults", "rsv-a", {}), place)
    assert replication_policies.read(resources[0]) == policy
    assert problems(resources) == []


def test_an_empty_policy(make: Callable[..., Resource]) -> None:
    found = replication_policies.read(make(TYPE, "rsv-a/p", {"properties": {}}))
    assert (found.history_minutes, found.crash_minutes, found.together) == (0, 0, False)
