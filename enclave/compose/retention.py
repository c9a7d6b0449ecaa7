"""How long the records of a region are kept: the longest that the hub and the projects of the region ask for."""

from __future__ import annotations

from msgspec import Struct

from enclave.compose.site import Site
from enclave.errors import InputError
from enclave.spec.policy import effective_policies, hub_policy


class Kept(Struct, frozen=True):
    """Days, by kind of record."""

    audit: int
    request_response: int
    metrics: int


def kept(site: Site) -> Kept:
    """The days of a region. Raises InputError for one that nobody has said: no record may go because of a gap in a file."""
    effective = effective_policies(site.spec)
    policies = (hub_policy(site.spec.hub), *(effective[project] for project in site.projects))
    days = Kept(
        audit=max(policy.audit_days for policy in policies),
        request_response=max(policy.request_response_days for policy in policies),
        metrics=max(policy.metrics_days for policy in policies),
    )
    if not (days.audit and days.request_response and days.metrics):
        raise InputError("how long records are kept is not said", "hub.retention", "give days of each kind, or apply the presets")
    return days
