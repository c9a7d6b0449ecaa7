"""`enclave report access`: who may do what, for reviewers to decide row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from enclave.cli.files import read_text, show


def access(
    spec: Annotated[Path, typer.Argument(help="an enclave.yaml")],
    *,
    observed: Annotated[Path | None, typer.Option(help="an export of what runs today: what holds there and not here is marked")] = None,
    data: Annotated[Path | None, typer.Option(help="data directory of the gateway: who called, and when last")] = None,
    reviewed: Annotated[Path | None, typer.Option(help="the table as reviewers filled it in: carried over, and held to")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="file to write; else to the terminal")] = None,
) -> None:
    """The access review as CSV: every role, group and caller. With `--reviewed`, exit 1 while a row is undecided or was not removed."""
    from enclave.compose import compose
    from enclave.importers.observed import read_observed
    from enclave.report.access import access as rows_of
    from enclave.report.access import decided, open_points, read, render, summary
    from enclave.spec.load import load

    document = load(spec)
    running = None if observed is None else read_observed(read_text(observed), name=str(observed))
    earlier = None if reviewed is None else read(read_text(reviewed), str(reviewed))
    rows = rows_of(document.spec, compose(document.spec), running, data)
    if earlier is not None:
        rows = decided(rows, earlier)
    show(render(rows), output)
    typer.echo(summary(rows), err=True)
    if earlier is None:
        return
    points = open_points(rows)
    for point in points:
        typer.echo(f"open: {point}", err=True)
    raise typer.Exit(1 if points else 0)
