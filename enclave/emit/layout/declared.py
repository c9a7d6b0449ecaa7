"""What a file of a layout declares: resources, resources that are there already, calls of other files, outputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from enclave.emit.layout.levels import File, Loop
from enclave.emit.layout.terms import DataType, Entries, Term
from enclave.graph.model import Resource


@dataclass(eq=False)
class Declared:
    """A resource, or one for each item of a loop."""

    symbol: str
    type: str
    api_version: str
    noun: str
    """What one of them is called in a sentence."""
    resources: Sequence[Resource]
    """In the order of the instances of its level."""
    loop: Loop | None
    names: Sequence[Term] = ()
    """The segments of its name."""
    parent: Declared | None = None
    scope: Declared | None = None
    """What it extends, where that is not what the file is deployed to."""
    location: Term = None
    body: Entries = field(default_factory=lambda: Entries(()))
    waits: list[Thing] = field(default_factory=list)
    """What must come before and is not referred to."""
    is_serial: bool = False
    """Whether the items of its loop must be deployed one after the other."""
    is_existing: bool = False
    is_free: bool = False
    """Whether the resources of its loop could stand alone too."""
    suffix: str = ""
    """What its labels have behind those of the items of its loop, where an item has several of its type."""
    labels: Sequence[str] = ()
    """For each resource what it is called in dictionaries."""


@dataclass(eq=False)
class Call:
    """A call of another file, once or for each item of a loop."""

    symbol: str
    file: Any
    """The `ModuleFile` that is called."""
    loop: Loop | None
    scope: Term = None
    """Of a call in the main file: where it is deployed."""
    waits: list[Thing] = field(default_factory=list)
    is_serial: bool = False
    is_free: bool = False


Thing = Declared | Call


@dataclass
class Told:
    """An output of a file."""

    name: str
    type: DataType
    said: str
    value: Term
    is_listed: bool = False
    """Whether it is a list of keys and values, to be made a dictionary by who reads it."""


@dataclass(eq=False)
class ModuleFile:
    """A file of the layout."""

    path: str
    """`virtual-network/subnets`, without folder and ending."""
    kind: str
    """What it is deployed to: `group`, `subscription`, `management-group`, `tenant`."""
    level: File
    existing: list[Declared] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    outputs: dict[str, Told] = field(default_factory=dict)
    functions: Any = None
    """The `FunctionFile` that was lifted out of it, if any."""
    told: dict[Any, list[Told]] = field(default_factory=dict)
    """`Export` -> the outputs that make it up."""

    @property
    def declared(self) -> list[Declared]:
        """The resources that it deploys."""
        return [thing for thing in self.things if isinstance(thing, Declared)]

    @property
    def calls(self) -> list[Call]:
        """The files that it calls."""
        return [thing for thing in self.things if isinstance(thing, Call)]
