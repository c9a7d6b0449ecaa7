"""Where services are."""

from __future__ import annotations

from enclave.regions import REGIONS
from enclave.spec.availability import SERVICES


def test_every_region_that_is_named_exists() -> None:
    assert {name for service in SERVICES.values() for name in service.regions} <= set(REGIONS)


def test_a_network_for_agents_is_only_where_foundry_is() -> None:
    assert SERVICES["foundry-managed-network"].regions <= SERVICES["foundry"].regions
    assert SERVICES["semantic"].regions <= SERVICES["search"].regions
