"""What speaks for a control: proofs, rules, the graph, the policy, the log and the tests. What is not given is no evidence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from enclave.audit.query import MAX_SECONDS, Table, opened
from enclave.audit.verify import Report, verify
from enclave.errors import InputError
from enclave.graph.model import Graph, Resource
from enclave.report.controls.catalogue import (
    Deployed,
    Ends,
    Evidence,
    Keys,
    Log,
    LogVerified,
    Obligation,
    Outside,
    Policy,
    PolicyRunning,
    Resources,
    Rule,
    Setting,
    Suites,
)
from enclave.report.controls.ends import State, ends
from enclave.report.controls.rotation import Listed, again, key_ages
from enclave.report.text import short
from enclave.spec.models import Spec
from enclave.spec.policy import Policy as Effective
from enclave.spec.policy import effective_policies
from enclave.verify.model import ObligationResult, Verification
from enclave.verify.rules import RULES

RULE = {rule.id: rule for rule in RULES}
NEWEST = "EnclaveEvents | where isnotempty(PolicyDigest) | top 1 by RecordNumber desc | project PolicyDigest"


class Result(StrEnum):
    """What one piece of evidence comes to."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"
    ABSENT = "absent"
    """It could be had, and is not: nothing of the kind is built, or no log, export or report was given."""
    VACUOUS = "nothing to look at"
    """A rule about what is not built: neither for nor against."""
    OUTSIDE = "outside"
    """This program cannot see it."""


class Line(Struct, frozen=True):
    """One piece of evidence, as it was found."""

    kind: str
    name: str
    """Obligation, rule, types, setting, files: what is looked at."""
    what: str
    """What it says when it is good."""
    result: Result
    told: str
    """What was found."""
    again: str = ""
    """The command that finds it again."""


class Given:
    """Everything that can be looked at. What is not given is None."""

    def __init__(
        self, *, source: str, spec: Spec, graph: Graph, verification: Verification,
        observed: tuple[str, Verification] | None = None, data: Path | None = None, tests: tuple[str, Mapping[str, str]] | None = None,
        listed: tuple[Listed, ...] = (),
    ) -> None:
        """`source`: the file's name. `observed`: an export of what runs and its proof. `data`: where the log is.
        `tests`: a JUnit report, and what came out by file of tests (`passed`, or what did not).
        `listed`: keys and secrets that an export or a vault shows."""
        self.source, self.spec, self.graph, self.verification = source, spec, graph, verification
        self.observed, self.data, self.tests, self.listed = observed, data, tests, listed
        self.now = datetime.now(UTC)

    @cached_property
    def log(self) -> Report | str:
        """What the check of the log says, or why there is none."""
        if self.data is None:
            return "no log was given; add `--data DIR`"
        try:
            return verify(self.data)
        except InputError as error:
            return str(error)

    def ask(self, kql: str) -> Table:
        """The answer of the log, which is opened once and closed with this. Raises InputError."""
        return self._asked(kql, MAX_SECONDS)

    @cached_property
    def _asked(self) -> Callable[[str, float], Table]:
        self._open = opened(self.data)
        return self._open.__enter__()

    @property
    def log_holds(self) -> bool:
        """Whether there is a log, and it is what was signed."""
        return not isinstance(self.log, str) and self.log.ok

    @cached_property
    def policies(self) -> Mapping[str, Effective]:
        """The effective policy of each project."""
        return effective_policies(self.spec)

    @cached_property
    def words(self) -> Mapping[str, str]:
        """What a query may ask of the file."""
        days = [policy.request_response_days for policy in self.policies.values()]
        return {
            "locations": _quoted(place for region in self.spec.regions.values() for place in (region.location, region.pair) if place),
            "models": _quoted(self.spec.hub.models),
            "request_response_days": str(max(days, default=0)),
        }


def judge(evidence: Evidence, given: Given) -> Line:
    """What one piece of evidence comes to. Raises nothing for what is not there."""
    line: Callable[..., Line] = JUDGES[type(evidence)]
    return line(evidence, given)


def _obligation(asked: Obligation, given: Given) -> Line:
    found = [one for one in given.verification.obligations if one.id == asked.id]
    title = found[0].title if found else asked.id
    line = partial(Line, "proof", asked.id, title, again=f"enclave verify {given.source}")
    result, told = _verdict(found)
    if given.observed is not None and result is Result.GOOD:
        name, verification = given.observed
        result, deployed = _verdict([one for one in verification.obligations if one.id == asked.id])
        told, again = f"{told}; what runs today: {deployed}", f"enclave verify --observed {name}"
        return line(result, told, again=again) if result is not Result.GOOD else line(result, told)
    return line(result, told)


