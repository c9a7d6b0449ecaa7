"""Since when a finding could be known, and until when somebody must respond. Response is not repair.

A finding could first be known when the image was there and the vulnerability was published, whichever came last; and it was known, at the
latest, when a scanner told. The log remembers the earliest of these that any run came to, by digest and not by tag.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from enclave.finding import Severity
from enclave.images.model import Image, Scan, Weakness
from enclave.spec.images import ResponseHours

Known = Mapping[tuple[str, str], datetime]
"""(digest, id in small letters) -> since when it could be known."""


def first_known(scan: Scan, weakness: Weakness, known: Known, now: datetime) -> datetime:
    """Since when the finding could be known, by this report and by the log."""
    seen = min(scan.time or now, weakness.seen or now, now)
    there = scan.image.pushed or scan.image.created
    if there is not None and weakness.published is not None:
        seen = min(seen, max(there, weakness.published))
    logged = [known[key] for key in keys_of(scan.image, weakness) if key in known]
    return min((seen, *logged))


def keys_of(image: Image, weakness: Weakness) -> list[tuple[str, str]]:
    """Under which the log knows a finding of an image."""
    return [(identity, one.lower()) for identity in image.identities for one in weakness.ids]


def respond_by(since: datetime, severity: Severity, is_exploited: bool, hours: ResponseHours) -> datetime | None:
    """Until when somebody must respond; None: there is no limit for it. What is exploited is answered as critical."""
    limits = {
        Severity.CRITICAL: hours.critical, Severity.HIGH: hours.high, Severity.MEDIUM: hours.medium, Severity.LOW: hours.low,
        Severity.NOTE: hours.low,
    }  # fmt: skip
    limit = limits[Severity.CRITICAL if is_exploited else severity]
    return None if limit is None else since + timedelta(hours=limit)
