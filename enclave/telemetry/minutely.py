"""Somebody who takes all numbers once a minute, beside the workers; whoever is down is tried again, and nobody waits."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol

from enclave.errors import EnclaveError
from enclave.telemetry.merged import Whole

EVERY_SECONDS = 60.0
"""As the SDKs of OpenTelemetry do it."""


class Taker(Protocol):
    """Who takes them."""

    def send(self, whole: Whole) -> None:
        """Take everything as it stands. Raises EnclaveError."""

    def close(self) -> None:
        """Let go of the connection."""


def run(taker: Taker, look: Callable[[], Whole], wait: Callable[[float], bool]) -> None:
    """Send once a minute until `wait(seconds)` says that it is over, and once more then. That it fails is said once."""
    is_over = is_down = False
    while not is_over:
        is_over = wait(EVERY_SECONDS)
        try:
            taker.send(look())
        except (EnclaveError, OSError) as error:
            if not is_down:
                print(f"metrics cannot be sent: {error}", file=sys.stderr, flush=True)
            is_down = True
        else:
            is_down = False
    taker.close()
