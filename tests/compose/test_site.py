"""Regions: what they serve, where things go, what things are called."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.encryption import keys_vault
from enclave.compose.site import AI_ENDPOINTS, FIREWALL, GATEWAY, OPERATIONS, Site, sites
from enclave.errors import InputError
from enclave.graph.azure_facts import naming
from enclave.graph.resources import cognitive_accounts, key_vaults, storage_accounts
from enclave.spec.models import Spec


def test_a_region_serves_the_projects_that_live_there_or_fail_over_to_it(spec: Callable[..., Spec]) -> None:
    assert {site.key: tuple(site.projects) for site in sites(spec())} == {"north": ("triage", "search"), "us_east": ("triage",)}


def test_a_place_is_in_the_regions_group_and_tagged(site: Site) -> None:
    place = site.place("virtual-network/route-tables")
    assert (place.scope, place.location, place.stamp) == ("/resourceGroups/rg-acme-labs-north", "swedencentral", "north")
    assert place.tags == {"enclave": "acme-labs", "region": "north", "data-classification": "highly-sensitive", "scenario": "ai-inference"}
    assert site.place("x", scope="").scope == ""


def test_subnets_belong_to_their_networks(site: Site) -> None:
    assert site.subnet(FIREWALL) == f"{site.network('hub')}/subnets/{FIREWALL}"
    assert site.subnet(GATEWAY) == f"{site.network('compute')}/subnets/{GATEWAY}"
    assert site.subnet(AI_ENDPOINTS) == f"{site.network('ai-services')}/subnets/{AI_ENDPOINTS}"
    assert site.prefix(GATEWAY) == "10.40.8.0/24"
    assert site.home(OPERATIONS) == "management"


def test_services_are_closed_unless_the_owner_says_why_not(site: Site, spec: Callable[..., Spec]) -> None:
    assert (site.public_access, site.default_action) == ("Disabled", "Deny")
    opened = sites(spec(security={"unsafe_allow_public_network_access": {"reason": "a test of the proof"}}))[0]
    assert (opened.public_access, opened.default_action) == ("Enabled", "Allow")


def test_names_for_the_whole_world_differ_by_region_tenant_and_project(spec: Callable[..., Spec]) -> None:
    other = {"tenant": "99999999-9999-9999-9999-999999999999", "audience": "api://acme"}
    everywhere = [site for found in (spec(), spec(identity=other), spec(name="acme-labs-2")) for site in sites(found)]
    accounts = [site.account(project) for site in everywhere for project in ("triage", "search")]
    assert len(set(accounts)) == len(accounts)
    assert len({site.vault for site in everywhere}) == len({site.archive for site in everywhere}) == len(everywhere)
    assert all(naming(storage_accounts.TYPE).allows(site.archive.rpartition("/")[2]) for site in everywhere)
    assert all(naming(cognitive_accounts.TYPE).allows(account.rpartition("/")[2]) for account in accounts)
    assert all(naming(key_vaults.TYPE).allows(site.vault.rpartition("/")[2]) for site in everywhere)


@pytest.mark.parametrize("keys", [("us_east", "us-east"), ("eu", "eu-"), ("a__b", "a-b")])
def test_regions_that_would_share_names_raise(spec: Callable[..., Spec], keys: tuple[str, str]) -> None:
    with pytest.raises(InputError, match="same resource names"):
        sites(spec(regions={key: {"location": "eastus"} for key in keys}, projects={}))


def test_a_type_may_say_a_kind_that_its_name_differs_by(site: Site, spec: Callable[..., Spec]) -> None:
    kind = f"{cognitive_accounts.TYPE}(Speech)"
    assert site.named(kind, "x") == f"{site.group}/providers/{cognitive_accounts.TYPE}/x"
    platforms = {name: {"region": "north", "platform": name} for name in ("openai", "foundry", "foundry-classic")}
    found = sites(spec(projects=platforms))[0]
    names = [found.account(name).rpartition("/")[2] for name in platforms]
    assert [name.partition("-")[0] for name in names] == ["oai", "ais", "ais"]


def test_another_generation_has_other_names_where_deleted_ones_stay_taken(spec: Callable[..., Spec]) -> None:
    """Key vaults keep the names of deleted ones for 90 days; everything else stays what it was."""
    first, again, second = (sites(spec(governance=given))[0] for given in ({}, {"generation": 1}, {"generation": 2}))
    assert first.vault == again.vault
    for name in ("vault", "archive"):
        assert getattr(first, name) != getattr(second, name)
    assert first.account("triage") != second.account("triage")
    assert keys_vault(first) != keys_vault(second)
    assert first.network("hub") == second.network("hub")
    assert first.group == second.group
