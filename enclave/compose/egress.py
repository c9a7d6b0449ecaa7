"""Names that a region may reach: those that the owner declared, and those that a component cannot work without (`data/egress.json`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from enclave.compose.site import Site
from enclave.compose.traffic import clients

DATA: Final[Mapping[str, Any]] = json.loads((Path(__file__).parent / "data" / "egress.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Outlet:
    """One name, why, and the subnets that may reach it on port 443."""

    fqdn: str
    why: str
    sources: tuple[str, ...]


def outlets(site: Site) -> tuple[Outlet, ...]:
    """The names of a region: declared ones first. What is declared for all is not repeated for some."""
    everybody = clients(site)
    declared = [Outlet(egress.fqdn, egress.why, everybody) for egress in site.spec.network.egress]
    seen = {outlet.fqdn for outlet in declared}
    return (*declared, *(outlet for outlet in _needed(site) if outlet.fqdn not in seen and outlet.sources))


def _needed(site: Site) -> Iterator[Outlet]:
    found: dict[str, Outlet] = {}
    for row in _rows(site):
        sources = tuple(name for name in clients(site) if name in row["from"])
        known = found.get(row["fqdn"])
        merged = tuple(name for name in clients(site) if name in sources or (known and name in known.sources))
        found[row["fqdn"]] = Outlet(row["fqdn"], known.why if known else row["why"], merged)
    yield from found.values()


def _rows(site: Site) -> Iterator[Mapping[str, Any]]:
    for component, rows in DATA["components"].items():
        if getattr(site.spec.components, component).enabled:
            yield from (row for row in rows if "when" not in row or getattr(site.spec.security, row["when"]))
    yield from DATA["isolation"].get(site.spec.network_isolation, ())
