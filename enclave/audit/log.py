"""The log: what is appended is durable at once, and within about a second it stands in a tree whose root is signed.

`DATA/log` is a tiled log (c2sp.org/tlog-tiles): `checkpoint`, `tile/`. Beside them `wal/` has what is not in the tree yet, `key.pub`
the public keys, `rotation/` what made one follow another; `DATA/keys/log.key` is the private key.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from uuid import uuid4

from enclave.audit.append import Append, Appender, Position, unavailable
from enclave.audit.checkpoint import Checkpoint, claimed_size, open_checkpoint, sign
from enclave.audit.deletion import FOLDER as DELETIONS
from enclave.audit.deletion import PENDING
from enclave.audit.ending import Ending
from enclave.audit.event import AuditUnavailable, Event, encode, timestamp
from enclave.audit.files import write_file
from enclave.audit.follow import LOOK, Follower
from enclave.audit.locks import FileLock
from enclave.audit.merkle import EMPTY, WIDTH
from enclave.audit.note import BadNote, Signer, read_signers, read_verifiers
from enclave.audit.read import stored
from enclave.audit.rotation import FOLDER, NEXT_KEY, finish, handed_to, list_key
from enclave.audit.tiles import BadTile
from enclave.audit.tree import Tree, empty
from enclave.audit.write_ahead import WriteAhead
from enclave.errors import InputError

SEGMENT_BYTES = 8 * 2**20
SIGN_SECONDS = 1.0
"""How often the tree grows and is signed while records come."""
UNSIGNED_SECONDS = 60.0
"""How long the tree may lag behind before nothing more is taken."""
STILL_SECONDS = 10.0
"""How long it may lag behind before whoever lets it grow is taken to have stopped."""
TAKE_SECONDS = 0.1
"""How often a process that is to let the tree grow looks whether another one still does."""
PAUSE_SECONDS, REST_SECONDS = 0.004, 0.3
"""What the thread that lets the tree grow leaves to others after each bundle that it reads or hashes, and in all of either: 5,000 records
at a stretch would hold up who appends for a tenth of a second."""


class AuditLog:
    """The log of one data directory. Any number of threads and processes may append to it.

    `append`, `checkpoint` and `close` block on the disk; call them from a thread. Every error is AuditUnavailable: what the
    events announce must not happen then, though some of them may stand in the log.
    """

    def __init__(self, directory: Path, segment_bytes: int, instance: str = "", *, grows: bool = True) -> None:
        self._log, self._instance = directory / "log", instance
        self._tree_mutex = Lock()
        self._problem: AuditUnavailable | None = None
        """Why the tree could not grow, since `_behind`."""
        self._behind = 0.0
        self._covered, self._moved = 0, time.monotonic()
        """Up to where another process had signed, and since when."""
        self._ended = threading.Event()
        self._tree: Tree | None = None
        """As it is on the disk, unless an error or another process came in between."""
        self._signed = 0
        self._keyed = (0, 0)
        """The files of the keys that the signer is of, by their numbers."""
        self._following: list[Signer] = []
        """Those that stand behind it in its file, and are to follow."""
        self._next_key = directory / "keys" / NEXT_KEY
        with ExitStack() as undo:
            self._lock = undo.enter_context(FileLock(self._log / "lock"))
            self._tree_lock = undo.enter_context(FileLock(self._log / "tree.lock"))
            self._growing = undo.enter_context(FileLock(self._log / "growing.lock"))
            """Of the process that lets the tree grow."""
            with self._tree_lock.held(), self._lock.held():
                finish(directory)
                self._tree = self._load()
                self._ending = Ending(self._log / "lock")
                undo.callback(self._ending.close)
                self._records = Follower(self._log / "wal", is_new=not self._signed)
                undo.callback(self._records.close)
                self._ahead = WriteAhead(self._log / "wal", segment_bytes, is_new=False, ending=self._ending)
                undo.callback(self._ahead.close)
                self._appender = Appender(self._log, self._lock, self._ahead)
                self._begin_at_the_end()
                self._compare()
            self.checkpoint()
            self._undo = undo.pop_all()
        self._thread = threading.Thread(target=self._keep_signing, name="audit tree", daemon=True)
        if grows:
            self._thread.start()

    @classmethod
    def open(cls, directory: str | Path, *, segment_bytes: int = SEGMENT_BYTES, instance: str = "", grows: bool = True) -> AuditLog:
        """The log of a data directory (`DATA`, not `DATA/log`), made when there is none.

        A new one is named for its key and, where several logs share that key, for the `instance` that writes it: two trees never have
        one name. Once it has a name it keeps it, whatever is said here.

        `grows`: the tree grows by itself, unless another process lets it; else when it is asked to.

        What a killed writer left torn is cut off, kept in a `.torn` file and recorded. Raises AuditUnavailable when the log
        cannot be written, or was tampered with since it was signed.
        """
        root = Path(directory)
        with unavailable(root):
            for path in (root, root / "log", root / "log" / "wal", root / "keys"):
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
            return cls(root, segment_bytes, instance, grows=grows)

    def append(self, events: Sequence[Event]) -> Position:
        """Write events and return when they are on the disk. One call is one group commit."""
        return self.begin(events).finish()

    def begin(self, events: Sequence[Event]) -> Append:
        """Do of an append what needs no waiting: for an event loop, which leaves `finish` to a thread. Nobody else may append in between,
        so `finish` or `drop` must follow, whatever happens."""
        bodies = [encode(event) for event in events]
        if self._problem is not None and time.monotonic() > self._behind + UNSIGNED_SECONDS:
            raise AuditUnavailable(f"the log could not be signed: {self._problem.message}", self._problem.where, self._problem.hint)
        return self._appender.begin(bodies)

    def checkpoint(self) -> None:
        """Bring everything that is there into the tree and sign it. It happens by itself every second."""
        with self._tree_mutex, unavailable(self._log), self._tree_lock.held():
            self._grow()
            self._follow_keys()

    def rotate(self) -> str:
        """Make a new key follow the present one; returns its public key. Processes that have the log open take it up by themselves."""
        with self._tree_mutex, unavailable(self._log), self._tree_lock.held():
            self._follow_keys()
            new = Signer.generate(self._signer.name)
            write_file(self._next_key, new.text().encode() + b"\n")
            key = self._hand_on(new)
            # from here on the new key is the one: what a crash leaves undone is done at the next start
            finish(self._log.parent)
        return key

    def delete(self, deletion: Event, places: Mapping[int, int]) -> int:
        """Record a deletion, and empty these entries of the bundles that were not full before; returns the record's number.

        `places` is as for `tree.empty`. Bundles that were full are for the caller to empty, afterwards.
        """
        with self._tree_mutex, unavailable(self._log), self._tree_lock.held():
            full = self._load().size // WIDTH
            size = self._grow([encode(deletion)]).size
            write_file(self._log / DELETIONS / str(size), PENDING)
            self._tree = None  # it knows the last bundle as it was
            empty(self._log, size, {number: bits for number, bits in places.items() if number >= full})
        return size

    def seal(self) -> None:
        """Leave nothing in what is written ahead but the last record: everything is in the tree, and its segments are gone."""
        with self._tree_mutex, unavailable(self._log), self._tree_lock.held():
            with self._appender.mutex, self._lock.held():
                self._appender.catch_up()
                if self._ahead.size:
                    self._ahead.rotate()
            self._grow()

    def close(self) -> None:
        """Sign the last checkpoint and let go of the files."""
        self._ended.set()
        if self._thread.ident is not None:
            self._thread.join()
        try:
            self.checkpoint()
        finally:
            self._release()

    def _release(self) -> None:
        self._ended.set()
        self._undo.close()

    def __enter__(self) -> AuditLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin_at_the_end(self) -> None:
        """Read all that is there, whatever anybody says of it."""
        torn = self._records.catch_up()
        self._ahead.go_on_from(self._records.mark)
        self._ahead.say()
        if torn:
            self._appender.mend(torn)
            self._records.catch_up()

    def _compare(self) -> None:
        """What is written ahead begins with what the tree has: both must be the same."""
        first = self._records.first
        written = self._records.since(first - 1)[: max(0, self._signed - first + 1)]
        self._records.since(self._signed)
        for number, event in zip(range(first, self._signed + 1), stored(self._log.parent, first - 1), strict=False):
            # of one that was deleted, only the hash is left: `verify` holds it to that
            if event.event and event.event != written[number - first]:
                raise AuditUnavailable(f"record {number} is not the one that was signed", str(self._log / "wal"), LOOK)

    def grow_until(self, ended: threading.Event) -> None:
        """Let the tree grow in this process, and in no other, until the end. Raises AuditUnavailable."""
        while not ended.wait(TAKE_SECONDS):
            with self._growing.if_free() as is_mine:
                while is_mine and not ended.wait(SIGN_SECONDS):
                    if self._is_behind():
                        self._let_grow()

    def rest(self) -> None:
        """Nobody appends at the moment: bring everything into the tree, unless another process does."""
        with unavailable(self._log), self._growing.if_free() as is_mine:
            if is_mine:
                self.checkpoint()

    def _keep_signing(self) -> None:
        while not self._ended.wait(SIGN_SECONDS):
            if not self._is_behind() and self._problem is None:
                continue
            try:
                with self._growing.if_free() as is_mine:
                    if is_mine:
                        self._let_grow()
                    else:
                        with unavailable(self._log):
                            self._look()
                self._problem = None
            except AuditUnavailable as problem:
                if self._problem is None:
                    self._behind = time.monotonic()
                self._problem = problem

    def _is_behind(self) -> bool:
        """Whether the log has records that no checkpoint of which this process knows covers."""
        end = self._ending.read()
        return end is None or end.size != self._signed

    def _let_grow(self) -> None:
        with self._tree_mutex, unavailable(self._log), self._tree_lock.if_free() as is_mine:
            if is_mine:
                self._grow(rest=REST_SECONDS)
                self._follow_keys()
                if self._ahead.wants_room(self._records.offset):
                    with suppress(OSError):  # without it a segment grows as it is written
                        self._ahead.make_room()

    def _look(self) -> None:
        """Another process lets the tree grow. Raises AuditUnavailable when it has stopped to."""
        path, end, now = self._log / "checkpoint", self._ending.read(), time.monotonic()
        try:
            signed = claimed_size(path.read_bytes())
        except BadNote as error:
            raise AuditUnavailable(f"the checkpoint cannot be believed: {error}", str(path), LOOK) from error
        if signed != self._covered or (end.size if end is not None else self._ahead.size) <= signed:
            self._covered, self._moved = signed, now
        elif now > self._moved + STILL_SECONDS:
            raise AuditUnavailable("the process that signs the log has stopped to", str(path), "start the gateway again")

    def _hand_on(self, new: Signer) -> str:
        """Sign a tree that ends with a record of the key that follows, and keep that checkpoint; returns the public key."""
        key = new.verifier.text()
        tree = self._grow([encode(Event(id=uuid4().hex, time=_now(), kind="key_rotated", reason=key))])
        # both sign, so that whichever key a crash leaves in place has signed what is there
        self._sign(tree, new)
        write_file(self._log / FOLDER / str(tree.size), (self._log / "checkpoint").read_bytes())
        return key

    def _follow_keys(self) -> None:
        """Go over to the last of the keys in the file, one after the other: how a key follows another where nothing can be written to it.
        Call it under the tree's lock."""
        while tree := self._load():
            if not self._following:
                return
            new = self._following[0]
            if handed_to(self._log.parent) == new.verifier.text():
                self._sign(tree, new)  # a crash came between the change and its end
            else:
                self._hand_on(new)
            list_key(self._log / "key.pub", new.verifier.text())

    def _grow(self, last: Sequence[bytes] = (), rest: float = 0.0) -> Tree:
        """Bring what is not in the tree yet into it, with `last` at the end, and sign, resting for so many seconds in between at most, for
        reading and for hashing. Call it under the tree's lock."""
        tree = self._load()
        if last or not self._read_on(rest):
            with self._appender.mutex, self._lock.held():
                self._appender.catch_up()
                self._ahead.append(last)
                end = self._ahead.mark
            if self._records.catch_up(until=end) is None:
                raise AuditUnavailable("the log was cut or replaced while it was in use", str(self._log / "wal"), LOOK)
        events = self._records.since(tree.size)
        if events:
            self._records.sync()  # who writes lets go of the log before
            self._tree = None
            tree.grow(events, _pause(rest, len(events)))
            self._sign(tree)
        self._tree = tree
        tree.tidy()
        self._records.forget(tree.size)
        if covered := self._ahead.covered(tree.size):
            with self._appender.mutex, self._lock.held():
                self._ahead.prune(covered)
        self._ahead.sweep()
        return tree

    def _read_on(self, rest: float) -> bool:
        """Read to the end without holding up who writes; whether that can be known to be all."""
        end = self._ending.read()
        if end is None:
            return False
        pause = _pause(rest, end.size - self._records.size)
        return self._records.catch_up(until=end, pause=pause) is not None and not self._records.goes_on

    def _load(self) -> Tree:
        """The tree of the signed checkpoint, which another process may have made grow."""
        path = self._log / "checkpoint"
        self._take_key()
        try:
            signed, _ = open_checkpoint(path.read_bytes(), [self._signer.verifier])
        except BadNote as error:
            raise AuditUnavailable(f"the checkpoint cannot be believed: {error}", str(path), LOOK) from error
        if self._tree is not None and self._tree.size == signed.size:
            return self._tree
        if signed.size < self._signed:
            raise AuditUnavailable("the log was put back to an older state while it was in use", str(path), LOOK)
        try:
            tree = Tree(self._log, signed.size)
        except BadTile as error:
            raise AuditUnavailable(f"the tree is damaged: {error}", str(error.path), LOOK) from error
        if tree.root() != signed.root:
            raise AuditUnavailable("the tree is not the one that was signed", str(self._log / "tile"), LOOK)
        self._signed = signed.size
        return tree

    def _take_key(self) -> None:
        """The private key, read anew when another process has rotated it. No other key is believed, whatever `key.pub` lists."""
        files = self._log.parent / "keys" / "log.key", self._log / "key.pub"
        if not all(path.exists() for path in files) or _numbers(*files) != self._keyed:
            self._signer, *self._following = _keys(self._log.parent, self._instance)
            self._keyed = _numbers(*files)

    def _sign(self, tree: Tree, *more: Signer) -> None:
        checkpoint = Checkpoint(self._signer.name, tree.size, tree.root())
        write_file(self._log / "checkpoint", sign(checkpoint, [self._signer, *more]))
        self._signed = tree.size


