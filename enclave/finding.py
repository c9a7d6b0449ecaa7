"""Findings and verdicts: the one result type of verify, drift and the image gate."""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar, TypeAlias

from msgspec import Struct


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


class Finding(Struct, frozen=True):
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


class Hop(Struct, frozen=True, array_like=True):
    """One step of a counterexample: a node, and the rule or setting that let the packet pass it."""

    node: str
    """Resource id in the graph, or a name for what lies outside it (`internet`)."""
    because: str
    """The deciding fact in words: `rule AllowAll (priority 100) allows tcp/443 from Internet`."""


class Counterexample(Struct, frozen=True, array_like=True):
    """A packet (or a name lookup) and the hops that let it through."""

    packet: str
    """`tcp 203.0.113.7:50000 -> 20.1.2.3:443` or `resolve foo.openai.azure.com`."""
    path: tuple[Hop, ...]


class Proved(Struct, frozen=True, tag=True, array_like=True):
    """Shown to hold for every packet, name and resource of the model."""

    reason: str = ""
    name: ClassVar = "proved"


class Refuted(Struct, frozen=True, tag=True, array_like=True):
    """Shown not to hold; the counterexample can be replayed."""

    counterexample: Counterexample
    reason: str = ""
    name: ClassVar = "refuted"


class Unknown(Struct, frozen=True, tag=True, array_like=True):
    """Could not be decided. Never green: it fails the exit code."""

    reason: str
    name: ClassVar = "unknown"


Verdict: TypeAlias = Proved | Refuted | Unknown
