"""What machines and scale sets share: image, disk, login, protection, in the forms that people write."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.machine import (
    Disk,
    Image,
    Login,
    Protection,
    id_of,
    read_disk,
    read_image,
    read_login,
    read_protection,
    write_disk,
    write_image,
    write_login,
    write_protection,
)
from enclave.graph.model import Ref, Secret, Unresolved

KEY = Secret("machineSshKey", "public key")


@pytest.mark.parametrize("image", [Image("Canonical", "ubuntu-24_04-lts", "server"), Image(version="", id="/g/images/x/versions/1.0.0")])
def test_images_come_back(image: Image) -> None:
    assert read_image({"s": {"imageReference": write_image(image)}}, "s") == image


@pytest.mark.parametrize("key", ["sharedGalleryImageId", "communityGalleryImageId", "id"])
def test_an_image_of_a_gallery_is_known_by_its_id(key: str) -> None:
    assert read_image({"s": {"imageReference": {key: "/gallery/x"}}}, "s").id == "/gallery/x"


@pytest.mark.parametrize("disk", [
    Disk("Premium_LRS", 128, "/rg/des", "DenyAll"), Disk("StandardSSD_LRS", None, None, "AllowPrivate", "/rg/access"),
])
def test_disks_come_back(disk: Disk) -> None:
    assert read_disk({"osDisk": write_disk(disk)}, "osDisk") == disk


def test_a_disk_that_says_nothing_may_be_exported_by_anybody_with_the_right() -> None:
    assert read_disk({"osDisk": {"createOption": "FromImage"}}, "osDisk") == Disk("", None, None, "AllowAll")


def test_logins_come_back_and_never_have_a_password() -> None:
    written: Any = write_login(Login("azureuser", KEY), "AutomaticByPlatform")
    assert read_login({"o": written}, "o", "here") == Login("azureuser", KEY)
    kept = Login("azureuser", Ref("/x", "properties.publicKey"))
    assert read_login({"o": write_login(kept, "ImageDefault")}, "o", "here") == kept
    assert "adminPassword" not in written
    assert written["linuxConfiguration"]["patchSettings"]["automaticByPlatformSettings"]["bypassPlatformSafetyChecksOnUserSchedule"] is True


@pytest.mark.parametrize(("linux", "password"), [({}, True), ({"disablePasswordAuthentication": "True"}, False)])
def test_a_password_is_taken_unless_it_is_switched_off(linux: dict[str, Any], password: bool) -> None:
    body = {"o": {"adminUsername": "a", "linuxConfiguration": linux}}
    assert read_login(body, "o", "here") == Login("a", "", password)


@pytest.mark.parametrize("key", [Unresolved("[parameters('k')]"), 7])
def test_a_key_that_is_not_known_is_not_guessed(key: Any) -> None:
    body = {"o": {"linuxConfiguration": {"ssh": {"publicKeys": [{"keyData": key}]}}}}
    with pytest.raises(Undecided):
        read_login(body, "o", "here")


@pytest.mark.parametrize("protection", [Protection(), Protection("TrustedLaunch", True, True, True)])
def test_protection_comes_back(protection: Protection) -> None:
    assert read_protection({"p": write_protection(protection)}, "p") == protection


def test_what_is_absent_is_unprotected() -> None:
    assert read_protection({"p": {"UefiSettings": {"SECUREBOOTENABLED": "true"}}}, "p") == Protection(secure_boot=True)


def test_an_absent_reference_is_not_written() -> None:
    assert id_of(None) is None
    assert id_of("/a") == {"id": Ref("/a")}
