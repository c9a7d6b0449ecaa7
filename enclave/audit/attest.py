"""What people did and a program cannot see, as a record of the log: a drill, a review, an exercise; with the digest of what shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from enclave.audit.event import Event, timestamp
from enclave.errors import InputError

SUBJECTS: Mapping[str, str] = MappingProxyType({
    "restore-drill": "something was restored beside its original and compared",
    "access-review": "who is in the groups of `access` was reviewed",
    "incident-exercise": "the procedure of an incident was gone through",
    "failover-drill": "a project was served from its other region",
    "model-evaluation": "a model passed or failed its evaluation",
    "risk-assessment": "risks were assessed",
    "exception-review": "exceptions and exemptions were reviewed",
})
"""What can be attested, in words."""
OUTCOMES = ("succeeded", "failed")
MOST = 1000
"""Characters of what is said about it."""


def attested(*, subject: str, outcome: str, by: str, about: str, evidence: Path | None, time: datetime) -> Event:
    """The record. Raises InputError for an unknown subject or outcome, nobody's name, and evidence that cannot be read."""
    if subject not in SUBJECTS:
        raise InputError(f"nothing called `{subject}` is attested", hint=f"one of {', '.join(SUBJECTS)}")
    if outcome not in OUTCOMES:
        raise InputError(f"`{outcome}` is no outcome", hint="`succeeded` or `failed`")
    for name, text in (("--by", by), ("--about", about)):
        if not text.strip() or len(text) > MOST or not text.isprintable():
            raise InputError(f"`{name}` must be one line of 1 to {MOST} characters")
    details = {"subject": subject, "by": by, "about": about}
    if evidence is not None:
        details |= {"evidence": evidence.name, "sha256": _digest(evidence)}
    return Event(id=uuid4().hex, time=timestamp(time), kind="attested", reason=outcome, details=details)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            found = sha256()
            while part := file.read(1 << 20):
                found.update(part)
    except OSError as error:
        raise InputError(f"cannot read: {(error.strerror or '').lower()}", str(path)) from error
    return found.hexdigest()
