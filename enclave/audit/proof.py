"""A proof of one record in one file, that anybody can check without us and without the log. Source: c2sp.org/tlog-proof.

The record itself is the proof's extra data: what a checker hashes, and what a reader reads.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from enclave.audit.checkpoint import Checkpoint, claimed, claimed_size, open_checkpoint
from enclave.audit.deletion import deletions
from enclave.audit.event import Event, decode
from enclave.audit.merkle import HASH, WIDTH, inclusion, leaf_hash, root_from_inclusion
from enclave.audit.note import BadNote, Verifier
from enclave.audit.read import log_of, stored
from enclave.audit.tiles import BadTile, Tiles
from enclave.errors import EnclaveError, InputError

HEADER = "c2sp.org/tlog-proof@v1"
MOST_BYTES = 2**20


@dataclass(frozen=True)
class Proven:
    """What a proof proves."""

    number: int
    """Of the record; the first of a log is 1."""
    event: Event
    checkpoint: Checkpoint


class Deleted(EnclaveError):
    """The record is not there any more, and lawfully so."""


def find(directory: str | Path, name: str) -> list[int]:
    """The numbers of the records of a request, of an event, or of that number itself. Raises InputError when there is none."""
    found: list[int] = []
    wanted = name.encode()
    for entry in stored(directory):
        if str(entry.number) == name:
            return [entry.number]
        if wanted in entry.event:  # decoding each would take twenty times as long
            event = entry.decoded()
            if name in {event.id, event.request_id}:
                found.append(entry.number)
    if not found:
        hint = "give an event's id, a request's id or a record's number"
        gone = deletions(log_of(directory))
        if gone:
            hint += f"; what was deleted is found by its number only, see `enclave audit prove {gone[-1].number}`"
        raise InputError(f"no record of `{name}`", str(log_of(directory)), hint)
    return found


def prove(directory: str | Path, number: int, note: bytes | None = None) -> str:
    """The proof of a record under the newest checkpoint, or one that is given. Raises InputError, and Deleted with what records that."""
    log = log_of(directory)
    try:
        newest = (log / "checkpoint").read_bytes()
        note = newest if note is None else note
        size = claimed_size(note)
        if number > size and note == newest:
            raise InputError(f"record {number} is not signed yet", str(log), "try again in a second, or when the gateway runs again")
        if number > size or size > claimed_size(newest):
            raise InputError(f"record {number} is not under that checkpoint, which is of {size} records", str(log), "take a newer one")
        entry = next(stored(directory, number - 1))
        if not entry.event:
            raise _gone(log, number)
        path = inclusion(Tiles(log).subtree(size), number - 1, size)
    except (OSError, BadNote, BadTile) as error:
        raise InputError(f"the log is damaged: {error}", str(log), "see `enclave audit verify`") from error
    return _written(entry.event, number - 1, path, note.decode())


def _gone(log: Path, number: int) -> EnclaveError:
    """Why a record is empty: retention, or nobody knows."""
    bundle, place = divmod(number - 1, WIDTH)
    for each in deletions(log):
        if each.places.get(bundle, 0) >> place & 1:
            said = each.event.details.get("policy", "")
            message = f"record {number} was deleted by retention at {each.event.time}, as record {each.number} says ({said})"
            return Deleted(message, str(log), f"`enclave audit prove {each.number}` proves the deletion; the record's hash is in the tree")
    return InputError(f"record {number} is missing, and no record of a deletion names it", str(log), "see `enclave audit verify`")


def check(proof: str, trusted: Iterable[Verifier], where: str = "") -> Proven:
    """What a proof proves to somebody who trusts these keys. Raises InputError when it proves nothing."""
    try:
        event, index, path, note = _read(proof)
        origin = claimed(note.encode()).origin
        checkpoint, _ = open_checkpoint(note.encode(), [key.signs_as(origin) for key in trusted])
        if root_from_inclusion(leaf_hash(event), index, checkpoint.size, path) != checkpoint.root:
            raise BadNote("its record is not in the tree that was signed")
        return Proven(index + 1, decode(event), checkpoint)
    except (BadNote, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(f"the proof proves nothing: {error}", where) from error


def _written(event: bytes, index: int, path: Sequence[bytes], note: str) -> str:
    hashes = "".join(f"{_base64(each)}\n" for each in path)
    return f"{HEADER}\nextra {_base64(event)}\nindex {index}\n{hashes}\n{note}"


def _read(proof: str) -> tuple[bytes, int, list[bytes], str]:
    """Event, index, path and checkpoint. Raises BadNote."""
    head, blank, note = proof.partition("\n\n")
    lines = head.split("\n")
    if not blank or len(proof) > MOST_BYTES or len(lines) < 3 or lines[0] != HEADER:
        raise BadNote(f"it has not the form of `{HEADER}`")
    extra, index = lines[1].partition(" "), lines[2].partition(" ")
    if extra[0] != "extra" or index[0] != "index" or not index[2].isdecimal() or str(int(index[2][:20])) != index[2]:
        raise BadNote("it holds no record, or no place of it")
    path = [_bytes(line) for line in lines[3:]]
    if any(len(each) != HASH for each in path):
        raise BadNote("a line of it is no hash")
    return _bytes(extra[2]), int(index[2]), path, note


def _bytes(text: str) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as error:
        raise BadNote("a line of it is not base64") from error
    if _base64(found) != text:
        raise BadNote("a line of it is not base64 as it is written")
    return found


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
