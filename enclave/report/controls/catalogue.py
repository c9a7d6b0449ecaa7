"""The controls, what can speak for each, and the clauses that each supports: data, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import Struct

HERE = Path(__file__).parent
EDITOR = "editor"
"""The source of a clause that was added by judgement."""


class Obligation(Struct, frozen=True, tag="obligation", tag_field="kind"):
    """A proof, by the id of its obligation."""

    id: str


class Rule(Struct, frozen=True, tag="rule", tag_field="kind"):
    """A rule that finds nothing, where there is something that it looks at."""

    id: str


class Resources(Struct, frozen=True, tag="resources", tag_field="kind"):
    """Resources that stand in the graph, of any of the types, with these values at these dotted paths of the body, or as name or module."""

    what: str
    types: tuple[str, ...]
    where: Mapping[str, str] = {}


class Policy(Struct, frozen=True, tag="policy", tag_field="kind"):
    """Something that the effective policy of every project says."""

    field: str
    what: str


class Setting(Struct, frozen=True, tag="setting", tag_field="kind"):
    """Something that the file says, by its dotted path; `*` stands for every key."""

    path: str
    what: str


class Log(Struct, frozen=True, tag="log", tag_field="kind"):
    """A query of the log that counts what is `good` and what is `bad`. `{locations}` and others are filled in from the file."""

    what: str
    query: str


class LogVerified(Struct, frozen=True, tag="log_verified", tag_field="kind"):
    """The log is what was signed."""


class PolicyRunning(Struct, frozen=True, tag="policy_running", tag_field="kind"):
    """The gateway that wrote the log last runs the policy of the file."""


class Suites(Struct, frozen=True, tag="tests", tag_field="kind"):
    """Files of tests, all of which passed in a run whose JUnit report is given."""

    what: str
    files: tuple[str, ...]


class Deployed(Struct, frozen=True, tag="deployed", tag_field="kind"):
    """What runs today is proved, too."""


class Ends(Struct, frozen=True, tag="ends", tag_field="kind"):
    """What has a last day, and whether that is past."""

    of: Literal["models", "choices", "exemptions"]
    what: str


class Keys(Struct, frozen=True, tag="keys", tag_field="kind"):
    """How old the keys are that are in use."""

    of: Literal["log", "gateway", "azure"]
    what: str


class Outside(Struct, frozen=True, tag="outside", tag_field="kind"):
    """Something that this program cannot see, and who can."""

    what: str


Evidence: TypeAlias = (
    Obligation | Rule | Resources | Policy | Setting | Log | LogVerified | PolicyRunning | Suites | Deployed | Ends | Keys | Outside
)


class Clause(Struct, frozen=True, array_like=True):
    """A clause of a framework that a control supports, and how well the source says so."""

    id: str
    checks: int
    """How many of the source's checks that were chosen for the control stand under the clause."""
    share: float
    """Of all checks that the source places there."""
    source: str = ""
    """`editor` when it was added by judgement."""


class Framework(Struct, frozen=True):
    """A law, standard or catalogue."""

    id: str
    title: str
    tag: str
    """As `compliance` of the file names it; empty when nothing there does."""
    source: str
    clauses: int
    """How many clauses the source has anything under; 0: it does not say."""


class Control(Struct, frozen=True):
    """One control."""

    id: str
    title: str
    evidence: tuple[Evidence, ...]
    clauses: Mapping[str, tuple[Clause, ...]] = {}
    """By the id of the framework, the strongest first."""


class Row(Struct, frozen=True):
    """A row of the matrix of security controls."""

    layer: str
    component: str
    control: str
    controls: tuple[str, ...]


class Catalogue(Struct, frozen=True):
    """Everything that is asked for."""

    controls: tuple[Control, ...]
    matrix: tuple[Row, ...]
    frameworks: tuple[Framework, ...]
    note: str

    def wanted(self, tags: tuple[str, ...]) -> tuple[Framework, ...]:
        """The frameworks that the file names; all of them when it names none."""
        return tuple(each for each in self.frameworks if each.tag in tags) or self.frameworks


@cache
def catalogue() -> Catalogue:
    """The controls of `controls.json` with the clauses of `clauses.json`."""
    data: dict[str, Any] = msgspec.json.decode((HERE / "controls.json").read_bytes())
    clauses: dict[str, Any] = msgspec.json.decode((HERE / "clauses.json").read_bytes())
    for control in data["controls"]:
        control["clauses"] = clauses["controls"][control["id"]]
    return msgspec.convert({**data, "frameworks": clauses["frameworks"], "note": clauses["note"]}, Catalogue)
