"""When versions of models end, as Microsoft published it: `data/model_retirements.json` says where and when."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

SOON_DAYS = 90
"""A version that ends so soon is told of."""


class Retirement(Struct, frozen=True):
    """The end of one version of a model."""

    model: str
    version: str
    preview: bool = False
    no_new: date | None = None
    """Nobody new gets it from then on."""
    retires: date | None = None
    standard_retires: date | None = None
    """Of deployments of type `Standard`, where they end earlier."""
    no_earlier_than: date | None = None
    replacement: str = ""

    def end(self, sku: str) -> date | None:
        """The day from which on calls fail; None where only the earliest day is known."""
        return (self.standard_retires if sku == "Standard" else None) or self.retires


class Table(Struct, frozen=True):
    """What was published on a day."""

    source: str
    date: date
    models: tuple[Retirement, ...]


@cache
def table() -> Table:
    """The table, read once."""
    return msgspec.json.decode((Path(__file__).parent / "data" / "model_retirements.json").read_bytes(), type=Table)


def retirement(model: str, version: str) -> Retirement | None:
    """What is known of the end of a version."""
    return next((each for each in table().models if (each.model, each.version) == (model, version)), None)


def warning(model: str, version: str, sku: str, today: date | None = None) -> str:
    """What to say of a version that has ended or soon will; nothing of any other."""
    known = retirement(model, version)
    end = known.end(sku) if known is not None else None
    today = today or datetime.now(UTC).date()
    if known is None or end is None or (end - today).days > SOON_DAYS:
        return ""
    instead = f"; Microsoft names `{known.replacement}` in its place" if known.replacement else ""
    when = "has retired" if end <= today else "retires"
    return f"`{model}` {version} {when} on {end}, as Microsoft published on {table().date}{instead}"
