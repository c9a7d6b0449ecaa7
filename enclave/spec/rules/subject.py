"""What a rule looks at: the spec with presets applied, and where each part of it stands."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.spec.models import Spec
from enclave.spec.source import Keys, Problem, SourceMap


@dataclass(frozen=True)
class Subject:
    """One file under examination."""

    spec: Spec
    source: SourceMap

    def problem(self, keys: Keys, message: str, hint: str = "", because: tuple[Keys, ...] = ()) -> Problem:
        """A problem with the value at `keys`, concluded from the values at `because` too."""
        return Problem(self.source.value(keys), message, hint, (keys, *because))

    def place(self, keys: Keys) -> str:
        """Where another value stands that a message speaks of, `enclave.yaml:37:11`, or that it is a default."""
        return self.source.place(self.source.value(keys)) if self.source.holds(keys) else "the default"
