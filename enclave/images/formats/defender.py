"""Findings of Microsoft Defender for Cloud from Azure Resource Graph: the rows, an answer of its API, or of `az graph query`.

Sub-assessments, of Defender's own scanner and of the one before it, until 31 July 2026; from then on `defender_updates`.

An image without findings has no row: an empty answer shows nothing. Source: learn.microsoft.com/azure/defender-for-cloud/
subassessment-rest-api, learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Raw, Struct, field

from enclave.finding import Severity
from enclave.images.formats import defender_updates
from enclave.images.formats.json_text import Unreadable, decode
from enclave.images.model import Fix, Image, Opinion, Scan, Weakness, digests_in, moment, scored, severity_of

TYPE = "microsoft.security/assessments/subassessments"
FIXES = {"fixavailable": Fix.AVAILABLE, "nofixavailable": Fix.NONE, "wontfix": Fix.NONE, "scheduled": Fix.NONE}


class _Score(Struct):
    base: float | None = None


class _Exploit(Struct, rename="camel"):
    is_in_exploit_kit: bool = False


class _Details(Struct, rename="camel"):
    cve_id: str = ""
    severity: str = ""
    cvss: dict[str, _Score | None] | None = None
    exploitability_assessment: _Exploit | None = None
    published_date: str | None = None


class _Artifact(Struct, rename="camel"):
    registry_host: str = ""
    repository_name: str = ""
    digest: str = ""
    tags: list[str] | None = None
    pushed: str | None = field(name="lastPushedToRegistryUTC", default=None)


class _Software(Struct, rename="camel"):
    package_name: str = ""
    version: str = ""
    fixed_version: str | None = None
    fix_status: str = ""


class _Cve(Struct):
    title: str = ""


class _Additional(Struct, rename="camel"):
    assessed_resource_type: str = ""
    vulnerability_details: _Details | None = None
    artifact_details: _Artifact | None = None
    software_details: _Software | None = None
    score: float | None = field(name="cvssV30Score", default=None)
    cve: list[_Cve] | None = None
    cvss: dict[str, _Score | None] | None = None
    patchable: bool | None = None
    published_time: str | None = None
    registry_host: str = ""
    repository_name: str = ""
    image_digest: str = ""
    """These of the scanner before Defender's own (`ContainerRegistryVulnerability`)."""

    @property
    def artifact(self) -> _Artifact:
        """Which image it is."""
        return self.artifact_details or _Artifact(self.registry_host, self.repository_name, self.image_digest)


class _Status(Struct):
    code: str = ""
    cause: str = ""
    severity: str = ""


class _Properties(Struct, rename="camel"):
    id: str = ""
    additional_data: _Additional | None = None
    status: _Status | None = None
    time_generated: str | None = None


class _Head(Struct):
    id: str = ""
    type: str = ""


class _Row(Struct):
    id: str = ""
    type: str = ""
    properties: _Properties | str | None = None


class _Column(Struct):
    name: str


class _Table(Struct):
    columns: list[_Column]
    rows: list[list[Raw]]


class _Answer(Struct):
    value: list[Raw] | None = None
    truncated: str | bool | None = field(name="resultTruncated", default=None)
    token: str | None = field(name="$skipToken", default=None)
    cli_token: str | None = field(name="skip_token", default=None)
    link: str | None = field(name="nextLink", default=None)
    total: int | None = field(name="totalRecords", default=None)
    cli_total: int | None = field(name="total_records", default=None)


def recognises(keys: Mapping[str, Raw]) -> bool:
    """Whether a document is an answer of Resource Graph."""
    return "data" in keys or {"columns", "rows"} <= keys.keys() or "value" in keys


def read(data: bytes, keys: Mapping[str, Raw]) -> tuple[Scan, ...]:
    """Every image of an answer. Raises Unreadable."""
    answer = decode(data, _Answer)
    if answer.value is not None:
        items = answer.value
    elif "data" in keys:
        items = decode(keys["data"], list[Raw]) if bytes(keys["data"]).lstrip()[:1] == b"[" else _items(decode(keys["data"], _Table))
    else:
        items = _items(decode(data, _Table))
    total = answer.total if answer.total is not None else answer.cli_total
    is_part = (
        bool(answer.token or answer.cli_token or answer.link) or str(answer.truncated).lower() == "true" or (total or 0) > len(items)
    )
    return read_list(items, ("this is a part of the answer only: fetch all pages of it",) if is_part else ())


def read_list(items: list[Raw], problems: tuple[str, ...] = ()) -> tuple[Scan, ...]:
    """Every image of rows. Raises Unreadable."""
    newer, items = _parted(items)
    scans = defender_updates.read(newer, problems)
    if newer and not items:
        return scans
    groups: dict[tuple[str, str], list[tuple[_Row, _Properties]]] = {}
    for item in items:
        row = decode(item, _Row)
        properties = decode(row.properties.encode(), _Properties) if isinstance(row.properties, str) else row.properties
        if properties is None or properties.additional_data is None or not _is_assessment(row):
            raise Unreadable(f"has a row that is no sub-assessment of a container image: `{row.id or row.type or 'without id and type'}`")
        artifact = properties.additional_data.artifact
        groups.setdefault((_name(artifact), artifact.digest), []).append((row, properties))
    if not groups:
        nothing = "there is nothing in it: images without findings have no row, and neither have those that were not scanned"
        return (Scan(tool="defender", problems=(nothing, *problems)),)
    return (*scans, *(_scan(name, rows, problems) for (name, _), rows in groups.items()))


