"""The record of a deletion: which records went, by which policy, and a hash over theirs, which the tree keeps.

What is deleted stands as an empty entry in its bundle. `log/pruned/<number>` names every `pruned` record by its number, so that readers
find them; the records themselves, in the tree, are what counts.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from enclave.audit.checkpoint import claimed
from enclave.audit.event import Event, decode
from enclave.audit.files import UNFINISHED
from enclave.audit.merkle import WIDTH, inclusion, leaf_hash, root_from_inclusion
from enclave.audit.note import BadNote
from enclave.audit.tiles import BadTile, Tiles
from enclave.errors import InputError

FOLDER = "pruned"
"""Of `DATA/log`."""
PENDING, DONE = b"pending\n", b"done\n"
"""What a file there says: whether everything that held the records beside the tree is deleted, too."""
MOST_BUNDLES = 1024
"""Of one deletion: their bits, even when nothing presses them, have to fit into one event."""
BITS = WIDTH // 8
Places = Mapping[int, int]
"""Number of a bundle -> a bit for each of its entries, the first is the lowest."""


class Deletion(NamedTuple):
    """What one record says."""

    number: int
    """Of the record itself."""
    event: Event
    places: Places

    @property
    def total(self) -> int:
        """How many records it deletes."""
        return sum(bits.bit_count() for bits in self.places.values())

    @property
    def last(self) -> int:
        """The last record that it deletes."""
        bundle = max(self.places)
        return bundle * WIDTH + self.places[bundle].bit_length()


def details(places: Places, digest: str, policy: str, latest: str) -> dict[str, str]:
    """What the event says; `digest` is that of `digest_of`."""
    first, end = min(places), max(places) + 1
    bits = b"".join(places.get(number, 0).to_bytes(BITS, "little") for number in range(first, end))
    return {
        "first": str(first * WIDTH + (places[first] & -places[first]).bit_length()),
        "last": str((end - 1) * WIDTH + places[end - 1].bit_length()),
        "count": str(sum(bits.bit_count() for bits in places.values())),
        "sha256": digest,
        "policy": policy,
        "before": latest,
        "records": f"{first}:{base64.b64encode(zlib.compress(bits, 9)).decode()}",
    }


def digest_of(places: Places, tiles: Tiles, size: int) -> str:
    """SHA-256 over the leaf hashes of the records, in order, hex. Raises BadTile, OSError."""
    total = sha256()
    for number, bits in sorted(places.items()):
        hashes = tiles.hashes(0, number, min(WIDTH, size - number * WIDTH))
        for place in set_bits(bits):
            total.update(hashes[place])
    return total.hexdigest()


def read_deletion(number: int, event: Event) -> Deletion | None:
    """What a `pruned` record says; None when it says nothing that can be."""
    first, _, packed = event.details.get("records", "").partition(":")
    try:
        opener = zlib.decompressobj()
        bits = opener.decompress(base64.b64decode(packed, validate=True), MOST_BUNDLES * BITS)
        start = int(first)
    except (ValueError, binascii.Error, zlib.error):
        return None
    if opener.unconsumed_tail or not opener.eof or len(bits) % BITS or start < 0:
        return None
    words = {start + at // BITS: int.from_bytes(bits[at : at + BITS], "little") for at in range(0, len(bits), BITS)}
    found = Deletion(number, event, {bundle: word for bundle, word in words.items() if word})
    if event.kind != "pruned" or not found.places or found.last >= number or str(found.total) != event.details.get("count"):
        return None
    return found


def named(log: Path) -> list[str]:
    """What `log/pruned` has, in order; each should be the number of a record of a deletion."""
    names = (path.name for path in (log / FOLDER).glob("*") if not path.name.endswith(UNFINISHED))
    return sorted(names, key=lambda name: (len(name), name))


def deletions(log: Path) -> list[Deletion]:
    """Every deletion of a log, each held to the signed tree's root. Raises InputError when one is damaged."""
    found = []
    numbers = [int(name) for name in named(log) if name.isdecimal()]
    if not numbers:
        return []
    try:
        checkpoint = claimed((log / "checkpoint").read_bytes())
        tiles = Tiles(log)
        for number in numbers:
            bundle, place = divmod(number - 1, WIDTH)
            entry = tiles.entries(bundle, min(WIDTH, checkpoint.size - bundle * WIDTH))[place] if number <= checkpoint.size else b""
            path = inclusion(tiles.subtree(checkpoint.size), number - 1, checkpoint.size) if entry else []
            deletion = read_deletion(number, decode(entry)) if entry else None
            if deletion is None or root_from_inclusion(leaf_hash(entry), number - 1, checkpoint.size, path) != checkpoint.root:
                raise BadTile(log / FOLDER / str(number), "it names no record of a deletion")
            found.append(deletion)
    except (BadTile, BadNote, OSError, IndexError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        where = error.path if isinstance(error, BadTile) else log / FOLDER
        raise InputError(f"the log is damaged: {error}", str(where), "see `enclave audit verify`") from error
    return found


def all_places(found: Iterable[Deletion]) -> dict[int, int]:
    """What several deletions delete together."""
    together: dict[int, int] = {}
    for deletion in found:
        for bundle, bits in deletion.places.items():
            together[bundle] = together.get(bundle, 0) | bits
    return together


def set_bits(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set, from the lowest."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
