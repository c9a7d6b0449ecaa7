"""What is done for a log beside writing it, while a gateway runs: say what changed, anchor checkpoints, delete what is over."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from enclave.audit.anchoring import Anchoring, Pace
from enclave.audit.anchors.interface import Anchor
from enclave.audit.changes import Configuration, record_changes
from enclave.audit.log import AuditLog
from enclave.audit.prune import prune
from enclave.audit.retention import Retention
from enclave.errors import EnclaveError

FIRST_SECONDS = 30.0
"""After its start a gateway has other things to do first."""
PRUNE_SECONDS = 6 * 3600.0
REST_SECONDS = 0.02
"""After each bundle: deleting takes a small part of the processor, for longer."""


class Stopped(EnclaveError):
    """The gateway ends; the next one goes on."""


class Duties(NamedTuple):
    """What a file asks for."""

    retention: Retention
    anchors: Sequence[Anchor] = ()
    pace: Pace = Pace()
    configuration: Configuration | None = None


class Keeper:
    """The threads of one process. Of several processes one at a time does each thing."""

    def __init__(self, directory: Path, log: AuditLog, duties: Duties) -> None:
        self._directory, self._log, self._duties = directory, log, duties
        self._anchoring = [Anchoring(directory, log, anchor, duties.pace) for anchor in duties.anchors]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._prune_often, name="audit retention", daemon=True)
        self.problem = ""
        """Why the last deletion did not end."""

    def start(self) -> None:
        """Begin; what has changed since the last start is on record on return. Raises EnclaveError."""
        if self._duties.configuration is not None:
            record_changes(self._directory, self._log, self._duties.configuration)
        for each in self._anchoring:
            each.start()
        self._thread.start()

    def close(self) -> None:
        """End. The log may be closed then, unless an anchor takes longer than a few seconds."""
        self._ended.set()
        for each in self._anchoring:
            each.close()
        self._thread.join()

    def _prune_often(self) -> None:
        wait = FIRST_SECONDS
        while not self._ended.wait(wait):
            wait = PRUNE_SECONDS
            try:
                self._prune()
                self.problem = ""
            except Stopped:
                return
            except EnclaveError as error:
                self.problem = error.message

    def _prune(self) -> None:
        with suppress(OSError):
            lock = os.open(self._directory / "keeper.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                prune(self._directory, self._log, self._duties.retention, datetime.now(UTC), self._rest)
            except BlockingIOError:
                pass  # another process is at it
            finally:
                os.close(lock)

    def _rest(self) -> None:
        if self._ended.wait(REST_SECONDS):
            raise Stopped("the gateway ends")
