"""Where an expression stands while it is evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from enclave.graph.model import Unresolved
from enclave.importers.values import Evaluated

if TYPE_CHECKING:
    from enclave.importers.template import Deployment


@dataclass(frozen=True)
class Frame:
    """Where an expression stands: it decides what names mean."""

    here: Deployment
    """The deployment whose resources can be referred to by name."""
    context: Deployment
    """The deployment whose parameters, variables and surroundings count; another one for outer scope."""
    where: str
    copies: Mapping[str, int | Unresolved] = field(default_factory=dict)
    """Turn of each copy loop around, by name in lower case; `""` is the innermost of resources, `?` that of properties."""
    bound: Mapping[str, Evaluated] = field(default_factory=dict)
    """Lambda variables, by name in lower case."""
    arguments: Mapping[str, Evaluated] | None = None
    """Inside a function that the template defines: its parameters."""

    def at(self, step: str | int) -> Frame:
        """The frame of a part of a value."""
        return replace(self, where=f"{self.where}/{str(step).replace('~', '~0').replace('/', '~1')}")

    def turn(self, name: str, index: int | Unresolved, *, of_resource: bool = False) -> Frame:
        """The frame of one turn of a copy loop of a resource, or of a property or variable."""
        return replace(self, copies={**self.copies, name.lower(): index, "" if of_resource else "?": index})

    def element(self, symbol: str) -> str:
        """`symbol[index]` of the innermost turn of a resource; empty where its number is not known."""
        index = self.copies.get("")
        return f"{symbol}[{index}]" if isinstance(index, int) else ""


@dataclass(frozen=True)
class Outputs:
    """`reference()` of a nested deployment, on the way to one of its outputs."""

    deployment: Deployment
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A call of `reference()` or of `listKeys()` and its like: what it stands in has to wait for what it asks for."""

    here: Deployment
    """Where the name was looked up."""
    name: str
    by_version: bool
    """It says an API version, so Resource Manager asks for what is there and waits for nothing."""
