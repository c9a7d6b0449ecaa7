"""Which Azure regions have a service, as dated data: `data/availability.json` says its sources."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).parent / "data" / "availability.json"


@dataclass(frozen=True)
class Service:
    """A service that not every region has."""

    title: str
    """Its name in a sentence."""
    regions: frozenset[str]


def _read() -> Mapping[str, Service]:
    document = json.loads(DATA.read_text(encoding="utf-8"))
    return MappingProxyType(
        {name: Service(row["title"], frozenset(row["regions"])) for name, row in document["services"].items()}
    )


SERVICES: Mapping[str, Service] = _read()
"""A component, or what it needs, -> where it is. What is not listed is taken to be everywhere."""
