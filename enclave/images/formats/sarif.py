"""SARIF 2.1.0 of any scanner. What it says of packages and fixes is read from the texts that Trivy and Grype write,
and from the properties that Docker Scout and Snyk give their rules.

Source: docs.oasis-open.org/sarif/sarif/v2.1.0/errata01 (3.14 runs, 3.20 invocations, 3.27 results).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Raw, Struct, field

from enclave.finding import Severity
from enclave.images.formats.json_text import Unreadable, decode
from enclave.images.model import Fix, Image, Opinion, Scan, Weakness, digests_in, moment, scored, severity_of
from enclave.images.purl import parse

_ID = re.compile(r"\b(?:CVE-\d{4}-\d{4,}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3})", re.I)
_LINE = re.compile(r"^ *(package|installed version|version|fixed version|fix version|severity) *: *(.*?) *$", re.I | re.M)
LEVELS = {"error": Severity.HIGH, "warning": Severity.MEDIUM, "note": Severity.LOW, "none": Severity.NOTE}
PASSED = ("pass", "notApplicable")
UNFIXED = ("not fixed", "none", "n/a", "-")
"""What stands for a version where there is no fix."""


class _Text(Struct):
    text: str = ""


class _Properties(Struct):
    score: str | float | None = field(name="security-severity", default=None)
    base: str | float | None = field(name="cvssv3_baseScore", default=None)
    rating: str | None = field(name="cvssV3_severity", default=None)
    fixed: str | None = field(name="fixed_version", default=None)
    purls: list[str] | None = None
    purl: str | None = None


class _Configuration(Struct):
    level: str = ""


class _Rule(Struct, rename="camel"):
    id: str = ""
    help: _Text | None = None
    properties: _Properties | None = None
    default_configuration: _Configuration | None = None


class _Driver(Struct):
    name: str = ""
    rules: list[_Rule] | None = None


class _Tool(Struct):
    driver: _Driver
    extensions: list[_Driver] | None = None


class _Notification(Struct):
    level: str = "warning"


class _Invocation(Struct, rename="camel"):
    execution_successful: bool | None = None
    end_time_utc: str | None = None
    tool_execution_notifications: list[_Notification] | None = None
    tool_configuration_notifications: list[_Notification] | None = None


class _Reference(Struct):
    id: str = ""


class _Artifact(Struct):
    uri: str = ""


class _Physical(Struct, rename="camel"):
    artifact_location: _Artifact | None = None


class _Location(Struct, rename="camel"):
    physical_location: _Physical | None = None


class _Result(Struct, rename="camel"):
    rule_id: str = ""
    rule_index: int = -1
    rule: _Reference | None = None
    kind: str = "fail"
    level: str = ""
    message: _Text | None = None
    locations: list[_Location] | None = None
    properties: _Properties | None = None
    suppressions: list[Raw] | None = None
    baseline_state: str = ""


class _About(Struct, rename="camel"):
    """What Trivy says of the image."""

    image_name: str = ""
    image_id: str = field(name="imageID", default="")
    repo_digests: list[str] | None = None


class _Run(Struct):
    tool: _Tool
    invocations: list[_Invocation] | None = None
    results: list[_Result] | None = None
    properties: _About | None = None


class _Log(Struct):
    version: str = ""
    runs: list[_Run] | None = None


def recognises(keys: Mapping[str, Raw]) -> bool:
    """Whether a document is SARIF."""
    return "runs" in keys


def read(data: bytes, keys: Mapping[str, Raw]) -> tuple[Scan, ...]:
    """The image of every run. Raises Unreadable."""
    log = decode(data, _Log)
    if log.version != "2.1.0":
        raise Unreadable(f"is SARIF of the unknown version `{log.version or 'none'}`: only 2.1.0 is known")
    if not log.runs:
        raise Unreadable("is SARIF without a run")
    return tuple(_scan(run) for run in log.runs)


def _scan(run: _Run) -> Scan:
    problems: list[str] = []
    invocations = run.invocations or []
    if any(invocation.execution_successful is False for invocation in invocations):
        problems.append("the scanner says that it did not end well (`executionSuccessful`)")
    notices = [
        notice for each in invocations
        for notice in (*(each.tool_execution_notifications or ()), *(each.tool_configuration_notifications or ()))
    ]  # fmt: skip
    errors = sum(notice.level == "error" for notice in notices)
    if errors:
        problems.append(f"the scanner reports {errors} error{'' if errors == 1 else 's'} of its own")
    if run.results is None:
        problems.append("the run has no `results`: it found nothing out, which is not the same as finding nothing")
    about = run.properties or _About()
    times = [time for time in (moment(invocation.end_time_utc) for invocation in invocations) if time]
    name = about.image_name
    return Scan(
        tool=run.tool.driver.name or "unnamed scanner", time=max(times, default=None), problems=tuple(problems),
        image=Image(
            name=name, digests=digests_in([*([name] if "@" in name else ()), *(about.repo_digests or ())]),
            config="".join(digests_in([about.image_id])),
        ),
        weaknesses=tuple(_weaknesses(run)),
    )  # fmt: skip


def _weaknesses(run: _Run) -> Iterator[Weakness]:
    rules = run.tool.driver.rules or []
    by_id = {rule.id: rule for part in (*(run.tool.extensions or ()), run.tool.driver) for rule in part.rules or ()}
    for result in run.results or ():
        if result.kind in PASSED or result.baseline_state == "absent":
            continue
        rule_id = result.rule_id or (result.rule.id if result.rule else "")
        rule = by_id.get(rule_id) or (rules[result.rule_index] if 0 <= result.rule_index < len(rules) else _Rule())
        if result.kind == "informational" and not _is_weakness(result, rule_id or rule.id, rule):
            continue
        yield _weakness(result, rule_id or rule.id, rule)


def _is_weakness(result: _Result, rule_id: str, rule: _Rule) -> bool:
    """Whether something that is told as information only is a vulnerability all the same: it names one, or is rated."""
    text = result.message.text if result.message else ""
    rated = any(score for part in (result.properties, rule.properties) for score in _scores(part))
    return bool(rated or _ID.search(rule_id) or _ID.search(text))


def _weakness(result: _Result, rule_id: str, rule: _Rule) -> Weakness:
    said = _said(rule.help.text if rule.help else "") | _said(result.message.text if result.message else "")
    name = _ID.search(rule_id) or _ID.search(result.message.text if result.message else "")
    own, general = result.properties or _Properties(), rule.properties or _Properties()
    opinions = [Opinion("the report", severity_of(said["severity"]))] if said.get("severity") else []
    opinions += [Opinion("`cvssV3_severity`", severity_of(part.rating)) for part in (own, general) if part.rating]
    scores = [score for part in (own, general) for score in _scores(part)]
    written = result.level or (rule.default_configuration.level if rule.default_configuration else "")
    if said.get("severity", "").lower() == "unknown":
        # then the level is the lowest, and the score 0
        scores, written = [score for score in scores if score], ""
    for score in scores:
        opinions += scored("`security-severity`", score)
    if written or not opinions:
        # without anything else, what has no level is a warning (3.27.10)
        opinions.append(Opinion("`level`", LEVELS.get(written or "warning")))
    fixed = said.get("fixed version", "") or said.get("fix version", "") or own.fixed or general.fixed or ""
    has_none = fixed.lower() in UNFIXED
    purl = (own.purls or general.purls or [own.purl or general.purl or ""])[0]
    parsed = parse(purl)
    places = [place.physical_location for place in result.locations or () if place.physical_location]
    uri = places[0].artifact_location.uri if places and places[0].artifact_location else ""
    return Weakness(
        id=name[0] if name else rule_id or "unnamed", purl=purl if parsed else "",
        package=parsed.name if parsed else said.get("package", ""),
        version=said.get("installed version", "") or said.get("version", "") or (parsed.version if parsed else ""), place=uri,
        aliases=(rule_id,) if name and rule_id and name[0] != rule_id else (),
        opinions=tuple(opinions), fix=Fix.NONE if has_none else Fix.AVAILABLE if fixed else Fix.UNKNOWN,
        fixed_version="" if has_none else fixed,
        suppressed="suppressed in the report" if result.suppressions else "",
    )  # fmt: skip


def _said(text: str) -> dict[str, str]:
    return {key.lower(): value for key, value in _LINE.findall(text)}


def _scores(properties: _Properties | None) -> list[float]:
    """What properties say as numbers; a word that is none says nothing."""
    found = []
    for text in (properties.score, properties.base) if properties is not None else ():
        try:
            found += [] if text is None else [float(text)]
        except ValueError:
            continue
    return found
