"""The response clock in the log: a record for each image that was judged says since when each of its findings could be known.

It is kept by digest, so that neither a moved tag nor another scan begins it anew. Each run writes what it knows again, so that it
outlives the retention of the log as long as somebody asks the gate. Who deletes records is found by `enclave audit verify`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

import msgspec

from enclave.audit.event import Event, decode, timestamp
from enclave.audit.log import AuditLog
from enclave.audit.read import entries
from enclave.errors import InputError
from enclave.images.gate import Decision, Result
from enclave.images.model import Image, moment
from enclave.spec.images import Images

KIND: Final = b'"kind":"image_gated"'
FINDINGS: Final = 400
"""Findings of one record: 64 kB have room for them."""
NAME: Final = 100
"""Characters of the id of a finding that are kept."""


def read_known(directory: Path) -> dict[tuple[str, str], datetime]:
    """What the log of a data directory knows; nothing when there is no log yet. Raises InputError."""
    found: dict[tuple[str, str], datetime] = {}
    if not (directory / "log" / "checkpoint").is_file():
        return found
    for entry in entries(directory):
        if KIND not in entry.event:
            continue
        try:
            details = decode(entry.event).details
            known = msgspec.json.decode(details.get("known", "{}"), type=dict[str, str])
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise InputError(f"the log is damaged: {error}", entry.where, "see `enclave audit verify`") from error
        for name, text in known.items():
            since = moment(text)
            if since is None:
                raise InputError(f"the log is damaged: `{name}` has no time", entry.where, "see `enclave audit verify`")
            for digest in details.get("digests", "").split():
                key = digest, name.lower()
                found[key] = min(since, found.get(key, since))
    return found


def record(directory: Path, decision: Decision, policy: Images) -> None:
    """Append what was decided. Raises EnclaveError; then nothing was decided."""
    events = list(events_of(decision, policy_digest(policy)))
    if events:
        with AuditLog.open(directory) as log:
            log.append(events)


def policy_digest(policy: Images) -> str:
    """`sha256:<hex>` over the policy of the gate."""
    text = msgspec.json.encode(policy.model_dump(mode="json"), order="deterministic")
    return "sha256:" + hashlib.sha256(text).hexdigest()


def events_of(decision: Decision, policy: str) -> Iterator[Event]:
    """A record for each image with a digest, and more when it has many findings."""
    by_image: dict[Image, list[Result]] = {}
    for result in decision.results:
        if result.scan.image.identities:
            by_image.setdefault(result.scan.image, []).append(result)
    known = decision.first_known()
    for image, results in by_image.items():
        blocked = {one.weakness.id for result in results for one in result.blocked}
        details = {
            "image": image.name[:500], "digests": " ".join(image.identities[:20]), "policy": policy,
            "tools": ", ".join(sorted({result.scan.tool for result in results})), "blocked": str(len(blocked)),
            "problems": str(sum(len(result.problems) for result in results)),
        }  # fmt: skip
        word = "pass" if all(result.passes for result in results) else "block"
        for part in _parts(known[image]):
            yield Event(
                id=uuid4().hex, time=timestamp(decision.time), kind="image_gated", reason=word, details={**details, "known": part}
            )


def _parts(known: Mapping[str, datetime]) -> Iterator[str]:
    names = sorted(known)
    for first in range(0, max(1, len(names)), FINDINGS):
        part = {name[:NAME]: timestamp(known[name]) for name in names[first : first + FINDINGS]}
        yield msgspec.json.encode(part).decode()
