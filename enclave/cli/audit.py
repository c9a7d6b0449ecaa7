"""`enclave audit`: ask the log in KQL, check it, export it, follow it."""

from __future__ import annotations

import csv
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO

import typer

from enclave.cli import contents, keeping, receipts, sinks
from enclave.cli.attest import attest
from enclave.errors import EnclaveError, InputError

if TYPE_CHECKING:
    from enclave.audit.event import Event
    from enclave.audit.query import Table

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
app.command("ship")(sinks.ship)
app.command("sinks")(sinks.sinks)
app.command("prune")(keeping.prune)
app.command("anchor")(keeping.anchor)
app.command("content")(contents.content)
app.command("erase")(contents.erase)
app.command("attest")(attest)

Data = Annotated[Path, typer.Option("--data", help="data directory of the gateway")]

WIDEST = 60
"""Characters of a cell in a table for people; JSON and CSV are never cut."""
POLL_SECONDS = 0.5
GRACE_SECONDS = 15.0
"""How long a query that is over its time may take to stop, before the process ends."""


@contextmanager
def _ending(seconds: float) -> Iterator[Callable[[], None]]:
    """Ends the process that long after what it gives was called: the database does not always hear that it is to stop."""

    def end() -> None:
        os.write(2, b"query: the query took too long, and could not be stopped\n")
        os._exit(2)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    try:
        yield timer.start
    finally:
        timer.cancel()


@app.command("query")
def query_log(
    kql: Annotated[str, typer.Argument(metavar="KQL", help="the query, quoted")],
    *,
    data: Data = Path(".enclave"),
    table: Annotated[list[str] | None, typer.Option(metavar="NAME=FILE", help="a csv, tsv, json, jsonl or parquet file as a table")] = None,
    form: Annotated[
        Literal["table", "json", "csv", "chart", "svg"],
        typer.Option("--format", help="json prints one array of objects; chart and svg draw what `| render` asks for"),
    ] = "table",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="file for an svg picture; else to the terminal")] = None,
    columns: Annotated[Path | None, typer.Option(help="folder of your own for columns; else the data directory")] = None,
    workspace: Annotated[str | None, typer.Option(metavar="ID", help="ask this Log Analytics workspace, not the log here")] = None,
) -> None:
    """Ask in KQL: AzureDiagnostics, ApiManagementGatewayLogs, ApiManagementGatewayLlmLog, EnclaveEvents, and files."""
    from enclave.audit.query import MAX_SECONDS, query

    if output is not None and form != "svg":
        raise InputError("`-o` is for pictures", hint="write `--format svg -o FILE`, or redirect what is printed")
    if workspace is None:
        with _ending(MAX_SECONDS + GRACE_SECONDS) as begun:
            result = query(data, kql, _tables(table or []), folder=columns, told=_tell, begun=begun)
    elif table or columns:
        raise InputError("`--workspace` asks Log Analytics: `--table` and `--columns` have no place there")
    else:
        result = _of_workspace(workspace, kql)
    if form == "json":
        typer.echo(json.dumps(result.documents(), ensure_ascii=False, allow_nan=False))
    elif form == "csv":
        _write_csv(sys.stdout, result.columns, result.rows)
    elif form in {"chart", "svg"}:
        _draw(kql, result, form, output)
    else:
        _print_table(result.columns, result.rows)
        typer.echo(f"{len(result.rows)} row{_s(len(result.rows))}", err=True)


@app.command()
def verify(
    *,
    data: Data = Path(".enclave"),
    key: Annotated[Path | None, typer.Option(help="a public key that you trust; else the one beside the log")] = None,
    checkpoint: Annotated[list[Path] | None, typer.Option(help="an older checkpoint that was kept elsewhere")] = None,
    anchor: Annotated[
        list[str] | None, typer.Option(metavar="KIND=ADDRESS", help="where checkpoints were kept: file=, blob=, confidential_ledger=")
    ] = None,
    proof: Annotated[Path | None, typer.Option(help="a proof of one record, checked by itself; needs `--key`, not the log")] = None,
    ledger_certificate: Annotated[
        Path | None, typer.Option(help="certificate of your confidential ledger in PEM: checks its receipts, without asking it")
    ] = None,
    receipt: Annotated[list[Path] | None, typer.Option(help="a receipt of that ledger; else those of the data directory")] = None,
    columns: Annotated[bool, typer.Option(help="compare what queries read with the log, too; it takes several times as long")] = True,
) -> None:
    """Check the whole log against its signed checkpoint and its chain, and name each place that was tampered with."""
    from enclave.audit.anchors import open_anchor
    from enclave.audit.verify import verify

    if receipt and ledger_certificate is None:
        raise InputError("a receipt is checked with the ledger's certificate", hint="add `--ledger-certificate service.pem`")
    if proof is not None:
        _check_proof(proof, key, ledger_certificate, receipt or ())
        return
    notes, bad = receipts.read(data, ledger_certificate, receipt or ())
    anchors, cores = [open_anchor(name) for name in anchor or ()], len(os.sched_getaffinity(0))
    report = verify(data, key=key, checkpoints=checkpoint or (), anchors=anchors, notes=notes, processes=cores)
    typer.echo(f"records     {report.records}")
    typer.echo(f"root        {report.root}")
    if report.checkpoint is not None:
        typer.echo(f"checkpoint  {report.checkpoint.size} record{_s(report.checkpoint.size)}, signed as {report.checkpoint.origin}")
    for note in report.notes:
        typer.echo(f"note        {note}")
    # columns are held to a log that is good
    problems = [*bad, *map(str, report.problems), *(_columns(data) if columns and report.ok else ())]
    for problem in problems:
        typer.echo(problem)
    typer.echo(f"tampered with in {len(problems)} place{_s(len(problems))}" if problems else "good")
    if problems:
        raise typer.Exit(1)


