"""The gateway's identity."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.passes.identity import gateway_identity, gateway_identity_id
from enclave.compose.site import Site, sites
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph
from enclave.graph.resources import role_assignments, user_assigned_identities
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest


def test_it_carries_the_digest_of_the_policy(run: Callable[..., Graph], site: Site) -> None:
    (identity,) = map(user_assigned_identities.read, run(gateway_identity).of_type(user_assigned_identities.TYPE))
    assert (identity.id, identity.name) == (gateway_identity_id(site), "id-acme-labs-north-gateway")
    assert identity.policy_digest == policy_digest(site.spec)


@pytest.mark.parametrize("component", ["kubernetes", "load_balancer"])
def test_it_reads_the_gateways_keys_where_something_runs_it(run: Callable[..., Graph], spec: Callable[..., Spec], component: str) -> None:
    site = sites(spec(components={component: True}))[0]
    (right,) = map(role_assignments.read, run(gateway_identity, site).of_type(role_assignments.TYPE))
    assert (right.scope, right.principal, right.role) == (site.vault, gateway_identity_id(site), role("Key Vault Secrets User"))
    without = sites(spec(components={"kubernetes": False, "load_balancer": False}))[0]
    assert run(gateway_identity, without).of_type(role_assignments.TYPE) == ()
