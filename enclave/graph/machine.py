"""What virtual machines and scale sets share: image, disks, boot security, who may log in, patching."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, flag, items, link, lookup, number, pointer, text
from enclave.graph.model import Body, Ref, Secret, Value
from enclave.graph.parts import stated


class Image(Struct, frozen=True):
    """A marketplace image, or the id of an image of a compute gallery."""

    publisher: str = ""
    offer: str = ""
    sku: str = ""
    version: str = "latest"
    id: str | None = None


class Disk(Struct, frozen=True):
    """A disk that is made with its machine."""

    kind: str
    """`Premium_LRS`, `Premium_ZRS`, `StandardSSD_LRS`..."""
    size_gb: int | None
    """None: as large as the image."""
    encryption_set: str | None
    """Id of the disk encryption set; None: keys of the platform."""
    network_access: str
    """`AllowAll`, `AllowPrivate` or `DenyAll`: who may export it."""
    disk_access: str | None = None
    """Id of the disk access that `AllowPrivate` names."""


class Login(Struct, frozen=True):
    """The account that the machine is made with. People log in with Microsoft Entra ID."""

    user: str
    key: Ref | Secret | str
    """Public SSH key; a `Ref` to `properties.publicKey` of one that is kept in Azure."""
    password: bool = False
    """A password would be taken too."""


class Protection(Struct, frozen=True):
    """What a machine boots with and what is encrypted below it."""

    security_type: str = "Standard"
    """`Standard`, `TrustedLaunch` or `ConfidentialVM`."""
    secure_boot: bool = False
    vtpm: bool = False
    encryption_at_host: bool = False


def read_image(body: Body, path: str) -> Image:
    """The image that a storage profile names. Raises `Undecided`."""
    found = f"{path}.imageReference"
    galleries = (text(body, f"{found}.{key}") for key in ("id", "sharedGalleryImageId", "communityGalleryImageId"))
    shared = next((name for name in galleries if name), None)
    if shared is not None:
        return Image(version="", id=shared)
    return Image(*(text(body, f"{found}.{key}") for key in ("publisher", "offer", "sku", "version")))


def write_image(image: Image) -> Value:
    """An `imageReference`."""
    if image.id is not None:
        return {"id": pointer(image.id)}
    return {"publisher": image.publisher, "offer": image.offer, "sku": image.sku, "version": image.version}


def read_disk(body: Body, path: str) -> Disk:
    """A disk of a storage profile. Raises `Undecided`."""
    managed = f"{path}.managedDisk"
    export = f"{managed}.additionalDiskProperties.managedDiskProperties"
    return Disk(
        kind=text(body, f"{managed}.storageAccountType"),
        size_gb=number(body, f"{path}.diskSizeGB", None),
        encryption_set=link(body, f"{managed}.diskEncryptionSet"),
        network_access=text(body, f"{export}.networkAccessPolicy", "AllowAll"),
        disk_access=text(body, f"{export}.diskAccessId", None),
    )


def write_disk(disk: Disk) -> Value:
    """An `osDisk` that is made from the image and deleted with the machine."""
    export = stated(networkAccessPolicy=disk.network_access, diskAccessId=pointer(disk.disk_access) if disk.disk_access else None)
    managed = stated(
        storageAccountType=disk.kind,
        diskEncryptionSet=id_of(disk.encryption_set),
        additionalDiskProperties={"managedDiskProperties": export},
    )
    return stated(
        osType="Linux", createOption="FromImage", deleteOption="Delete", caching="ReadWrite", diskSizeGB=disk.size_gb, managedDisk=managed
    )


def read_login(body: Body, path: str, where: str) -> Login:
    """Who may log in with a key or a password. Raises `Undecided`."""
    linux = f"{path}.linuxConfiguration"
    keys = items(body, f"{linux}.ssh.publicKeys")
    key = lookup(keys[0], "keyData") if keys else ""
    if not isinstance(key, Ref | Secret | str):
        raise Undecided("ssh.publicKeys", where)
    return Login(text(body, f"{path}.adminUsername"), key, not flag(body, f"{linux}.disablePasswordAuthentication"))


def write_login(login: Login, patch_mode: str) -> dict[str, Value]:
    """An `osProfile` without a password, patched by the platform in its maintenance window when `patch_mode` says so."""
    patches: dict[str, Value] = {"patchMode": patch_mode, "assessmentMode": patch_mode}
    if patch_mode == "AutomaticByPlatform":
        patches["automaticByPlatformSettings"] = {"rebootSetting": "IfRequired", "bypassPlatformSafetyChecksOnUserSchedule": True}
    keys: list[Value] = [{"path": f"/home/{login.user}/.ssh/authorized_keys", "keyData": login.key}]
    return {
        "adminUsername": login.user,
        "allowExtensionOperations": True,
        "linuxConfiguration": {
            "disablePasswordAuthentication": not login.password,
            "provisionVMAgent": True,
            "patchSettings": patches,
            "ssh": {"publicKeys": keys},
        },
    }


def read_protection(body: Body, path: str) -> Protection:
    """A `securityProfile`. Raises `Undecided`."""
    return Protection(
        security_type=text(body, f"{path}.securityType", "Standard"),
        secure_boot=flag(body, f"{path}.uefiSettings.secureBootEnabled"),
        vtpm=flag(body, f"{path}.uefiSettings.vTpmEnabled"),
        encryption_at_host=flag(body, f"{path}.encryptionAtHost"),
    )


def write_protection(protection: Protection) -> Value:
    """A `securityProfile`."""
    return {
        "securityType": protection.security_type,
        "uefiSettings": {"secureBootEnabled": protection.secure_boot, "vTpmEnabled": protection.vtpm},
        "encryptionAtHost": protection.encryption_at_host,
    }


def id_of(resource_id: str | None) -> Value:
    """A reference as ARM writes it, None when there is none."""
    return {"id": pointer(resource_id)} if resource_id else None