def _verdict(found: list[ObligationResult]) -> tuple[Result, str]:
    if not found:
        return Result.ABSENT, "there is nothing to prove"
    for name, result in (("refuted", Result.BAD), ("unknown", Result.UNKNOWN)):
        against = [one for one in found if one.verdict.name == name]
        if against:
            why = against[0].verdict.reason
            return result, f"{name} for {len(against)} of {len(found)}: {short(against[0].subject)}" + (f": {why}" if why else "")
    return Result.GOOD, f"proved for {len(found)}"


def _rule(asked: Rule, given: Given) -> Line:
    rule = RULE[asked.id]
    line = partial(Line, "rule", rule.id, f"not found: {rule.title}", again=f"enclave verify {given.source}")
    found = [finding for finding in given.verification.findings if finding.rule == rule.id]
    if found:
        sure = [finding for finding in found if not finding.unknown]
        result = Result.BAD if sure else Result.UNKNOWN
        first = (sure or found)[0]
        return line(result, f"{len(sure or found)} found: {short(first.resource)}: {first.message}")
    types = {setting.type for setting in rule.settings} or {resource["type"] for resource in rule.fails}
    count = len(given.graph.of_type(*types))
    return line(Result.GOOD, f"{_count(count, 'resource')} looked at") if count else line(Result.VACUOUS, "nothing of the kind is built")


def _resources(asked: Resources, given: Given) -> Line:
    found = [one for one in given.graph.of_type(*asked.types) if all(_at(one, path) == value for path, value in asked.where.items())]
    types = ", ".join(asked.types)
    line = partial(Line, "resources", types, asked.what, again=f"enclave build {given.source} -o DIR")
    if not found:
        return line(Result.ABSENT, "none is built")
    return line(Result.GOOD, f"{len(found)}: {short(found[0].id)}" + (", ..." if len(found) > 1 else ""))


def _at(resource: Resource, path: str) -> object:
    if path in ("name", "module"):
        return getattr(resource, path)
    value: Any = resource.body
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _policy(asked: Policy, given: Given) -> Line:
    line = partial(Line, "policy", asked.field, asked.what, again=f"enclave check {given.source}")
    if not given.policies:
        return line(Result.ABSENT, "there is no project")
    hub = given.spec.hub.budget
    hub_ceiling = hub.daily_usd is not None or hub.monthly_usd is not None
    without = [name for name, policy in given.policies.items() if not _says(policy, asked.field, hub_ceiling)]
    if without:
        return line(Result.BAD, f"not in {', '.join(without)}")
    return line(Result.GOOD, f"in {_count(len(given.policies), 'project')}")


def _says(policy: Effective, field: str, hub_ceiling: bool) -> bool:
    if field == "ceilings":
        return hub_ceiling or policy.daily_nanousd is not None or policy.monthly_nanousd is not None
    return bool(getattr(policy, field))


def _setting(asked: Setting, given: Given) -> Line:
    line = partial(Line, "setting", asked.path, asked.what, again=f"enclave check {given.source}")
    values = _values([given.spec], asked.path.split("."))
    if not values or not all(values):
        return line(Result.ABSENT, f"`{asked.path}` is {'off' if False in values else 'not written'}")
    return line(Result.GOOD, f"`{asked.path}` is {'on' if True in values else 'written'}")


def _values(values: list[Any], path: list[str]) -> list[Any]:
    for key in path:
        every = key == "*"
        values = [item for value in values for item in (value.values() if every else (getattr(value, key, None),))]
    return values


def _log(asked: Log, given: Given) -> Line:
    text = asked.query
    for word, value in given.words.items():
        text = text.replace(f"{{{word}}}", value)
    line = partial(Line, "log", "EnclaveEvents", asked.what, again=f"enclave audit query --data {given.data or 'DIR'} {json.dumps(text)}")
    log = given.log
    if isinstance(log, str):
        return line(Result.ABSENT, log)
    if not log.ok:
        return line(Result.UNKNOWN, "the log was tampered with")
    counted: dict[str, Any] = dict(next(iter(given.ask(text).documents()), {}))
    good, bad = int(counted.get("good") or 0), int(counted.get("bad") or 0)
    if bad:
        return line(Result.BAD, f"{_count(bad, 'record')} against it, {good} for it, {_position(log)}")
    if not good:
        return line(Result.ABSENT, f"no record of the kind, {_position(log)}")
    return line(Result.GOOD, f"{_count(good, 'record')}, {_position(log)}")


def _position(log: Report) -> str:
    """Where in the log that was, so that it can be found again."""
    return f"in the first {log.records} of the log with root {log.root[:16]}"


