"""Prices: a dated table per model, deployment type and region, and what a call costs by it.

Prices are integers, nano-dollars per million tokens; a cost is rounded up to a whole nano-dollar once, at the end. What has
no price cannot be called.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import msgspec

from enclave.errors import EnclaveError, InputError

OWN = Path(__file__).with_name("prices.json")
NANO_USD = 10**9
MILLION = 10**6
GIGABYTE = 10**9
DAY = 86_400
KINDS = ("cache_write", "audio_input", "cached_audio_input", "audio_output", "image_input", "image_output")
"""Of tokens that a price may have beside input, cached input and output."""
MAX_TOKENS = 10**9
"""More than a provider can mean by the tokens of one call."""


class UnknownPriceError(InputError):
    """Nobody said what the call costs. It is refused, never taken as free."""


class UsageError(EnclaveError):
    """The provider reported a usage that cannot be true. The whole reservation is charged."""


class Usage(msgspec.Struct, frozen=True):
    """What a provider reports, in tokens. `prompt` includes `cached`, `completion` includes `reasoning`, as in OpenAI's API."""

    prompt: int
    cached: int = 0
    completion: int = 0
    reasoning: int = 0
    """Billed as completion."""
    cache_write: int = 0
    """Of the prompt, brought into a cache that is paid for."""
    audio_input: int = 0
    cached_audio_input: int = 0
    """Of `cached`, and of `audio_input`."""
    audio_output: int = 0
    image_input: int = 0
    image_output: int = 0

    def __post_init__(self) -> None:
        is_text = 0 <= self.cached <= self.prompt <= MAX_TOKENS and 0 <= self.reasoning <= self.completion <= MAX_TOKENS
        if not is_text or (self.has_other_kinds and not self._kinds_fit()):
            raise UsageError(
                f"the provider reported {self.prompt} prompt ({self.cached} cached) and {self.completion} completion tokens"
                f" ({self.reasoning} reasoning)"
            )

    @property
    def has_other_kinds(self) -> bool:
        """Whether there is more in it than text."""
        return bool(
            self.cache_write or self.audio_input or self.cached_audio_input or self.audio_output or self.image_input or self.image_output
        )

    def _kinds_fit(self) -> bool:
        heard = self.audio_input - self.cached_audio_input
        fresh = self.prompt - self.cached - self.cache_write - heard - self.image_input
        least = min(
            self.cache_write, self.cached_audio_input, heard, self.image_input, self.audio_output, self.image_output, fresh,
            self.cached - self.cached_audio_input, self.completion - self.audio_output - self.image_output,
        )  # fmt: skip
        return least >= 0


@dataclass(frozen=True, slots=True)
class Units:
    """What is charged by something else than tokens: pictures of one kind, sound, or characters that are spoken."""

    images: int = 0
    picture: str = ""
    """Quality and size, `hd 1024x1792`."""
    seconds: int = 0
    characters: int = 0


