"""Erases kept content, and records that: the keys go first, so that what is on record has happened."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from enclave.audit.content import ContentStore
from enclave.audit.event import Event, timestamp
from enclave.audit.log import AuditLog

MOST = 500
"""Commitments of one record."""


def erase(store: ContentStore, log: AuditLog, *, record: str = "", caller: str = "") -> int:
    """Destroy the keys of the content of a call, or of all calls of a caller; how many were destroyed now. Raises EnclaveError.

    What an erasure that was killed did not record is recorded with the next one.
    """
    count = store.erase(_now(), record=record, caller=caller)
    scope = "record" if record else "caller"
    while unsaid := store.unsaid(MOST):
        details = {"scope": scope, "count": str(len(unsaid)), "commitments": " ".join(each for _, each in unsaid)}
        reason = f"the content of {len(unsaid)} call{'' if len(unsaid) == 1 else 's'} was erased"
        log.append([Event(id=uuid4().hex, time=_now(), kind="erased", reason=reason, details=details)])
        store.said([name for name, _ in unsaid])
    return count


def _now() -> str:
    return timestamp(datetime.now(UTC))
