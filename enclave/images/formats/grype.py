"""Grype's JSON report. EPSS, known exploitation and the age of the database stand in it.

Source: github.com/anchore/grype, grype/presenter/models.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import Raw, Struct, field

from enclave.finding import Severity
from enclave.images.formats.json_text import Unreadable, decode
from enclave.images.model import Fix, Image, Opinion, Scan, Weakness, digests_in, moment, scored, severity_of

FIXES = {"fixed": Fix.AVAILABLE, "not-fixed": Fix.NONE, "wont-fix": Fix.NONE}
HEADERS = ("kernel-headers", "linux-headers-.*", "linux-.*-headers-.*", "linux-libc-dev.*", "linux-kbuild-.*")
"""Packages with headers of the kernel, not the kernel: findings of the kernel are not theirs. Grype's own rules name them."""
BASE = "org.opencontainers.image.base.name"


class _Metrics(Struct, rename="camel", frozen=True):
    base_score: float | None = None


class _Cvss(Struct):
    source: str = ""
    version: str = ""
    metrics: _Metrics = _Metrics()


class _Epss(Struct):
    percentile: float | str | None = None


class _ImageConfig(Struct):
    created: str | None = None


class _Fix(Struct):
    versions: list[str] | None = None
    state: str = ""


class _Vulnerability(Struct, rename="camel"):
    id: str = ""
    namespace: str = ""
    severity: str = ""
    cvss: list[_Cvss] | None = None
    epss: list[_Epss] | None = None
    known_exploited: list[Raw] | None = None
    fix: _Fix | None = None


class _Location(Struct):
    path: str = ""


class _Artifact(Struct):
    name: str = ""
    version: str = ""
    purl: str = ""
    locations: list[_Location] | None = None


class _RulePackage(Struct, rename="kebab"):
    name: str = ""
    upstream_name: str = ""


class _Rule(Struct, rename="kebab"):
    vulnerability: str = ""
    reason: str = ""
    fix_state: str = ""
    package: _RulePackage | None = None
    match_type: str = ""
    vex_status: str = ""


class _Match(Struct, rename="camel"):
    vulnerability: _Vulnerability
    artifact: _Artifact
    related_vulnerabilities: list[_Vulnerability] | None = None
    applied_ignore_rules: list[_Rule] | None = None


class _Target(Struct, rename="camel"):
    user_input: str = ""
    image_id: str = field(name="imageID", default="")
    manifest_digest: str = ""
    repo_digests: list[str] | None = None
    tags: list[str] | None = None
    labels: dict[str, str] | None = None
    config: str | None = None


class _Source(Struct):
    type: str = ""
    target: _Target | str | None = None


class _Distro(Struct):
    name: str = ""
    version: str = ""


class _Status(Struct):
    built: str | None = None
    error: str | None = None
    valid: bool = True


class _Database(Struct):
    """Older versions say it at once, newer ones under `status`."""

    built: str | None = None
    error: str | None = None
    valid: bool = True
    status: _Status | None = None


class _Descriptor(Struct):
    timestamp: str | None = None
    db: _Database | None = None


class _Alert(Struct):
    type: str = ""


class _Alerts(Struct):
    alerts: list[_Alert] | None = None


class _Report(Struct, rename="camel"):
    matches: list[_Match]
    ignored_matches: list[_Match] | None = None
    alerts_by_package: list[_Alerts] | dict[str, Raw] | None = None
    source: _Source | None = None
    distro: _Distro | None = None
    descriptor: _Descriptor | None = None


def recognises(keys: Mapping[str, Raw]) -> bool:
    """Whether a document is a report of Grype."""
    return "matches" in keys and bool({"descriptor", "source", "distro", "ignoredMatches"} & {*keys})


def read(data: bytes, keys: Mapping[str, Raw]) -> tuple[Scan, ...]:
    """The one image of a report. Raises Unreadable."""
    report = decode(data, _Report)
    descriptor, distro = report.descriptor or _Descriptor(), report.distro or _Distro()
    problems, notes = [], []
    built = None
    if descriptor.db is None:
        problems.append("the report names no database: nothing shows what was looked up")
    else:
        status = descriptor.db.status or _Status(descriptor.db.built, descriptor.db.error, descriptor.db.valid)
        built = moment(status.built)
        if status.error or not status.valid:
            problems.append("the scanner says that its database was not valid")
        elif built is None:
            problems.append("the report does not say when the scanner's database was built")
    if not distro.name and not report.matches:
        problems.append("no operating system was recognised and nothing was found: nothing shows that anything was examined")
    elif not distro.name:
        notes.append("no operating system was recognised: only packages of applications were examined")
    alerts = _alerts(report.alerts_by_package)
    if alerts & {"distro-unknown", "distro-disabled"}:
        problems.append(f"packages of {distro.name or 'its system'} were not examined: the scanner knows nothing of that system")
    ended = (_end_of_life(distro),) if any("eol" in alert for alert in alerts) else ()
    return (
        Scan(
            tool="grype", image=_image(report.source or _Source()), time=moment(descriptor.timestamp), database=built,
            weaknesses=(*ended, *_weaknesses(report)), problems=tuple(problems), notes=tuple(notes),
        ),
    )  # fmt: skip


