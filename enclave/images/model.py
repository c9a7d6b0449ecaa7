"""What every reader gives: an image, whether it was really scanned, and each finding with all that is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from enclave.finding import Severity

_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}")
_WORDS: Final = {
    "critical": Severity.CRITICAL, "high": Severity.HIGH, "important": Severity.HIGH, "error": Severity.HIGH, "medium": Severity.MEDIUM,
    "moderate": Severity.MEDIUM, "warning": Severity.MEDIUM, "low": Severity.LOW, "note": Severity.LOW, "minor": Severity.LOW,
    "negligible": Severity.NOTE, "informational": Severity.NOTE, "info": Severity.NOTE, "none": Severity.NOTE,
}  # fmt: skip
_FIRST_YEAR: Final = 2000
"""Builds that are to be reproducible give their images a time long before there were any."""


class Opinion(Struct, frozen=True):
    """What one source says of how bad a finding is."""

    source: str
    severity: Severity | None = None
    """None: it does not know."""
    score: float | None = None
    """Of CVSS."""


class Fix(StrEnum):
    """Whether there is a fix, as far as the scanner knows."""

    AVAILABLE = "available"
    NONE = "none"
    UNKNOWN = "unknown"


class Weakness(Struct, frozen=True, kw_only=True):
    """One finding of one scanner."""

    id: str
    package: str = ""
    version: str = ""
    purl: str = ""
    place: str = ""
    """Where in the image, as the scanner says it."""
    kind: str = "vulnerability"
    """Or `misconfiguration`, `secret`, `end-of-life`."""
    aliases: tuple[str, ...] = ()
    """Other ids of the same vulnerability."""
    covers: tuple[str, ...] = ()
    """Of an advisory about several vulnerabilities: theirs. Who answers for one of them does not answer for all."""
    opinions: tuple[Opinion, ...] = ()
    fix: Fix = Fix.UNKNOWN
    fixed_version: str = ""
    published: datetime | None = None
    seen: datetime | None = None
    """When the scanner found it, where that is earlier than the report."""
    exploited: str = ""
    """Who says that it is exploited; empty when the report does not."""
    epss: float | None = None
    """Percentile of EPSS, 0 to 1."""
    suppressed: str = ""
    """How it was hidden before it came here; that alone lets nothing pass."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Its id and its aliases."""
        return (self.id, *self.aliases)


class Image(Struct, frozen=True, kw_only=True):
    """What was scanned."""

    name: str = ""
    """As the report says it."""
    digests: tuple[str, ...] = ()
    """Of its manifest; the first is the one that is shown."""
    config: str = ""
    """Digest of its configuration (`ImageID`), which also tells images apart."""
    created: datetime | None = None
    pushed: datetime | None = None
    base: str = ""
    """Name of the image that it was made from, by its label."""

    @property
    def digest(self) -> str:
        return self.digests[0] if self.digests else ""

    @property
    def identities(self) -> tuple[str, ...]:
        """Everything that only this image has; a name is none, it moves."""
        return (*self.digests, *((self.config,) if self.config else ()))

    @property
    def repository(self) -> str:
        """The name without tag and digest: `registry/path/app`."""
        name = self.name.partition("@")[0]
        head, slash, last = name.rpartition("/")
        return head + slash + last.partition(":")[0]

    @property
    def tag(self) -> str:
        """The tag of the name, or nothing."""
        return self.name.partition("@")[0].rpartition("/")[2].partition(":")[2]


class Scan(Struct, frozen=True, kw_only=True):
    """One image of one report. With a problem it is no scan, whatever else it says."""

    tool: str
    image: Image = Image()
    time: datetime | None = None
    database: datetime | None = None
    """When the scanner's database was built, where the report tells."""
    weaknesses: tuple[Weakness, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def severity_of(word: str) -> Severity | None:
    """What a scanner's word means; None for `unknown` and for words that nobody knows."""
    return _WORDS.get(word.strip().lower())


def severity_of_score(score: float) -> Severity:
    """The rating of a CVSS 3 or 4 base score. Source: first.org/cvss/v4.0/specification-document, section 6."""
    limits = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.1, Severity.LOW))
    return next((severity for least, severity in limits if score >= least), Severity.NOTE)


def scored(source: str, score: float | None) -> tuple[Opinion, ...]:
    """The opinion that a score is, if there is one. What cannot be a score says nothing."""
    if score is None:
        return ()
    return (Opinion(source, severity_of_score(score), score) if 0 <= score <= 10 else Opinion(source),)


def digests_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Every digest of `name@sha256:...` or `sha256:...`, once, in order. What is not whole is none."""
    found = (text.rpartition("@")[2].strip() for text in texts)
    return tuple(dict.fromkeys(digest for digest in found if _DIGEST.fullmatch(digest)))


def moment(text: str | None) -> datetime | None:
    """A time as scanners write it (RFC 3339, with nanoseconds), in UTC; None when it is none, or Go's zero."""
    if not text:
        return None
    try:
        time = datetime.fromisoformat(text.strip())
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return time if time.year >= _FIRST_YEAR else None


def named(scan: Scan, reference: str) -> Scan:
    """The scan, for reports that do not say what they are of: its image as a person names it, `registry/app@sha256:...`.

    A report that names another digest is a problem.
    """
    digests = digests_in([reference])
    if scan.image.digests:
        if digests and not set(digests) & set(scan.image.digests):
            return replace(scan, problems=(*scan.problems, f"the report is of another image than `{reference}`"))
        return scan
    image = replace(scan.image, name=reference, digests=digests)
    return replace(scan, image=image, notes=(*scan.notes, "the report names no image: it is taken for the one that `--image` names"))