def _log_verified(asked: LogVerified, given: Given) -> Line:
    line = partial(
        Line, "log", "checkpoint", "the log is what was signed, record for record",
        again=f"enclave audit verify --data {given.data or 'DIR'}",
    )
    log = given.log
    if isinstance(log, str):
        return line(Result.ABSENT, log)
    if not log.ok:
        return line(Result.BAD, f"tampered with in {_count(len(log.problems), 'place')}: {log.problems[0]}")
    signed = f", signed as {log.checkpoint.origin}" if log.checkpoint is not None else ""
    return line(Result.GOOD if log.checkpoint is not None else Result.UNKNOWN, f"{_count(log.records, 'record')}, root {log.root}{signed}")


def _policy_running(asked: PolicyRunning, given: Given) -> Line:
    line = partial(
        Line, "log", "PolicyDigest", "the gateway runs the policy of this file",
        again=f"enclave audit query --data {given.data or 'DIR'} {json.dumps(NEWEST)}",
    )
    log = given.log
    if isinstance(log, str):
        return line(Result.ABSENT, log)
    rows = given.ask(NEWEST).rows
    wanted = given.graph.intent.policy_digest if given.graph.intent is not None else ""
    if not rows or not wanted:
        return line(Result.ABSENT, "the log names no policy")
    if rows[0][0] != wanted:
        return line(Result.BAD, f"the log's last is {rows[0][0]}, the file's is {wanted}")
    return line(Result.GOOD, wanted)


def _tests(asked: Suites, given: Given) -> Line:
    names = ", ".join(asked.files)
    line = partial(Line, "tests", names, asked.what, again=f"pytest {' '.join(asked.files)}")
    if given.tests is None:
        return line(Result.ABSENT, "no report of a test run was given; add `--tests FILE`")
    report, ran = given.tests
    came = {file: ran.get(file, "not run") for file in asked.files}
    failed = {file: what for file, what in came.items() if what != "passed"}
    if not failed:
        return line(Result.GOOD, f"passed in {report}")
    result = Result.ABSENT if set(failed.values()) == {"not run"} else Result.BAD
    return line(result, "; ".join(f"{file}: {what}" for file, what in failed.items()))


def _deployed(asked: Deployed, given: Given) -> Line:
    line = partial(Line, "proof", "what runs today", "what runs today is proved, too")
    if given.observed is None:
        return line(Result.ABSENT, "no export of what runs was given; add `--observed FILE`", f"enclave drift {given.source}")
    name, verification = given.observed
    result = {"proved": Result.GOOD, "refuted": Result.BAD}.get(verification.verdict, Result.UNKNOWN)
    return line(result, f"{verification.verdict}, {len(verification.obligations)} subjects", f"enclave verify --observed {name}")


def _ends(asked: Ends, given: Given) -> Line:
    found = ends(asked.of, given.spec, given.graph)
    line = partial(Line, "ends", asked.of, asked.what, again=f"enclave check {given.source}")
    if not found:
        return line(Result.VACUOUS, "there is none")
    worst = max(found, key=lambda end: end.state)
    result = {State.PAST: Result.BAD, State.UNKNOWN: Result.UNKNOWN, State.AHEAD: Result.GOOD}[worst.state]
    return line(result, worst.told if worst.state else f"{_count(len(found), 'end')} looked at, none is past")


def _keys(asked: Keys, given: Given) -> Line:
    found = key_ages(asked.of, given)
    line = partial(Line, "keys", asked.of, asked.what, again=again(asked.of, given))
    if not found:
        return line(Result.VACUOUS, "there is none")
    if not any(key.source for key in found):
        more = "add `--data DIR`" if asked.of == "log" else "add `--observed FILE` or `--vault-list FILE`"
        return line(Result.ABSENT, f"nothing shows when {_count(len(found), 'key')} came into use; {more}")
    worst = max(found, key=lambda key: key.state(given.now))
    result = {State.PAST: Result.BAD, State.UNKNOWN: Result.UNKNOWN, State.AHEAD: Result.GOOD}[worst.state(given.now)]
    if result is Result.GOOD:
        worst = min(found, key=lambda key: key.due or given.now)
    same = sum(key.state(given.now) is worst.state(given.now) for key in found)
    return line(result, f"{same} of {_count(len(found), 'key')} {STANDS[result]}: {worst.told(given.now)}")


STANDS = {Result.GOOD: "in time, the next", Result.BAD: "overdue", Result.UNKNOWN: "cannot be told"}


def _outside(asked: Outside, given: Given) -> Line:
    return Line("outside", "", asked.what, Result.OUTSIDE, "not checkable here")


JUDGES: Mapping[type, Callable[..., Line]] = MappingProxyType({
    Obligation: _obligation, Rule: _rule, Resources: _resources, Policy: _policy, Setting: _setting, Log: _log,
    LogVerified: _log_verified, PolicyRunning: _policy_running, Suites: _tests, Deployed: _deployed, Ends: _ends, Keys: _keys,
    Outside: _outside,
})  # fmt: skip


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(json.dumps(word) for word in dict.fromkeys(words)) or '""'
