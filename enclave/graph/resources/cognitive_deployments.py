"""Model deployments of an AI services account."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, number, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.CognitiveServices/accounts/deployments"
API_VERSION = "2026-07-01"


class CognitiveDeployment(Struct, frozen=True):
    """A model that is deployed in an account."""

    id: str
    account: str
    """Id of the account."""
    name: str
    model_format: str
    model: str
    version: str | None
    """None: Azure's default version."""
    sku: str
    """`Standard`, `DataZoneStandard`, `GlobalStandard`, ...: says where data is processed."""
    capacity: int
    upgrade: str
    """`NoAutoUpgrade`, `OnceCurrentVersionExpired` or `OnceNewDefaultVersionAvailable`."""
    rai_policy: str | None


def read(resource: Resource) -> CognitiveDeployment:
    """A model deployment. Raises `Undecided`."""
    body = resource.body
    return CognitiveDeployment(
        id=resource.id,
        account=resource.parent or "",
        name=last_segment(resource.name),
        model_format=text(body, "properties.model.format"),
        model=text(body, "properties.model.name"),
        version=text(body, "properties.model.version", None),
        sku=text(body, "sku.name"),
        capacity=number(body, "sku.capacity"),
        upgrade=text(body, "properties.versionUpgradeOption", "OnceNewDefaultVersionAvailable"),
        rai_policy=text(body, "properties.raiPolicyName", None),
    )


def write(deployment: CognitiveDeployment, account: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The deployment. Azure makes one at a time in an account: let each depend on the one before."""
    model = stated(format=deployment.model_format, name=deployment.model, version=deployment.version)
    properties = stated(model=model, versionUpgradeOption=deployment.upgrade, raiPolicyName=deployment.rai_policy)
    body: dict[str, Value] = {"sku": {"name": deployment.sku, "capacity": deployment.capacity}, "properties": properties}
    return (place.below(account, "deployments", API_VERSION, deployment.name, body, tagged=True, depends_on=depends_on),)
