"""`enclave console`: serve the read-only console."""

from __future__ import annotations

import signal
import socket
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from enclave.errors import EnclaveError

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def console(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml")],
    *,
    data: Annotated[Path, typer.Option(help="where the gateway keeps its log and ledger")] = Path(".enclave"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="port to listen on; 0: any free one")] = 8081,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
) -> None:
    """Serve the read-only console: today's requests, refusals, spend, and the proof's verdicts.

    It has no log-in of its own: whoever reaches the address can read it.
    """
    import uvicorn

    from enclave.cli.ledgers import ledger_opener
    from enclave.console.app import LOOPBACK, create_app
    from enclave.spec.load import load

    document = load(spec)
    with _listener(host, port) as listener:
        local = listener.getsockname()[0] in ("127.0.0.1", "::1")
        if not local:
            print(f"anyone who reaches {host} can read the console; put a proxy with a log-in before it", file=sys.stderr)
        pages = create_app(document, data, hosts=LOOPBACK if local else (), ledger=ledger_opener(document.spec))
        config = uvicorn.Config(pages, log_level="warning", access_log=False, server_header=False, lifespan="off", ws="none")
        signal.signal(signal.SIGTERM, _stop)
        bound = listener.getsockname()[1]
        typer.echo(f"listening on http://{f'[{host}]' if ':' in host else host}:{bound}")
        sys.stdout.flush()
        uvicorn.Server(config).run(sockets=[listener])


def _listener(host: str, port: int) -> socket.socket:
    """A listening socket; connections wait in it until the server is ready."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise EnclaveError(f"cannot listen: {(error.strerror or str(error)).lower()}", f"{host}:{port}", "choose another --port") from error


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """uvicorn finishes what it does and then raises the signal again: that is a good end."""
    raise SystemExit(0)
