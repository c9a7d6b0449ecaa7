"""Key vaults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import asdict

from enclave.compose.site import Site, sites
from enclave.compose.vaults import vault
from enclave.spec.models import Spec


def test_it_is_closed_knows_roles_only_and_cannot_be_lost(site: Site) -> None:
    found = vault(site, site.vault, trusted=False)
    assert (found.id, found.sku, found.tenant) == (site.vault, "premium", "11111111-1111-1111-1111-111111111111")
    assert (found.public_network_access, found.default_action, found.bypass) == ("Disabled", "Deny", "None")
    assert (found.ip_rules, found.subnet_rules, found.rbac, found.access_policies) == ((), (), True, 0)
    assert (found.soft_delete, found.soft_delete_days, found.purge_protection) == (True, 90, True)


def test_trusted_services_pass_only_where_something_needs_it(site: Site) -> None:
    assert [vault(site, site.vault, trusted=trusted).bypass for trusted in (True, False)] == ["AzureServices", "None"]


@pytest.mark.parametrize(("switch", "changed"), [
    ("unsafe_allow_public_network_access", {"public_network_access": "Enabled", "default_action": "Allow"}),
    ("unsafe_disable_purge_protection", {"purge_protection": False}),
])
def test_only_the_owner_loosens_it_and_one_thing_at_a_time(spec: Callable[..., Spec], switch: str, changed: dict[str, Any]) -> None:
    before, after = (
        vault(sites(spec(security=security))[0], "/v", trusted=False) for security in ({}, {switch: {"reason": "a demonstration"}})
    )
    assert {name: value for name, value in asdict(after).items() if asdict(before)[name] != value} == changed
