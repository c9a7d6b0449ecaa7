"""Individual recommendations of Microsoft Defender for Cloud about container images: one row for each software that is to be updated.

They took the place of sub-assessments on 31 July 2026. Source: learn.microsoft.com/azure/defender-for-cloud/
transition-grouped-individual-recommendations. What Microsoft does not document was taken from what others read in their tenants: the keys
of a vulnerability, `resourceAdditionalData`. So whatever is missing or looks otherwise is a problem, never a finding less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from msgspec import Raw, Struct, field
from msgspec.structs import replace

from enclave.finding import Severity
from enclave.images.formats.json_text import Unreadable, decode
from enclave.images.model import Fix, Image, Opinion, Scan, Weakness, digests_in, moment, scored, severity_of

T = TypeVar("T")
TYPE = "microsoft.security/assessments"
FIXES = {
    "fixavailable": Fix.AVAILABLE, "nofix": Fix.NONE, "nofixavailable": Fix.NONE, "wontfix": Fix.NONE, "willnotfix": Fix.NONE,
    "scheduled": Fix.NONE,
}  # fmt: skip
NOTHING = Raw(b"")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_SECOND = re.compile(r"\b2(\.|$)|V2")
_REGISTRY = re.compile(r"/registries/([^/]+)", re.I)


class _Base(Struct, rename="pascal"):
    base: float | None = None


class _Score(Struct, rename="pascal"):
    key: str = ""
    value: _Base | None = None


class _Exploit(Struct, rename="pascal"):
    is_in_exploit_kit: bool | str | None = None


class _Cve(Struct, rename="pascal"):
    cve_id: str = ""
    severity: str | None = None
    cvss: list[_Score] | None = None
    published_date: str | None = None
    fix_status: str | None = None
    fixed_version: str | None = None
    exploit: _Exploit | None = field(name="ExploitabilityDetails", default=None)


class _Software(Struct, rename="pascal"):
    software_name: str = ""
    fix_status: str | None = None
    fixed_version: str | None = None
    versions: list[str] | str | None = field(name="DetectedSoftwareVersions", default=None)
    cves: Raw = field(name="CvesDetails", default=NOTHING)


class _Repository(Struct, rename="pascal"):
    repository_name: str = ""
    registry_host: str = ""
    pushed: str | None = field(name="LastPushedToRegistryUTC", default=None)


class _About(Struct, rename="pascal"):
    """Of the image."""

    digest: str = ""
    repository_details: _Repository | None = None
    pushed: str | None = field(name="LastPushedToRegistryUTC", default=None)


class _Resource(Struct):
    type: str = field(name="ResourceType", default="")
    id: str = field(name="Id", default="")


class _Metadata(Struct, rename="camel"):
    severity: str = ""
    recommendation_category: str = ""


class _Status(Struct):
    code: str = ""
    cause: str = ""


class _Properties(Struct, rename="camel"):
    display_name: str = ""
    status: _Status | None = None
    metadata: _Metadata | None = None
    resource_details: _Resource | None = None
    resource_additional_data: Raw = NOTHING
    additional_data: Raw = NOTHING
    time_generated: str | None = None


class _Row(Struct, rename="camel"):
    id: str = ""
    type: str = ""
    properties: Raw = NOTHING
    time_generated: str | None = None


def is_one(kind: str, name: str) -> bool:
    """Whether a row of that type and id is one of these."""
    return kind.lower() == TYPE or (not kind and "/assessments/" in name.lower() and "/subassessments/" not in name.lower())


def read(items: Iterable[Raw], problems: tuple[str, ...]) -> tuple[Scan, ...]:
    """Every image of rows. Raises Unreadable for a row about something else."""
    scans: dict[tuple[str, str], Scan] = {}
    for item in items:
        row = decode(item, _Row)
        properties = _inner(row.properties, _Properties) or _Properties()
        about = _inner(properties.resource_additional_data, _About) or _About()
        resource = properties.resource_details or _Resource()
        if resource.type.lower() != ".containerimage":
            where = row.id or properties.display_name or "without an id"
            raise Unreadable(f"has a row that is no recommendation about a container image: `{where}`")
        image = _image(row, resource, about)
        found, unclear = _said(properties)
        before = scans.get((image.name, image.digest), Scan(tool="defender", image=image, problems=problems))
        times = [time for time in (before.time, moment(row.time_generated), moment(properties.time_generated)) if time]
        scans[image.name, image.digest] = replace(
            before, time=max(times, default=None), weaknesses=(*before.weaknesses, *found), problems=(*unclear, *before.problems)
        )
    return tuple(scans.values())


def _inner(value: Raw, kind: type[T]) -> T | None:
    """What stands there, as an object or as the text of one, as Resource Graph has it both ways."""
    written = bytes(value).strip()
    if written in (b"", b"null"):
        return None
    if written[:1] != b'"':
        return decode(value, kind)
    text = decode(value, str)
    return decode(text.encode(), kind) if text.strip() else None


def _image(row: _Row, resource: _Resource, about: _About) -> Image:
    repository = about.repository_details or _Repository()
    registry = _REGISTRY.search(row.id) or _REGISTRY.search(resource.id)
    host = repository.registry_host or (f"{registry[1].lower()}.azurecr.io" if registry else "")
    digest = about.digest or "".join(_DIGEST.findall(resource.id)[:1])
    return Image(
        name="/".join(part for part in (host, repository.repository_name) if part), digests=digests_in([digest]),
        pushed=moment(about.pushed or repository.pushed),
    )  # fmt: skip


def _said(properties: _Properties) -> tuple[tuple[Weakness, ...], tuple[str, ...]]:
    """The findings of a row, or why it says nothing; neither when it is healthy."""
    status, named = properties.status or _Status(), properties.display_name or "a recommendation"
    code = status.code.lower()
    if code == "healthy":
        return (), ()
    is_exempt = code == "notapplicable" and status.cause.lower() == "exempt"
    if code != "unhealthy" and not is_exempt:
        why = f" ({status.cause})" if status.cause else ""
        return (), (f"`{named}` has the status `{status.code or 'none'}`{why}, which says nothing",)
    software = _inner(properties.additional_data, _Software) or _Software()
    cves = _inner(software.cves, list[_Cve]) or []
    if not cves:
        return (), (f"`{named}` names no vulnerability: nothing shows what the update is for",)
    severity = properties.metadata.severity if properties.metadata else ""
    return tuple(_weakness(cve, software, severity, is_exempt=is_exempt) for cve in cves), ()


def _weakness(cve: _Cve, software: _Software, severity: str, *, is_exempt: bool) -> Weakness:
    return Weakness(
        id=cve.cve_id or "unnamed", package=software.software_name, version=", ".join(_versions(software)),
        opinions=tuple(_opinions(cve, severity, is_exempt=is_exempt)), fix=_fix(cve, software),
        fixed_version=cve.fixed_version or software.fixed_version or "", published=moment(cve.published_date),
        exploited="in an exploit kit, says Defender" if cve.exploit and str(cve.exploit.is_in_exploit_kit).lower() == "true" else "",
        suppressed="exempted in Azure" if is_exempt else "",
    )  # fmt: skip


def _opinions(cve: _Cve, severity: str, *, is_exempt: bool) -> Iterator[Opinion]:
    own = severity_of(cve.severity or "")
    # what the recommendation as a whole is rated counts for a vulnerability that is not rated only where it makes it worse than unknown
    of_all = severity_of(severity)
    yield Opinion("Defender", of_all if own is None and of_all is Severity.CRITICAL else own)
    scores = [(score.key, score.value.base) for score in cve.cvss or () if score.value is not None and score.value.base]
    for version, base in [each for each in scores if not _SECOND.search(each[0])] or scores:
        yield from scored(f"CVSS {version}".strip(), base)
    if is_exempt:
        yield Opinion("exempted in Azure", Severity.HIGH)


def _fix(cve: _Cve, software: _Software) -> Fix:
    if cve.fixed_version or software.fixed_version:
        return Fix.AVAILABLE
    return FIXES.get((cve.fix_status or software.fix_status or "").lower(), Fix.UNKNOWN)


def _versions(software: _Software) -> list[str]:
    return [software.versions] if isinstance(software.versions, str) else software.versions or []
