"""The networks: drawn, with what is reachable from where and what may leave."""

from __future__ import annotations

from collections import defaultdict

from enclave.report.controls.evidence import Given
from enclave.report.runbook.blocks import Part, Picture, Section, Table, Text
from enclave.report.runbook.topology import draw
from enclave.report.text import short


def section(given: Given) -> Section:
    """Regions, flows, ways in and out."""
    intent = given.graph.intent
    verdicts = {one.subject.lower(): one.verdict.name for one in given.verification.obligations if one.id == "not-vacuous"}
    flows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for flow in intent.flows if intent is not None else ():
        verdict = verdicts.get(f"{flow.source} -> {flow.target}".lower(), "")
        flows[short(flow.source), verdict or "see obligation 4"].append(f"`{short(flow.target)}`:{flow.port}")
    doors = tuple(
        (f"`{short(door.resource)}`", ", ".join(door.sources), door.why) for door in (intent.front_doors if intent is not None else ())
    )
    egress = tuple(
        (f"`{each.fqdn}`", each.why, ", ".join(sorted({f"`{short(source)}`" for source in each.sources})) or "every subnet of a flow")
        for each in (intent.egress if intent is not None else ())
    )
    return Section("network", "Network", (
        Picture("network", draw(given.graph), "Regions, hubs and spokes, subnets and what stands in them. Traffic between spokes passes"
                " the firewall of the hub; lines are peerings."),
        Part("Reachable from where", (
            Text("What must be possible, and is (obligation 4). Whatever is not listed is proved impossible (obligations 1, 5 and 6)."),
            Table(("From", "To", "Verdict"), tuple((f"`{source}`", ", ".join(sorted(set(targets))), verdict)
                                                   for (source, verdict), targets in flows.items())),
        )),
        Part("Ways in", (Table(("Through", "From", "Why"), doors, empty="None: the enclave is reached from inside only."),)),
        Part("Ways out", (
            Text("Names that the firewall lets out to. Everything else is denied, and proved to be."),
            Table(("Name", "Why", "For"), egress, empty="None: nothing may leave."),
        )),
    ))  # fmt: skip
