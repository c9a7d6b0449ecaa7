"""What machines and scale sets of a region have in common: image, disks, login, boot security, extensions, their identity.

`performance_tier` changes sizes and numbers only (`spec/data/machines.json`); security is the same in both tiers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from enclave.compose.egress import regional
from enclave.compose.passes.disk_encryption import disk_encryption_set_id
from enclave.compose.site import Site
from enclave.graph.machine import Disk, Image, Login, Protection
from enclave.graph.model import Ref, Secret
from enclave.graph.resources import ssh_public_keys, user_assigned_identities
from enclave.graph.resources.virtual_machine_extensions import Extension
from enclave.spec.machines import TABLE

DATA: Final[Mapping[str, Any]] = json.loads((Path(__file__).parent / "data" / "machines.json").read_text(encoding="utf-8"))
USER = "azureuser"
KEY = Secret("machineSshPublicKey", "Public SSH key of the account that machines are made with; people log in with Microsoft Entra.")
MACHINES = ("virtual_machines", "scale_sets", "load_balancer")
"""Components that have machines."""
TRUSTED = Protection("TrustedLaunch", secure_boot=True, vtpm=True, encryption_at_host=True)
BY_PLATFORM = "AutomaticByPlatform"
SYSTEM_DISK = "Premium_LRS"
CLOSED = "DenyAll"
"""No disk can be exported, so there is nothing that a disk access and its private endpoint would be for."""


def machines_identity_id(site: Site) -> str:
    """Id of the identity of machines and workers. It has no rights of its own."""
    return site.id(user_assigned_identities.TYPE, "machines")


def image(own: str | None) -> Image:
    """The image of the owner's own, else the current long-term Ubuntu."""
    return Image(version="", id=own) if own else Image(**TABLE["image"])


def system_disk(site: Site) -> Disk:
    """The disk that a machine starts from."""
    return Disk(SYSTEM_DISK, None, disk_encryption_set_id(site), CLOSED)


def login(site: Site) -> Login:
    """The account that a machine is made with: a key, no password."""
    return Login(USER, Ref(ssh_key_id(site), "properties.publicKey"))


def ssh_key_id(site: Site) -> str:
    """Id of the public key that is given at deployment."""
    return site.id(ssh_public_keys.TYPE, "machines")


def has_machines(site: Site) -> bool:
    """Whether the region has machines at all."""
    return any(getattr(site.spec.components, name).enabled for name in MACHINES)


def extension(name: str, **more: Any) -> Extension:
    """An extension of the table `data/machines.json`."""
    row = DATA["extensions"][name]
    return Extension(row["name"], row["publisher"], row["type"], row["version"], **({"upgrades": row["upgrades"]} | more))


def watched(site: Site, identity: str) -> Iterator[Extension]:
    """What every machine has: the monitoring agent, which acts as an identity, and proof that it started from what was signed."""
    if site.spec.components.data_collection.enabled:
        who: dict[str, Any] = {"identifier-name": "mi_res_id", "identifier-value": Ref(identity)}
        yield extension("monitor", settings={"authentication": {"managedIdentity": who}})
    if attests(site):
        yield extension("attestation", settings=DATA["attestation_settings"])


def attests(site: Site) -> bool:
    """Whether machines can prove how they started: the region has a shared attestation provider whose name is known."""
    return regional("attestation", site) is not None


def health(port: int, path: str | None = None) -> Extension:
    """How a scale set is told that a machine is well: somebody answers at a port, or by TLS at a path with 200.

    From version 2 on an answer at a path counts only with a body of Azure's own (learn.microsoft.com/azure/virtual-machines/extensions/
    health-extension, rich health states), which the gateway does not give.
    """
    often: dict[str, Any] = {"intervalInSeconds": 10, "numberOfProbes": 3}
    if path is None:
        return extension("health", settings={"protocol": "tcp", "port": port, **often, "gracePeriod": 600})
    return replace(extension("health", settings={"protocol": "https", "port": port, "requestPath": path, **often}), version="1.0")


def certificate(address: str, identity: str, *, readers: tuple[str, ...]) -> Extension:
    """What keeps a certificate of a vault in a file, chain and key with it, and takes a renewed one within an hour. `readers` are users of
    the machine who may read it beside root. Reports a start when the file is there."""
    row = DATA["certificate_settings"]
    observed: dict[str, Any] = {"url": address, "certificateStoreLocation": row["folder"], "customSymbolicLinkName": row["file"]}
    if readers:
        observed["acls"] = [{"user": user} for user in readers]
    managed = {"pollingIntervalInS": row["poll_seconds"], "requireInitialSync": True, "aclEnabled": bool(readers)}
    who: dict[str, Any] = {"msiEndpoint": row["identity_endpoint"], "msiClientId": Ref(identity, "properties.clientId")}
    settings = {"secretsManagementSettings": {**managed, "observedCertificates": [observed]}, "authenticationSettings": who}
    return extension("certificate", settings=settings)