def _keys(root: Path, instance: str) -> list[Signer]:
    """The key of the log and those that are to follow it; a new one and a first checkpoint for a new log."""
    log, private, public = root / "log", root / "keys" / "log.key", root / "log" / "key.pub"
    fresh = not (log / "checkpoint").exists()
    if fresh and (any((log / "wal").iterdir()) or (log / "tile").exists()):
        raise AuditUnavailable("the log has no checkpoint", str(log / "checkpoint"), LOOK)
    if not private.exists():
        if not fresh:
            raise AuditUnavailable("the log has lost its key", str(private), "put the key back, or move the log away and keep it")
        write_file(private, Signer.generate().text().encode() + b"\n")
    try:
        signers = read_signers(private)
        if not public.exists() and fresh:
            signer = signers[-1]
            own = signer.signs_as(f"{signer.name}/{instance}") if instance else signer
            if instance and own is signer:
                raise AuditUnavailable(f"`{instance}` cannot name a log", "ENCLAVE_LOG_INSTANCE", "use letters, digits, hyphens and dots")
            write_file(public, own.verifier.text().encode() + b"\n")
        newest = read_verifiers(public)[-1]
        signers = tuple(signer.signs_as(newest.name) for signer in signers)
    except InputError as error:
        raise AuditUnavailable(error.message, error.where, LOOK) from error
    texts = [signer.verifier.text() for signer in signers]
    if newest.text() not in texts:
        hint = "put the key back; to go over to another one, write it on a line behind this one"
        raise AuditUnavailable("the public key is not that of the private one", str(public), hint)
    signers = signers[texts.index(newest.text()) :]
    if {signer.name for signer in signers} != {newest.name}:
        raise AuditUnavailable("the key that is to follow has another name", str(private), "make it with `enclave audit rotate --file`")
    if fresh:
        write_file(log / "checkpoint", sign(Checkpoint(newest.name, 0, EMPTY), [signers[-1]]))
    return [*signers]


def _pause(rest: float, records: int) -> float:
    """How long to rest after each bundle of so many records."""
    return min(PAUSE_SECONDS, rest * WIDTH / max(1, records))


def _numbers(private: Path, public: Path) -> tuple[int, int]:
    return private.stat().st_ino, public.stat().st_ino


def _now() -> str:
    return timestamp(datetime.now(UTC))

