"""One file that a command reads or writes, with a refusal that says which."""

from __future__ import annotations

from pathlib import Path

import typer

from enclave.errors import EnclaveError, InputError


def read_bytes(path: Path) -> bytes:
    """What is in a file. Raises InputError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {(error.strerror or str(error)).lower()}", str(path)) from error


def read_text(path: Path) -> str:
    """The text of a file. Raises InputError, also for what is not UTF-8."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("not a text file in UTF-8", str(path)) from error


def write_text(path: Path, text: str) -> None:
    """Write a file, its last line ended. Raises EnclaveError."""
    try:
        path.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8")
    except OSError as error:
        raise EnclaveError(f"cannot be written: {(error.strerror or str(error)).lower()}", str(path)) from error


def show(text: str, output: Path | None) -> None:
    """Write a result to a file, and say so; without one print it."""
    if output is None:
        typer.echo(text.removesuffix("\n"))
        return
    write_text(output, text)
    typer.echo(f"wrote {output}", err=True)
