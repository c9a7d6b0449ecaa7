"""`enclave monitor`: did data or performance drift, what did the monitor find, and the monitor itself."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

from enclave.errors import EnclaveError, InputError, InputErrors

if TYPE_CHECKING:
    from enclave.monitor.compare import Answer
    from enclave.monitor.triggers import Trigger
    from enclave.monitor.watching import Found, Watch
    from enclave.spec.models import Spec
    from enclave.spec.monitor import Trigger as SpecTrigger

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)

Form = Literal["text", "json"]
Format = Annotated[Form, typer.Option("--format", help="json prints one document")]


@app.callback()
def monitor() -> None:
    """Compare data for drift, report, run the monitor."""


@app.command()
def compare(
    *,
    reference: Annotated[Path, typer.Option(help="CSV or Parquet of a time when all was well")],
    analysis: Annotated[Path, typer.Option(help="CSV or Parquet to look at")],
    timestamp: Annotated[str | None, typer.Option(help="column with the times of the rows")] = None,
    chunk: Annotated[
        str | None, typer.Option(help="month, week, day, hour, quarter, year, or a number of rows; without it: one chunk")
    ] = None,
    prediction: Annotated[str | None, typer.Option(help="column with what the model said")] = None,
    target: Annotated[str | None, typer.Option(help="column with what came true")] = None,
    score: Annotated[str | None, typer.Option(help="column with the probability of the positive class")] = None,
    problem: Annotated[Literal["classification", "regression"] | None, typer.Option(help="without it the target tells")] = None,
    categorical: Annotated[list[str] | None, typer.Option(help="column of numbers that are categories; may be repeated")] = None,
    detector: Annotated[list[str] | None, typer.Option(help="detector by name, `all` or `default`; may be repeated")] = None,
    false_alarm_rate: Annotated[float, typer.Option(help="chance that an analysis without drift has any alert at all")] = 0.05,
    block: Annotated[int | None, typer.Option(min=1, help="rows that depend on each other; without it: as the files show")] = None,
    seed: Annotated[int, typer.Option(min=0, help="of the permutations")] = 0,
    form: Format = "text",
) -> None:
    """Say whether the analysis drifted from the reference. Exit code 0: it did not; 1: something did."""
    _needs_extra()
    from enclave.monitor.compare import Question, compare
    from enclave.monitor.subjects import Roles

    roles = Roles(prediction, target, score, problem, tuple(categorical or ()))
    question = Question(reference, analysis, timestamp, chunk, roles, tuple(detector or ()), false_alarm_rate, block, seed)
    _answered(compare(question), form)


@app.command()
def grid(
    reference: Annotated[Path, typer.Argument(help="CSV or Parquet of a time when all was well")],
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="JSON: the cells that replicas count in, and the reference's own counts")],
) -> None:
    """Make the cells in which replicas count their rows, so that they ship counts instead of rows."""
    _needs_extra()
    from enclave.monitor.summaries import grid_of, write_grid

    made = grid_of(reference)
    write_grid(made, out)
    for name in made.left_out:
        print(f"`{name}` is left out: it holds no numbers or categories", file=sys.stderr)


@app.command()
def count(
    file: Annotated[Path, typer.Argument(help="CSV or Parquet with the rows of one replica")],
    *,
    grid: Annotated[Path, typer.Option(help="made by `enclave monitor grid`")],
    out: Annotated[Path, typer.Option("--out", "-o", help="CSV: column_name, chunk, cell, row_count")],
    timestamp: Annotated[str | None, typer.Option(help="column with the times of the rows")] = None,
    chunk: Annotated[str | None, typer.Option(help="as for `compare`; rows are counted within this file")] = None,
) -> None:
    """Count a file's rows in the cells of a grid. Summaries of several files are added up by `judge`."""
    _needs_extra()
    from enclave.monitor.summaries import count, read_grid, write_counts

    write_counts(count(file, read_grid(grid), timestamp, chunk), out)


