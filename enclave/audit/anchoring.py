"""Brings checkpoints of a log to an anchor, in a thread that nobody waits for, and says how far behind it is.

Before it does, it proves to itself that the tree goes on from what the anchor holds. `DATA/anchors/` has the state of each anchor and its
newest receipt, for people; what counts is what the anchor itself holds.
"""

from __future__ import annotations

import fcntl
import os
import re
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import msgspec

from enclave.audit.anchors.interface import Anchor, AnchorUnavailable, Held
from enclave.audit.checkpoint import Checkpoint, claimed, open_checkpoint
from enclave.audit.event import Event, Kind, timestamp
from enclave.audit.files import write_file
from enclave.audit.log import AuditLog
from enclave.audit.merkle import consistency, is_consistent
from enclave.audit.note import BadNote, read_verifiers
from enclave.audit.read import entries
from enclave.audit.tiles import BadTile, Tiles
from enclave.errors import EnclaveError

FOLDER = "anchors"
POLL_SECONDS = 0.5
MOST_TEXT = 300
FEW = 64
"""Records that are looked at to see whether any of them is worth anchoring."""
OWN = frozenset({"anchored", "anchor_failed"})
"""Kinds of records that anchoring itself writes."""


class Pace(NamedTuple):
    """How often a checkpoint is anchored while records come: after so many seconds or records, what is first."""

    seconds: float = 60.0
    records: int = 10_000


class AnchorForked(AnchorUnavailable):
    """The log does not go on from what the anchor holds: one of them was changed."""


class State(msgspec.Struct, frozen=True):
    """How far an anchor is."""

    anchor: str
    size: int
    """Records of the newest checkpoint that it is known to hold."""
    time: str
    """When that was known."""
    place: str = ""
    problem: str = ""
    """Why it has no newer one."""
    is_forked: bool = False