def _alerts(found: list[_Alerts] | dict[str, Raw] | None) -> set[str]:
    """Kinds of alerts. Where it is a mapping, it is empty."""
    return {alert.type for package in found if isinstance(package, _Alerts) for alert in package.alerts or ()} if found else set()


def _end_of_life(distro: _Distro) -> Weakness:
    return Weakness(
        id="END-OF-LIFE", package=distro.name, version=distro.version, kind="end-of-life",
        opinions=(Opinion("nobody publishes fixes for it any more", Severity.HIGH),),
    )  # fmt: skip


def _image(source: _Source) -> Image:
    target = source.target
    if not isinstance(target, _Target):
        return Image(name=target or "", digests=digests_in([target] if target and "@" in target else ()))
    name = target.user_input or (target.tags or [""])[0]
    repository = Image(name=name).repository
    own = sorted(target.repo_digests or (), key=lambda text: text.partition("@")[0] != repository)
    return Image(
        name=name, digests=digests_in([*([name] if "@" in name else ()), *own, target.manifest_digest]),
        config="".join(digests_in([target.image_id])), base=(target.labels or {}).get(BASE, ""), created=_created(target.config),
    )  # fmt: skip


def _created(config: str | None) -> datetime | None:
    """When the image was built, by its configuration, which stands in base64 in some reports."""
    try:
        return moment(decode(base64.b64decode(config or ""), _ImageConfig).created)
    except (ValueError, Unreadable):
        return None


def _percentile(epss: _Epss) -> float | None:
    try:
        value = float(epss.percentile) if epss.percentile is not None else -1.0
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def _weaknesses(report: _Report) -> Iterator[Weakness]:
    for match in report.matches:
        yield _weakness(match)
    for match in report.ignored_matches or ():
        rules = match.applied_ignore_rules or []
        if not any(_is_of_headers(rule) for rule in rules):
            yield _weakness(match, f"hidden in the scanner {_reasons(rules)}")


def _is_of_headers(rule: _Rule) -> bool:
    package = rule.package
    return (
        package is not None and package.name in HEADERS and bool(package.upstream_name)
        and rule.match_type == "exact-indirect-match" and not rule.vulnerability and not rule.vex_status
    )  # fmt: skip


def _reasons(rules: Iterable[_Rule]) -> str:
    said = [
        f"by VEX (`{rule.vex_status}`)" if rule.vex_status else f"by a rule{f' (`{rule.reason}`)' if rule.reason else ''}" for rule in rules
    ]
    return ", ".join(dict.fromkeys(said)) or "without a reason"


def _weakness(match: _Match, suppressed: str = "") -> Weakness:
    vulnerability, related = match.vulnerability, match.related_vulnerabilities or []
    every = (vulnerability, *related)
    fix = vulnerability.fix or _Fix()
    percentiles = [percentile for each in every for epss in each.epss or () if (percentile := _percentile(epss)) is not None]
    locations = match.artifact.locations or [_Location()]
    others = tuple(dict.fromkeys(each.id for each in related if each.id and each.id != vulnerability.id))
    return Weakness(
        id=vulnerability.id or "unnamed", package=match.artifact.name, version=match.artifact.version, purl=match.artifact.purl,
        place=locations[0].path,
        aliases=others if len(others) == 1 else (), covers=others,
        opinions=tuple(opinion for each in every for opinion in _opinions(each)),
        fix=FIXES.get(fix.state, Fix.UNKNOWN), fixed_version=", ".join(fix.versions or ()),
        exploited="known to be exploited (CISA), says the report" if any(each.known_exploited for each in every) else "",
        epss=max(percentiles, default=None), suppressed=suppressed,
    )  # fmt: skip


def _opinions(vulnerability: _Vulnerability) -> Iterator[Opinion]:
    yield Opinion(vulnerability.namespace or "grype", severity_of(vulnerability.severity))
    scores = vulnerability.cvss or []
    newer = [score for score in scores if not score.version.startswith("2")]
    for score in newer or scores:
        yield from scored(f"CVSS of {score.source or vulnerability.namespace or 'grype'}", score.metrics.base_score)
