"""`enclave audit ship` and `enclave audit sinks`: the log on its way to other places, and how far it has come."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from enclave.errors import EnclaveError, InputError

if TYPE_CHECKING:
    from enclave.audit.sinks.interface import Sink
    from enclave.spec.load import Document
    from enclave.spec.sinks import Sink as Written

MONITOR_ENDPOINT, MONITOR_RULE = "ENCLAVE_MONITOR_ENDPOINT", "ENCLAVE_MONITOR_RULE"
"""What only a deployment tells; the gateway's pod has them."""
KAFKA_NEEDS = "pip install 'secure-ai-enclave[kafka]'"

Data = Annotated[Path, typer.Option("--data", help="data directory of the gateway")]


def ship(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml")],
    *,
    data: Data = Path(".enclave"),
    sink: Annotated[list[str] | None, typer.Option(help="only this sink of the file; may be repeated")] = None,
    once: Annotated[bool, typer.Option("--once", help="deliver what is there, and end")] = False,
) -> None:
    """Deliver the log to the sinks of a file until SIGTERM. `enclave serve` does it by itself.

    Endpoints and secrets that a file does not hold: ENCLAVE_MONITOR_ENDPOINT, ENCLAVE_MONITOR_RULE, and for a sink `siem`
    ENCLAVE_SINK_SIEM_USER, ENCLAVE_SINK_SIEM_PASSWORD, ENCLAVE_SINK_SIEM_TOKEN.
    """
    from enclave.audit.read import log_of
    from enclave.spec.load import load

    document = load(spec)
    log_of(data)
    opened = open_sinks(document, sink)
    if not opened:
        raise InputError("the file names no sinks", str(spec), "write `sinks: {siem: {jsonl: {file: events.jsonl}}}`")
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    ship_all(data, opened, stop, once=once)


def sinks(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml")],
    *,
    data: Data = Path(".enclave"),
    form: Annotated[
        Literal["table", "json", "prometheus"], typer.Option("--format", help="prometheus: metrics in the text format")
    ] = "table",
) -> None:
    """Show how far each sink has come. Ends with 1 when something holds one up."""
    import msgspec

    from enclave.audit.sinks.status import lags, metrics
    from enclave.spec.load import load

    found = lags(data, sorted(load(spec).spec.sinks or {}))
    if form == "json":
        typer.echo(msgspec.json.encode(found).decode())
    elif form == "prometheus":
        typer.echo(metrics(found), nl=False)
    else:
        for lag in found:
            refused = f", {lag.refused} refused" if lag.refused else ""
            behind = f"{lag.behind} behind, the oldest {lag.seconds:.0f} s" if lag.behind else "nothing behind"
            typer.echo(f"{lag.name:<16} record {lag.delivered}, {behind}{refused}{f'; {lag.problem}' if lag.problem else ''}")
    if any(lag.problem for lag in found):
        raise typer.Exit(1)


def shipping(document: Document, data: Path) -> Callable[[Event], None] | None:
    """What the gateway's parent runs in a process of its own, if the file names sinks. Says at once what cannot be. Raises EnclaveError."""
    if not document.spec.sinks:
        return None
    for opened in open_sinks(document).values():
        opened.close()
    # connections are opened in the process that uses them
    return lambda stop: ship_all(data, open_sinks(document), stop, once=False)


def ship_all(data: Path, opened: dict[str, Sink], stop: Event, *, once: bool) -> None:
    """Ship to every sink, each in a thread: one that is slow holds up no other. Raises the first error with `once`."""
    from enclave.audit.sinks.ship import ship

    problems: list[EnclaveError] = []

    def run(name: str, one: Sink) -> None:
        try:
            ship(data, name, one, stop.wait, once=once)
        except (EnclaveError, OSError) as error:
            told = error if isinstance(error, EnclaveError) else EnclaveError((error.strerror or str(error)).lower(), str(data))
            problems.append(type(told)(f"sink `{name}`: {told.message}", told.where, told.hint))
        finally:
            one.close()

    threads = [Thread(target=run, args=item, name=f"sink {item[0]}") for item in opened.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        # a join without an end would keep signals from being heard
        while thread.is_alive():
            thread.join(0.5)
    for problem in problems[1:]:
        print(problem, file=sys.stderr)
    if problems:
        raise problems[0]


def open_sinks(document: Document, only: list[str] | None = None) -> dict[str, Sink]:
    """The sinks of a file by their names. Raises EnclaveError for one that cannot be opened."""
    from enclave.audit.sinks import open_sink

    written = document.spec.sinks or {}
    if unknown := sorted({*(only or ())} - {*written}):
        raise InputError(f"the file names no sink `{unknown[0]}`", hint=f"known: {', '.join(sorted(written)) or 'none'}")
    opened: dict[str, Sink] = {}
    for name, sink in written.items():
        if only and name not in only:
            continue
        try:
            opened[name] = open_sink(sink.kinds[0], settings(name, sink))
        except ImportError as error:
            raise EnclaveError(f"sink `{name}` needs what is not installed", document.where("sinks", name), KAFKA_NEEDS) from error
        except EnclaveError as error:
            raise type(error)(f"sink `{name}`: {error.message}", document.where("sinks", name), error.hint) from error
    return opened


def settings(name: str, sink: Written) -> dict[str, Any]:
    """What a sink is opened with: what the file says, and what the environment has. Raises InputError."""
    if sink.azure_monitor is not None:
        part = sink.azure_monitor
        endpoint, rule = part.endpoint or os.environ.get(MONITOR_ENDPOINT, ""), part.rule or os.environ.get(MONITOR_RULE, "")
        if not endpoint or not rule:
            raise InputError("it has no endpoint or no rule", hint=f"write them, or set {MONITOR_ENDPOINT} and {MONITOR_RULE}")
        return {"endpoint": endpoint, "rule": rule, "stream": part.stream}
    if sink.kafka is not None:
        bus = sink.kafka
        protocol = "PLAINTEXT" if bus.plaintext else "SASL_SSL" if bus.mechanism else "SSL"
        signed = {"mechanism": bus.mechanism, "user": _secret(name, "USER"), "password": _secret(name, "PASSWORD")} if bus.mechanism else {}
        return {"servers": bus.servers, "topic": bus.topic, "protocol": protocol, "authorities": bus.authorities or "", **signed}
    if sink.otlp is not None:
        return {**sink.otlp.model_dump(), "token": _secret(name, "TOKEN")}
    whole = sink.event_hubs or sink.jsonl
    return whole.model_dump() if whole is not None else {}


def _secret(name: str, what: str) -> str:
    return os.environ.get(f"ENCLAVE_SINK_{name.upper().replace('-', '_')}_{what}", "")