@app.command()
def sql(
    grid: Annotated[Path, typer.Argument(help="made by `enclave monitor grid`")],
    *,
    table: Annotated[str, typer.Option(help="the table with the rows, as the database names it")],
    chunk: Annotated[str, typer.Option(help="expression that names a row's chunk, as text")] = "'all'",
    dialect: Annotated[Literal["standard", "clickhouse", "spark"], typer.Option(help="how names and text are quoted")] = "standard",
) -> None:
    """Print the query that counts where the rows are. Its result, as CSV, is a summary for `judge`."""
    _needs_extra()
    from enclave.monitor.portable import query
    from enclave.monitor.summaries import read_grid

    print(query(read_grid(grid), table, chunk, dialect))


@app.command()
def judge(
    summaries: Annotated[list[Path], typer.Argument(help="CSV by `enclave monitor count` or by the query of `enclave monitor sql`")],
    *,
    grid: Annotated[Path, typer.Option(help="the grid that they were counted with")],
    detector: Annotated[list[str] | None, typer.Option(help="as for `compare`; those that counts can tell")] = None,
    false_alarm_rate: Annotated[float, typer.Option(help="chance that summaries without drift have any alert at all")] = 0.05,
    seed: Annotated[int, typer.Option(min=0, help="of the dealings")] = 0,
    form: Format = "text",
) -> None:
    """Add summaries up and say whether they drifted from the grid's reference. Exit code 0: they did not; 1: something did."""
    _needs_extra()
    from enclave.monitor.resampling import judge
    from enclave.monitor.summaries import merged, read_counts, read_grid

    cells = read_grid(grid)
    _answered(judge(cells, merged(read_counts(path, cells) for path in summaries), false_alarm_rate, detector or (), seed), form)


@app.command()
def stream(
    file: Annotated[Path, typer.Argument(help="CSV or Parquet")],
    *,
    column: Annotated[str, typer.Option(help="numbers, or errors as 0 and 1")],
    detector: Annotated[str, typer.Option(help="adwin, page_hinkley, ddm or kswin")] = "adwin",
    timestamp: Annotated[str | None, typer.Option(help="column with the times of the rows, which are looked at in their order")] = None,
    form: Format = "text",
) -> None:
    """Look at a stream value by value, without a reference. Exit code 0: no change; 1: some. These detectors state no false-alarm rate."""
    _needs_extra()
    import json

    from enclave.monitor.streaming import stream

    found = stream(file, column, detector, timestamp)
    if form == "json":
        print(json.dumps({"column": column, "detector": detector, "rows": found}))
    else:
        print("\n".join(f"change at row {row}" for row in found) or "no change")
    raise typer.Exit(1 if found else 0)


@app.command()
def run(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml")],
    *,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one")] = 8082,
    data: Annotated[Path, typer.Option(help="where telemetry, history and the log lie")] = Path(".enclave"),
    once: Annotated[bool, typer.Option("--once", help="look at what is over, and end: no intake")] = False,
) -> None:
    """Take predictions and labels, compare each period of the file's `monitor.models` once it is over, and set off its triggers.

    Prints `listening on http://HOST:PORT`, then serves until SIGTERM. Callers send the same tokens as to the gateway, with the role
    `user` or `contributor` in the project. With `--once` the exit code is 1 when something drifted.
    """
    _needs_extra()
    import asyncio
    import signal
    from datetime import UTC, datetime

    from enclave.audit.log import AuditLog
    from enclave.cli.keeping import retention_of
    from enclave.gateway.trust import token_verifier
    from enclave.monitor.intake import Intake
    from enclave.monitor.service import Service, serve, tick
    from enclave.monitor.store import Store
    from enclave.spec.load import load

    document = load(spec).spec
    watches, triggers = _watched(document, spec.parent)
    service = Service(data, watches, triggers, _token_for, retention_of(document))
    if once:
        log = AuditLog.open(data)
        try:
            found = tick(service, log, datetime.now(UTC))
        finally:
            log.close()
        _told(found)
        raise typer.Exit(1 if any(one.drift for one in found) else 0)
    verifier = token_verifier(document, data)

    async def authorise(token: bytes) -> list[str]:
        caller = await verifier.verify(token)
        return [project for project, roles in caller.memberships.items() if roles & {"user", "contributor"}]

    async def serving() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        name = f"[{host}]" if ":" in host else host
        intake = Intake(Store(data), authorise)
        keys, stopped = asyncio.create_task(verifier.watch()), asyncio.create_task(stop.wait())
        try:
            await serve(service, intake, (host, port), lambda bound: print(f"listening on http://{name}:{bound}", flush=True), stopped)
        finally:
            keys.cancel()
            stopped.cancel()

    try:
        asyncio.run(serving())
    except OSError as error:
        raise EnclaveError(f"cannot listen: {(error.strerror or str(error)).lower()}", f"{host}:{port}", "choose another --port") from error


