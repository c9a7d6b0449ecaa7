"""The host of each project's account in each region, as callers name it. It depends on the file alone, so the gateway needs no look-up."""

from __future__ import annotations

from enclave.compose.site import sites
from enclave.graph.azure_facts import zones_in
from enclave.graph.body import last_segment
from enclave.graph.resources import cognitive_accounts
from enclave.spec.models import Spec

PRIVATE, SERVICE = "privatelink.", "openai."


def model_hosts(spec: Spec) -> dict[tuple[str, str], str]:
    """Project and key of a region -> `<account>.openai.azure.com`. Raises InputError when regions would get the same names."""
    return {
        (project, site.key): f"{last_segment(site.account(project))}.{_domain(site.region.location)}"
        for site in sites(spec)
        for project in site.projects
    }


def _domain(location: str) -> str:
    """What the names of accounts end in: the private zone's name without what makes it private."""
    zones = zones_in(cognitive_accounts.TYPE, "account", location)
    return next(public for zone in zones if (public := zone.removeprefix(PRIVATE)).startswith(SERVICE))
