"""The single AI services."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.compose.encryption import key
from enclave.compose.passes.cognitive_services import SERVICES, cognitive_services, service_id
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.site import AI_ENDPOINTS, DATA_ENDPOINTS, Site
from enclave.graph.azure_facts import naming, role
from enclave.graph.model import Graph
from enclave.graph.resources import cognitive_accounts, private_endpoints, role_assignments

ALL = dict.fromkeys(SERVICES, True)


def test_nothing_where_they_are_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(cognitive_services, furnished(dict.fromkeys(SERVICES, False))).resources == ()


@pytest.mark.parametrize("component", SERVICES)
def test_each_has_one_closed_account_of_its_kind(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]], component: str
) -> None:
    site = furnished({component: True})
    graph, customer = run(cognitive_services, site), key(site, "cognitive-services")
    (resource,) = graph.of_type(cognitive_accounts.TYPE)
    found = cognitive_accounts.read(resource)
    assert customer is not None
    assert (found.id, found.kind, found.sku) == (service_id(site, component), SERVICES[component].kind, SERVICES[component].sku)
    assert (found.public_network_access, found.default_action, found.bypass) == ("Disabled", "Deny", "None")
    assert (found.local_auth_disabled, found.restrict_outbound, found.allowed_fqdns) == (True, True, ())
    assert found.custom_subdomain == found.id.rpartition("/")[2]
    assert found.key is not None
    assert (found.key.name, found.key.identity) == ("cognitive-services", customer.identity)
    assert resource.depends_on == customer.depends_on
    assert problems(graph.resources) == []


def test_all_at_once_have_names_and_endpoints_of_their_own(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished(ALL)
    graph = run(cognitive_services, site)
    accounts = [found.id for found in graph.of_type(cognitive_accounts.TYPE)]
    views = [private_endpoints.read(found, graph) for found in graph.of_type(private_endpoints.TYPE)]
    assert len({*accounts}) == len(SERVICES)
    assert [view.target for view in views] == accounts
    assert {view.subnet for view in views} == {site.subnet(DATA_ENDPOINTS)}
    modules = {found.module for found in graph.of_type(cognitive_accounts.TYPE)}
    assert modules == {f"ai-services/{part.replace('_', '-')}" for part in SERVICES}


@pytest.mark.parametrize("component", SERVICES)
def test_names_are_what_azure_allows(furnished: Callable[..., Site], component: str) -> None:
    site = furnished(ALL, name="a" * 24)
    assert naming(cognitive_accounts.TYPE).allows(service_id(site, component).rpartition("/")[2])


def test_groups_that_call_models_may_call_them_and_auditors_may_not(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"language": True})
    given = [role_assignments.read(found) for found in run(cognitive_services, site).of_type(role_assignments.TYPE)]
    called = [str(entry.group) for entry in site.projects["triage"].access if entry.role != "auditor"]
    assert [(part.principal, part.principal_type, part.scope) for part in given] == [
        (group, "Group", service_id(site, "language")) for group in called
    ]
    assert {part.role for part in given} == {role("Cognitive Services User")}


def test_content_safety_that_the_gateway_asks_is_the_gateway_s_alone(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"content_safety": True, "language": True})
    hub = site.spec.hub.model_copy(update={"content_safety": True})
    site = replace(site, spec=site.spec.model_copy(update={"hub": hub}))
    graph = run(cognitive_services, site)
    views = [private_endpoints.read(found, graph) for found in graph.of_type(private_endpoints.TYPE)]
    subnets = {view.target: view.subnet for view in views}
    asked, other = service_id(site, "content_safety"), service_id(site, "language")
    assert subnets == {asked: site.subnet(AI_ENDPOINTS), other: site.subnet(DATA_ENDPOINTS)}
    given = [role_assignments.read(found) for found in graph.of_type(role_assignments.TYPE)]
    (own,) = (part for part in given if part.scope == asked)
    assert own.role == role("Cognitive Services User")
    assert gateway_identity_id(site) in str(own.principal)
