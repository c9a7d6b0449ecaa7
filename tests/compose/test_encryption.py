"""Customer-managed keys, from the side of those who ask for one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.encryption import PURPOSES, key, keys_vault, purposes
from enclave.compose.site import sites
from enclave.errors import EnclaveError
from enclave.graph.azure_facts import naming
from enclave.graph.body import last_segment
from enclave.graph.model import Ref
from enclave.spec.components import Components
from enclave.spec.models import Spec

ON = {"customer_managed_keys": True}


def test_nobody_gets_a_key_when_keys_are_switched_off(spec: Callable[..., Spec]) -> None:
    site = sites(spec(security={"customer_managed_keys": False}))[0]
    assert purposes(site) == ()
    assert [key(site, purpose) for purpose in PURPOSES] == [None] * len(PURPOSES)


def test_a_component_has_its_key_only_when_it_is_built(spec: Callable[..., Spec]) -> None:
    site = sites(spec(security=ON, components={"sql": True, "vision": True}))[0]
    assert {"sql", "cognitive-services", "storage", "ai-services"} == set(purposes(site))
    with pytest.raises(EnclaveError, match="no key is made for `redis`"):
        key(site, "redis")
    with pytest.raises(EnclaveError, match="no key is made for `printer`"):
        key(site, "printer")


def test_a_platform_has_its_key_without_a_component(spec: Callable[..., Spec]) -> None:
    classic, plain = ({"old": {"region": "north", "platform": platform}} for platform in ("foundry-classic", "foundry"))
    assert "machine-learning" in purposes(sites(spec(security=ON, projects=classic))[0])
    assert "machine-learning" not in purposes(sites(spec(security=ON, projects=plain))[0])


def test_each_purpose_has_an_identity_of_its_own(spec: Callable[..., Spec]) -> None:
    site = sites(spec(security=ON, components=dict.fromkeys(Components.model_fields, True)))[0]
    found = [key(site, purpose) for purpose in purposes(site)]
    assert len(found) == len(PURPOSES)
    assert len({one.identity for one in found if one}) == len(PURPOSES)
    assert len({one.depends_on for one in found if one}) == len(PURPOSES)


def test_a_key_is_named_without_its_version(spec: Callable[..., Spec]) -> None:
    site = sites(spec(security=ON, components={"sql": True}))[0]
    found = key(site, "sql")
    assert found
    assert found.key_id == Ref(f"{keys_vault(site)}/keys/sql", "properties.keyUri")
    assert found.vault_uri == Ref(keys_vault(site), "properties.vaultUri")
    assert found.client_id == Ref(found.identity, "properties.clientId")


def test_every_component_that_a_purpose_names_exists() -> None:
    assert {part for purpose in PURPOSES.values() for part in purpose.components} <= set(Components.model_fields)


def test_the_vault_of_keys_is_not_the_vault_of_secrets(spec: Callable[..., Spec]) -> None:
    north, east = sites(spec(name="a" * 24, security=ON))
    names = {last_segment(vault) for vault in (keys_vault(north), keys_vault(east), north.vault, east.vault)}
    assert len(names) == 4
    assert all(naming("Microsoft.KeyVault/vaults").allows(name) for name in names)