class Anchoring:
    """One anchor of one log. Of all processes that have the log open, one at a time writes."""

    def __init__(self, directory: Path, log: AuditLog, anchor: Anchor, pace: Pace) -> None:
        self._log, self._writer, self._anchor, self._pace = directory / "log", log, anchor, pace
        self._folder = directory / FOLDER
        self._slug = slug(anchor.name)
        self._lock = -1
        self._last: Held | None = None
        self._asked = False
        """What the anchor holds is known."""
        self._due = 0.0
        self._problem = ""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="audit anchor", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self, seconds: float = 5.0) -> None:
        """End, with the newest checkpoint anchored by whoever leads; all that may take so long, and is left to itself then."""
        self._ended.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            while not self._ended.wait(POLL_SECONDS):
                with suppress(OSError):  # without its folder it cannot be the one that writes
                    if self._leads():
                        self.look()
            if self._lock >= 0 and not self._problem:  # an anchor that cannot be reached is not waited for
                with suppress(EnclaveError):
                    self._writer.checkpoint()
                    self.anchor()
        finally:
            if self._lock >= 0:
                os.close(self._lock)
            self._anchor.close()

    def look(self) -> None:
        """Anchor the newest checkpoint, if it is time."""
        if time.monotonic() < self._due and not self._is_full():
            return
        with suppress(EnclaveError):  # it is on record
            self.anchor()

    def anchor(self) -> Held | None:
        """Anchor the newest checkpoint, if anything happened since the last; the newest that is held. Raises EnclaveError."""
        try:
            self._step()
        except (EnclaveError, BadNote, BadTile, OSError) as error:
            self._failed(error)
            if isinstance(error, EnclaveError):
                raise
            raise AnchorUnavailable(f"the log cannot be anchored: {error}", str(self._log)) from error
        return self._last

    def _is_full(self) -> bool:
        if self._problem or not self._asked:
            return False
        with suppress(OSError, BadNote):
            return self._claimed().size >= (self._last.size if self._last is not None else 0) + self._pace.records
        return False

    def _claimed(self) -> Checkpoint:
        return claimed((self._log / "checkpoint").read_bytes())

    def _step(self) -> None:
        note = (self._log / "checkpoint").read_bytes()
        checkpoint, _ = open_checkpoint(note, read_verifiers(self._log / "key.pub")[-2:])
        if not self._asked:
            # not what was noted here: whoever put the log back put that back, too
            self._last = max(self._anchor.held(checkpoint.origin), default=None)
            self._asked = True
        if self._last is not None:
            self._follows(self._last, checkpoint)
        self._due = time.monotonic() + self._pace.seconds
        if self._is_idle(self._last.size if self._last is not None else 0, checkpoint.size):
            self._problem = ""
            return
        receipt = self._anchor.put(checkpoint, note)
        self._last = Held(checkpoint.size, checkpoint.root, receipt.place)
        self._problem = ""
        if receipt.document:
            write_file(self._folder / f"{self._slug}.receipt.json", receipt.document)
        self._note(State(self._anchor.name, checkpoint.size, _now(), receipt.place))
        self._tell("anchored", f"{checkpoint.size} records", {
            "size": str(checkpoint.size), "root": checkpoint.root.hex(), "receipt": receipt.place[:MOST_TEXT],
            **({"receipt_sha256": sha256(receipt.document).hexdigest()} if receipt.document else {}),
        })  # fmt: skip

    def _is_idle(self, anchored: int, size: int) -> bool:
        """Whether nothing happened since but anchoring, which must not keep itself going."""
        if size - anchored > FEW:
            return False
        return all(each.decoded().kind in OWN for each in entries(self._log.parent, anchored) if each.number <= size)

    def _follows(self, last: Held, checkpoint: Checkpoint) -> None:
        """The tree goes on from what the anchor holds, by a proof of consistency. Raises AnchorForked."""
        if checkpoint.size < last.size:
            raise AnchorForked(f"the log was put back: {last.size} records were anchored, {checkpoint.size} are signed", last.where)
        if not last.size:
            return
        path = consistency(Tiles(self._log).subtree(checkpoint.size), last.size, checkpoint.size)
        if not is_consistent(last.size, last.root, checkpoint.size, checkpoint.root, path):
            raise AnchorForked(f"the log was rewritten or forked: it does not go on from the {last.size} records anchored", last.where)

    def _failed(self, error: Exception) -> None:
        """Say it once, and try again after a while."""
        self._due = time.monotonic() + self._pace.seconds
        what = error.message if isinstance(error, EnclaveError) else f"{type(error).__name__}: {error}"
        if what == self._problem:
            return
        self._problem = what
        is_forked = isinstance(error, AnchorForked)
        size = self._last.size if self._last is not None else 0
        self._note(State(self._anchor.name, size, _now(), problem=what[:MOST_TEXT], is_forked=is_forked))
        with suppress(EnclaveError):  # a log that cannot be written says so by itself
            self._tell("anchor_failed", what[:MOST_TEXT], {"size": str(size), "forked": "true"} if is_forked else {"size": str(size)})

    def _tell(self, kind: Kind, reason: str, details: dict[str, str]) -> None:
        event = Event(id=uuid4().hex, time=_now(), kind=kind, reason=reason, details={"anchor": self._anchor.name, **details})
        self._writer.append([event])

    def _note(self, state: State) -> None:
        with suppress(OSError):  # only for people
            write_file(self._folder / f"{self._slug}.json", msgspec.json.encode(state))

    def _leads(self) -> bool:
        """Whether this process is the one that writes; once it is, until it ends."""
        if self._lock >= 0:
            return True
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self._folder / f"{self._slug}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return False
        self._lock = lock
        return True


def states(directory: Path) -> list[State]:
    """How far each anchor of a data directory is, as it was noted last; one that never worked and never failed is not there."""
    found = []
    for path in sorted((directory / FOLDER).glob("*.json")):
        with suppress(OSError, msgspec.MsgspecError):  # receipts are another thing, and a state that is being written is there soon
            found.append(msgspec.json.decode(path.read_bytes(), type=State))
    return found


def slug(name: str) -> str:
    """A file name for an anchor."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
    return f"{plain}-{sha256(name.encode()).hexdigest()[:8]}"


def _now() -> str:
    return timestamp(datetime.now(UTC))
