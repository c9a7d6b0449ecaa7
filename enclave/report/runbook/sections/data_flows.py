"""Where data go, where they rest and for how long: the technical part of a record of processing."""

from __future__ import annotations

from enclave.regions import REGIONS
from enclave.report.controls.evidence import Given
from enclave.report.runbook.blocks import Part, Picture, Section, Table, Text
from enclave.report.runbook.drawing import chains
from enclave.spec.models import Spec


def section(given: Given) -> Section:
    """The way of a prompt, residency, retention."""
    spec = given.spec
    kept = ("prompts and answers apart, encrypted",) if spec.audit.content == "encrypted" else ("no prompt, no answer",)
    picture = chains({
        "The call": (
            ("person", "application", ("sends a prompt over TLS",)),
            ("guard", "gateway", ("scans, redacts", "reserves money")),
            ("data", "model", ("in the region's geography, by its deployment type",)),
            ("guard", "gateway", ("scans the answer as it streams", "settles")),
            ("person", "application", ("the answer, headers with what is left",)),
        ),
        "What is kept of it": (
            ("guard", "gateway", ("one record before the call leaves, one at its end",)),
            ("data", "log of the gateway", ("hashes, counts, verdicts", *kept)),
            ("data", "anchors", (", ".join(spec.audit.anchors.names) or "none is written in the file",)),
        ),
        "What is kept of the platform": (
            ("plain", "every resource", ("logs and metrics",)),
            ("data", "workspace", ("of its region",)),
        ),
    }, "the way of a prompt, and what is kept of it")  # fmt: skip
    regions = tuple(
        (f"`{name}`", region.location, _geography(region.location), region.pair or "none", ", ".join(region.compliance) or "none")
        for name, region in spec.regions.items()
    )
    return Section("data", "Data: where they go and rest", (
        Picture("data", picture, "The way of a prompt, and of what is kept of it."),
        Part("Regions", (Table(("Key", "Azure region", "Data rest in", "Pair for recovery", "Satisfies"), regions),)),
        Part("Where each project is processed", (
            Text("A `DataZone*` deployment may process anywhere in its zone, a `Global*` one anywhere in the world (obligation 11)."),
            Table(("Project", "Regions", "Deployments", "Most sensitive class"), tuple(_projects(spec)), empty="There is no project."),
        )),
        Part("How long it is kept", (
            Table(("Project", "Audit records", "Records of calls", "Metrics"), tuple(
                (f"`{name}`", f"{policy.audit_days} days", f"{policy.request_response_days} days", f"{policy.metrics_days} days")
                for name, policy in given.policies.items()
            ), empty="There is no project."),
            Text("Prompts and answers are " + ("kept encrypted, apart from the log; `enclave audit erase` destroys their keys."
                                               if spec.audit.content == "encrypted" else "never kept.")),
        )),
    ))  # fmt: skip


def _geography(location: str) -> str:
    region = REGIONS.get(location)
    return region.boundary if region is not None else "not known"


def _projects(spec: Spec) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for name, project in spec.projects.items():
        deployments = ", ".join(f"{key}: {each.model} {each.version} ({each.sku})" for key, each in project.deployments.items())
        regions = ", ".join((project.region, *project.failover_regions))
        rows.append((f"`{name}`", regions, deployments or "none", project.data_classification or spec.data_classification))
    return rows
