"""Microsoft Sentinel on a workspace. Its name is `default`; everything else of Sentinel needs it to be there."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, last_segment
from enclave.graph.model import Resource
from enclave.graph.parts import Place

TYPE = "Microsoft.SecurityInsights/onboardingStates"
API_VERSION = "2025-09-01"


class SentinelOnboarding(Struct, frozen=True):
    """Sentinel on a workspace."""

    id: str
    workspace: str
    customer_managed_key: bool
    """The workspace's cluster encrypts with a key of the owner."""


def read(resource: Resource) -> SentinelOnboarding:
    """Sentinel on a workspace. Raises `Undecided`."""
    return SentinelOnboarding(resource.id, resource.scope, flag(resource.body, "properties.customerManagedKey"))


def write(onboarding: SentinelOnboarding, place: Place) -> tuple[Resource, ...]:
    """Sentinel on its workspace."""
    properties = {"customerManagedKey": onboarding.customer_managed_key}
    return (place.on(onboarding.workspace, TYPE, API_VERSION, last_segment(onboarding.id), {"properties": properties}),)
