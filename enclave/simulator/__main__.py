"""`python -m enclave.simulator --port P`: serves until SIGTERM or SIGINT."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import Annotated

import typer
import uvloop

from enclave.errors import EnclaveError
from enclave.simulator.app import Options, start
from enclave.simulator.faults import FAULTS, FaultRate

FAULT_HELP = "KIND@RATE, repeatable: " + "; ".join(f"{kind} ({what})" for kind, what in FAULTS)


def main(
    *,
    port: Annotated[int, typer.Option(help="port to listen on; 0 picks a free one", min=0, max=65535)],
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    latency_ms: Annotated[float, typer.Option(min=0, help="wait before the first byte")] = 0,
    delta_ms: Annotated[float, typer.Option(min=0, help="wait between the events of a stream")] = 0,
    chunk_bytes: Annotated[int, typer.Option(min=0, help="cut streams into pieces of so many bytes")] = 0,
    fault: Annotated[list[str] | None, typer.Option(metavar="KIND@RATE", help=FAULT_HELP)] = None,
    seed: Annotated[int, typer.Option(help="decides which requests get a fault")] = 0,
    model: Annotated[list[str] | None, typer.Option(help="a name that exists, repeatable; none: any name does")] = None,
) -> None:
    """Simulate Azure OpenAI and OpenAI on this machine. Prints `listening on <address>` first."""
    try:
        faults = tuple(FaultRate.parse(text) for text in fault or ())
        uvloop.run(serve(host, port, Options(latency_ms, delta_ms, chunk_bytes, faults, seed, tuple(model or ()))))
    except EnclaveError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(error.exit_code) from None
    except OSError as error:
        print(f"cannot listen on {host}:{port}: {error.strerror}", file=sys.stderr)
        raise typer.Exit(3) from None


async def serve(host: str, port: int, options: Options) -> None:
    """Serve until a signal to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    server = await start(host, port, options)
    print(f"listening on http://{f'[{host}]' if ':' in host else host}:{server.port}", flush=True)
    await stop.wait()
    await server.close(grace_seconds=1)


if __name__ == "__main__":
    typer.run(main)