@app.command()
def report(
    *,
    data: Annotated[Path, typer.Option(help="data directory of `monitor run`")] = Path(".enclave"),
    form: Format = "text",
) -> None:
    """Show what `monitor run` found: a line for each period of each model. Exit code 1: the newest period of some model drifted."""
    _needs_extra()
    import json

    from enclave.monitor.watching import History

    history = History(data).all()
    newest = {(one.project, one.model): one for one in history}
    if form == "json":
        print(json.dumps([vars(one) for one in history]))
    else:
        _told(history)
        if not history:
            print("nothing was looked at yet")
    raise typer.Exit(1 if any(one.drift for one in newest.values()) else 0)


@app.command()
def calls(
    *,
    data: Annotated[Path, typer.Option(help="data directory of the gateway")] = Path(".enclave"),
    day: Annotated[str | None, typer.Option(help="a day (UTC), `2026-11-21`; without it yesterday")] = None,
    false_alarm_rate: Annotated[
        float | None, typer.Option(help="chance of a false alarm for each deployment on this day; without it 5 % in a year")
    ] = None,
    form: Format = "text",
) -> None:
    """Say whether the calls of each deployment were on one day as in the four weeks before: lengths, times, refusals, findings.

    Reads the log only; nobody has to send telemetry. `monitor run` asks the same once a day. Exit code 1: something drifted.
    """
    _needs_extra()
    import json
    from datetime import UTC, date, datetime, timedelta

    from enclave.monitor.traffic import RATE, look_at_day
    from enclave.monitor.watching import History

    now = datetime.now(UTC)
    try:
        asked = date.fromisoformat(day) if day else now.date() - timedelta(days=1)
    except ValueError as error:
        raise InputError(f"`{day}` is no day", hint="write it as `2026-11-21`") from error
    rate = RATE if false_alarm_rate is None else false_alarm_rate
    if not 0 < rate < 1:
        raise InputError(f"`{rate}` is no false-alarm rate", hint="a share between 0 and 1, `0.001`")
    found = look_at_day(data, asked, now, History(data).all(), rate)
    if form == "json":
        print(json.dumps([vars(one) for one in found]))
    else:
        _told(found)
        if not found:
            print(f"no calls on {asked}")
    raise typer.Exit(1 if any(one.drift for one in found) else 0)


def _answered(answer: Answer, form: Form) -> NoReturn:
    """Notes on stderr, the answer on stdout, the verdict as the exit code."""
    from enclave.monitor.show import as_json, as_text, printable

    for note in answer.notes:
        print(printable(note), file=sys.stderr)
    print(as_json(answer) if form == "json" else as_text(answer))
    raise typer.Exit(1 if answer.drifted else 0)


def _told(found: list[Found]) -> None:
    from enclave.monitor.show import printable

    for one in found:
        print(printable(f"{one.period}  {one.project}/{one.model}  {one.rows} rows  {_verdict(one)}"))


def _verdict(found: Found) -> str:
    if found.error:
        return f"could not be compared: {found.error}"
    if not found.drift:
        return "no drift"
    columns = sorted({str(alert["column"]) for alert in found.alerts})
    fired = "".join(f"; {name}: {outcome}" for name, outcome in found.triggers.items())
    return f"drift of {', '.join(columns)}{fired}"


