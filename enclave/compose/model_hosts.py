"""The host of each project's account, and of Content Safety, in each region, as callers name it.

It depends on the file alone, so the gateway needs no look-up.
"""

from __future__ import annotations

from enclave.compose.passes.cognitive_services import service_id
from enclave.compose.site import sites
from enclave.graph.azure_facts import zones_in
from enclave.graph.body import last_segment
from enclave.graph.resources import cognitive_accounts
from enclave.spec.models import Spec

PRIVATE, SERVICE, ANY = "privatelink.", "openai.", "cognitiveservices."


def model_hosts(spec: Spec) -> dict[tuple[str, str], str]:
    """Project and key of a region -> `<account>.openai.azure.com`. Raises InputError when regions would get the same names."""
    return {
        (project, site.key): f"{last_segment(site.account(project))}.{_domain(site.region.location)}"
        for site in sites(spec)
        for project in site.projects
    }


def content_safety_hosts(spec: Spec) -> dict[str, str]:
    """Key of a region -> `<account>.cognitiveservices.azure.com`, where Content Safety is built."""
    if not spec.components.content_safety.enabled:
        return {}
    return {
        site.key: f"{last_segment(service_id(site, 'content_safety'))}.{_domain(site.region.location, ANY)}" for site in sites(spec)
    }


def _domain(location: str, service: str = SERVICE) -> str:
    """What the names of accounts end in: the private zone's name without what makes it private."""
    zones = zones_in(cognitive_accounts.TYPE, "account", location)
    return next(public for zone in zones if (public := zone.removeprefix(PRIVATE)).startswith(service))
