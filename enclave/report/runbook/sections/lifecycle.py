"""What has an end: models, exemptions, waivers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from enclave.report.controls.evidence import Given
from enclave.report.runbook.blocks import Part, Section, Table, Text
from enclave.report.runbook.topology import mapping
from enclave.report.text import short
from enclave.spec.retirements import Retirement, retirement, table
from enclave.spec.unsafe import UnsafeChoice, unsafe_choices

EXEMPTIONS = "Microsoft.Authorization/policyExemptions"


def section(given: Given) -> Section:
    """The inventory of models with the dates that Microsoft names, and what was accepted for how long."""
    intent = given.graph.intent
    waivers = tuple((each.what, f"`{short(each.subject)}`", each.why) for each in (intent.waivers if intent is not None else ()))
    choices = tuple((f"`{each.name}`", each.reason, _last_day(each)) for each in unsafe_choices(given.spec))
    exemptions = tuple(
        (f"`{short(each.id)}`", str(mapping(each.body.get("properties")).get("expiresOn") or "never"),
         str(mapping(each.body.get("properties")).get("description") or "no reason is given"))
        for each in given.graph.of_type(EXEMPTIONS)
    )
    return Section("lifecycle", "What ends when", (
        Part("Models", (
            Text(f"Retirement dates as Microsoft published them on {table().date}; it moves them: look at"
                 " learn.microsoft.com/azure/ai-foundry/openai/concepts/model-retirements before you plan by them."),
            Table(("Project", "Deployment", "Model", "Upgrades", "Retires", "Replacement"), tuple(_models(given)),
                  empty="No model is deployed."),
        )),
        Part("What the owner accepted", (
            Table(("What", "Of", "Why"), waivers, empty="Nothing."),
            Table(("Dangerous choice", "Why", "Last day"), choices, empty="No dangerous choice is made."),
        )),
        Part("Exemptions from policies", (Table(("Exemption", "Ends", "Why"), exemptions, empty="None."),)),
    ))  # fmt: skip


def _last_day(choice: UnsafeChoice) -> str:
    if choice.until is None:
        return "nobody named one"
    return f"{choice.until}: **past**" if choice.is_over() else str(choice.until)


def _models(given: Given) -> Iterator[tuple[str, ...]]:
    for project, each in given.spec.projects.items():
        for name, deployment in each.deployments.items():
            known = retirement(deployment.model, deployment.version)
            yield (
                f"`{project}`", f"`{name}`", f"{deployment.model} {deployment.version} ({deployment.sku})", deployment.upgrade,
                when(known, deployment.sku), known.replacement if known else "",
            )  # fmt: skip


def when(known: Retirement | None, sku: str, today: date | None = None) -> str:
    """The date in words; one that is past says so."""
    if known is None:
        return "not in the table"
    day = known.end(sku)
    if day is None:
        return f"not before {known.no_earlier_than}"
    return f"{day}: **past**" if day < (today or datetime.now(UTC).date()) else str(day)
