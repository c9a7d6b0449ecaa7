"""TLS inspection: which names the firewall looks into, and the intermediate authority that it does so with.

Only names that somebody asked for are looked into. What Azure's own components call is left alone: they run where nobody can
give them another authority to trust. The authority's certificate, with its private key, is given at deployment.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final

from enclave.compose.egress import Outlet
from enclave.compose.site import Site
from enclave.graph.model import Secret

DATA: Final[Mapping[str, Any]] = json.loads((Path(__file__).parent / "data" / "tls_exceptions.json").read_text(encoding="utf-8"))
EXCEPTIONS: Final[Mapping[str, str]] = {row["fqdn"]: row["why"] for row in DATA["exceptions"]}
"""Name or wildcard -> why it is never looked into."""
AUTHORITY = "firewall-authority"
"""Name of the certificate in the region's vault."""
CERTIFICATE = Secret(
    "firewallAuthority",
    "Intermediate authority of the firewall's TLS inspection: a PFX without a password, in base64, RSA 4096, CA with a path length "
    "of 1 or more, good for a year at least. Clients must trust it.",
)
"""What learn.microsoft.com/azure/firewall/premium-certificates asks of it."""


def is_on(site: Site) -> bool:
    """Whether the firewall looks into TLS."""
    return bool(site.spec.security.tls_inspection)


def inspected(site: Site, outlet: Outlet) -> bool:
    """Whether the firewall looks into what goes to a name."""
    network = site.spec.network
    asked_for = {*(egress.fqdn for egress in network.egress), *network.package_feeds}
    return is_on(site) and not outlet.plain and outlet.fqdn in asked_for and exception(outlet.fqdn) is None


def exception(fqdn: str) -> str | None:
    """Why a name is never looked into, None when it may be. A wildcard is spared where the exception covers all of it."""
    return next((why for pattern, why in EXCEPTIONS.items() if fnmatch(fqdn, pattern)), None)
