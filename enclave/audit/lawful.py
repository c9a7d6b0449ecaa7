"""Tells records that retention deleted from those that are missing: each empty entry must be named by a record of a deletion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import msgspec

from enclave.audit.chain import Problem
from enclave.audit.deletion import FOLDER, Deletion, all_places, digest_of, named, read_deletion, set_bits
from enclave.audit.event import decode
from enclave.audit.merkle import WIDTH
from enclave.audit.tiles import BadTile, Tiles


class Gaps:
    """What is empty in a log, gathered while it is read once, and then held to what its deletions say."""

    def __init__(self, log: Path, problems: list[Problem]) -> None:
        self._log = log
        self.problems = problems
        self._empty: dict[int, int] = {}
        self._deletions: list[Deletion] = []
        self._again = ""

    def look(self, number: int, entries: Sequence[bytes]) -> int:
        """A bundle as it stands; a bit for each of its entries that is empty."""
        if all(entries):
            return 0
        bits = sum(1 << place for place, entry in enumerate(entries) if not entry)
        self._empty[number] = bits
        return bits

    def judge(self, size: int) -> list[str]:
        """Tell what is empty and was not deleted, now that all of the tree of that size was read; returns what is worth knowing."""
        tiles = Tiles(self._log)
        for name in named(self._log):
            self._read(name, tiles, size)
        places = all_places(self._deletions)
        lost = {number: rest for number, bits in self._empty.items() if (rest := bits & ~places.get(number, 0))}
        for first, last in _runs(lost):
            which = f"record {first}" if first == last else f"records {first} to {last}"
            self.problems.append(Problem("log/tile/entries", first, f"missing: no record of a deletion names {which}{self._again}"))
        for deletion in self._deletions:
            self._hold(deletion, tiles, size)
        notes = []
        if self._deletions:
            count = sum(bits.bit_count() for bits in self._empty.values()) - sum(bits.bit_count() for bits in lost.values())
            which = ", ".join(str(deletion.number) for deletion in self._deletions[:8])
            more = f" and {len(self._deletions) - 8} more" if len(self._deletions) > 8 else ""
            by = f"record {which} says" if len(self._deletions) == 1 else f"records {which}{more} say"
            notes.append(f"{count} record{'' if count == 1 else 's'} deleted by retention, as {by}")
        left = sum((bits & ~self._empty.get(number, 0)).bit_count() for number, bits in places.items())
        if left:
            notes.append(f"{left} of the records that were to be deleted are still there: `enclave audit prune` goes on")
        return notes

    def _read(self, name: str, tiles: Tiles, size: int) -> None:
        """What `log/pruned` names must be records of deletions: readers pass over what those name."""
        deletion: Deletion | None = None
        number = int(name) if name.isdecimal() else 0
        if number > size:
            self._again = "; a deletion was recorded while this was checked: check again"
            return
        try:
            bundle, place = divmod(number - 1, WIDTH)
            entry = tiles.entries(bundle, min(WIDTH, size - bundle * WIDTH))[place] if number else b""
            deletion = read_deletion(number, decode(entry))
        except (BadTile, OSError, msgspec.MsgspecError, UnicodeDecodeError):
            pass  # it names nothing that can be read
        if deletion is None:
            self.problems.append(Problem(f"log/{FOLDER}/{name}", None, "it names no record of a deletion"))
        else:
            self._deletions.append(deletion)

    def _hold(self, deletion: Deletion, tiles: Tiles, size: int) -> None:
        """A deletion must have named records of this tree by their hashes."""
        try:
            good = digest_of(deletion.places, tiles, size) == deletion.event.details.get("sha256")
        except (BadTile, OSError):
            return  # a hash that cannot be read is told already
        if not good:
            what = "the deletion that it records was of other records than stood there"
            self.problems.append(Problem(f"log/{FOLDER}/{deletion.number}", deletion.number, what))


def _runs(places: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """First and last number of each run of records."""
    numbers = (bundle * WIDTH + place + 1 for bundle, bits in sorted(places.items()) for place in set_bits(bits))
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        yield found[0], found[-1]
