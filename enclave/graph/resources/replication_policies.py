"""How a Recovery Services vault replicates machines between regions (child resources): how often, and how far back."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, number, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place
from enclave.graph.resources.replication_fabrics import BETWEEN_REGIONS

KIND = "replicationPolicies"
TYPE = f"Microsoft.RecoveryServices/vaults/{KIND}"
API_VERSION = "2026-07-01"
MODE = "properties.providerSpecificInput"


class ReplicationPolicy(Struct, frozen=True):
    """A policy."""

    id: str
    history_minutes: int
    """How far back a machine can be recovered to."""
    crash_minutes: int
    """Minutes between two points that are as if the power had failed."""
    application_minutes: int
    """Minutes between two points at which applications had written everything; 0: there are none."""
    together: bool
    """Machines that belong together are recovered to the same point."""


def read(resource: Resource) -> ReplicationPolicy:
    """A policy. Raises `Undecided`."""
    body = resource.body
    return ReplicationPolicy(
        id=resource.id,
        history_minutes=number(body, f"{MODE}.recoveryPointHistory"),
        crash_minutes=number(body, f"{MODE}.crashConsistentFrequencyInMinutes"),
        application_minutes=number(body, f"{MODE}.appConsistentFrequencyInMinutes"),
        together=text(body, f"{MODE}.multiVmSyncStatus").lower() == "enable",
    )


def write(policy: ReplicationPolicy, vault: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The policy below its vault."""
    mode: Value = {
        "instanceType": BETWEEN_REGIONS,
        "recoveryPointHistory": policy.history_minutes,
        "crashConsistentFrequencyInMinutes": policy.crash_minutes,
        "appConsistentFrequencyInMinutes": policy.application_minutes,
        "multiVmSyncStatus": "Enable" if policy.together else "Disable",
    }
    body = {"properties": {"providerSpecificInput": mode}}
    return (place.below(vault, KIND, API_VERSION, last_segment(policy.id), body, depends_on=depends_on),)
