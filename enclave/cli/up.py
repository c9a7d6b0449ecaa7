"""`enclave up`: gateway, simulator and console on this machine, nothing else to install."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from enclave.cli.processes import Processes
from enclave.errors import EnclaveError

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def up(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml")],
    demo: Annotated[bool, typer.Option("--demo", help="show the main job from one file to a guarded answer, then end")] = False,
    port: Annotated[int | None, typer.Option(help="of the gateway: 8080, or any free one for the demo; 0: any free one")] = None,
    console_port: Annotated[int | None, typer.Option(help="of the console: 8081, or any free one for the demo")] = None,
    data: Annotated[Path | None, typer.Option(help="keys, ledger and log: .enclave, or a new directory for the demo")] = None,
) -> None:
    """Run gateway, simulator and console on this machine. ENCLAVE_UPSTREAM=http://host:port/v1 replaces the simulator."""
    signal.signal(signal.SIGTERM, _interrupt)
    if demo:
        from enclave.cli.demo import run

        place = data or Path(".enclave") / "demo" / datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
        raise typer.Exit(run(spec, place, port or 0, console_port or 0))
    place = data or Path(".enclave")
    with Processes(place / "processes") as processes:
        gateway, console = start(processes, spec, place, 8080 if port is None else port, 8081 if console_port is None else console_port)
        typer.echo(_welcome(spec, place, gateway, console))
        try:
            name, status = processes.wait()
        except KeyboardInterrupt:
            return
        raise EnclaveError(
            f"{name} ended with status {status}", str(place / "processes" / f"{name}.log"), "the log and the ledger are safe; start again"
        )


def start(processes: Processes, spec: Path, data: Path, port: int, console_port: int) -> tuple[str, str]:
    """Check the file, start what it needs in order; the addresses of gateway and console."""
    from enclave.spec.load import load

    load(spec)
    upstream = os.environ.get("ENCLAVE_UPSTREAM")
    if not upstream:
        upstream = processes.start("simulator", "enclave.simulator", ["--port", "0"]) + "/v1"
    serve = ["serve", str(spec), "--port", str(port), "--data", str(data), "--upstream", upstream]
    gateway = processes.start("gateway", "enclave.cli.main", serve)
    watch = ["console", str(spec), "--port", str(console_port), "--data", str(data)]
    console = processes.start("console", "enclave.cli.main", watch)
    return gateway, console


def _welcome(spec: Path, data: Path, gateway: str, console: str) -> str:
    upstream = os.environ.get("ENCLAVE_UPSTREAM", "a simulator: every answer says so")
    return (
        f"gateway   {gateway}  (OpenAI and Azure OpenAI clients)\n"
        f"upstream  {upstream}\n"
        f"console   {console}  <- open this\n\n"
        f"a token:  enclave token issue {spec} --project P --role user --data {data}\n"
        f"a client: OpenAI(base_url='{gateway}/v1', api_key=TOKEN)\n"
        "stop with Ctrl-C"
    )


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
