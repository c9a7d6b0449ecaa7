"""How one key of a log follows another: the old key signs a tree whose last record names the new one.

`log/rotation/<size>` is that checkpoint. A proof that the old key signed stays good; who trusts the old key comes to trust the new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec

from enclave.audit.chain import Problem
from enclave.audit.checkpoint import claimed_size, open_checkpoint
from enclave.audit.event import decode
from enclave.audit.files import sync_folder, write_file
from enclave.audit.note import BadNote, Signer, Verifier, read_signer, read_signers, read_verifier
from enclave.audit.read import entries
from enclave.errors import InputError

FOLDER = "rotation"
NEXT_KEY = "log.key.next"
"""Of `DATA/keys`: a new private key that may not be in use yet."""


@dataclass(frozen=True)
class Rotation:
    """A change of keys."""

    path: Path
    size: int
    """Of the tree that the old key signed last."""
    note: bytes


def rotations(log: Path, problems: list[Problem]) -> list[Rotation]:
    """The changes of keys of a log, in order."""
    found = []
    for path in sorted((log / FOLDER).glob("*")):
        try:
            note = path.read_bytes()
            change = Rotation(path, claimed_size(note), note)
        except (OSError, BadNote) as error:
            problems.append(Problem(f"log/{FOLDER}/{path.name}", None, str(error) if isinstance(error, BadNote) else "it cannot be read"))
            continue
        if path.name != str(change.size):
            problems.append(Problem(f"log/{FOLDER}/{path.name}", None, f"changed: it is the checkpoint of {change.size} records"))
        else:
            found.append(change)
    return sorted(found, key=lambda change: change.size)


def follow(
    trusted: tuple[Verifier, ...], changes: Sequence[Rotation], roots: Mapping[int, bytes], entries: Mapping[int, bytes],
    problems: list[Problem],
) -> tuple[Verifier, ...]:
    """The keys that are to be trusted when these are, the newest last.

    `roots` and `entries` are the root and the last entry of the tree at each size. A change that none of the trusted keys
    signed is passed over: it may be older than all of them.
    """
    keys = trusted
    for change in changes:
        where = f"log/{FOLDER}/{change.path.name}"
        try:
            signed, _ = open_checkpoint(change.note, keys[-1:])
        except BadNote as error:
            if "wrong" in str(error):
                problems.append(Problem(where, None, str(error)))
            continue
        named = named_key(entries.get(change.size, b""), change.path)
        if roots.get(change.size) != signed.root:
            problems.append(Problem(where, None, "the tree is not the one that was signed: the log was rewritten, forked or put back"))
        elif named is None:
            problems.append(Problem(where, change.size, "the record names no key"))
        else:
            keys = (*keys, named)
            try:  # both sign
                open_checkpoint(change.note, [named])
            except BadNote:
                problems.append(Problem(where, None, "the signature of the key that follows is wrong or missing"))
    return keys


def finish(directory: Path) -> None:
    """Put the next key of a log in the place of the present one, if the present one has signed for it. Raises OSError, InputError.

    The signed checkpoint in the folder decides: without it the next key was never in use, and is forgotten.
    """
    log, private, next_key = directory / "log", directory / "keys" / "log.key", directory / "keys" / NEXT_KEY
    if not next_key.exists():
        return
    text = read_signer(next_key).verifier.text()
    if handed_to(directory) != text:
        next_key.unlink()
        return
    if text not in (log / "key.pub").read_text(encoding="utf-8"):
        list_key(log / "key.pub", text)
    next_key.rename(private)
    sync_folder(private.parent)


def add_key(path: Path) -> str:
    """Put a new private key behind those of a file, under their name; returns the public one. Raises InputError.

    A log that gets the file from elsewhere goes over to the last key by itself; the old ones are needed until every log has.
    """
    try:
        signers = read_signers(path)
        new = Signer.generate(signers[-1].name)
        write_file(path, "".join(f"{signer.text()}\n" for signer in (*signers, new)).encode())
    except OSError as error:
        raise InputError(f"cannot write a key: {(error.strerror or '').lower()}", str(path)) from error
    return new.verifier.text()


def list_key(public: Path, text: str) -> None:
    """Put a public key on a line of its own behind those of a file. Raises OSError."""
    before = public.read_bytes()
    write_file(public, before + (b"" if before.endswith(b"\n") else b"\n") + text.encode() + b"\n")


def handed_to(directory: Path) -> str:
    """The public key that the newest signed change of keys names, whether it is in use or not yet; nothing if there was none."""
    changes = rotations(directory / "log", [])
    record = next(islice(entries(directory, changes[-1].size - 1), 1), None) if changes else None
    named = named_key(record.event, changes[-1].path) if record is not None else None
    return named.text() if named is not None else ""


def named_key(entry: bytes, where: Path) -> Verifier | None:
    """The key that a `key_rotated` record names."""
    try:
        event = decode(entry)
        return read_verifier(event.reason, where) if event.kind == "key_rotated" else None
    except (msgspec.MsgspecError, UnicodeDecodeError, InputError):
        return None
