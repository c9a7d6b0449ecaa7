"""What machines of a region have in common."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.egress import outlets
from enclave.compose.machines import DATA, attests, extension, has_machines, health, image, login, ssh_key_id, system_disk, watched
from enclave.compose.site import GATEWAY, MACHINES, Site
from enclave.graph.machine import Image
from enclave.graph.model import Ref

OWN = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/g/providers/Microsoft.Compute/galleries/g/images/i"


def test_nobody_exports_a_disk_and_keys_are_the_owners(furnished: Callable[..., Site]) -> None:
    disk = system_disk(furnished({"virtual_machines": True}))
    assert disk.network_access == "DenyAll"
    assert disk.encryption_set is not None
    assert system_disk(furnished({"virtual_machines": True}, security={"customer_managed_keys": False})).encryption_set is None


def test_there_is_a_key_and_no_password_and_the_key_is_nobodys_text(furnished: Callable[..., Site]) -> None:
    site = furnished({"virtual_machines": True})
    assert login(site).key == Ref(ssh_key_id(site), "properties.publicKey")
    assert not login(site).password


def test_an_own_image_takes_the_place_of_ubuntu() -> None:
    assert image(None).publisher == "Canonical"
    assert image(OWN) == Image(version="", id=OWN)


def test_machines_are_watched_as_an_identity(furnished: Callable[..., Site]) -> None:
    site = furnished({"virtual_machines": True, "data_collection": True})
    agent, proof = watched(site, "/me")
    assert agent.settings == {"authentication": {"managedIdentity": {"identifier-name": "mi_res_id", "identifier-value": Ref("/me")}}}
    assert proof.kind == "GuestAttestation"
    assert [each.kind for each in watched(furnished({"virtual_machines": True}), "/me")] == ["GuestAttestation"]


@pytest.mark.parametrize(("components", "subnet"), [({"virtual_machines": True}, MACHINES), ({"load_balancer": True}, GATEWAY)])
def test_what_machines_ask_is_let_through_and_only_for_them(
    furnished: Callable[..., Site], components: dict[str, bool], subnet: str,
) -> None:
    found = {outlet.fqdn: outlet for outlet in outlets(furnished(components))}
    assert found["azure.archive.ubuntu.com"].plain
    assert found["azure.archive.ubuntu.com"].sources == found["sharedweu.weu.attest.azure.net"].sources == (subnet,)
    assert not found["sharedweu.weu.attest.azure.net"].plain


def test_where_no_provider_is_known_nothing_is_attested(furnished: Callable[..., Site]) -> None:
    site = furnished({"virtual_machines": True}, regions={"north": {"location": "austriaeast"}, "us_east": {"location": "eastus"}})
    assert not attests(site)
    assert not any("attest" in outlet.fqdn for outlet in outlets(site))


def test_health_is_a_port_or_a_path() -> None:
    assert health(22).settings["protocol"] == "tcp"
    assert health(8080, "/healthz").settings["requestPath"] == "/healthz"


def test_the_table_says_its_source_and_every_extension_can_be_made() -> None:
    assert "learn.microsoft.com" in DATA["source"]
    assert {extension(name).name for name in DATA["extensions"]} == {row["name"] for row in DATA["extensions"].values()}


def test_a_region_without_machines_has_none(furnished: Callable[..., Site]) -> None:
    assert has_machines(furnished({"scale_sets": True}))
    assert not has_machines(furnished({}))
