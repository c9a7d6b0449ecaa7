"""Who is told when replication has problems: one setting for each Recovery Services vault (child resource)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import text, texts
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

KIND = "replicationAlertSettings"
TYPE = f"Microsoft.RecoveryServices/vaults/{KIND}"
API_VERSION = "2026-07-01"
NAME = "defaultAlertSetting"
"""The only name that Azure takes."""


class ReplicationAlerts(Struct, frozen=True):
    """Whom Azure writes to."""

    id: str
    addresses: tuple[str, ...]
    owners: bool
    """The owners of the subscription too."""


def read(resource: Resource) -> ReplicationAlerts:
    """The setting. Raises `Undecided`."""
    return ReplicationAlerts(
        id=resource.id,
        addresses=texts(resource.body, "properties.customEmailAddresses"),
        owners=text(resource.body, "properties.sendToOwners").lower() == "send",
    )


def write(alerts: ReplicationAlerts, vault: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The setting below its vault."""
    properties: Value = {
        "customEmailAddresses": list(alerts.addresses), "sendToOwners": "Send" if alerts.owners else "DoNotSend", "locale": "en-US",
    }
    return (place.below(vault, KIND, API_VERSION, NAME, {"properties": properties}, depends_on=depends_on),)
