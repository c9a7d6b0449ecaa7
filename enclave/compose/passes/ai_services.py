"""One account for each project that only calls models, or whose classic hub needs one: its filters, deployments and endpoint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.ai_account import FOUNDRY, account, openai_kind, write_account
from enclave.compose.site import Site
from enclave.graph.model import Resource


def ai_services(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The accounts, project by project. Those of platform `foundry` are made in `foundry.py`."""
    place = site.place("ai-services/azure-openai")
    for name, project in site.projects.items():
        if project.platform == "foundry":
            continue
        kind = FOUNDRY if project.platform == "foundry-classic" else openai_kind(site)
        public = project.unsafe_allow_public_access is not None
        view = account(site, site.account(name), kind, "ai-services", public=public)
        yield from write_account(site, name, project, view, place)
