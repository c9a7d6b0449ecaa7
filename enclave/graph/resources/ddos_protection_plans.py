"""DDoS protection plans: one protects the public addresses of all networks that name it."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.model import Resource
from enclave.graph.parts import Place

TYPE = "Microsoft.Network/ddosProtectionPlans"
API_VERSION = "2025-09-01"


class DdosProtectionPlan(Struct, frozen=True):
    """A plan."""

    id: str
    location: str


def read(resource: Resource) -> DdosProtectionPlan:
    """A plan."""
    return DdosProtectionPlan(resource.id, resource.location or "")


def write(plan: DdosProtectionPlan, place: Place) -> tuple[Resource, ...]:
    """The plan. Azure takes no setting for it."""
    return (place.put(TYPE, API_VERSION, plan.id, {"properties": {}}, location=plan.location),)
