"""Values of a printed language beside plain ones: what Bicep and Terraform both write in their own signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Expression:
    """Text of the language that is written as it is."""

    text: str


@dataclass(frozen=True)
class Interpolated:
    """A text with expressions in it."""

    parts: tuple[str | Expression, ...]


@dataclass(frozen=True)
class Wrapped:
    """A value with text around it: `[for item in items: ` ... `]`, `object(` ... `)`."""

    before: str
    value: object
    after: str


@dataclass(frozen=True)
class Object:
    """An object whose keys may be expressions or contain them."""

    pairs: tuple[tuple[str | Expression, object], ...]
