"""Where gateways anchor their logs: immutable, private, and written by nobody who could take it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.audit.anchors.over_https import checked_address
from enclave.compose.passes.custom_roles import custom_roles
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.passes.log_anchor import anchor_address, anchor_container_id, log_anchor
from enclave.compose.roles import role_guid
from enclave.compose.site import MANAGEMENT_ENDPOINTS, Site
from enclave.compose.whole import Whole
from enclave.graph.body import last_segment
from enclave.graph.model import Graph
from enclave.graph.resources import (
    blob_containers,
    management_policies,
    private_endpoints,
    role_assignments,
    role_definitions,
    storage_accounts,
)


@pytest.fixture
def made(clustered: Site, run: Callable[..., Graph]) -> Graph:
    return run(log_anchor, clustered)


def test_nothing_can_be_changed_in_the_container_as_long_as_audit_records_are_kept(made: Graph, clustered: Site) -> None:
    (container,) = (blob_containers.read(each, made) for each in made.of_type(blob_containers.TYPE))
    assert (container.id, container.public, container.immutable_days, container.appendable) == (
        anchor_container_id(clustered), "None", 365, False,
    )
    assert not made.of_type(management_policies.TYPE)


def test_the_account_is_closed_and_its_endpoint_is_not_among_data(made: Graph, clustered: Site) -> None:
    (account,) = map(storage_accounts.read, made.of_type(storage_accounts.TYPE))
    assert (account.public_network_access, account.default_action, account.bypass) == ("Disabled", "Deny", "None")
    assert (account.local_auth_disabled, account.public_blobs, account.cross_tenant_replication) == (True, False, False)
    (endpoint,) = map(private_endpoints.read, made.of_type(private_endpoints.TYPE))
    assert (endpoint.target, endpoint.group_ids, endpoint.subnet) == (account.id, ("blob",), clustered.subnet(MANAGEMENT_ENDPOINTS))


def test_the_gateway_adds_and_reads_and_neither_writes_over_nor_deletes(made: Graph, clustered: Site) -> None:
    (right,) = map(role_assignments.read, made.of_type(role_assignments.TYPE))
    role = role_guid(clustered.spec, "anchor")
    assert (right.scope, right.principal, right.role) == (anchor_container_id(clustered), gateway_identity_id(clustered), role)
    whole = Whole(clustered.spec, (clustered,))
    (definition,) = (found for found in map(role_definitions.read, custom_roles(whole, ())) if last_segment(found.id) == role)
    operations = {each.rpartition("/blobs/")[2] for each in definition.data_actions}
    assert (operations, definition.actions, definition.not_data_actions) == (
        {"add/action", "read"}, ("Microsoft.Storage/storageAccounts/blobServices/containers/read",), (),
    )


def test_its_address_is_one_that_the_gateway_takes(clustered: Site) -> None:
    address = anchor_address(clustered)
    assert checked_address(address, "") == address
    assert address.partition("/checkpoints")[0].endswith(".blob.core.windows.net")


def test_without_a_gateway_there_is_nothing(site: Site, run: Callable[..., Graph]) -> None:
    assert run(log_anchor, site).resources == ()
