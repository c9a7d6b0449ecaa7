"""Trivy's JSON report, schema version 2: images, file systems, bills of materials, and clusters.

An image without findings has a result without `Vulnerabilities`; an image of which nothing was examined has no result at all.
Source: github.com/aquasecurity/trivy, pkg/types/report.go, pkg/k8s/report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec
from msgspec import Raw, Struct, field

from enclave.finding import Severity
from enclave.images.formats.json_text import Unreadable, decode
from enclave.images.model import Fix, Image, Opinion, Scan, Weakness, digests_in, moment, scored, severity_of

PACKAGES = ("os-pkgs", "lang-pkgs", "")
"""Classes of results that show that packages were examined; reports of older versions name none."""
KINDS = ("Resources", "Findings", "Vulnerabilities", "Misconfigurations")
"""Where a report of a cluster has its objects, by version and by what was asked for."""
RATINGS = {1: Severity.LOW, 2: Severity.MEDIUM, 3: Severity.HIGH, 4: Severity.CRITICAL}
FIXES = {"unknown": Fix.UNKNOWN, "under_investigation": Fix.UNKNOWN}
"""What of a status does not say that there is no fix."""
BASE = "org.opencontainers.image.base.name"


class _Score(Struct, rename={"v2": "V2Score", "v3": "V3Score", "v4": "V40Score"}):
    v2: float | None = None
    v3: float | None = None
    v4: float | None = None


class _Identifier(Struct):
    purl: str = field(name="PURL", default="")


class _Finding(Struct, rename="pascal"):
    """A vulnerability, a misconfiguration or a secret: they share most of their keys."""

    vulnerability_id: str = field(name="VulnerabilityID", default="")
    rule_id: str = field(name="RuleID", default="")
    id: str = field(name="ID", default="")
    avd_id: str = field(name="AVDID", default="")
    pkg_name: str = ""
    pkg_path: str = ""
    pkg_identifier: _Identifier | None = None
    installed_version: str = ""
    fixed_version: str = ""
    status: str = ""
    severity: str = ""
    severity_source: str = ""
    vendor_severity: dict[str, int] | None = None
    cvss: dict[str, _Score] | None = field(name="CVSS", default=None)
    published_date: str | None = None


class _Modified(Struct, rename="pascal"):
    type: str = ""
    status: str = ""
    source: str = ""
    finding: _Finding | None = None


class _Result(Struct, rename="pascal"):
    target: str = ""
    class_: str = field(name="Class", default="")
    type: str = ""
    vulnerabilities: list[_Finding] | None = None
    misconfigurations: list[_Finding] | None = None
    secrets: list[_Finding] | None = None
    licenses: list[Raw] | None = None
    modified: list[_Modified] | None = field(name="ExperimentalModifiedFindings", default=None)


class _System(Struct, rename={"family": "Family", "name": "Name", "ended": "EOSL"}):
    family: str = ""
    name: str = ""
    ended: bool = False


class _Config(Struct):
    labels: dict[str, str] | None = field(name="Labels", default=None)


class _ImageConfig(Struct):
    created: str | None = None
    config: _Config | None = None


class _Metadata(Struct):
    system: _System | None = field(name="OS", default=None)
    image_id: str = field(name="ImageID", default="")
    tags: list[str] | None = field(name="RepoTags", default=None)
    digests: list[str] | None = field(name="RepoDigests", default=None)
    config: _ImageConfig | None = field(name="ImageConfig", default=None)


class _Report(Struct, rename="pascal"):
    schema_version: int = 0
    created_at: str | None = None
    artifact_name: str = ""
    artifact_type: str = ""
    metadata: _Metadata | None = None
    results: list[_Result] | None = None


class _Object(Struct, rename="pascal"):
    namespace: str = ""
    kind: str = ""
    name: str = ""
    metadata: _Metadata | list[_Metadata] | None = None
    results: list[_Result] | None = None
    error: str = ""


def recognises(keys: Mapping[str, Raw]) -> bool:
    """Whether a document is a report of Trivy."""
    return bool({"SchemaVersion", "ClusterName", "Results"} & {*keys})


def read(data: bytes, keys: Mapping[str, Raw]) -> tuple[Scan, ...]:
    """Every image of a report. Raises Unreadable."""
    if "ClusterName" in keys:
        found = tuple(_object(item) for kind in KINDS if kind in keys for item in _objects(keys[kind]))
        return found or (Scan(tool="trivy", problems=("the report of the cluster has no object in it",)),)
    if "SchemaVersion" not in keys:
        raise Unreadable("is a report of Trivy that names no `SchemaVersion`: only version 2 is known")
    report = decode(data, _Report)
    if report.schema_version != 2:
        raise Unreadable(f"is a report of Trivy with the unknown schema version {report.schema_version}: only 2 is known")
    made = report.metadata or _Metadata()
    image = _image(report.artifact_name, made)
    return (_scan(image, made, report.results, moment(report.created_at), is_image=report.artifact_type in ("container_image", "")),)


def _objects(text: Raw) -> list[_Object]:
    return [] if bytes(text) == b"null" else decode(text, list[_Object])


def read_list(items: list[Raw]) -> None:
    """A report of Trivy before 0.20, which was a list. Raises Unreadable."""
    raise Unreadable("is a report of Trivy without a schema version, as before 0.20: only version 2 is known")


def _object(item: _Object) -> Scan:
    name = "/".join(part for part in (item.namespace, item.kind, item.name) if part)
    made = item.metadata if isinstance(item.metadata, list) else [item.metadata] if item.metadata else []
    one = made[0] if len(made) == 1 else _Metadata()
    image = _image((one.tags or one.digests or [name])[0], one) if made else Image(name=name)
    scan = _scan(image, one, item.results, None, is_image=True)
    problems = list(scan.problems)
    if item.error:
        problems.append("the scanner says that it failed for this object")
    if len(made) > 1:
        problems.append(f"`{name}` runs {len(made)} images, and the report does not say what belongs to which: scan each of them")
    return msgspec.structs.replace(scan, problems=tuple(problems))


def _image(name: str, made: _Metadata) -> Image:
    config = made.config or _ImageConfig()
    repository = Image(name=name).repository
    own = sorted(made.digests or (), key=lambda text: text.partition("@")[0] != repository)
    labels = (config.config.labels if config.config else None) or {}
    return Image(
        name=name, digests=digests_in([name, *own] if "@" in name else own), config="".join(digests_in([made.image_id])),
        created=moment(config.created), base=labels.get(BASE, ""),
    )  # fmt: skip


def _scan(image: Image, made: _Metadata, results: list[_Result] | None, time: datetime | None, *, is_image: bool) -> Scan:
    found = results or []
    system = made.system or _System()
    problems, notes = [], []
    examined = {result.class_ for result in found if result.class_ in PACKAGES}
    if not examined:
        problems.append("no packages were examined: the report has no result for any")
    elif system.family and system.family != "none" and not examined & {"os-pkgs", ""}:
        problems.append(f"the packages of its system, {system.family} {system.name}, were not examined")
    elif not system.family and is_image:
        notes.append("no operating system was recognised: only packages of applications were examined")
    licenses = sum(len(result.licenses or ()) for result in found)
    if licenses:
        notes.append(f"{licenses} finding{'' if licenses == 1 else 's'} about licences: not judged here")
    ended = (_end_of_life(system),) if system.ended else ()
    weaknesses = (*ended, *(weakness for result in found for weakness in _weaknesses(result)))
    return Scan(tool="trivy", image=image, time=time, weaknesses=weaknesses, problems=tuple(problems), notes=tuple(notes))


def _end_of_life(system: _System) -> Weakness:
    return Weakness(
        id="END-OF-LIFE", package=system.family, version=system.name, kind="end-of-life",
        opinions=(Opinion("nobody publishes fixes for it any more", Severity.HIGH),),
    )  # fmt: skip


def _weaknesses(result: _Result) -> Iterator[Weakness]:
    for finding in result.vulnerabilities or ():
        yield _vulnerability(finding, result.target)
    for finding in result.misconfigurations or ():
        if finding.status in ("FAIL", ""):
            yield _other(finding, result.target, "misconfiguration")
        elif finding.status == "EXCEPTION":
            yield _other(finding, result.target, "misconfiguration", "excepted by a policy of the scanner")
    for finding in result.secrets or ():
        yield _other(finding, result.target, "secret")
    for modified in result.modified or ():
        if modified.finding is None or modified.type == "license":
            continue
        said = f"`{modified.status}` by `{modified.source}` in the scanner"
        if modified.type == "vulnerability" or modified.finding.vulnerability_id:
            yield _vulnerability(modified.finding, result.target, said)
        else:
            yield _other(modified.finding, result.target, modified.type or "misconfiguration", said)


def _vulnerability(finding: _Finding, target: str, suppressed: str = "") -> Weakness:
    opinions = [Opinion(finding.severity_source or "trivy", severity_of(finding.severity))]
    opinions += [Opinion(source, RATINGS.get(rating)) for source, rating in (finding.vendor_severity or {}).items()]
    for source, score in (finding.cvss or {}).items():
        # the second version knows no critical ones, and rates what the third rates better
        best = [value for value in (score.v3, score.v4) if value] or [value for value in (score.v2,) if value]
        opinions += [opinion for value in best for opinion in scored(f"CVSS of {source}", value)]
    return Weakness(
        id=finding.vulnerability_id or "unnamed", package=finding.pkg_name, version=finding.installed_version,
        purl=finding.pkg_identifier.purl if finding.pkg_identifier else "", place=finding.pkg_path or target,
        opinions=tuple(opinions),
        fix=Fix.AVAILABLE if finding.fixed_version or finding.status == "fixed" else FIXES.get(finding.status, Fix.NONE),
        fixed_version=finding.fixed_version,
        published=moment(finding.published_date), suppressed=suppressed,
    )  # fmt: skip


def _other(finding: _Finding, target: str, kind: str, suppressed: str = "") -> Weakness:
    name = finding.rule_id if kind == "secret" else finding.id or finding.avd_id
    return Weakness(
        id=name or finding.rule_id or "unnamed", package=target, place=target, kind=kind,
        aliases=(finding.avd_id,) if finding.avd_id and finding.avd_id != name else (),
        opinions=(Opinion("trivy", severity_of(finding.severity)),), suppressed=suppressed,
    )  # fmt: skip
