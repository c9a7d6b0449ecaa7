"""Findings and verdicts: the one result type of verify, drift and the image gate."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias


class Severity(IntEnum):
    """How bad a finding is. The order is the order of reports, worst last."""

    NOTE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with one resource."""

    rule: str
    """Kebab-case id of the rule or obligation that found it."""
    severity: Severity
    resource: str
    """Resource id in the graph."""
    message: str
    location: str = ""
    """Where in the source (`azuredeploy.json#/resources/3`), if known."""
    unknown: bool = False
    """It could not be decided: the message says what is missing."""


@dataclass(frozen=True)
class Hop:
    """One step of a counterexample: a node, and the rule or setting that let the packet pass it."""

    node: str
    """Resource id in the graph, or a name for what lies outside it (`internet`)."""
    because: str
    """The deciding fact in words: `rule AllowAll (priority 100) allows tcp/443 from Internet`."""


@dataclass(frozen=True)
class Counterexample:
    """A packet (or a name lookup) and the hops that let it through."""

    packet: str
    """`tcp 203.0.113.7:50000 -> 20.1.2.3:443` or `resolve foo.openai.azure.com`."""
    path: tuple[Hop, ...]


@dataclass(frozen=True)
class Proved:
    """Shown to hold for every packet, name and resource of the model."""

    reason: str = ""
    name = "proved"


@dataclass(frozen=True)
class Refuted:
    """Shown not to hold; the counterexample can be replayed."""

    counterexample: Counterexample
    reason: str = ""
    name = "refuted"


@dataclass(frozen=True)
class Unknown:
    """Could not be decided. Never green: it fails the exit code."""

    reason: str
    name = "unknown"


Verdict: TypeAlias = Proved | Refuted | Unknown
