"""`enclave drift`: the file against what is deployed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from enclave.errors import EnclaveError, InputError

if TYPE_CHECKING:
    from enclave.graph.model import Graph
    from enclave.spec.load import Document

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def drift(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml")],
    *,
    observed: Annotated[Path | None, typer.Option(metavar="FILE", help="an export of what runs; without it Azure is asked")] = None,
    save: Annotated[Path | None, typer.Option(metavar="FILE", help="keep what Azure said as an export")] = None,
    subscription: Annotated[str | None, typer.Option(metavar="ID", help="default: AZURE_SUBSCRIPTION_ID")] = None,
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="data directory of the gateway, for console and alerts")] = None,
    cloud: Annotated[str, typer.Option(metavar="public|usgov", help="which Azure")] = "public",
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="json prints one document")] = "text",
) -> None:
    """Say what was added, removed or changed since it was deployed, and which proofs that breaks. Exit 1 when there is anything."""
    from enclave.compose import compose
    from enclave.deploy.drift import drift as compared
    from enclave.deploy.drift_text import document as as_document
    from enclave.deploy.drift_text import render
    from enclave.importers.observed import is_complete, read_observed
    from enclave.spec.load import load

    if observed is not None and (save is not None or subscription is not None):
        raise InputError("`--observed` reads a file, so there is nothing to ask Azure for", hint="leave out `--save` and `--subscription`")
    document = load(spec)
    graph = compose(document.spec)
    if observed is not None:
        export, source = _export(observed), str(observed)
    else:
        export, source = _asked(document, graph, subscription, cloud), "azure"
        if save is not None:
            _keep(save, export)
    runs = read_observed(export, name=source, intent=graph.intent)
    report = compared(graph, runs, complete=is_complete(export), tell=_tell)
    if data is not None:
        from enclave.cli.leaving import DEPLOYED, leave

        leave(data, DEPLOYED, summary(as_document(report)))
    if form == "json":
        typer.echo(json.dumps(as_document(report), indent=2, default=str))
    else:
        for line in render(report, source):
            typer.echo(line)
    raise typer.Exit(0 if report.clean else 1)


def summary(report: dict[str, Any]) -> dict[str, Any]:
    """What console and alerts need of it: whether there is anything, how much, and which proofs it breaks."""
    broken = [one for resource in report["resources"] for one in resource["breaks"]] + report["together"]
    names = dict.fromkeys(f"{one['number']} {one['id']}" for one in broken)
    return {"drift": report["drift"], "differences": len(report["resources"]), "breaks": list(names)}


def _export(path: Path) -> Any:
    from enclave.importers.jsonc import parse_json

    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read `{path}`: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError("not a text file in UTF-8", str(path)) from error
    return parse_json(text, str(path))


def _asked(document: Document, graph: Graph, subscription: str | None, cloud: str) -> Any:
    from enclave.deploy.cloud import cloud as cloud_named
    from enclave.deploy.observe import observe
    from enclave.deploy.session import sign_in
    from enclave.deploy.subscription import check_subscription, subscription_id

    target = subscription_id(subscription, os.environ)
    session = sign_in(cloud_named(cloud, os.environ), target, _tell)
    try:
        _tell(f"subscription {check_subscription(session, str(document.spec.identity.tenant))}")
        return observe(session, graph, _tell)
    finally:
        session.close()


def _keep(path: Path, export: Any) -> None:
    """Writes an export that only its owner may read: it shows how the enclave is built."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
            json.dump(export, stream, indent=2)
            stream.write("\n")
    except OSError as error:
        raise EnclaveError(f"cannot be written: {error.strerror}", str(path)) from error
    _tell(f"wrote {len(export['resources'])} resources to {path}")


def _tell(line: str) -> None:
    typer.echo(line, err=True)
