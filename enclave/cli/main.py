"""Picks the command, loads only its module, and turns errors into messages and exit codes."""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import typer
from typer.core import TyperGroup

from enclave import __version__
from enclave.cli.short_run import uncollected
from enclave.errors import EnclaveError

COMMANDS: tuple[tuple[str, str], ...] = (
    ("init", "write a commented enclave.yaml for a scenario"),
    ("check", "say everything that is wrong with an enclave.yaml, with line and column"),
    ("build", "write Bicep, Terraform, ARM JSON and Kubernetes manifests"),
    ("verify", "prove that the enclave is isolated, or show the path where it is not"),
    ("deploy", "deploy by phase, what-if first"),
    ("drift", "compare the file with what is deployed"),
    ("serve", "run the gateway"),
    ("up", "run gateway, simulator and console on this machine"),
    ("token", "issue and inspect caller tokens of the local issuer"),
    ("dlp", "scan, redact, validate or restore text"),
    ("budget", "report and reconcile spend"),
    ("audit", "query, verify, prove, export and tail the log"),
    ("monitor", "compare data for drift, report, run the monitor"),
    ("images", "decide on vulnerability reports of container images"),
    ("report", "write the runbook, the control matrix or OSCAL documents"),
    ("console", "serve the read-only console"),
)
"""Every command of the contract, in the order of `--help`; each is `enclave/cli/<command>.py` with an `app`."""


class Commands(TyperGroup):
    """Lists every command but imports only the one that is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name, _ in COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        help_by_name = dict(COMMANDS)
        if cmd_name not in help_by_name:
            return None
        with uncollected():
            command = typer.main.get_command(importlib.import_module(f"enclave.cli.{cmd_name}").app)
        command.name = cmd_name
        command.help = command.help or help_by_name[cmd_name]
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Lists the commands from the table, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(COMMANDS)


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def root(version: bool = typer.Option(False, "--version", help="print the version and exit")) -> None:
    """Secure AI Enclave: build, prove, guard and show an AI platform for a regulated organisation."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


def _open_streams() -> None:
    """What is printed is UTF-8, as what is written is, in any locale; what a terminal cannot show stands there by its number.

    A stream that was closed leads nowhere: its descriptor would else become that of the next file, and what is printed would stand there.
    """
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        stream = getattr(sys, name)
        if stream is None:
            os.dup2(opened := os.open(os.devnull, os.O_RDWR), descriptor)
            if opened > 2:
                os.close(opened)
            setattr(sys, name, os.fdopen(descriptor, "w" if descriptor else "r", encoding="utf-8", closefd=False))
        elif descriptor and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="backslashreplace")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code. The only place that turns an unforeseen error into a message."""
    # nothing that happens to be installed beside this program looks into a spec (and looking for it takes time)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    _open_streams()
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="enclave")
    except EnclaveError as error:
        _tell(*error.parts())
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("ENCLAVE_TRACEBACK"):
            raise
        if isinstance(error, OSError) and error.strerror:
            place = "" if error.filename is None else f"{error.filename}: "
            _tell(f"{place}could not go on: {error.strerror.lower()}", "  set ENCLAVE_TRACEBACK=1 to see at what")
        else:
            _tell(f"internal error: {type(error).__name__}: {error}",
                  "  this is a defect of the program; set ENCLAVE_TRACEBACK=1 to see where")
        sys.exit(3)


def _tell(*lines: object) -> None:
    """Say what went wrong; where even that cannot be written, the exit code says it."""
    with suppress(OSError):
        for line in lines:
            print(line, file=sys.stderr)


if __name__ == "__main__":
    main()
