"""Lets the tree of a log grow in a process that appends nothing: hashing there keeps nobody waiting who asks for the same interpreter."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from enclave.audit.log import AuditLog
from enclave.errors import EnclaveError

AGAIN_SECONDS = 5.0
"""After it failed. Who appends lets the tree grow meanwhile, and refuses when that fails for too long."""


def grow(data: Path, ended: threading.Event, tell: Callable[[str], None]) -> None:
    """Let the tree of a data directory's log grow until the end; `tell` gets why it could not."""
    said = ""
    while not ended.is_set():
        try:
            with AuditLog.open(data, grows=False) as log:
                log.grow_until(ended)
        except EnclaveError as error:
            if str(error) != said:
                said = str(error)
                tell(said)
            ended.wait(AGAIN_SECONDS)
