"""Prices: a dated table per model, deployment type and region, and what a call costs by it.

Prices are integers, nano-dollars per million tokens; a cost is rounded up to a whole nano-dollar once, at the end. What has
no price cannot be called.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import msgspec

from enclave.errors import EnclaveError, InputError

NANO_USD = 10**9
MILLION = 10**6
MAX_TOKENS = 10**9
"""More than a provider can mean by the tokens of one call."""


class UnknownPriceError(InputError):
    """Nobody said what the call costs. It is refused, never taken as free."""


class UsageError(EnclaveError):
    """The provider reported a usage that cannot be true. The whole reservation is charged."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a provider reports, in tokens. `prompt` includes `cached`, `completion` includes `reasoning`, as in OpenAI's API."""

    prompt: int
    cached: int = 0
    completion: int = 0
    reasoning: int = 0
    """Billed as completion."""

    def __post_init__(self) -> None:
        if not 0 <= self.cached <= self.prompt <= MAX_TOKENS or not 0 <= self.reasoning <= self.completion <= MAX_TOKENS:
            raise UsageError(
                f"the provider reported {self.prompt} prompt ({self.cached} cached) and {self.completion} completion tokens"
                f" ({self.reasoning} reasoning)"
            )


@dataclass(frozen=True, slots=True)
class Price:
    """What one deployment costs, in nano-dollars per million tokens."""

    input: int
    cached_input: int
    output: int
    basis: Literal["meter", "upper bound"]
    """`meter`: a published price. `upper bound`: the published price of the region is not known, this is not below it."""
    source: str
    """Key of the source in the table."""

    def cost(self, usage: Usage) -> int:
        """What the call cost, in nano-dollars, rounded up."""
        fresh = usage.prompt - usage.cached
        total = fresh * self.input + usage.cached * self.cached_input + usage.completion * self.output
        return -(-total // MILLION)

    def worst_case(self, prompt_tokens: int, completion_tokens: int) -> int:
        """The most that a call of at most these tokens can cost: nothing cached."""
        return self.cost(Usage(prompt=prompt_tokens, completion=completion_tokens))


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a figure comes from."""

    title: str
    seen: str
    """Date, `2026-11-21`."""
    url: str = ""


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the file; prices in USD per million tokens, as text so that they are exact."""

    model: str
    sku: str
    locations: tuple[str, ...]
    """Azure regions, `@<zone>` for a list of them, or `*` for every region that no other row of the model and sku names."""
    input: str
    output: str
    source: str
    cached_input: str = ""
    """Empty: cached tokens cost what others do."""
    versions: tuple[str, ...] = ()
    """`2024-11-20`, or `1120` of any year. Empty: every version."""
    basis: Literal["meter", "upper bound"] = "meter"


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`prices.json`."""

    as_of: str
    sources: dict[str, Source]
    zones: dict[str, tuple[str, ...]]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class PriceTable:
    """The prices of one file."""

    as_of: str
    sources: MappingProxyType[str, Source]
    _prices: MappingProxyType[tuple[str, str], tuple[tuple[frozenset[str], frozenset[str], Price], ...]]

    @staticmethod
    def load(path: str | Path | None = None) -> PriceTable:
        """The table of a file, or the one that comes with the program. Raises InputError with the row that is wrong."""
        file = Path(path) if path is not None else Path(__file__).with_name("prices.json")
        try:
            table = msgspec.json.decode(file.read_bytes(), type=File)
        except OSError as error:
            raise InputError(f"cannot read the price table: {(error.strerror or '').lower()}", str(file)) from error
        except msgspec.MsgspecError as error:
            raise InputError(f"not a price table: {error}", str(file)) from error
        return PriceTable.of(table, str(file))

    @staticmethod
    def of(table: File, file: str) -> PriceTable:
        """The table of what a file says. Raises InputError with the row that is wrong."""
        prices: dict[tuple[str, str], list[tuple[frozenset[str], frozenset[str], Price]]] = {}
        for number, row in enumerate(table.rows):
            where = f"{file}#/rows/{number}"
            if row.source not in table.sources:
                raise InputError(f"source `{row.source}` is not among the sources", where)
            entry = (frozenset(row.versions), frozenset(_locations(row, table, where)), _price(row, where))
            prices.setdefault((row.model.lower(), row.sku.lower()), []).append(entry)
        frozen = {key: tuple(entries) for key, entries in prices.items()}
        return PriceTable(table.as_of, MappingProxyType(table.sources), MappingProxyType(frozen))

    def price(self, model: str, sku: str, location: str, version: str = "") -> Price:
        """The price of a model by deployment type (`DataZoneStandard`) and Azure region (`westeurope`).

        A row that names the region goes before a `*` row. Of several versions, when none is asked for, the dearest. Raises
        UnknownPriceError.
        """
        regional: dict[frozenset[str], Price] = {}
        anywhere: dict[frozenset[str], Price] = {}
        for versions, locations, price in self._prices.get((model.lower(), sku.lower()), ()):
            if version and versions and not {version, month_and_day(version)} & versions:
                continue
            if location.lower() in locations:
                regional[versions] = price
            elif "*" in locations:
                anywhere[versions] = price
        candidates = (anywhere | regional).values()
        if not candidates:
            what = f"`{model}`" + (f" version `{version}`" if version else "")
            raise UnknownPriceError(
                f"no price for {what} as `{sku}` in `{location}` (table of {self.as_of})",
                hint="add a row with its source to enclave/ledger/prices.json, or deploy a model that has a price",
            )
        return max(candidates, key=lambda price: (price.output, price.input))


def month_and_day(version: str) -> str:
    """`1120` of `2024-11-20`, as Azure's meters name a version; empty for a version that is no date."""
    return version[5:7] + version[8:] if len(version) == 10 and version[4] == version[7] == "-" else ""


def _locations(row: Row, table: File, where: str) -> Iterator[str]:
    for location in row.locations:
        if not location.startswith("@"):
            yield location.lower()
        elif location[1:] in table.zones:
            yield from table.zones[location[1:]]
        else:
            raise InputError(f"zone `{location}` is not among the zones", where)


def _price(row: Row, where: str) -> Price:
    return Price(
        input=_nano_per_million(row.input, where),
        cached_input=_nano_per_million(row.cached_input or row.input, where),
        output=_nano_per_million(row.output, where),
        basis=row.basis,
        source=row.source,
    )


def _nano_per_million(usd: str, where: str) -> int:
    try:
        nano = Decimal(usd) * NANO_USD
    except InvalidOperation as error:
        raise InputError(f"`{usd}` is not a price", where, "write US dollars per million tokens, `2.50`") from error
    if not nano.is_finite() or nano < 0 or nano != int(nano):
        raise InputError(f"`{usd}` is not a price", where, "at least 0, at most nine decimals")
    return int(nano)
