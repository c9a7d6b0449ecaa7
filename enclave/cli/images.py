"""`enclave images`: decide on vulnerability reports of container images, and write what lets clusters start nothing else."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from enclave.cli.files import read_bytes, write_text
from enclave.errors import InputError

if TYPE_CHECKING:
    from enclave.images.exposure import Exposure
    from enclave.images.feeds import Feeds
    from enclave.images.gate import Decision, Report
    from enclave.images.vex import Vex
    from enclave.spec.models import Spec

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.callback()
def images() -> None:
    """Decide on vulnerability reports of container images."""


@app.command()
def gate(
    reports: Annotated[list[str], typer.Argument(help="of Trivy, Grype, Defender, or SARIF; `-`: standard input", metavar="REPORT...")],
    *,
    spec: Annotated[Path | None, typer.Option("--spec", help="the enclave.yaml, whose `images` is the policy; else its defaults")] = None,
    vex: Annotated[list[Path] | None, typer.Option("--vex", help="VEX: OpenVEX, CSAF, CycloneDX; once for each file")] = None,
    kev: Annotated[Path | None, typer.Option("--kev", help="CISA's catalogue of what is exploited, JSON")] = None,
    epss: Annotated[Path | None, typer.Option("--epss", help="FIRST's EPSS scores, CSV, also with gzip")] = None,
    exposure: Annotated[Path | None, typer.Option("--exposure", help="what `enclave verify --format json` printed")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="data directory whose log keeps the response clock and the decision")] = None,
    image: Annotated[str | None, typer.Option("--image", help="what was scanned, where reports do not say: `NAME@sha256:...`")] = None,
    output: Annotated[Literal["text", "json", "sarif", "junit"], typer.Option("--format", help="how to print it")] = "text",
    to: Annotated[Path | None, typer.Option("-o", "--output", help="a file instead of standard output")] = None,
) -> None:
    """Decide whether the images of these reports may be deployed. Ends with 0 when all may, with 1 when one may not."""
    import json

    from enclave.cli.leaving import leave_images
    from enclave.images.gate import WITHOUT_A_FILE, Gate
    from enclave.images.known import read_known, record
    from enclave.images.show import FORMS
    from enclave.images.show.sarif import render as as_sarif

    now = datetime.now(UTC)
    document = _spec(spec)
    policy = document.images if document is not None else WITHOUT_A_FILE
    known = read_known(data) if data is not None else {}
    doors = None if document is None else len(document.network.ingress)
    decider = Gate(
        policy, now, vex=_vex(vex or [], now, policy.vex_authors), feeds=_feeds(kev, epss), known=known, exposure=_exposure(exposure, doors)
    )
    decision = decider.decide(_reports(reports, image))
    if data is not None:
        record(data, decision, policy)
        leave_images(data, json.loads(FORMS["json"](decision))["reports"])
    _say(decision, has_spec=document is not None, has_log=data is not None)
    text = as_sarif(decision, partial(typer.echo, err=True)) if output == "sarif" else FORMS[output](decision)
    if to is None:
        typer.echo(text)
    else:
        write_text(to, text)
    raise typer.Exit(0 if decision.passes else 1)


def _say(decision: Decision, *, has_spec: bool, has_log: bool) -> None:
    """To the person who ran it, beside the document."""
    if not has_spec:
        typer.echo("no `--spec`: the defaults of `images` decide, and reports may be of any age", err=True)
    if not has_log and any(result.judged for result in decision.results):
        typer.echo("no `--data`: the response clock begins with these reports, and nothing is kept", err=True)


def _spec(path: Path | None) -> Spec | None:
    if path is None:
        return None
    from enclave.spec.load import load
    from enclave.spec.unsafe import unsafe_choices

    document = load(path)
    for choice in unsafe_choices(document.spec):
        if choice.keys[0] == "images":
            typer.echo(f"{document.where(*choice.keys)}: {choice.name}: {choice.reason}", err=True)
    return document.spec


def _reports(names: list[str], image: str | None) -> list[Report]:
    from enclave.images.formats import read_report
    from enclave.images.gate import Report
    from enclave.images.model import digests_in, named

    if image is not None and not digests_in([image]):
        raise InputError(f"`{image}` names no digest", "--image", "write `registry/app@sha256:` and 64 hexadecimal digits")
    found = []
    for name in names:
        data = sys.stdin.buffer.read() if name == "-" else read_bytes(Path(name))
        scans = read_report(data)
        if image is not None and len(scans) > 1:
            raise InputError(f"has reports of {len(scans)} images, and `--image` names one", name)
        found += [Report("stdin" if name == "-" else name, scan if image is None else named(scan, image)) for scan in scans]
    return found


def _vex(paths: list[Path], now: datetime, authors: tuple[str, ...] | None) -> Vex:
    from enclave.images.vex import Vex, read_vex

    return Vex([statement for path in paths for statement in read_vex(str(path), read_bytes(path))], now, authors)


def _feeds(kev: Path | None, epss: Path | None) -> Feeds:
    from enclave.images.feeds import Feeds, read_epss, read_kev

    return Feeds(read_kev(str(kev), read_bytes(kev)) if kev else {}, read_epss(str(epss), read_bytes(epss)) if epss else {})


def _exposure(path: Path | None, doors: int | None) -> Exposure:
    from enclave.images.exposure import UNSAID, read_exposure

    return UNSAID if path is None else read_exposure(str(path), read_bytes(path), doors)


@app.command()
def admission(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml, whose `images` says where images come from and who signs them")],
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="directory, replaced whole; only what this command wrote is replaced")],
) -> None:
    """Write what keeps clusters from starting any other image: Kyverno, Gatekeeper with Ratify, Azure Policy, and scripts."""
    from enclave.cli.output import replace_directory
    from enclave.compose import compose
    from enclave.graph.resources.container_registries import TYPE
    from enclave.images.admission import admission_files, left_out
    from enclave.spec.load import load

    document = load(spec).spec
    own = (f"{resource.name}.azurecr.io" for resource in compose(document) if resource.type == TYPE)
    registries = document.images.registries or tuple(sorted(own))
    files = admission_files(registries, document.images.signing)
    replace_directory(output, files)
    for said in left_out(document.images.signing):
        typer.echo(said, err=True)
    for name in sorted(files):
        typer.echo(f"{output}/{name}")
