"""Automation inside the network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.passes.hybrid_runbook_worker import account_id, runbook_worker
from enclave.compose.passes.virtual_machines import machine_ids, machines
from enclave.compose.site import MANAGEMENT_ENDPOINTS, Site
from enclave.graph.model import Graph, Ref
from enclave.graph.resources import automation_accounts, private_endpoints, virtual_machine_extensions

Run = Callable[..., Graph]
ON: dict[str, Any] = {"virtual_machines": {"count": 2}, "hybrid_runbook_worker": True}


@pytest.fixture
def site(furnished: Callable[..., Site]) -> Site:
    return furnished(ON)


@pytest.fixture
def graph(run: Run, site: Site) -> Graph:
    return run(runbook_worker, site, run(machines, site).resources)


def test_switched_off_there_is_nothing(run: Run, furnished: Callable[..., Site]) -> None:
    assert run(runbook_worker, furnished({"virtual_machines": True})).resources == ()


def test_nobody_reaches_the_account_from_outside_or_with_a_key(graph: Graph, site: Site) -> None:
    (found,) = graph.of_type(automation_accounts.TYPE)
    account = automation_accounts.read(found, graph)
    assert (account.public_network_access, account.local_auth_disabled) == (False, True)
    assert account.key
    assert account.identity.user_assigned == (account.key.identity,)
    assert [(group.name, group.machines) for group in account.groups] == [("inside", machine_ids(site))]


def test_both_of_its_parts_have_a_private_endpoint(graph: Graph, site: Site) -> None:
    found = [private_endpoints.read(each, graph) for each in graph.of_type(private_endpoints.TYPE)]
    assert [(each.group_ids, each.subnet) for each in found] == [
        (("Webhook",), site.subnet(MANAGEMENT_ENDPOINTS)), (("DSCAndHybridWorker",), site.subnet(MANAGEMENT_ENDPOINTS)),
    ]
    assert all(each.zone_groups for each in found)


def test_every_machine_works_and_registers_over_the_private_endpoint(graph: Graph, site: Site) -> None:
    extensions = [each for each in graph.of_type(virtual_machine_extensions.TYPE) if each.name.endswith("/HybridWorkerExtension")]
    assert [each.parent for each in extensions] == list(machine_ids(site))
    for each in extensions:
        settings = virtual_machine_extensions.read(each).settings
        assert settings == {"AutomationAccountURL": Ref(account_id(site), "properties.automationHybridServiceUrl")}
        assert {endpoint.id for endpoint in graph.of_type(private_endpoints.TYPE)} <= set(each.depends_on)


def test_without_keys_of_the_owner_it_has_an_identity_of_its_own(run: Run, furnished: Callable[..., Site]) -> None:
    site = furnished(ON, security={"customer_managed_keys": False})
    graph = run(runbook_worker, site, run(machines, site).resources)
    account = automation_accounts.read(graph.of_type(automation_accounts.TYPE)[0])
    assert (account.key, account.identity.kind) == (None, "SystemAssigned")


def test_azure_takes_it(graph: Graph, problems: Callable[..., list[str]]) -> None:
    unknown = {automation_accounts.GROUP_TYPE, automation_accounts.WORKER_TYPE}  # no schema of them is at hand
    assert problems(each for each in graph if each.type not in unknown) == []
