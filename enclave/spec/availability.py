"""Which Azure regions have a service, as dated data: `data/availability.json` says its sources."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path
from types import MappingProxyType

from enclave.spec.models import Spec

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
DATA_ZONES = ("United States", "European Union")
"""Residency boundaries that are one data zone of Azure OpenAI, so that `DataZone*` deployments keep processing inside
(learn.microsoft.com/azure/foundry/foundry-models/concepts/deployment-types, 2026). Nobody else has one."""
TEN = IPv4Network("10.0.0.0/8")


def agent_network(spec: Spec, key: str) -> str:
    """What Foundry needs of a region for the network of its agents: not every one takes addresses of the largest private range."""
    if spec.network_isolation != "complete":
        return "foundry-managed-network"
    region = spec.regions.get(key)
    space = region.address_space if region and region.address_space else spec.network.address_space
    return "foundry-agent-network-10" if space.overlaps(TEN) else "foundry-agent-network"
