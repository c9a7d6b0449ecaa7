"""Who may do what, and who did, as a table that reviewers decide row by row; and whether what they decided was done."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from enclave.audit.query import query
from enclave.audit.verify import verify
from enclave.errors import InputError
from enclave.graph.body import last_segment
from enclave.graph.model import Graph
from enclave.report.controls.table import cell, plain
from enclave.report.runbook.names import Names
from enclave.report.text import short
from enclave.spec.models import Spec
from enclave.verify.identity.holdings import Holding, Holdings

KINDS: Mapping[str, str] = MappingProxyType({
    "gateway": "may call models through the gateway",
    "standing": "holds a role all the time",
    "eligible": "may activate a role",
    "service": "let in by a service's own list",
    "unread": "an assignment that could not be read: look at it yourself",
    "caller": "called the gateway",
})
"""What a row is about."""
DECISIONS = ("keep", "remove")
FILE, RUNS, BOTH, GONE = "file", "runs", "file and runs", "gone"
CALLERS = (
    "EnclaveEvents | where isnotempty(Caller) and Kind in ('admitted', 'refused') | summarize earliest = min(TimeGenerated),"
    " latest = max(TimeGenerated), calls = countif(Kind == 'admitted'), refused = countif(Kind == 'refused')"
    " by Caller, Project, roles = tostring(Roles)"
)
"""Who called, as which roles."""


class Key(NamedTuple):
    """What a row is known by from one export to the next; lower case."""

    kind: str
    principal: str
    role: str
    scope: str


class Access(Struct, frozen=True):
    """One row."""

    kind: str
    """One of `KINDS`."""
    principal: str
    """Object id of a group, a person or an application, id of the resource whose identity it is, or subject of a token."""
    who: str
    """The principal in words."""
    role: str
    scope: str
    """Project, or the id of what the role holds for; empty: the subscription."""
    where: str = FILE
    """Whether the file gives it, or it runs, or both; `gone`: it was reviewed and is there no more."""
    condition: str = ""
    first_used: str = ""
    last_used: str = ""
    calls: int | None = None
    """Admitted calls in the log; None where the log cannot say."""
    refused: int | None = None
    source: str = ""
    """What gives it: the assignment's id, a key of the file."""
    decision: str = ""
    """What the reviewer writes: `keep` or `remove`."""
    reviewer: str = ""
    note: str = ""

    @property
    def key(self) -> Key:
        """What it is known by."""
        return Key(*(text.lower() for text in (self.kind, self.principal, self.role, self.scope)))


COLUMNS = Access.__struct_fields__


def access(spec: Spec, graph: Graph, observed: Graph | None = None, data: Path | None = None) -> tuple[Access, ...]:
    """Every row: what the file gives, what an export of Azure shows, who called. Raises InputError for a log that does not verify."""
    names = Names(spec, graph)
    rows = {row.key: row for row in _held(graph, names, FILE)}
    if observed is not None:
        running = {row.key: row for row in _held(observed, names, RUNS)}
        rows = {key: replace(row, where=BOTH) if key in running else row for key, row in rows.items()}
        rows |= {key: row for key, row in running.items() if key not in rows}
    calls = _calls(data) if data is not None else None
    used = _by_role(calls) if calls is not None else None
    for name, project in spec.projects.items():
        for each in project.access:
            first, last, count, refused = ("", "", None, None) if used is None else used.get((name, each.role), ("", "", 0, 0))
            group = str(each.group)
            row = Access(
                "gateway", group, names.groups.get(group, ""), each.role, name, first_used=first, last_used=last, calls=count,
                refused=refused, source=f"projects.{name}.access",
            )  # fmt: skip
            rows[row.key] = row
    found = (*rows.values(), *(calls or ()))
    order = {kind: number for number, kind in enumerate(KINDS)}
    return tuple(sorted(found, key=lambda row: (order[row.kind], row.scope.lower(), row.role.lower(), row.principal.lower())))


def _held(graph: Graph, names: Names, where: str) -> Iterator[Access]:
    holdings = Holdings(graph)
    for held in holdings.all:
        kind = "eligible" if held.eligible else "standing" if held.role.guid else "service"
        condition = "under a condition" if held.conditional else ""
        yield Access(kind, held.principal, _who(held.principal, names), _role(held), held.scope, where, condition, source=held.source)
    for principal, guid, scope in holdings.strange:
        yield Access("standing", principal, _who(principal, names), f"role {guid}, which nobody here knows", scope, where)
    for source, problem in holdings.problems:
        yield Access("unread", "", "", "", source, where, str(problem), source=source)


def _role(held: Holding) -> str:
    return held.role.name or held.role.guid


def _who(principal: str, names: Names) -> str:
    if "/" in principal:
        return f"identity of {short(principal)}"
    return names.groups.get(principal, "")