@dataclass(frozen=True, slots=True)
class Price:
    """What one deployment costs, in nano-dollars per million tokens."""

    input: int
    cached_input: int
    output: int
    basis: Basis
    source: str
    """Key of the source in the table."""
    cache_write: int | None = None
    """None: as `input`. The others below: tokens of that kind have no price."""
    audio_input: int | None = None
    cached_audio_input: int | None = None
    """None: as `audio_input`."""
    audio_output: int | None = None
    image_input: int | None = None
    image_output: int | None = None
    images: tuple[tuple[str, int], ...] = ()
    """Nano-dollars for a picture, by quality and size; `*`: any other."""
    minute: int | None = None
    """Nano-dollars for a minute of sound."""
    gigabyte_day: int | None = None
    """Nano-dollars for a gigabyte that is kept for a day."""
    characters: int | None = None
    """Nano-dollars for a million characters that are spoken."""
    hour: int | None = None
    """Nano-dollars for a unit and hour, of capacity that is paid for whether it is used or not."""
    short: int = MAX_TOKENS
    """Tokens of the longest prompt that costs this. A call with a longer one costs `long`, all of it."""
    long: Price | None = None

    def of(self, prompt_tokens: int) -> Price:
        """The price of a call with a prompt of so many tokens."""
        return self if self.long is None or prompt_tokens <= self.short else self.long

    @property
    def dearest_input(self) -> int:
        """What a token of a prompt can cost at most, whatever it turns out to be."""
        return max(
            self.input, self.cached_input, self.cache_write or 0, self.audio_input or 0, self.cached_audio_input or 0, self.image_input or 0
        )

    @property
    def dearest_output(self) -> int:
        """What a token of an answer can cost at most."""
        return max(self.output, self.audio_output or 0, self.image_output or 0)

    @property
    def is_by_units(self) -> bool:
        """Whether something else than tokens is charged: then no number of tokens is a price."""
        return bool(self.images or self.minute or self.characters or self.gigabyte_day)

    def cost(self, usage: Usage) -> int:
        """What the call cost, in nano-dollars, rounded up. Raises UnknownPriceError when tokens of a kind have no price."""
        if self.long is not None and usage.prompt > self.short:
            return self.long.cost(usage)
        text = usage.prompt - usage.cached
        total = usage.cached * self.cached_input + usage.completion * self.output
        if usage.has_other_kinds:
            heard = usage.audio_input - usage.cached_audio_input
            text -= usage.cache_write + heard + usage.image_input
            total += usage.cache_write * (self.input if self.cache_write is None else self.cache_write)
            total += heard * self._of("audio_input", heard) + usage.image_input * self._of("image_input", usage.image_input)
            if usage.cached_audio_input:
                known = self.cached_audio_input
                total += usage.cached_audio_input * ((self._of("audio_input", 1) if known is None else known) - self.cached_input)
            for kind, count in (("audio_output", usage.audio_output), ("image_output", usage.image_output)):
                total += count * (self._of(kind, count) - self.output) if count else 0
        return -(-(total + text * self.input) // MILLION)

    def by_units(self, units: Units) -> int | None:
        """What such a call costs, in nano-dollars, rounded up; None: it is not charged by these units."""
        total = 0
        if units.images:
            prices = dict(self.images)
            each = prices.get(units.picture, prices.get("*"))
            if each is None:
                return None
            total += units.images * each
        for count, price, per in ((units.seconds, self.minute, 60), (units.characters, self.characters, MILLION)):
            if count and price is None:
                return None
            total += -(-count * (price or 0) // per)
        return total

    def beside_tokens(self, units: Units | None) -> int:
        """What a call costs beside its tokens, in nano-dollars. Raises UnknownPriceError where what is asked has no price here."""
        if units is None or not self.is_by_units:
            kind = "" if units is None else "image_output" if units.images else "audio_input" if units.seconds else "characters"
            if self.is_by_units if units is None else getattr(self, kind) is None:
                raise UnknownPriceError("what is asked of this deployment has no price for its model")
            return 0
        amount = self.by_units(units)
        if amount is None:
            raise UnknownPriceError("what is asked of this deployment has no price for its model")
        return amount

    def keeping(self, size: int, seconds: int) -> int:
        """What so many bytes cost for so long, in nano-dollars, rounded up. Raises UnknownPriceError."""
        if self.gigabyte_day is None:
            raise UnknownPriceError("what is kept has no price")
        return -(-size * seconds * self.gigabyte_day // (GIGABYTE * DAY))

    def worst_case(self, prompt_tokens: int, completion_tokens: int) -> int:
        """The most that a call of at most these tokens can cost: nothing cached, and all of it of the dearest kind."""
        if not (0 <= prompt_tokens <= MAX_TOKENS and 0 <= completion_tokens <= MAX_TOKENS):
            raise UsageError(f"a call of {prompt_tokens} and {completion_tokens} tokens cannot be")
        if self.long is not None and prompt_tokens > self.short:
            return self.long.worst_case(prompt_tokens, completion_tokens)
        return -(-(prompt_tokens * self.dearest_input + completion_tokens * self.dearest_output) // MILLION)

    def _of(self, kind: str, count: int) -> int:
        price: int | None = getattr(self, kind)
        if price is None and count:
            raise UnknownPriceError(f"no price for {kind.replace('_', ' ')} tokens (source `{self.source}`)")
        return price or 0


Basis = Literal["meter", "upper bound", "at full use"]
"""`meter`: a published price. `upper bound`: the published price of the region is not known, this is not below it. `at full use`: of
capacity that is paid by the hour, the share of an hour that the tokens take."""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a figure comes from."""

    title: str
    seen: str
    """Date, `2026-11-21`."""
    url: str = ""


class Long(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a call costs whose prompt is longer than a number of tokens, all of it; prices as in a row."""

    over: int
    input: str
    output: str
    cached_input: str = ""
    cache_write: str = ""


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
    cache_write: str = ""
    """Empty: what is brought into a cache costs what others do. Of the kinds below, one that is empty has no price."""
    audio_input: str = ""
    cached_audio_input: str = ""
    """Empty: what audio costs."""
    audio_output: str = ""
    image_input: str = ""
    image_output: str = ""
    images: dict[str, str] = {}
    """USD for one picture, by quality and size, `hd 1024x1792`; `*`: for any other."""
    minute: str = ""
    """USD for a minute of sound."""
    gigabyte_day: str = ""
    """USD for a gigabyte (10^9 bytes) of a vector store and day."""
    characters: str = ""
    """USD for a million characters that are spoken."""
    versions: tuple[str, ...] = ()
    """`2024-11-20`, or `1120` of any year. Empty: every version."""
    basis: Basis = "meter"
    long: Long | None = None


class Unit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a provisioned unit costs, whatever model it serves."""

    sku: str
    locations: tuple[str, ...]
    """As in a row."""
    hour: str
    """USD for one unit and hour."""
    source: str


class Throughput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a provisioned unit does for a model."""

    model: str
    minute: int
    """Input tokens of one unit and minute."""
    output_weight: int
    """Input tokens that one output token counts as."""
    source: str


class Half(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A deployment type that costs half of another, for models of which no row names it."""

    sku: str
    of: str
    source: str


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`prices.json`."""

    as_of: str
    sources: dict[str, Source]
    zones: dict[str, tuple[str, ...]]
    rows: tuple[Row, ...]
    units: tuple[Unit, ...] = ()
    throughput: tuple[Throughput, ...] = ()
    halves: tuple[Half, ...] = ()


@dataclass(frozen=True)
class PriceTable:
    """The prices of one file."""

    as_of: str
    sources: MappingProxyType[str, Source]
    _prices: MappingProxyType[tuple[str, str], tuple[tuple[frozenset[str], frozenset[str], Price], ...]]

    @staticmethod
    def load(path: str | Path | None = None) -> PriceTable:
        """The table of a file, or the one that comes with the program. Raises InputError with the row that is wrong."""
        file = Path(path) if path is not None else OWN
        return PriceTable.of(_read(file), str(file))

    @staticmethod
    def own() -> File:
        """What the file that comes with the program says."""
        return _read(OWN)

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
        for number, half in enumerate(table.halves):
            if half.source not in table.sources:
                raise InputError(f"source `{half.source}` is not among the sources", f"{file}#/halves/{number}")
            for (model, sku), entries in list(prices.items()):
                if sku == half.of.lower() and (model, half.sku.lower()) not in prices:
                    prices[model, half.sku.lower()] = [(versions, places, _half(price, half.source)) for versions, places, price in entries]
        for key, one in _provisioned(table, file):
            prices.setdefault(key, []).append(one)
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
        return max(candidates, key=_dearness)


def _read(file: Path) -> File:
    try:
        return msgspec.json.decode(file.read_bytes(), type=File)
    except OSError as error:
        raise InputError(f"cannot read the price table: {(error.strerror or '').lower()}", str(file)) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(f"not a price table: {error}", str(file)) from error


def month_and_day(version: str) -> str:
    """`1120` of `2024-11-20`, as Azure's meters name a version; empty for a version that is no date."""
    return version[5:7] + version[8:] if len(version) == 10 and version[4] == version[7] == "-" else ""


def _provisioned(table: File, file: str) -> Iterator[tuple[tuple[str, str], tuple[frozenset[str], frozenset[str], Price]]]:
    """A price of every model in units whose hour has one: no token of it is free, and all of them at full use cost what the units do."""
    for number, unit in enumerate(table.units):
        where = f"{file}#/units/{number}"
        hour = _nano_per_million(unit.hour, where)
        for speed in table.throughput:
            if {unit.source, speed.source} - {*table.sources} or speed.minute < 1 or speed.output_weight < 1:
                raise InputError("a unit has no source, or a throughput below 1", where)
            token = -(-hour * MILLION // (speed.minute * 60))
            price = Price(token, token, token * speed.output_weight, "at full use", unit.source, hour=hour)
            yield (speed.model.lower(), unit.sku.lower()), (frozenset(), frozenset(_locations(unit, table, where)), price)


def _dearness(price: Price) -> tuple[int, ...]:
    return tuple(each for one in (price.of(MAX_TOKENS), price) for each in (one.dearest_output, one.dearest_input))


def _locations(row: Row | Unit, table: File, where: str) -> Iterator[str]:
    for location in row.locations:
        if not location.startswith("@"):
            yield location.lower()
        elif location[1:] in table.zones:
            yield from table.zones[location[1:]]
        else:
            raise InputError(f"zone `{location}` is not among the zones", where)


def _half(price: Price, source: str) -> Price:
    """Half of the price of every kind of token, rounded up."""
    kinds = ("input", "cached_input", "output", *KINDS)
    halved = {kind: -(-known // 2) for kind in kinds if (known := getattr(price, kind)) is not None}
    return replace(price, **halved, source=source, long=None if price.long is None else _half(price.long, source))


def _price(row: Row, where: str) -> Price:
    price = Price(
        input=_nano_per_million(row.input, where),
        cached_input=_nano_per_million(row.cached_input or row.input, where),
        output=_nano_per_million(row.output, where),
        basis=row.basis,
        source=row.source,
        long=None,
        images=tuple((kind, _nano_per_million(usd, where)) for kind, usd in row.images.items()),
        **{kind: _nano_per_million(usd, where) for kind in (*KINDS, "minute", "characters", "gigabyte_day") if (usd := getattr(row, kind))},
    )
    return price if row.long is None else replace(price, short=row.long.over, long=_long(price, row.long, where))


def _long(price: Price, said: Long, where: str) -> Price:
    """What longer prompts cost: never less than shorter ones, or a bound of their tokens would not be a bound of their price."""
    long = replace(
        price,
        input=_nano_per_million(said.input, where),
        cached_input=_nano_per_million(said.cached_input or said.input, where),
        output=_nano_per_million(said.output, where),
        cache_write=_nano_per_million(said.cache_write, where) if said.cache_write else price.cache_write,
    )
    is_cheaper = long.dearest_input < price.dearest_input or long.dearest_output < price.dearest_output
    if said.over < 1 or is_cheaper or long.cached_input < price.cached_input:
        raise InputError("prices of long prompts are below those of others, or begin below 1 token", where)
    return long


def _nano_per_million(usd: str, where: str) -> int:
    try:
        nano = Decimal(usd) * NANO_USD
    except InvalidOperation as error:
        raise InputError(f"`{usd}` is not a price", where, "write US dollars per million tokens, `2.50`") from error
    if not nano.is_finite() or nano < 0 or nano != int(nano):
        raise InputError(f"`{usd}` is not a price", where, "at least 0, at most nine decimals")
    return int(nano)
