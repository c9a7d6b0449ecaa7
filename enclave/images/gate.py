"""The decision. What blocks is said with every reason; what passes, too.

    1  a report that is no scan blocks: it cannot be read, it failed, it is too old or from the future, it names no digest
    2  an image blocks that comes from where none may come from, is made from another base, or is too old
    3  a finding counts as bad as the worst source says, in any report of the same image; without any it counts as high
    4  VEX that counts clears it; then an exception that stands
    5  else it blocks when it is exploited, worse than what may pass, or was not answered in time

No step looks at how many other reports there are: more reports and more findings never let more pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

from msgspec import Struct

from enclave.finding import Severity
from enclave.images.clock import Known, first_known, keys_of, respond_by
from enclave.images.exposure import UNSAID, Exposure
from enclave.images.feeds import Feeds
from enclave.images.model import Fix, Image, Opinion, Scan, Weakness
from enclave.images.vex import SKEW, Vex
from enclave.spec.images import ImageException, Images

WITHOUT_A_FILE: Final = Images(max_report_hours=None)
"""The policy when no `enclave.yaml` is given: its defaults; only how old reports may be is not for the program to say."""
UNKNOWN: Final = Severity.HIGH
"""What a finding counts as whose severity nobody says."""
OLD_DAYS: Final = 7
NO_DIGEST: Final = "the report names no digest"
UNRATED: Final = Opinion("a report")
_LABELS: Final = {
    "none": -1, "negligible": Severity.NOTE, "low": Severity.LOW, "medium": Severity.MEDIUM, "high": Severity.HIGH,
    "critical": Severity.CRITICAL,
}  # fmt: skip


class Report(Struct, frozen=True):
    """One image of one file."""

    file: str
    scan: Scan


class Judged(Struct, frozen=True, kw_only=True):
    """One finding and what became of it."""

    weakness: Weakness
    severity: Severity | None
    """The worst that any source says; None: none does."""
    counts: Severity
    """As what it is judged."""
    sources: tuple[Opinion, ...]
    """Everything that was said of how bad it is."""
    since: datetime
    respond_by: datetime | None
    exploited: str
    epss: float | None
    blocks: bool
    why: tuple[str, ...]

    @property
    def label(self) -> str:
        return label(self.severity)

    @property
    def score(self) -> float:
        """The highest CVSS score, 0 without one."""
        return max((source.score for source in self.sources if source.score is not None), default=0.0)


class Result(Struct, frozen=True, kw_only=True):
    """What became of one image of one file."""

    file: str
    scan: Scan
    problems: tuple[str, ...]
    """Why the image blocks whatever its findings are."""
    notes: tuple[str, ...]
    judged: tuple[Judged, ...]
    """In the order in which they should be answered."""
    exposure: Exposure

    @property
    def blocked(self) -> tuple[Judged, ...]:
        return tuple(one for one in self.judged if one.blocks)

    @property
    def allowed(self) -> tuple[Judged, ...]:
        return tuple(one for one in self.judged if not one.blocks)

    @property
    def scanned(self) -> bool:
        """Whether the report shows that the image was scanned at all."""
        return not self.scan.problems

    @property
    def passes(self) -> bool:
        return not self.problems and not self.blocked


class Decision(Struct, frozen=True):
    """The answer: `pass` only when every image of every report passes, and there is one."""

    results: tuple[Result, ...]
    time: datetime

    @property
    def passes(self) -> bool:
        return bool(self.results) and all(result.passes for result in self.results)

    @property
    def word(self) -> Literal["pass", "block"]:
        return "pass" if self.passes else "block"

    def first_known(self) -> dict[Image, dict[str, datetime]]:
        """Image -> id of a finding -> since when it could be known, for the log."""
        found: dict[Image, dict[str, datetime]] = {}
        for result in self.results:
            of_image = found.setdefault(result.scan.image, {})
            for one in result.judged:
                for name in one.weakness.ids:
                    of_image[name] = min(one.since, of_image.get(name, one.since))
        return found


class Gate:
    """Everything that a decision goes by."""

    def __init__(
        self, policy: Images, now: datetime, *, vex: Vex | None = None, feeds: Feeds | None = None,
        known: Known = MappingProxyType({}), exposure: Exposure = UNSAID,
    ) -> None:  # fmt: skip
        self._policy, self._now = policy, now
        self._vex = vex or Vex((), now)
        self._feeds = feeds or Feeds()
        self._known = known
        self._exposure = exposure

    def decide(self, reports: Sequence[Report]) -> Decision:
        """The decision over all reports, whatever their order."""
        sources = _sources(reports)
        earliest = self._earliest(reports)
        return Decision(tuple(self._result(report, sources, earliest) for report in reports), self._now)

    def _earliest(self, reports: Sequence[Report]) -> Known:
        """The log, and what the reports of this run know of each other's images."""
        found: dict[tuple[str, str], datetime] = {}
        for report in reports:
            for weakness in report.scan.weaknesses:
                since = first_known(report.scan, weakness, self._known, self._now)
                for key in keys_of(report.scan.image, weakness):
                    found[key] = min(since, found.get(key, since))
        return found

    def _result(self, report: Report, sources: _Sources, earliest: Known) -> Result:
        judged = [self._judged(report.scan, weakness, sources, earliest) for weakness in report.scan.weaknesses]
        problems = (*report.scan.problems, *self._problems(report.scan), *self._clock_problems(report.scan))
        return Result(
            file=report.file, scan=report.scan, problems=problems, notes=(*report.scan.notes, *self._notes(report.scan)),
            judged=tuple(sorted(judged, key=_order)), exposure=self._exposure,
        )  # fmt: skip

    def _notes(self, scan: Scan) -> Iterator[str]:
        if not scan.tool or self._policy.max_report_hours is not None:
            return
        if scan.time is None:
            yield "the report does not say when it was made: it may be of any age"
        elif self._now - scan.time > timedelta(days=OLD_DAYS):
            yield f"the report is {(self._now - scan.time).days} days old: what was published since is not in it"

    def _problems(self, scan: Scan) -> Iterator[str]:
        policy, image = self._policy, scan.image
        if not scan.tool:
            return  # nothing was read: there is nothing more to say
        if not image.digest and policy.unsafe_allow_no_digest is None:
            yield f"{NO_DIGEST}: nobody knows which image was scanned; scan the image that was pushed, or give `--image NAME@sha256:...`"
        if policy.registries and not any(_below(image.repository, registry) for registry in policy.registries):
            yield f"`{image.repository or 'an image without a name'}` comes from none of the registries that are allowed"
        if policy.base_images and not any(_matches(image.base, base) for base in policy.base_images):
            named = f"is made from `{image.base}`, which is no base image that is allowed"
            yield f"the image {named if image.base else 'does not say what it is made from'}"
        if policy.max_image_days is not None:
            if image.created is None:
                yield "the report does not say when the image was built"
            elif self._now - image.created > timedelta(days=policy.max_image_days):
                days = (self._now - image.created).days
                yield f"the image was built {days} days ago, more than the {policy.max_image_days} that are allowed: build it again"

    def _clock_problems(self, scan: Scan) -> Iterator[str]:
        policy = self._policy
        if not scan.tool:
            return
        times = (("the report", scan.time), ("the image", scan.image.created), ("the push of the image", scan.image.pushed),
                 ("the scanner's database", scan.database))  # fmt: skip
        for what, time in times:
            if time is not None and time > self._now + SKEW:
                yield f"{what} is from the future ({_stamp(time)}): one of the clocks is wrong"
        if policy.max_report_hours is not None:
            if scan.time is None:
                yield "the report does not say when it was made"
            elif self._now - scan.time > timedelta(hours=policy.max_report_hours):
                hours = int((self._now - scan.time).total_seconds() // 3600)
                yield f"the report is {hours} hours old, more than the {policy.max_report_hours} that are allowed: scan again"
        if policy.max_database_hours is not None and scan.database is not None:
            age = (scan.time or self._now) - scan.database
            if age > timedelta(hours=policy.max_database_hours):
                hours = int(age.total_seconds() // 3600)
                yield f"the scanner's database was {hours} hours old, more than the {policy.max_database_hours} that are allowed: update it"
        late = [one for weakness in scan.weaknesses for one in keys_of(scan.image, weakness) if self._is_future(one)]
        if late:
            since = _stamp(self._known[late[0]])
            yield f"the log knows of `{late[0][1]}` since {since}, which is in the future: one of the clocks is wrong"

    def _is_future(self, key: tuple[str, str]) -> bool:
        known = self._known.get(key)
        return known is not None and known > self._now + SKEW

    def _judged(self, scan: Scan, weakness: Weakness, sources: _Sources, earliest: Known) -> Judged:
        opinions = sources.of(scan.image, weakness)
        severity = max((one.severity for one in opinions if one.severity is not None), default=None)
        counts = max(UNKNOWN if severity is None or UNRATED in opinions else severity, severity or Severity.NOTE)
        exploited, epss = self._feeds.exploited_by(weakness), self._feeds.percentile(weakness)
        since = first_known(scan, weakness, earliest, self._now)
        due = respond_by(since, counts, bool(exploited), self._policy.respond_hours)
        blocks, why = self._verdict(scan.image, weakness, counts, exploited, due)
        if severity is None:
            why = (*why, f"no source says how bad it is: it counts as {label(UNKNOWN)}")
        told = (
            *why, *_contradiction(opinions), *((f"hidden before it came here: {weakness.suppressed}",) if weakness.suppressed else ()),
            *((f"more likely to be exploited than {epss:.0%} of all (EPSS)",) if epss is not None else ()),
        )  # fmt: skip
        return Judged(
            weakness=weakness, severity=severity, counts=counts, sources=tuple(one for one in opinions if one != UNRATED),
            since=since, respond_by=due, exploited=exploited, epss=epss, blocks=blocks, why=told,
        )  # fmt: skip

    def _verdict(
        self, image: Image, weakness: Weakness, counts: Severity, exploited: str, due: datetime | None
    ) -> tuple[bool, tuple[str, ...]]:
        """Whether it blocks, and why."""
        policy = self._policy
        said = self._vex.of(image, weakness)
        if said.clears:
            return False, said.why
        excepted, refused = self._exceptions(image, weakness)
        if excepted:
            return False, (excepted, *refused, *said.why)
        reasons = []
        if counts > _LABELS[policy.max_severity]:
            reasons.append(f"{label(counts)}: the worst that may pass is {policy.max_severity}")
        if due is not None and due < self._now:
            reasons.append(f"not answered in time: it was due {_stamp(due)}")
        if reasons and policy.only_fixable and weakness.fix is Fix.NONE and not exploited:
            return False, ("there is no fix yet", *refused, *said.why)
        if reasons or exploited:
            return True, (*((exploited,) if exploited else ()), *reasons, *refused, *said.why)
        return False, (f"{label(counts)} may pass", *refused, *said.why)

    def _exceptions(self, image: Image, weakness: Weakness) -> tuple[str, tuple[str, ...]]:
        """What lets it pass, and what would have until it expired."""
        today, refused = self._now.date(), list[str]()
        for exception in self._policy.exceptions:
            if not _is_for(exception, image, weakness):
                continue
            if exception.expires >= today:
                return f"excepted by {exception.approver} until {exception.expires}: {exception.reason}", tuple(refused)
            refused.append(f"the exception of {exception.approver} expired on {exception.expires}: it does not count")
        return "", tuple(refused)


class _Sources:
    """What all reports say of how bad a finding of an image is."""

    def __init__(self, by_key: Mapping[tuple[str, str, str], dict[Opinion, None]]) -> None:
        self._by_key = by_key

    def of(self, image: Image, weakness: Weakness) -> tuple[Opinion, ...]:
        found = dict.fromkeys(_opinions(weakness))
        for key in _keys(image, weakness):
            found |= self._by_key.get(key, {})
        return tuple(sorted(found, key=lambda one: (one.source, -1 if one.severity is None else one.severity, one.score or 0.0)))


def label(severity: Severity | None) -> str:
    """The word for a severity, as scanners say it."""
    return "unknown" if severity is None else "negligible" if severity is Severity.NOTE else severity.label


def _sources(reports: Sequence[Report]) -> _Sources:
    found: dict[tuple[str, str, str], dict[Opinion, None]] = {}
    for report in reports:
        for weakness in report.scan.weaknesses:
            for key in _keys(report.scan.image, weakness):
                found.setdefault(key, {}).update(dict.fromkeys(_opinions(weakness)))
    return _Sources(found)


def _opinions(weakness: Weakness) -> tuple[Opinion, ...]:
    """What one report says; that it says nothing is said, too, and what another report says does not take it back."""
    return weakness.opinions if any(one.severity is not None for one in weakness.opinions) else (*weakness.opinions, UNRATED)


def _keys(image: Image, weakness: Weakness) -> list[tuple[str, str, str]]:
    package = weakness.package.lower()
    return [(identity, one, package) for identity, one in keys_of(image, weakness)]


def _order(one: Judged) -> tuple[object, ...]:
    """Exploited ones first, then by how likely that is, then by how bad it would be. Exposure is the same for all of an image."""
    weakness = one.weakness
    return (not one.exploited, -(one.epss or 0.0), -one.counts, -one.score, weakness.id, weakness.package, weakness.version, weakness.place)


def _contradiction(opinions: Sequence[Opinion]) -> tuple[str, ...]:
    rated = sorted((one for one in opinions if one.severity is not None), key=lambda one: -(one.severity or 0))
    if len({one.severity for one in rated}) < 2:
        return ()
    return (f"{rated[0].source} says {label(rated[0].severity)}, {rated[-1].source} says {label(rated[-1].severity)}: the worst counts",)


def _is_for(exception: ImageException, image: Image, weakness: Weakness) -> bool:
    if exception.id.lower() not in {one.lower() for one in weakness.ids}:
        return False
    if exception.package is not None and exception.package.lower() != weakness.package.lower():
        return False
    return exception.image is None or exception.image in (*image.digests, image.repository)


def _below(repository: str, registry: str) -> bool:
    return repository == registry or repository.startswith(registry.rstrip("/") + "/")


def _matches(base: str, allowed: str) -> bool:
    repository = Image(name=base).repository
    return bool(repository) and (_below(repository, allowed[:-2]) if allowed.endswith("/*") else repository == allowed)


def _stamp(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"
