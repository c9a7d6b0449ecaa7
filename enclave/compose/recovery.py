"""Where copies for recovery may go, and how long they are kept.

Some services copy to a region of their owner's choice, others only to the one that Azure pairs with theirs. Both happen only
where the owner named a `pair`, and only inside the residency boundary.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from enclave.compose.retention import kept
from enclave.compose.site import Site
from enclave.regions import REGIONS
from enclave.spec.models import ComplianceTag

LEAST_DAYS, WEEKS, MONTHS = 30, 12, 12
"""Daily copies at least, and the weekly and monthly ones, where the file says nothing else."""
YEARS: Mapping[ComplianceTag, int] = MappingProxyType({"hipaa": 6})
"""Regime -> years that records must be there: 45 CFR 164.316(b)(2)(i)."""


class Copies(Struct, frozen=True):
    """How many copies of each kind are kept."""

    days: int
    weeks: int
    months: int
    years: int


def azure_pair(site: Site) -> str | None:
    """The region that Azure itself copies geo-redundant storage to, where copies may go there; None elsewhere."""
    here = REGIONS[site.region.location]
    there = REGIONS.get(here.pair or "")
    if site.haven is None or there is None or there.boundary != here.boundary:
        return None
    return there.name


def storage_sku(site: Site) -> str:
    """The most redundant storage that the region has, copied to Azure's pair where that is allowed."""
    away = azure_pair(site) is not None
    if site.zones:
        return "Standard_GZRS" if away else "Standard_ZRS"
    return "Standard_GRS" if away else "Standard_LRS"


def vault_redundancy(site: Site) -> str:
    """How a vault keeps backups: `GeoRedundant`, `ZoneRedundant` or `LocallyRedundant`."""
    if azure_pair(site) is not None:
        return "GeoRedundant"
    return "ZoneRedundant" if site.zones else "LocallyRedundant"


def database_redundancy(site: Site) -> str:
    """How backups of a SQL database are kept: `GeoZone`, `Geo`, `Zone` or `Local`."""
    if azure_pair(site) is not None:
        return "GeoZone" if site.zones else "Geo"
    return "Zone" if site.zones else "Local"


def copies(site: Site) -> Copies:
    """What the file says of backups; where it says nothing, as long as requests, answers and the audit log are kept."""
    said, records = site.spec.components.backup, kept(site)
    regimes = {*site.region.compliance, *site.spec.compliance}
    years = max(math.ceil(records.audit / 365), *(YEARS.get(tag, 0) for tag in regimes), 0)
    return Copies(
        days=said.daily_days or max(LEAST_DAYS, records.request_response),
        weeks=WEEKS if said.weeks is None else said.weeks,
        months=MONTHS if said.months is None else said.months,
        years=years if said.years is None else said.years,
    )