def _parted(items: list[Raw]) -> tuple[list[Raw], list[Raw]]:
    """Individual recommendations, and the rest."""
    newer: list[Raw] = []
    rest: list[Raw] = []
    for item in items:
        row = decode(item, _Head)
        (newer if defender_updates.is_one(row.type, row.id) else rest).append(item)
    return newer, rest


def _items(table: _Table) -> list[Raw]:
    """Rows of a table as objects."""
    names = [column.name for column in table.columns]
    if any(len(row) != len(names) for row in table.rows):
        raise Unreadable("is a table with rows that do not have all its columns")
    return [Raw(msgspec.json.encode(dict(zip(names, row, strict=True)))) for row in table.rows]


def _is_assessment(row: _Row) -> bool:
    name = row.id.lower()
    return row.type.lower() in (TYPE, "") and (not name or "/subassessments/" in name)


def _name(artifact: _Artifact) -> str:
    return "/".join(part for part in (artifact.registry_host, artifact.repository_name) if part)


def _scan(name: str, rows: list[tuple[_Row, _Properties]], problems: tuple[str, ...]) -> Scan:
    artifacts = [found.additional_data.artifact for _, found in rows if found.additional_data]
    tags = sorted({tag for artifact in artifacts for tag in artifact.tags or ()})
    pushed = [time for time in (moment(artifact.pushed) for artifact in artifacts) if time]
    times = [time for time in (moment(found.time_generated) for _, found in rows) if time]
    found = [_weakness(properties) for _, properties in rows]
    unclear = [text for _, text in found if text]
    healthy = sum(1 for weakness, text in found if not weakness and not text)
    return Scan(
        tool="defender", time=max(times, default=None),
        image=Image(
            name=f"{name}:{tags[0]}" if len(tags) == 1 else name, digests=digests_in(artifact.digest for artifact in artifacts[:1]),
            pushed=min(pushed, default=None),
        ),
        weaknesses=tuple(weakness for weakness, _ in found if weakness), problems=(*unclear, *problems),
        notes=(f"{healthy} finding{'' if healthy == 1 else 's'} healthy again",) if healthy else (),
    )  # fmt: skip


def _weakness(properties: _Properties) -> tuple[Weakness | None, str]:
    """What a row says: a finding; or why it says nothing; or neither, when it is healthy."""
    status, more = properties.status or _Status(), properties.additional_data or _Additional()
    details, software = more.vulnerability_details or _Details(), more.software_details or _Software()
    cves = tuple(cve.title for cve in more.cve or () if cve.title)
    name = details.cve_id or (cves[0] if len(cves) == 1 else "") or properties.id or "unnamed"
    code = status.code.lower()
    if code == "healthy":
        return None, ""
    is_exempt = code == "notapplicable" and status.cause.lower() == "exempt"
    if code != "unhealthy" and not is_exempt:
        return None, f"`{name}` has the status `{status.code or 'none'}`{f' ({status.cause})' if status.cause else ''}, which says nothing"
    opinions = [Opinion("Defender", severity_of(status.severity or details.severity))]
    if status.severity and details.severity:
        opinions.append(Opinion("Defender Vulnerability Management", severity_of(details.severity)))
    scores = {version: score.base for version, score in (details.cvss or more.cvss or {}).items() if score is not None and score.base}
    if more.score:
        scores["3.0"] = max(more.score, scores.get("3.0", 0.0))
    newer = {version: base for version, base in scores.items() if not version.startswith("2")}
    opinions += [opinion for version, base in (newer or scores).items() for opinion in scored(f"CVSS {version}", base)]
    if is_exempt:
        # an exemption in Azure names nobody who answers for it here: whatever it was, an exception of the file must cover it
        opinions.append(Opinion("exempted in Azure", Severity.HIGH))
    exploit = details.exploitability_assessment
    return Weakness(
        id=name, package=software.package_name, version=software.version, covers=tuple(cve for cve in cves if cve != name),
        opinions=tuple(opinions), fix=_fix(software, more), fixed_version=software.fixed_version or "",
        published=moment(details.published_date or more.published_time),
        seen=moment(properties.time_generated),
        exploited="in an exploit kit, says Defender" if exploit and exploit.is_in_exploit_kit else "",
        suppressed="exempted in Azure" if is_exempt else "",
    ), ""  # fmt: skip


def _fix(software: _Software, more: _Additional) -> Fix:
    if software.fixed_version or more.patchable:
        return Fix.AVAILABLE
    return FIXES.get(software.fix_status.lower(), Fix.NONE if more.patchable is False else Fix.UNKNOWN)
