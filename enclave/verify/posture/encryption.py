"""What each type must say of its encryption, from `encryption.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from enclave.graph.model import Resource
from enclave.verify.posture.asked import Asked, asked


class Encryption(Struct, frozen=True):
    """One row of the table."""

    transit: tuple[tuple[Asked, ...], ...]
    """Groups: TLS 1.2 at least, and nothing without it."""
    purge: tuple[tuple[Asked, ...], ...]
    """Groups: keys, and the encryption itself, cannot be taken away."""
    customer: tuple[Asked, ...]
    """One of them: a key of the owner's."""
    double: tuple[Asked, ...]
    """One of them: a second layer."""
    no_customer: str = ""
    """Why there is no key of the owner's to ask for."""
    no_double: str = ""


def _groups(groups: Iterable[Iterable[str]]) -> tuple[tuple[Asked, ...], ...]:
    return tuple(tuple(asked(line) for line in group) for group in groups)


def _either(value: Any) -> tuple[tuple[Asked, ...], str]:
    return ((), value) if isinstance(value, str) else (tuple(asked(line) for line in value), "")


def _row(row: Mapping[str, Any]) -> Encryption:
    (customer, no_customer), (double, no_double) = _either(row["customer"]), _either(row["double"])
    return Encryption(_groups(row["transit"]), _groups(row.get("purge", ())), customer, double, no_customer, no_double)


_TABLE: Mapping[str, Any] = json.loads((Path(__file__).parent / "encryption.json").read_text(encoding="utf-8"))
ENCRYPTION: Mapping[str, Encryption] = {kind.lower(): _row(row) for kind, row in _TABLE["types"].items()}
"""Lower-case type -> what it must say."""


_SOFTWARE = frozenset(kind.lower() for kind in _TABLE["software"])
"""Types whose owner's software takes and makes connections."""
_STILL = frozenset(kind.lower() for kind in _TABLE["still"])
"""Types that take no connections: another resource does for them."""


def transit_told(resource: Resource, row: Encryption) -> str:
    """What is proved of a resource's connections where nothing is wrong with its settings, and no more."""
    kind = resource.type.lower()
    if row.transit:
        return "TLS 1.2 or later, as far as its settings say"
    if kind in _SOFTWARE:
        return "which TLS its software takes is not looked at"
    return "it takes no connections itself" if kind in _STILL else "its type has no setting of TLS"


def encryption_of(resource: Resource) -> Encryption | None:
    """The row of a resource's type, or None."""
    return ENCRYPTION.get(resource.type.lower())
