"""What a reader must know after two minutes: the verdict, three guarantees, three limits, whom to tell."""

from __future__ import annotations

from collections import Counter

from enclave.report.controls.evidence import Given
from enclave.report.runbook.blocks import Items, Part, Section, Table, Text
from enclave.report.text import grouped

GUARANTEES = (
    "Isolation is proved before anything is deployed, and again of what runs: a packet that could get in or out would be named, hop by"
    " hop (`enclave verify`).",
    "No call of a model is made unless its worst case fits every ceiling, and what was spent is never more than was reserved, over"
    " crashes and several gateways (`enclave budget report`).",
    "Every call has a record on the disk before it leaves, in a log whose records cannot be changed, taken out or put in unnoticed"
    " (`enclave audit verify`).",
)
LIMITS = (
    "A proof is about the template and Azure's documented behaviour, under the assumptions that it lists; of what runs it says"
    " something only with `enclave verify --observed` or `enclave drift`.",
    "Data loss prevention finds values that have a form, a check digit or words around them that give them away. A secret told in other"
    " words passes; so do pictures and files where nothing can look into them, unless policy refuses them.",
    "The log is tamper-evident, not tamper-proof: whoever holds its key and the disk can write another one, which is found only against"
    " an anchor or a checkpoint that was kept elsewhere.",
)


def section(given: Given) -> Section:
    """The first page."""
    verification = given.verification
    rows = tuple(
        (str(results[0].number), results[0].title, _counted(Counter(one.verdict.name for one in results)))
        for results in grouped(verification)
    )
    people = given.spec.contacts
    return Section("summary", "In two minutes", (
        Text(f"`{given.spec.name}` is **{verification.verdict}**: {len(verification.obligations)} subjects of 13 obligations."
             f" {len(verification.findings)} findings of rules, {len(verification.unmodelled)} resources of types that nobody here knows."),
        Part("Three guarantees", (Items(GUARANTEES, numbered=True),)),
        Part("Three limits", (Items(LIMITS, numbered=True),)),
        Part("The obligations", (Table(("", "Obligation", "Verdict"), rows),)),
        Part("Whom to tell", (
            Items(tuple(people)) if people else Text("The file names no `contacts`: nobody is told of alerts."),
        )),
    ))  # fmt: skip


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[name]} {name}" for name in ("refuted", "unknown", "proved") if counts[name])