@app.command()
def prove(
    name: Annotated[str, typer.Argument(metavar="ID", help="a request's id, an event's id, or the number of a record")],
    data: Data = Path(".enclave"),
    output: Annotated[Path | None, typer.Option("-o", "--output", help="file to write; else to the terminal")] = None,
    receipt: Annotated[
        Path | None, typer.Option(help="prove it under the checkpoint of this receipt of a confidential ledger, not the newest")
    ] = None,
) -> None:
    """Write a proof of one record that can be checked without us: `enclave audit verify --proof FILE`."""
    from enclave.audit.proof import Deleted, find, prove

    *others, number = find(data, name)
    try:
        proof = prove(data, number, receipts.note_of(receipt) if receipt is not None else None)
    except Deleted as gone:
        typer.echo(str(gone))
        raise typer.Exit(1) from gone
    if output is None:
        typer.echo(proof, nl=False)
    else:
        try:
            output.write_text(proof, encoding="utf-8")
        except OSError as error:
            raise InputError(f"cannot write: {(error.strerror or '').lower()}", str(output)) from error
    typer.echo(f"record {number}" + (f"; `{name}` also names {', '.join(map(str, others))}" if others else ""), err=True)


@app.command()
def rotate(
    data: Data = Path(".enclave"),
    file: Annotated[
        Path | None, typer.Option(help="a file of keys, not a log: put a new one behind those in it, for gateways that cannot write theirs")
    ] = None,
) -> None:
    """Make a new key follow the present one; proofs that the present one signed stay good."""
    if file is not None:
        from enclave.audit.rotation import add_key

        typer.echo(add_key(file))
        return
    from enclave.audit.log import AuditLog
    from enclave.audit.read import log_of

    log_of(data)
    with AuditLog.open(data) as log:
        typer.echo(log.rotate())


@app.command()
def export(
    data: Data = Path(".enclave"),
    form: Annotated[
        Literal["jsonl", "csv", "parquet"], typer.Option("--format", help="jsonl: an event a line; csv and parquet: a column a field")
    ] = "jsonl",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="file to write; else to the terminal")] = None,
) -> None:
    """Write every event with the number of its record."""
    from enclave.audit.read import log_of

    log_of(data)
    if form == "parquet":
        from enclave.audit.tables import export_parquet

        if output is None:
            raise InputError("a parquet file cannot go to the terminal", hint="name a file with `-o`")
        count = export_parquet(data, output)
    elif output is None:
        count = _export(sys.stdout, data, form)
    else:
        try:
            with output.open("w", encoding="utf-8", newline="") as file:
                count = _export(file, data, form)
        except OSError as error:
            raise InputError(f"cannot write: {(error.strerror or '').lower()}", str(output)) from error
    typer.echo(f"{count} event{_s(count)}", err=True)


@app.command()
def tail(
    data: Data = Path(".enclave"),
    count: Annotated[int, typer.Option("-n", min=0, help="how many events from the end")] = 10,
    follow: Annotated[bool, typer.Option("--follow", help="go on with what is written from now on; end it with ctrl-c")] = False,
) -> None:
    """Show the last events, one line each."""
    from collections import deque

    from enclave.audit.checkpoint import claimed_size
    from enclave.audit.read import entries, log_of

    # all but the last second of the log is in the tree: what stands before the end of that need not be read
    last = max(0, claimed_size((log_of(data) / "checkpoint").read_bytes()) - count)
    kept = deque(entries(data, last), maxlen=count)
    for entry in kept:
        last = entry.number
        typer.echo(_line(entry.number, entry.decoded()))
    while follow:
        time.sleep(POLL_SECONDS)
        for entry in entries(data, last):
            last = entry.number
            typer.echo(_line(entry.number, entry.decoded()))


