"""What runs in Azure against the file, as the last `enclave drift --data` found it, and how long ago that was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

FILE = "deployed.json"
OLD_HOURS = 48
"""After which nobody should rely on it."""


class Compared(Struct, frozen=True):
    """What `enclave drift` leaves behind."""

    time: str
    drift: bool
    differences: int = 0
    breaks: tuple[str, ...] = ()
    """Obligations that are proved of the file and not of what runs."""


def deployed(data: Path, now: datetime) -> dict[str, Any]:
    """Whether what runs is as the file says. `state`: `never` compared, `unreadable`, `same` or `drifted`; `old`: too long ago."""
    nothing = {"state": "never", "time": "", "hours": 0, "old": False, "differences": 0, "breaks": []}
    try:
        found = msgspec.json.decode((data / FILE).read_bytes(), type=Compared)
        hours = (now - datetime.fromisoformat(found.time).astimezone(UTC)).total_seconds() / 3600
    except FileNotFoundError:
        return nothing
    except (OSError, msgspec.MsgspecError, ValueError):
        return {**nothing, "state": "unreadable"}
    return {
        "state": "drifted" if found.drift else "same", "time": found.time, "hours": max(0, round(hours)), "old": hours > OLD_HOURS,
        "differences": found.differences, "breaks": list(found.breaks),
    }  # fmt: skip
