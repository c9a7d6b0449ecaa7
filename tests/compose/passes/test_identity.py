"""The gateway's identity."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.passes.identity import gateway_identity, gateway_identity_id
from enclave.compose.site import Site
from enclave.graph.model import Graph
from enclave.graph.resources import user_assigned_identities
from enclave.spec.policy import policy_digest


def test_it_carries_the_digest_of_the_policy(run: Callable[..., Graph], site: Site) -> None:
    (identity,) = (user_assigned_identities.read(found) for found in run(gateway_identity))
    assert (identity.id, identity.name) == (gateway_identity_id(site), "id-acme-labs-north-gateway")
    assert identity.policy_digest == policy_digest(site.spec)
