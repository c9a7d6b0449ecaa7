"""The file that `enclave init` writes: complete, commented and valid. Its text is `data/starter.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from enclave.spec.azure_regions import REGIONS
from enclave.spec.models import Scenario
from enclave.spec.presets import SCENARIOS

TEXT = Path(__file__).parent / "data" / "starter.yaml"
DATA_ZONES = ("United States", "European Union")
"""Residency boundaries that are one data zone of Azure OpenAI, so that `DataZoneStandard` keeps data inside."""


def starter(scenario: Scenario, switches: Mapping[str, str], compliance: Sequence[str], region: str) -> str:
    """The text for a scenario. `switches` override it; `region` is a key of `REGIONS`."""
    here = REGIONS[region]
    pair = REGIONS.get(here.pair or "")
    keeps = pair is not None and pair.boundary == here.boundary
    return Template(TEXT.read_text(encoding="utf-8")).substitute(
        SCENARIOS[scenario],
        **switches,
        scenario=scenario,
        compliance=", ".join(compliance),
        region=here.name,
        unpaired="" if keeps else "# ",
        pair=here.pair if keeps else "another-region",
        sku="DataZoneStandard" if here.boundary in DATA_ZONES else "Standard",
    )
