"""Sizes, images and hosts of machines, as dated data: `data/machines.json` says its sources."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from enclave.regions import REGIONS
from enclave.spec.models import PerformanceTier, Spec

TABLE: Final[Mapping[str, Any]] = json.loads((Path(__file__).parent / "data" / "machines.json").read_text(encoding="utf-8"))
SIZE: Final = re.compile(
    r"Standard_(?P<letters>[A-Z]+)[0-9]+(?:-[0-9]+)?(?P<features>[a-z]*)(?:_[A-Z][A-Z0-9]*)?_(?P<version>v[0-9]+)"
)
"""learn.microsoft.com/azure/virtual-machines/vm-naming-conventions."""


def size(purpose: str, tier: PerformanceTier) -> str:
    """The size of a machine by what it is for: `machine`, `training`, `worker` or `gateway`."""
    return str(TABLE["sizes"][purpose][tier])


def counts(purpose: str, tier: PerformanceTier) -> tuple[int, int]:
    """Fewest and most machines of a set by what it is for: `worker` or `gateway`."""
    least, most = TABLE["counts"][purpose][tier]
    return int(least), int(most)


def machine_size(spec: Spec) -> str:
    """The size of the virtual machines: as the file says, else with a graphics processor where models are trained."""
    purpose = "training" if spec.scenario == "ai-training" and not spec.components.dedicated_hosts.enabled else "machine"
    return spec.components.virtual_machines.size or size(purpose, spec.performance_tier)


def family(vm_size: str) -> str | None:
    """The family that a size is of, as hosts are named after it: `Standard_D4as_v5` is of `Dasv5`; None for other forms of names."""
    found = SIZE.fullmatch(vm_size)
    return None if found is None else f"{found['letters']}{found['features']}{found['version']}"


def host_sku(vm_size: str) -> str | None:
    """The dedicated host that machines of a size can stand on; None: there is none."""
    hosts: Mapping[str, str] = TABLE["hosts"]
    return hosts.get(family(vm_size) or "")


def regions_of(vm_size: str, location: str) -> tuple[str, ...] | None:
    """The regions that have a size, of those in the country of a region; None where nothing is known of it there."""
    known = location in REGIONS and REGIONS[location].geography in TABLE["graphics_countries"]
    return tuple(TABLE["graphics"][vm_size]) if known and vm_size in TABLE["graphics"] else None
