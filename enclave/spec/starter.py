"""The file that `enclave init` writes: complete, commented and valid. Its text is `data/starter.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from enclave.regions import REGIONS
from enclave.spec import presets
from enclave.spec.availability import DATA_ZONES
from enclave.spec.base import Model
from enclave.spec.component import Component
from enclave.spec.models import Scenario, Spec
from enclave.spec.presets import SCENARIOS, STAND_INS

IN_ZONE = ("gpt-5.4-mini", "2026-03-17", "DataZoneStandard")
IN_REGION = ("gpt-5.1", "2025-11-13", "Standard")
"""Model, version and deployment type where data stays in a zone of several regions, and where it stays in one region: what Microsoft sells
there longest (Microsoft Learn, model retirement schedule and availability by region, seen 2026-11)."""
TEXT = Path(__file__).parent / "data" / "starter.yaml"


def starter(scenario: Scenario, switches: Mapping[str, str], compliance: Sequence[str], region: str) -> str:
    """The text for a scenario. `switches` override it; `region` is a key of `REGIONS`."""
    here = REGIONS[region]
    pair = REGIONS.get(here.pair or "")
    keeps = pair is not None and pair.boundary == here.boundary
    built = _preset(scenario, switches, region)
    model, version, sku = IN_ZONE if here.boundary in DATA_ZONES else IN_REGION
    return Template(TEXT.read_text(encoding="utf-8")).substitute(
        SCENARIOS[scenario],
        **switches,
        content_filters="\n".join(f"  {line}" for line in _lines(built.hub.content_filters)),
        components="\n".join(_lines(built.components)),
        security="\n".join(_lines(built.security)),
        scenario=scenario,
        compliance=", ".join(compliance),
        region=here.name,
        unpaired="" if keeps else "# ",
        pair=here.pair if keeps else "another-region",
        model=model,
        version=version,
        sku=sku,
    )


def _preset(scenario: Scenario, switches: Mapping[str, str], region: str) -> Spec:
    """What the switches mean, shown in a file that says nothing else."""
    nobody = "00000000-0000-0000-0000-000000000000"
    written = {
        **STAND_INS, "scenario": scenario, **switches, "regions": {"primary": {"location": region}},
        "identity": {"tenant": nobody, "audience": "api://any", "operators": nobody},
    }
    return presets.apply(Spec.model_validate(written))


def _lines(part: Model) -> Iterator[str]:
    """Every key of a part with its value and meaning. What is dangerous stands behind a `#`."""
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if name.startswith("unsafe_"):
            yield f"  # {name}: {{reason: why}} # {field.description}"
            continue
        settings = _settings(value) if isinstance(value, Component) else ""
        state = _word(value.enabled if isinstance(value, Component) else value)
        yield f"  {name}: {state} # {field.description}{f', or {settings}' if settings else ''}"


def _settings(component: Component) -> str:
    """What else a component takes, with its defaults, as it can stand in the place of `true`."""
    settings = {key: getattr(component, key) for key in type(component).model_fields if key != "enabled"}
    return f"{{{', '.join(f'{key}: {_word(value)}' for key, value in settings.items())}}}" if settings else ""


def _word(value: Any) -> str:
    """A value as YAML writes it."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_word, value))}]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
