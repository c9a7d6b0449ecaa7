"""The log archive: closed but for Azure Monitor, each category kept as long as asked, read from one place only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from enclave.compose.passes.archive import archive
from enclave.compose.passes.monitoring import monitoring
from enclave.compose.passes.private_dns import zone_id
from enclave.compose.site import DATA_ENDPOINTS, Site, sites
from enclave.graph.azure_facts import DIAGNOSTICS
from enclave.graph.model import Graph
from enclave.graph.resources import blob_services, cognitive_accounts, management_policies, private_endpoints, storage_accounts
from enclave.graph.resources.management_policies import LifecycleRule
from enclave.graph.resources.storage_accounts import StorageAccount
from enclave.spec.models import Spec


def account_of(graph: Graph) -> StorageAccount:
    (found,) = graph.of_type(storage_accounts.TYPE)
    return storage_accounts.read(found)


def rules_of(graph: Graph) -> tuple[LifecycleRule, ...]:
    (found,) = graph.of_type(management_policies.TYPE)
    return management_policies.read(found).rules


def deleted_after(rules: tuple[LifecycleRule, ...], path: str) -> int | None:
    """Days until a record is deleted: Azure applies every rule whose prefix fits, so the shortest wins."""
    return min((rule.delete_after_days for rule in rules if any(path.startswith(prefix) for prefix in rule.prefixes)), default=None)


def test_the_account_is_closed_but_for_azure_monitor(run: Callable[..., Graph], site: Site) -> None:
    found = account_of(run(archive))
    assert (found.id, found.kind, found.location) == (site.archive, "StorageV2", "swedencentral")
    assert (found.public_network_access, found.default_action, found.bypass) == ("Disabled", "Deny", "AzureServices")
    assert (found.ip_rules, found.subnet_rules) == ((), ())
    assert (found.local_auth_disabled, found.public_blobs, found.cross_tenant_replication) == (True, False, False)
    assert (found.tls, found.https_only, found.infrastructure_encryption) == ("TLS1_2", True, True)


def test_a_key_of_the_owners_encrypts_it_where_that_is_asked_for(furnished: Callable[..., Site], run: Callable[..., Graph]) -> None:
    keyed, plain = (account_of(run(archive, furnished({}, security={"customer_managed_keys": asked}))) for asked in (True, False))
    assert keyed.key is not None
    assert keyed.key.name == "storage"
    assert keyed.identity.user_assigned
    assert plain.key is None


@pytest.mark.parametrize(("location", "sku"), [
    ("westeurope", "Standard_ZRS"), ("eastus", "Standard_ZRS"), ("westus", "Standard_LRS"), ("ukwest", "Standard_LRS"),
])
def test_three_zones_where_the_region_has_them(run: Callable[..., Graph], site: Site, location: str, sku: str) -> None:
    there = replace(site, region=site.region.model_copy(update={"location": location}))
    assert account_of(run(archive, there)).sku == sku


@pytest.mark.parametrize(("location", "pair", "sku"), [
    ("westeurope", "northeurope", "Standard_GZRS"), ("ukwest", "uksouth", "Standard_GRS"), ("qatarcentral", "uaenorth", "Standard_ZRS"),
])
def test_records_outlive_their_region_where_copies_may_leave_it(
    run: Callable[..., Graph], site: Site, location: str, pair: str, sku: str
) -> None:
    there = replace(site, region=site.region.model_copy(update={"location": location, "pair": pair}))
    assert account_of(run(archive, there)).sku == sku


def test_the_seeds_retention_holds_category_by_category(run: Callable[..., Graph]) -> None:
    days = {rule.prefixes: rule.delete_after_days for rule in rules_of(run(archive))}
    assert days == {
        ("insights-logs-audit/",): 365,
        ("insights-logs-requestresponse/",): 90,
        ("insights-logs-trace/",): 90,
        ("insights-logs-azureopenairequestusage/",): 90,
        ("insights-metrics-pt1m/",): 90,
    }


def test_every_category_that_is_sent_has_its_rule_and_no_rule_takes_another_ones_records(run: Callable[..., Graph]) -> None:
    rules = rules_of(run(archive))
    for category in DIAGNOSTICS[cognitive_accounts.TYPE.lower()].logs_of("OpenAI"):
        path = f"insights-logs-{category.lower()}/resourceId=/SUBSCRIPTIONS/x/y=2026/m=01/d=01/h=00/m=00/PT1H.json"
        assert len([rule for rule in rules if path.startswith(rule.prefixes)]) == 1
    assert deleted_after(rules, "insights-logs-auditevent/resourceId=x") is None
    assert {rule.blob_types for rule in rules} == {("appendBlob", "blockBlob")}
    assert len({rule.name for rule in rules}) == len(rules)


@given(audit=st.integers(1, 4383), answers=st.integers(1, 4383), metrics=st.integers(1, 4383), longer=st.integers(1, 4383))
def test_nothing_goes_before_its_time(audit: int, answers: int, metrics: int, longer: int) -> None:
    spec = Spec.model_validate({
        "enclave": "v1", "name": "acme-labs", "regions": {"north": {"location": "swedencentral"}},
        "identity": {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme"},
        "hub": {"retention": {"audit_days": audit, "request_response_days": answers, "metrics_days": metrics}},
        "projects": {"triage": {"region": "north", "retention": {"request_response_days": longer}}},
    })
    rules = rules_of(Graph(tuple(archive(sites(spec)[0], ()))))
    assert deleted_after(rules, "insights-logs-audit/x") == audit
    assert deleted_after(rules, "insights-logs-requestresponse/x") == max(answers, longer)
    assert deleted_after(rules, "insights-metrics-pt1m/x") == metrics


def test_what_is_deleted_can_be_brought_back_for_a_while(run: Callable[..., Graph]) -> None:
    (service,) = run(archive).of_type(blob_services.TYPE)
    found = blob_services.read(service)
    assert (found.soft_delete_days, found.container_soft_delete_days, found.versioning) == (7, 7, False)


def test_its_endpoint_stands_apart_and_shares_the_zone_of_azure_monitor(run: Callable[..., Graph], site: Site) -> None:
    graph = run(archive)
    (endpoint,) = (private_endpoints.read(found, graph) for found in graph.of_type(private_endpoints.TYPE))
    assert (endpoint.target, endpoint.subnet, endpoint.group_ids) == (site.archive, site.subnet(DATA_ENDPOINTS), ("blob",))
    zone = zone_id(site, "privatelink.blob.core.windows.net")
    assert endpoint.zone_groups == (zone,)
    watched = run(monitoring)
    assert zone in private_endpoints.read(watched.of_type(private_endpoints.TYPE)[0], watched).zone_groups


def test_one_change_of_the_account_comes_after_another(run: Callable[..., Graph], site: Site) -> None:
    graph = run(archive)
    (service,), (lifecycle,) = graph.of_type(blob_services.TYPE), graph.of_type(management_policies.TYPE)
    (endpoint,) = graph.of_type(private_endpoints.TYPE)
    assert lifecycle.depends_on == (service.id,)
    assert endpoint.depends_on == (lifecycle.id, *site.joined)
