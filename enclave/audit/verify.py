"""Checks a whole log against its signed root, its own hashes and its chain, and says of every wrong byte where it is.

What it cannot see by itself: a log that was put back, together with its checkpoint, as it once was. Keep a checkpoint elsewhere and
give it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from enclave.audit.anchored import Holding, holding, judge, sizes
from enclave.audit.anchors.interface import Anchor
from enclave.audit.bundles import UNKNOWN, roots
from enclave.audit.chain import Chain, Problem
from enclave.audit.checkpoint import Checkpoint, claimed, claimed_size, open_checkpoint
from enclave.audit.lawful import Gaps
from enclave.audit.merkle import EMPTY, HASH, WIDTH, Edge, perfect
from enclave.audit.note import BadNote, Verifier, read_verifiers
from enclave.audit.read import log_of
from enclave.audit.rotation import Rotation, follow, rotations
from enclave.audit.strays import strays
from enclave.audit.tiles import BadTile, Tiles
from enclave.errors import InputError


@dataclass(frozen=True)
class Report:
    """What the check found."""

    ok: bool
    records: int
    """Records that stand in the log."""
    root: str
    """Of the tree that stands there, hex."""
    checkpoint: Checkpoint | None
    """The signed checkpoint, when it can be believed."""
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()
    """What is worth knowing and not wrong."""


def verify(
    directory: str | Path, *, key: str | Path | None = None, checkpoints: Iterable[str | Path] = (), anchors: Sequence[Anchor] = (),
    notes: Sequence[tuple[str, bytes]] = (), processes: int = 1,
) -> Report:
    """Check the log of a data directory, streaming.

    `key` is a public key that the reader trusts; without it the one beside the log is taken, which somebody who rewrote the
    log may have replaced. `checkpoints` are older ones that were kept elsewhere, `notes` such that somebody has read (with where),
    `anchors` places that have many: the log must be what they say and more. `processes`: how many may work at it. Raises InputError when
    there is no log, or what is given cannot be read, and AnchorUnavailable.
    """
    log = log_of(directory)
    problems: list[Problem] = []
    trusted = _keys(log, Path(key) if key is not None else None, problems)
    try:
        chain = Chain(log / "wal", problems)
    except OSError as error:
        raise InputError(f"cannot read the log: {(error.strerror or '').lower()}", str(error.filename or log)) from error
    try:
        held = [holding(anchor, trusted[0].name if trusted else "", log) for anchor in anchors]
        return _Check(log, trusted, _Elsewhere([*(_given(path) for path in checkpoints), *notes], held), chain, problems).run(processes)
    finally:
        chain.close()


class _Elsewhere(NamedTuple):
    """What the log must be, as others say."""

    checkpoints: Sequence[tuple[str, bytes]]
    """With where each was."""
    holdings: Sequence[Holding]


class _Check:
    """One check of one log."""

    def __init__(
        self, log: Path, trusted: tuple[Verifier, ...], elsewhere: _Elsewhere, chain: Chain, problems: list[Problem]
    ) -> None:
        self._log = log
        self._trusted = trusted
        self._kept, self._held = elsewhere
        self._chain = chain
        self._problems = problems
        self._note = b""
        self._tiles = Tiles(log)

    def run(self, processes: int) -> Report:
        """Everything, in order."""
        size = self._claimed()
        self._chain.open()
        changes = rotations(self._log, self._problems)
        wanted = {size, *(change.size for change in changes), *(claimed_size(note) for _, note in self._kept), *sizes(self._held)}
        first = min(self._chain.first(), size + 1)
        gaps = Gaps(self._log, self._problems)
        walk = _Walk(self._tiles, size, first, {at for at in wanted if at <= size}, gaps)
        walk.run(processes)
        last, ahead = self._chain.check(first, walk.leaves, walk.doubtful)
        signed = self._signed(changes, walk)
        walk.judge(signed)
        strays(self._log, walk.edge, [*walk.last, *ahead], self._problems)
        notes = list(self._chain.notes)
        notes += gaps.judge(walk.size)
        for held in self._held:
            notes += judge(held, walk.size, walk.roots, self._problems)
        if last > size:
            notes.append(f"{last - size} record{'s' if last > size + 1 else ''} behind the checkpoint: chained, not signed yet")
        return Report(not self._problems, last, walk.edge.root().hex(), signed, tuple(self._problems), tuple(notes))

    def _claimed(self) -> int:
        try:
            self._note = (self._log / "checkpoint").read_bytes()
            return claimed_size(self._note)
        except (OSError, BadNote) as error:
            what = str(error) if isinstance(error, BadNote) else "it cannot be read"
            self._problems.append(Problem("log/checkpoint", None, what))
            return 0

    def _signed(self, changes: Sequence[Rotation], walk: _Walk) -> Checkpoint | None:
        """The checkpoint, when its signature is that of a key that is trusted; every older one that is known is held to the tree."""
        trusted = follow(self._trusted[:1], changes, walk.roots, walk.entries, self._problems)
        known = tuple(dict.fromkeys(each.text() for each in trusted))
        if len(self._trusted) > 1 and trusted != self._trusted:
            self._problems.append(Problem("log/key.pub", None, "it lists keys that did not follow each other"))
        elif known and _listed(self._log)[-len(known) :] != known:
            self._problems.append(Problem("log/key.pub", None, "it does not end with the keys that signed the log"))
        signed: Checkpoint | None = None
        if trusted and self._note:
            try:
                signed, _ = open_checkpoint(self._note, trusted[-1:])
            except BadNote as error:
                self._problems.append(Problem("log/checkpoint", None, str(error)))
        for where, note in self._kept:
            try:
                older, _ = open_checkpoint(note, trusted or self._trusted[:1])
            except BadNote as error:
                raise InputError(f"the checkpoint cannot be believed: {error}", where) from error
            if older.size > walk.size:
                what = f"the log was put back: {older.size} records were signed, {walk.size} are there ({where})"
                self._problems.append(Problem("log/checkpoint", walk.size + 1, what))
            elif walk.roots[older.size] != older.root:
                what = f"the log was rewritten or forked: what was signed for the first {older.size} records is another tree ({where})"
                self._problems.append(Problem("log/tile/", None, what))
        return signed


class _Walk:
    """One pass over the tree: entries against the hashes of the leaves, these against the tiles above them."""

    def __init__(self, tiles: Tiles, size: int, first: int, wanted: set[int], gaps: Gaps) -> None:
        self.size = size
        self.leaves: list[bytes] = []
        """Hashes of the entries from number `first` on."""
        self.roots: dict[int, bytes] = {0: EMPTY}
        """Of the tree at the sizes that are wanted."""
        self.entries: dict[int, bytes] = {}
        """The entries with which the tree has the sizes that are wanted."""
        self.last: list[bytes] = []
        """The entries of the partial bundle at the end."""
        self.edge = Edge()
        self._tiles = tiles
        self._first = first
        self._wanted = sorted(wanted - {0})
        self._gaps = gaps
        self._problems = gaps.problems
        self._differs: list[tuple[str, Problem]] = []
        """Tiles with a hash that is not that of what stands below, and what is wrong if not the tile: it is known when the root is."""
        self._changed: list[int] = []
        """Bundles in which an entry differs."""
        self.doubtful: set[int] = set()
        """Numbers of the entries that differ from their hash."""

    def run(self, processes: int) -> None:
        """Read it all."""
        above = Edge()
        right = roots(self._tiles.root, self.size // WIDTH, processes)
        for number in range(-(-self.size // WIDTH)):
            width, end = min(WIDTH, self.size - number * WIDTH), (number + 1) * WIDTH
            root = next(right) if width == WIDTH else UNKNOWN
            if root != UNKNOWN and end < self._first and not (self._wanted and self._wanted[0] <= end):
                self._take(above, root)
                continue
            leaves = self._bundle(number, width, above)
            if width == WIDTH:
                self._take(above, perfect(leaves))
            else:
                self.edge = Edge(self.size, [leaves, *above.levels])
        if self.size % WIDTH == 0 and self.size:
            self.edge = Edge(self.size, [[], *above.levels])
        for level, hashes in enumerate(self.edge.levels[1:], 1):
            if hashes:
                self._compare(level, self.size // WIDTH ** (level + 1), hashes)

    def _take(self, above: Edge, root: bytes) -> None:
        for tile in above.append([root]):
            self._compare(tile.level + 1, tile.number, tile.hashes)

    def judge(self, signed: Checkpoint | None) -> None:
        """Tell what differs, now that it is known which root is right."""
        found = len(self._problems)
        if signed is not None and signed.root == self.edge.root():
            wrong = dict.fromkeys(tile for tile, _ in self._differs)
            self._problems += [Problem(tile, None, "changed: it has not the hashes of what is there") for tile in wrong]
            return
        self._problems += [problem for _, problem in self._differs]
        if signed is not None and not self._differs and not found:
            what = "the tree is not the one that was signed: the log was rewritten or forked"
            self._problems.append(Problem("log/tile/", None, what))

    def _bundle(self, number: int, width: int, above: Edge) -> list[bytes]:
        """The hashes of the entries of one bundle; what cannot be read is taken from the tile."""
        start = number * WIDTH
        stored = self._stored(0, number, width)
        entries: list[bytes] = []
        try:
            entries = self._tiles.entries(number, width)
        except BadTile as error:
            what = f"{error}: records {start + 1} to {start + width}"
            self._problems.append(Problem(_name(error.path), start + 1, what))
            leaves = stored or [bytes(HASH)] * width
        else:
            leaves = [sha256(b"\0" + entry).digest() for entry in entries]
            if self._gaps.look(number, entries):  # its hash is all that is left of a record that was deleted
                leaves = [each if entries[place] else (stored or leaves)[place] for place, each in enumerate(leaves)]
            if stored != leaves:
                path, tile = (_name(self._tiles.path(level, number, width)) for level in ("entries", 0))
                self._changed.append(number)
                for place, (stands, is_told) in enumerate(zip(leaves, stored or leaves, strict=True)):
                    if stands != is_told:
                        what = "changed: it is not the one whose hash is in the tree"
                        self._differs.append((tile, Problem(path, start + place + 1, what)))
                        self.doubtful.add(start + place + 1)
        if width < WIDTH:
            self.last = entries
        while self._wanted and self._wanted[0] <= start + width:
            at = self._wanted.pop(0)
            self.roots[at] = _root(above, leaves[: at - start])
            self.entries[at] = entries[at - start - 1] if entries else b""
        if start + width >= self._first:
            self.leaves += leaves[max(0, self._first - start - 1) :]
        return leaves

    def _compare(self, level: int, number: int, hashes: Sequence[bytes]) -> None:
        stored = self._stored(level, number, len(hashes))
        bundles = WIDTH ** (level - 1)
        for place, (stands, is_told) in enumerate(zip(hashes, stored or hashes, strict=True)):
            first = (number * WIDTH + place) * bundles
            if stands != is_told and not any(first <= changed < first + bundles for changed in self._changed):
                path = _name(self._tiles.path(level, number, len(hashes)))
                what = f"records {first * WIDTH + 1} to {(first + bundles) * WIDTH} are not those whose hash is in the tree"
                self._differs.append((path, Problem(path, None, what)))

    def _stored(self, level: int, number: int, width: int) -> list[bytes] | None:
        try:
            return self._tiles.hashes(level, number, width)
        except BadTile as error:
            self._problems.append(Problem(_name(error.path), None, str(error)))
            return None


def _root(above: Edge, leaves: list[bytes]) -> bytes:
    if len(leaves) == WIDTH:
        grown = Edge(above.size, above.levels)
        grown.append([perfect(leaves)])
        return grown.root()
    levels = [leaves, *above.levels] if leaves or above.size else []
    return Edge(above.size * WIDTH + len(leaves), levels).root()


def _name(path: Path) -> str:
    """`log/tile/0/000`."""
    parts = path.parts
    return "/".join(parts[len(parts) - parts[::-1].index("log") - 1 :])


def _given(path: str | Path) -> tuple[str, bytes]:
    """A checkpoint that the reader kept. Raises InputError."""
    try:
        note = Path(path).read_bytes()
        claimed_size(note)
    except (OSError, BadNote) as error:
        raise InputError("cannot read the checkpoint", str(path)) from error
    return str(path), note


def _listed(log: Path) -> tuple[str, ...]:
    """What the log says of its keys, if it says it as the log does."""
    try:
        found = tuple(each.text() for each in read_verifiers(log / "key.pub"))
        return found if (log / "key.pub").read_bytes() == "".join(f"{each}\n" for each in found).encode() else ()
    except (OSError, InputError):
        return ()


def _origin(log: Path) -> str:
    """What the log calls itself: one of several that share a key has a name of its own. Nothing is believed for it."""
    try:
        return claimed((log / "checkpoint").read_bytes()).origin
    except (OSError, BadNote):
        return ""


def _keys(log: Path, key: Path | None, problems: list[Problem]) -> tuple[Verifier, ...]:
    """The key that is trusted to begin with, and those that are said to follow it. Of a given file only the first counts."""
    path = key or log / "key.pub"
    try:
        found = read_verifiers(path)
        return found if key is None else (found[0].signs_as(_origin(log)),)
    except (OSError, InputError) as error:
        if key is not None:
            raise InputError("cannot read the public key", str(path)) from error
        problems.append(Problem("log/key.pub", None, "the public key is missing or damaged; nothing signed can be checked"))
        return ()
