"""Domains under which anybody can have a name: a wildcard over one, or a host of it, may lead to everybody."""

from __future__ import annotations

import json
from pathlib import Path

SHARED: tuple[str, ...] = tuple(json.loads((Path(__file__).parent / "shared_suffixes.json").read_text(encoding="utf-8"))["suffixes"])
"""Domains under which anybody can have a name."""
_SHARED = frozenset(SHARED)


def is_shared(pattern: str) -> bool:
    """Whether a wildcard reaches into a domain under which anybody can have a name."""
    suffix = pattern.lower().lstrip("*").lstrip(".")
    return not suffix or "*" in suffix or any(
        suffix == shared or suffix.endswith(f".{shared}") or shared.endswith(f".{suffix}") for shared in SHARED
    )


def is_under_shared(host: str) -> bool:
    """Whether a host is somebody's name in such a domain. What begins with `privatelink` is the name of a zone, and nobody's."""
    parts = host.lower().split(".")
    return parts[0] != "privatelink" and any(".".join(parts[start:]) in _SHARED for start in range(1, len(parts)))