def _columns(data: Path) -> list[str]:
    """What queries would read otherwise than it stands in the log."""
    from enclave.audit.columns import FOLDER, behind, differences

    if not (data / FOLDER).is_dir():
        return []
    missing, of = behind(data)
    if missing:
        typer.echo(f"note        columns are behind: {missing} of {of} file{_s(of)}; the next query makes them")
    return [f"{FOLDER}/{each}" for each in differences(data) if "the next query makes it anew" not in each]


def _check_proof(path: Path, key: Path | None, certificate: Path | None, given: Sequence[Path]) -> None:
    """Say what a proof proves. Raises InputError when it cannot be checked; ends with 1 when it proves nothing."""
    from enclave.audit.note import read_verifiers
    from enclave.audit.proof import check

    if key is None:
        raise InputError("a proof is checked with a public key that you trust", hint="add `--key key.pub`")
    try:
        trusted, text = read_verifiers(key), path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("cannot read the proof or the key", str(path)) from error
    try:
        proven = check(text, trusted, str(path))
    except InputError as error:
        typer.echo(str(error))
        raise typer.Exit(1) from error
    typer.echo(_line(proven.number, proven.event))
    typer.echo(f"proved: record {proven.number} of {proven.checkpoint.size}, signed as {proven.checkpoint.origin}")
    if certificate is not None:
        receipts.hold(proven.checkpoint, certificate, given)


def _draw(kql: str, result: Table, form: str, output: Path | None) -> None:
    from enclave.audit.chart import chart, svg, text

    drawn = chart(kql, result)
    picture = text(drawn) if form == "chart" else svg(drawn).rstrip("\n")
    if output is None:
        typer.echo(picture)
        return
    try:
        output.write_text(picture + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write: {(error.strerror or '').lower()}", str(output)) from error


def _of_workspace(workspace: str, kql: str) -> Table:
    try:
        from enclave.audit.workspace import query_workspace
    except ImportError as error:
        hint = "run `pip install secure-ai-enclave[azure]`"
        raise EnclaveError("asking Log Analytics needs azure-monitor-query, which is not installed", hint=hint) from error
    return query_workspace(workspace, kql)


def _tell(made: int, of: int) -> None:
    typer.echo(f"making columns: {made} of {of}", err=True)


def _tables(options: Iterable[str]) -> dict[str, Path]:
    tables: dict[str, Path] = {}
    for option in options:
        name, equals, file = option.partition("=")
        if not equals or not file:
            raise InputError(f"`{option}` does not name a table and its file", hint="write `--table Sales=sales.csv`")
        if name in tables:
            raise InputError(f"two files for the table `{name}`")
        tables[name] = Path(file)
    return tables


def _line(number: int, event: Event) -> str:
    """One event for people: what, who, where, how it ended."""
    parts = [
        f"{number:>8}", event.time, f"{event.kind:<12}", event.project, event.deployment, event.caller,
        str(event.status) if event.status else "", ": ".join(part for part in (event.stage, event.reason) if part), event.error,
    ]  # fmt: skip
    return _printable("  ".join(part for part in parts if part))


def _export(file: TextIO, data: Path, form: str) -> int:
    from enclave.audit.event import Event, column, encode
    from enclave.audit.read import numbered_events

    count = 0
    if form == "csv":
        fields = Event.__struct_fields__
        rows = ((number, *(getattr(event, name) for name in fields)) for number, event in numbered_events(data))
        return _write_csv(file, ("RecordNumber", *map(column, fields)), rows)
    for number, event in numbered_events(data):
        file.write(f'{{"n":{number},{encode(event).decode()[1:]}\n')
        count += 1
    return count


def _write_csv(file: TextIO, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> int:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        count += 1
    return count


def _cell(value: Any) -> str:
    """The text of a value: nothing for none, JSON for what is not a scalar."""
    import msgspec

    match value:
        case None:
            return ""
        case str():
            return value
        case _:
            return msgspec.json.encode(value, order="deterministic").decode()


def _print_table(columns: tuple[str, ...], rows: Iterable[Iterable[Any]]) -> None:
    texts = [[_short(_cell(value)) for value in row] for row in rows]
    widths = [max(len(name), *(len(row[i]) for row in texts)) if texts else len(name) for i, name in enumerate(columns)]
    for row in (list(columns), ["-" * width for width in widths], *texts):
        typer.echo("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _printable(text: str) -> str:
    """What a client put into a name must not move the reader's cursor."""
    return "".join(mark if mark.isprintable() else " " for mark in text)


def _short(text: str) -> str:
    text = _printable(text)
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"
