"""Every dangerous choice of a spec, with its reason: a key that begins with `unsafe_`, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from enclave.spec.base import Model, Unsafe
from enclave.spec.models import Spec
from enclave.spec.source import Keys


@dataclass(frozen=True)
class UnsafeChoice:
    """One dangerous choice."""

    keys: Keys
    reason: str
    until: date | None = None
    """Its last day; None: nobody said."""

    @property
    def name(self) -> str:
        """`projects.fraud-triage.unsafe_allow_public_access`."""
        return ".".join(str(key) for key in self.keys)

    def is_over(self, today: date | None = None) -> bool:
        """Whether its last day is past."""
        return self.until is not None and self.until < (today or datetime.now(UTC).date())


def unsafe_choices(spec: Spec) -> list[UnsafeChoice]:
    """All of them, in the order of the models."""
    return list(_below(spec, ()))


def _below(value: Any, keys: Keys) -> Iterator[UnsafeChoice]:
    if isinstance(value, Unsafe):
        yield UnsafeChoice(keys, value.reason, value.until)
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            yield from _below(getattr(value, name), (*keys, name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _below(item, (*keys, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _below(item, (*keys, index))
