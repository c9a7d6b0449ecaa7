"""Where a front door can come in from by a private link, as dated data: `data/front_door.json` says its source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from enclave.regions import REGIONS

TABLE: Final[Mapping[str, Any]] = json.loads((Path(__file__).parent / "data" / "front_door.json").read_text(encoding="utf-8"))
ENDPOINTS: Final = int(TABLE["endpoints"])
"""The most endpoints of one front door, and so projects."""


def reached_from(location: str, pair: str | None = None) -> str | None:
    """The region that a front door's private link to a region starts in; None where there is none inside its residency boundary.

    The nearest that is known: the region itself, then its pair, then the first in the boundary by name.
    """
    boundary = REGIONS[location].boundary
    wanted = (location, pair, REGIONS[location].pair, *TABLE["private_link_regions"])
    usable = (name for name in wanted if name in TABLE["private_link_regions"] and REGIONS[name].boundary == boundary)
    return next(usable, None)