def _calls(data: Path) -> tuple[Access, ...]:
    checked = verify(data)
    if not checked.ok:
        raise InputError(f"the log was tampered with: {checked.problems[0]}", str(data), "`enclave audit verify` says where")
    return tuple(
        Access(
            "caller", str(row["Caller"]), "", _roles(str(row["roles"] or "")), str(row["Project"] or ""), RUNS,
            first_used=str(row["earliest"]), last_used=str(row["latest"]), calls=int(row["calls"]),
            refused=int(row["refused"]), source="log",
        )
        for row in query(data, CALLERS).documents()
    )  # fmt: skip


def _roles(text: str) -> str:
    return ", ".join(part for part in (each.strip(' "') for each in text.strip("[]").split(",")) if part)


def _by_role(calls: Iterable[Access]) -> Mapping[tuple[str, str], tuple[str, str, int, int]]:
    """First and last call, calls and refusals, of each role in each project."""
    found: dict[tuple[str, str], list[Access]] = defaultdict(list)
    for call in calls:
        for role in call.role.split(", "):
            found[call.scope, role].append(call)
    return {
        key: (
            min(call.first_used for call in each), max(call.last_used for call in each),
            sum(call.calls or 0 for call in each), sum(call.refused or 0 for call in each),
        )
        for key, each in found.items()
    }  # fmt: skip


def decided(rows: tuple[Access, ...], earlier: Mapping[Key, Access]) -> tuple[Access, ...]:
    """The rows with what was decided of them before; what is there no more stays as `gone`, so that nothing a reviewer wrote is lost."""
    carried = tuple(
        replace(row, decision=before.decision, reviewer=before.reviewer, note=before.note) if (before := earlier.get(row.key)) else row
        for row in rows
    )
    here = {row.key for row in rows}
    return (*carried, *(replace(row, where=GONE) for key, row in earlier.items() if key not in here))


def open_points(rows: Iterable[Access]) -> tuple[str, ...]:
    """What keeps a review from being finished, one line for each row. Callers are evidence: what lets them in is a row of its own."""
    return tuple(f"{_told(row)}: {point}" for row in rows if (point := _open(row)))


def _open(row: Access) -> str:
    if row.where == GONE or row.kind == "caller":
        return ""
    if row.decision == "remove":
        return "was to be removed, and is still there"
    if not row.decision:
        return "is not decided"
    return "" if row.reviewer.strip() else "nobody's name stands beside the decision"


def _told(row: Access) -> str:
    if row.kind == "unread":
        return f"{last_segment(row.source) or 'an assignment'}, which could not be read"
    place = short(row.scope) if "/" in row.scope else row.scope or "the subscription"
    return f"{row.who or row.principal}, {row.role} on {place} ({row.kind})"


def summary(rows: Iterable[Access]) -> str:
    """How many rows of each kind, and how many of them only run."""
    every = tuple(rows)
    counts = Counter(row.kind for row in every if row.where != GONE)
    only = sum(row.where == RUNS and row.kind != "caller" for row in every)
    told = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])
    return f"{told}; {only} that the file does not give" if only else told


def render(rows: Iterable[Access]) -> str:
    """The table as CSV, safe to open in a spreadsheet."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        values = (getattr(row, name) for name in COLUMNS)
        writer.writerow(["" if value is None else cell(str(value)) for value in values])
    return file.getvalue()


def read(text: str, where: str) -> Mapping[Key, Access]:
    """A table that reviewers have filled in. Raises InputError with the line for what is not `keep` or `remove`, and for two of a kind."""
    lines = csv.DictReader(io.StringIO(text), strict=True)
    found: dict[Key, Access] = {}
    try:
        missing = [name for name in COLUMNS if name not in (lines.fieldnames or ())]
        if missing:
            raise InputError(f"is no access review: it has no column `{missing[0]}`", where, "`enclave report access` writes one")
        for line in lines:
            row = _read(line, f"{where}:{lines.line_num}")
            if row.key in found:
                raise InputError(f"stands twice: {_told(row)}", f"{where}:{lines.line_num}")
            found[row.key] = row
    except csv.Error as error:
        raise InputError(f"not a table of comma-separated values: {error}", f"{where}:{lines.line_num}") from error
    return found


def _read(line: Mapping[str, str | None], where: str) -> Access:
    values = {name: plain(line[name] or "") for name in COLUMNS}
    values["decision"] = values["decision"].strip().lower()
    if values["kind"] not in KINDS:
        raise InputError(f"`{values['kind']}` is no kind of access", where, f"one of {', '.join(KINDS)}")
    if values["decision"] not in ("", *DECISIONS):
        raise InputError(f"`{values['decision']}` is no decision", where, "`keep` or `remove`")
    calls, refused = (int(count) if (count := values.pop(name)).isdecimal() else None for name in ("calls", "refused"))
    return Access(**values, calls=calls, refused=refused)
