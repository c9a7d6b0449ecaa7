"""The regions of the Azure public cloud and the geographies they lie in, as dated data: `regions.json` says its source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

DATA = Path(__file__).parent / "regions.json"


class AzureRegion(Struct, frozen=True):
    """One region."""

    name: str
    """`westeurope`."""
    display_name: str
    geography: str
    """Where data at rest stays, in Microsoft's words: `Europe`, `Germany`, `United States`."""
    pair: str | None
    """The region that Microsoft pairs it with, if any."""
    zones: bool
    """It has availability zones, and so zone-redundant storage."""
    boundary: str
    """The residency boundary: the geography, or the union of states that it belongs to."""


def _read() -> Mapping[str, AzureRegion]:
    document = json.loads(DATA.read_text(encoding="utf-8"))
    unions = {geography: union for union, geographies in document["unions"].items() for geography in geographies}
    rows = (AzureRegion(**row, boundary=unions.get(row["geography"], row["geography"])) for row in document["regions"])
    return MappingProxyType({region.name: region for region in rows})


REGIONS: Mapping[str, AzureRegion] = _read()
