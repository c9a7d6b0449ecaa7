"""What to do when something happens: how it shows, what to run, whom to tell, when it is over."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from enclave.report.controls.evidence import Given
from enclave.report.runbook.blocks import Block, Code, Items, Part, Section, Text


class Step(Struct, frozen=True):
    """One step: words, and what is run."""

    do: str
    run: str = ""
    kql: str = ""


class Incident(Struct, frozen=True):
    """One kind of incident."""

    id: str
    title: str
    shows: str
    steps: tuple[Step, ...]
    tell: str
    over: str


INCIDENTS = msgspec.json.decode((Path(__file__).parent / "incidents.json").read_bytes(), type=tuple[Incident, ...])


def section(given: Given) -> Section:
    """A part for each kind."""
    contacts = ", ".join(given.spec.contacts) or "nobody: the file names no `contacts`"
    parts = tuple(Part(incident.title, tuple(_blocks(incident, given.source, contacts))) for incident in INCIDENTS)
    return Section("incidents", "When something happens", (
        Text("The first hour of each. `DIR` is the data directory of the gateway; each query runs in Log Analytics as it stands"
             " (`enclave audit query --workspace ID`)."),
        *parts,
    ))  # fmt: skip


def _blocks(incident: Incident, source: str, contacts: str) -> list[Block]:
    blocks: list[Block] = [Text(f"**It shows as:** {incident.shows}")]
    for number, step in enumerate(incident.steps, 1):
        blocks.append(Text(f"{number}. {step.do}"))
        if step.run:
            blocks.append(Code(step.run.replace("SPEC", source)))
        if step.kql:
            blocks.append(Code(step.kql, "kql"))
    blocks.append(Items((f"**Tell:** {incident.tell.replace('CONTACTS', contacts)}", f"**It is over when:** {incident.over}")))
    return blocks