def _needs_extra() -> None:
    # matrices here are small: threads of the algebra library would only wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    missing = [name for name in ("numpy", "scipy", "pyarrow") if importlib.util.find_spec(name) is None]
    if missing:
        raise EnclaveError(f"`{missing[0]}` is not installed", hint="pip install 'secure-ai-enclave[monitor]'")


def _watched(document: Spec, folder: Path) -> tuple[tuple[Watch, ...], tuple[Trigger, ...]]:
    """What the file's `monitor` says. Raises InputErrors for projects and files that are not there."""
    from enclave.monitor.watching import Watch

    if document.monitor is None or not document.monitor.models:
        return (), ()
    problems, watches = [], []
    for model, one in document.monitor.models.items():
        reference = folder / one.reference
        if one.project not in document.projects:
            problems.append(InputError(f"`monitor.models.{model}.project` names `{one.project}`, which is no project of the file"))
        if not reference.is_file():
            problems.append(InputError(f"`monitor.models.{model}.reference` is not there", str(reference)))
        watches.append(Watch(one.project, model, reference, one.every, float(one.false_alarm_rate), one.days, one.detectors, one.problem))
    triggers = []
    for name, chosen in document.monitor.triggers.items():
        try:
            triggers.append(_trigger(name, chosen, folder))
        except InputError as error:
            problems.append(error)
    if problems:
        raise InputErrors(problems)
    return tuple(watches), tuple(triggers)


KINDS_OF_TRIGGER = ("webhook", "event_grid", "azure_ml", "batch_endpoint")


def _properties(path: Path, where: str) -> dict[str, Any]:
    """A job's properties out of a file, with that word around them or without. Raises InputError."""
    import json

    try:
        job = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"`{where}` cannot be read", str(path)) from error
    if isinstance(job, dict) and set(job) == {"properties"}:
        job = job["properties"]  # as the REST interface and `az rest` have it
    if not isinstance(job, dict):
        raise InputError(f"`{where}` holds no properties of a job", str(path), "a JSON object, as the REST interface takes it")
    return job


def _trigger(name: str, chosen: SpecTrigger, folder: Path) -> Trigger:
    from datetime import timedelta

    from enclave.monitor.triggers import Trigger

    kinds = [kind for kind in KINDS_OF_TRIGGER if getattr(chosen, kind) is not None]
    if len(kinds) != 1:
        raise InputError(f"`monitor.triggers.{name}` needs exactly one of {', '.join(f'`{kind}`' for kind in KINDS_OF_TRIGGER)}")
    cool_down = timedelta(hours=chosen.cool_down_hours)
    if chosen.azure_ml is not None:
        where = f"monitor.triggers.{name}.azure_ml.job"
        job = _properties(folder / chosen.azure_ml.job, where)
        if not isinstance(job.get("jobType"), str):
            hint = "the `properties` of a job of the REST interface: `jobType` (`Command`, `Pipeline`, ...) and what that needs"
            raise InputError(f"`{where}` is no job", str(folder / chosen.azure_ml.job), hint)
        return Trigger(name, "azure_ml", chosen.azure_ml.workspace, cool_down, job)
    if chosen.batch_endpoint is not None:
        endpoint = chosen.batch_endpoint
        job = _properties(folder / endpoint.job, f"monitor.triggers.{name}.batch_endpoint.job") if endpoint.job else {}
        return Trigger(name, "batch_endpoint", endpoint.address, cool_down, job, deployment=endpoint.deployment or "")
    if chosen.event_grid is not None:
        return Trigger(name, "event_grid", chosen.event_grid, cool_down)
    token = os.environ.get(f"ENCLAVE_TRIGGER_{name.upper().replace('-', '_')}_TOKEN", "")
    return Trigger(name, "webhook", chosen.webhook or "", cool_down, token=token)


def _token_for(scope: str) -> str:
    """An access token of the managed identity, or of whoever develops on this machine."""
    from enclave.gateway.credentials import sign_in

    return sign_in(scope)().value
