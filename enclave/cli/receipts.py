"""Receipts of a confidential ledger on the command line: read, checked, and held to a log or to a proof."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from enclave.errors import InputError

if TYPE_CHECKING:
    from enclave.audit.checkpoint import Checkpoint


def read(data: Path, certificate: Path | None, given: Sequence[Path]) -> tuple[list[tuple[str, bytes]], list[str]]:
    """The checkpoints of good receipts, with where each is, and a sentence for each receipt that proves nothing.

    Nothing without the ledger's certificate. Those that are given, else those that the gateway keeps. Raises InputError when there is none.
    """
    from enclave.audit.anchoring import FOLDER
    from enclave.audit.receipt import BadCertificate, check_receipt

    if certificate is None:
        return [], []
    paths = list(given) or sorted((data / FOLDER).glob("*.receipt.json"))
    if not paths:
        raise InputError("there is no receipt", str(data / FOLDER), "a gateway keeps the newest of each confidential ledger there")
    trusted, notes, bad = _bytes(certificate), [], []
    for path in paths:
        try:
            found = check_receipt(_bytes(path), trusted, str(path))
        except BadCertificate:
            raise
        except InputError as error:
            bad.append(f"{path}: {error.message}")
            continue
        typer.echo(f"receipt     {path}: good, transaction {found.transaction} of the ledger")
        notes.append((str(path), found.note))
    return notes, bad


def note_of(path: Path) -> bytes:
    """The checkpoint that a receipt says was written; whoever reads the proof checks the receipt. Raises InputError."""
    from enclave.audit.receipt import written_note

    return written_note(_bytes(path), str(path))


def hold(proven: Checkpoint, certificate: Path, given: Sequence[Path]) -> None:
    """Say that the ledger has the checkpoint of a proof; ends with 1 when it has not. Raises InputError."""
    from enclave.audit.checkpoint import claimed
    from enclave.audit.receipt import BadCertificate, check_receipt

    if not given:
        raise InputError("the receipt is missing", hint="add `--receipt FILE`")
    for path in given:
        try:
            found = check_receipt(_bytes(path), _bytes(certificate), str(path))
        except BadCertificate:
            raise
        except InputError as error:
            typer.echo(str(error))
            raise typer.Exit(1) from error
        if claimed(found.note) != proven:
            typer.echo(f"{path}: the receipt is of another checkpoint; write the proof with `enclave audit prove --receipt`")
            raise typer.Exit(1)
        typer.echo(f"committed: transaction {found.transaction} of the ledger has that checkpoint")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read: {(error.strerror or '').lower()}", str(path)) from error
