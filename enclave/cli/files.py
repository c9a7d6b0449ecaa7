"""One file that a command reads or writes, with a refusal that says which."""

from __future__ import annotations

import os
import select
import stat
from pathlib import Path

import typer

from enclave.errors import EnclaveError, InputError

CHUNK = 2**20
NOBODY = 5.0
"""Seconds that somebody may take to begin to write to a pipe that has a name."""
SILENT = 120.0
"""Seconds that whoever writes to a pipe may take until the next bytes come."""
STEP = 0.25
"""Seconds after which a pipe is asked again whether somebody writes to it."""


def read_at_most(path: Path, largest: int) -> bytes:
    """What is in a file or comes through a pipe, no more than `largest` bytes and one. Raises OSError, and InputError for a pipe
    through which nothing comes: opened as a file is, it would be waited for without end."""
    with open(path, "rb", buffering=0, opener=_at_once) as file:
        kind = os.fstat(file.fileno()).st_mode
        found, came, waited = bytearray(), not stat.S_ISFIFO(kind), 0.0
        while len(found) <= largest:
            piece = file.read(min(CHUNK, largest + 1 - len(found)))
            if piece:
                found += piece
                came = True
                continue
            if piece == b"" and came:
                break
            told, limit = ("nobody writes to it", NOBODY) if piece == b"" else ("whoever writes to it is silent", SILENT)
            if waited >= limit:
                raise InputError(f"nothing came for {limit:.0f} seconds: it is no file, and {told}", str(path))
            came = bool(select.select([file], [], [], STEP)[0])
            waited = 0.0 if came else waited + STEP
        return bytes(found)


def _at_once(path: str, flags: int) -> int:
    """Opens what a path leads to without waiting for somebody at the other end."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


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


def make_directory(path: Path) -> None:
    """Make a directory where there is none. Raises EnclaveError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnclaveError(f"cannot be made: {(error.strerror or str(error)).lower()}", str(path)) from error


def show(text: str, output: Path | None) -> None:
    """Write a result to a file, and say so; without one print it."""
    if output is None:
        typer.echo(text.removesuffix("\n"))
        return
    write_text(output, text)
    typer.echo(f"wrote {output}", err=True)
