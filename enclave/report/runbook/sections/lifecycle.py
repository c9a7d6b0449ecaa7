"""What has an end: models, exemptions, waivers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from enclave.report.controls.evidence import Given
from enclave.report.runbook.blocks import Part, Section, Table, Text
from enclave.report.runbook.sections.data_flows import mapping
from enclave.report.text import short

RETIREMENTS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "data" / "model_retirements.json").read_text(encoding="utf-8"))
EXEMPTIONS = "Microsoft.Authorization/policyExemptions"


def section(given: Given) -> Section:
    """The inventory of models with the dates that Microsoft names, and what was accepted for how long."""
    intent = given.graph.intent
    waivers = tuple((each.what, f"`{short(each.subject)}`", each.why) for each in (intent.waivers if intent is not None else ()))
    exemptions = tuple(
        (f"`{short(each.id)}`", str(mapping(each.body.get("properties")).get("expiresOn") or "never"),
         str(mapping(each.body.get("properties")).get("description") or "no reason is given"))
        for each in given.graph.of_type(EXEMPTIONS)
    )
    return Section("lifecycle", "What ends when", (
        Part("Models", (
            Text(f"Retirement dates as Microsoft published them on {RETIREMENTS['date']}; it moves them: look at"
                 " learn.microsoft.com/azure/ai-foundry/openai/concepts/model-retirements before you plan by them."),
            Table(("Project", "Deployment", "Model", "Upgrades", "Retires", "Replacement"), tuple(_models(given)),
                  empty="No model is deployed."),
        )),
        Part("What the owner accepted", (Table(("What", "Of", "Why"), waivers, empty="Nothing."),)),
        Part("Exemptions from policies", (Table(("Exemption", "Ends", "Why"), exemptions, empty="None."),)),
    ))  # fmt: skip


def _models(given: Given) -> Iterator[tuple[str, ...]]:
    for project, each in given.spec.projects.items():
        for name, deployment in each.deployments.items():
            known = retirement(deployment.model, deployment.version)
            yield (
                f"`{project}`", f"`{name}`", f"{deployment.model} {deployment.version} ({deployment.sku})", deployment.upgrade,
                when(known, deployment.sku), str(known.get("replacement", "")) if known else "",
            )  # fmt: skip


def retirement(model: str, version: str) -> dict[str, Any] | None:
    """What is known of the end of a model's version."""
    found = [each for each in RETIREMENTS["models"] if each["model"] == model and each["version"] == version]
    return dict(found[0]) if found else None


def when(known: dict[str, Any] | None, sku: str, today: date | None = None) -> str:
    """The date in words; one that is past says so."""
    if known is None:
        return "not in the table"
    day = known.get("standard_retires") if sku == "Standard" else None
    day = day or known.get("retires")
    if day is None:
        return f"not before {known['no_earlier_than']}"
    past = date.fromisoformat(day) < (today or date.today())  # noqa: DTZ011
    return f"{day}: **past**" if past else str(day)
