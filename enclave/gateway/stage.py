"""What a stage is: an id, and a function that lets an exchange pass or ends it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.runtime import Runtime

Run: TypeAlias = Callable[[Exchange, Runtime], Awaitable[Exchange | Refusal]]


@dataclass(frozen=True)
class Stage:
    """One stage. Its id names its module, its test and its page in docs/stages."""

    id: str
    summary: str
    run: Run
