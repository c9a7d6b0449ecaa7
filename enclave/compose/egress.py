"""Names that a region may reach: those that the owner declared, and those that a component cannot work without (`data/egress.json`).

Package feeds are the owner's decision: a public one is a place that anybody can publish to, and that data can be sent to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct

from enclave.compose.site import CONTAINER_APPS, GATEWAY, MACHINES, Site
from enclave.compose.traffic import clients
from enclave.spec.address_plan import AGENTS
from enclave.spec.once import once

DATA: Final[Mapping[str, Any]] = json.loads((Path(__file__).parent / "data" / "egress.json").read_text(encoding="utf-8"))

LEDGER_IDENTITY = "identity.confidential-ledger.core.azure.com"
"""Tells the certificate of every confidential ledger (learn.microsoft.com/azure/confidential-ledger/authenticate-ledger-nodes)."""
DEVELOPERS = (MACHINES, CONTAINER_APPS)
"""Subnets in which developers install packages."""


class Outlet(Struct, frozen=True):
    """One name, why, and the subnets that may reach it: with TLS, or where there is none (signed packages) in plain text."""

    fqdn: str
    why: str
    sources: tuple[str, ...]
    plain: bool = False
    """On port 80 too: what is got there is signed, and there is no other way to it."""


@once
def outlets(site: Site) -> tuple[Outlet, ...]:
    """The names of a region: declared ones first. What is declared for all is not repeated for some."""
    everybody = clients(site)
    declared = [Outlet(egress.fqdn, egress.why, everybody) for egress in site.spec.network.egress]
    seen = {outlet.fqdn for outlet in declared}
    return (*declared, *(outlet for outlet in _needed(site) if outlet.fqdn not in seen and outlet.sources))


def _needed(site: Site) -> Iterator[Outlet]:
    found: dict[str, Outlet] = {}
    for row in _rows(site):
        sources = tuple(name for name in clients(site) if name in row["from"] or (name.startswith(AGENTS) and AGENTS in row["from"]))
        fqdn = _named(row["fqdn"], site)
        if fqdn is None:
            continue
        known = found.get(fqdn)
        merged = tuple(name for name in clients(site) if name in sources or (known and name in known.sources))
        found[fqdn] = Outlet(fqdn, known.why if known else row["why"], merged, row.get("plain", known is not None and known.plain))
    yield from found.values()


def regional(service: str, site: Site) -> str | None:
    """The name of a service that has one in each region that it is in; None where it is not."""
    found: Mapping[str, str] = DATA["by_region"][service]
    return found.get(site.region.location)


def _named(fqdn: str, site: Site) -> str | None:
    return regional(fqdn[1:-1], site) if fqdn.startswith("{") else fqdn


def _rows(site: Site) -> Iterator[Mapping[str, Any]]:
    for component, rows in DATA["components"].items():
        if getattr(site.spec.components, component).enabled:
            yield from (row for row in rows if "when" not in row or getattr(site.spec.security, row["when"]))
    yield from DATA["agents"]
    yield from _anchors(site)
    if site.spec.network_isolation == "selective":
        yield from ({"fqdn": host, "why": "packages for developers", "from": DEVELOPERS} for host in site.spec.network.package_feeds)


def _anchors(site: Site) -> Iterator[Mapping[str, Any]]:
    """Where the file says that checkpoints of the log go: the owner's own ledgers and containers, which are behind no endpoint of ours."""
    named = site.spec.audit.anchors
    hosts = [urlsplit(address).hostname or "" for address in (*named.blobs, *named.confidential_ledgers)]
    for host in (*hosts, *((LEDGER_IDENTITY,) if named.confidential_ledgers else ())):
        yield {"fqdn": host, "why": "checkpoints of the gateway's log, by `audit.anchors`", "from": (GATEWAY,)}
