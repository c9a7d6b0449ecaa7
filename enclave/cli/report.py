"""`enclave report`: what an auditor reads, each claim with the command that shows it again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from enclave.cli.access import access
from enclave.cli.files import make_directory, read_text, show
from enclave.cli.observing import alerts, dashboards

if TYPE_CHECKING:
    from enclave.report.controls import Given

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)

app.command()(access)
app.command()(alerts)
app.command()(dashboards)

Spec = Annotated[Path, typer.Argument(help="an enclave.yaml")]
Observed = Annotated[Path | None, typer.Option(help="an export of what runs today: proofs are made of it, too")]
Data = Annotated[Path | None, typer.Option(help="data directory of the gateway: its log is checked and asked")]
Tests = Annotated[Path | None, typer.Option(help="a JUnit report of a run of the tests (`pytest --junit-xml FILE`)")]
VaultList = Annotated[
    list[Path] | None,
    typer.Option("--vault-list", help="what `az keyvault key list` or `secret list` printed: how old keys are; may be repeated"),
]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="file to write; else to the terminal")]
FORMATS = {".html": "html", ".csv": "csv", ".txt": "text"}


@app.callback()
def report() -> None:
    """Evidence for an auditor, each claim with the command that shows it again."""


@app.command()
def controls(
    spec: Spec, *, observed: Observed = None, data: Data = None, tests: Tests = None, vault_list: VaultList = None, output: Output = None,
    form: Annotated[
        Literal["text", "html", "csv"] | None, typer.Option("--format", help="how to print it; else as the name of the file says, or text")
    ] = None,
) -> None:
    """The matrix of security controls: what speaks for each, what is missing, which clauses it supports. Exit 1 if one is not met."""
    from enclave.report.controls import Status, assess
    from enclave.report.controls.page import render as as_html
    from enclave.report.controls.table import render as as_csv
    from enclave.report.controls.text import render as as_text

    form_of = form or FORMATS.get(output.suffix if output else "", "text")
    assessment = assess(_given(spec, observed, data, tests, vault_list))
    show({"html": as_html, "csv": as_csv, "text": as_text}[str(form_of)](assessment), output)
    raise typer.Exit(1 if assessment.of(Status.NOT_MET) else 0)


@app.command()
def runbook(
    spec: Spec, *, observed: Observed = None, data: Data = None, vault_list: VaultList = None, output: Output = None,
    form: Annotated[
        Literal["html", "markdown"] | None, typer.Option("--format", help="how to print it; else as the name of the file says, or html")
    ] = None,
) -> None:
    """The security runbook: networks drawn, identities, policy enforcement points, data, keys, incidents, recovery, assumptions."""
    from enclave.report.controls.assessment import basis
    from enclave.report.runbook import runbook
    from enclave.report.runbook.markdown import render as as_markdown
    from enclave.report.runbook.page import render as as_html

    given = _given(spec, observed, data, None, vault_list)
    book = runbook(given, basis(given))
    if form == "markdown" or (form is None and output is not None and output.suffix == ".md"):
        files = as_markdown(book, output.stem if output is not None else "runbook")
        text, *pictures = files.items()
        show(text[1], output)
        if output is not None:
            for name, picture in pictures:
                show(picture, output.parent / name)
    else:
        show(as_html(book), output)


@app.command()
def oscal(
    spec: Spec, *, observed: Observed = None, data: Data = None, tests: Tests = None, vault_list: VaultList = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="a file for one document, or a directory for all of them; else to the terminal")
    ] = None,
    model: Annotated[
        Literal[
            "catalog", "component-definition", "system-security-plan", "assessment-plan", "assessment-results",
            "plan-of-action-and-milestones", "mapping-collection",
        ],
        typer.Option(help="which document, where one is asked for"),
    ] = "assessment-results",
) -> None:
    """The assessment as OSCAL: controls, parts, plans, results, what is open. Exit 1 if a control is not met."""
    import json
    from datetime import UTC, datetime

    from enclave.report.controls import Status, assess
    from enclave.report.oscal import DOCUMENTS, assessed

    started = datetime.now(UTC)
    given = _given(spec, observed, data, tests, vault_list)
    assessment = assess(given)
    found = assessed(given, assessment, started, datetime.now(UTC))
    whole = output is not None and (output.is_dir() or not output.suffix)
    if output is not None and whole:
        make_directory(output)
    for name in DOCUMENTS if whole else (model,):
        text = json.dumps(DOCUMENTS[name](found), indent=2, ensure_ascii=False)
        show(text, output / f"{name}.json" if output is not None and whole else output)
    raise typer.Exit(1 if assessment.of(Status.NOT_MET) else 0)


@app.command()
def pack(
    spec: Spec, *, observed: Observed = None, data: Data = None, tests: Tests = None, vault_list: VaultList = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="directory; what an earlier call wrote there is replaced")],
) -> None:
    """The whole evidence in one directory: runbook, controls, proof, OSCAL, with an index and digests. Exit 1 if a control is not met."""
    from enclave.cli.output import check_replaceable, replace_directory
    from enclave.report.controls import Status
    from enclave.report.pack import pack

    check_replaceable(output, str(output))
    typer.echo(f"proving {spec}", err=True)
    files, assessment = pack(_given(spec, observed, data, tests, vault_list))
    replace_directory(output, files)
    typer.echo(f"wrote {len(files)} files to {output}; begin with {output / 'index.html'}", err=True)
    raise typer.Exit(1 if assessment.of(Status.NOT_MET) else 0)


def _given(spec: Path, observed: Path | None, data: Path | None, tests: Path | None, lists: list[Path] | None = None) -> Given:
    from enclave.compose import compose
    from enclave.importers.observed import read_observed
    from enclave.report.controls import Given
    from enclave.report.controls.rotation import of_graph, read_listed
    from enclave.report.junit import read_junit
    from enclave.spec.load import load
    from enclave.verify import verify

    ran = None if tests is None else (str(tests), read_junit(read_text(tests), str(tests)))
    listed = tuple(one for path in lists or () for one in read_listed(read_text(path), str(path)))
    document = load(spec)
    running = None
    if observed is not None:
        runs = read_observed(read_text(observed), name=str(observed))
        running, listed = (str(observed), verify(runs)), (*listed, *of_graph(runs, str(observed)))
    graph = compose(document.spec)
    return Given(
        source=str(spec), spec=document.spec, graph=graph, verification=verify(graph), observed=running, data=data, tests=ran,
        listed=listed,
    )
