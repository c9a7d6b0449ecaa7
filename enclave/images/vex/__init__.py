"""VEX: the formats, one file each, and what all statements together say of one finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from msgspec import Raw, Struct

from enclave.errors import InputError
from enclave.images.formats.json_text import Unreadable, top
from enclave.images.model import Image, Weakness
from enclave.images.vex import csaf, cyclonedx, openvex
from enclave.images.vex.statement import Product, Statement, Status

__all__ = ["FORMATS", "JUSTIFICATIONS", "Said", "Vex", "VexFormat", "read_vex"]

JUSTIFICATIONS: Final = frozenset({
    # OpenVEX and CSAF
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist",
    # CycloneDX
    "code_not_present", "code_not_reachable", "requires_configuration", "requires_dependency", "requires_environment",
    "protected_by_compiler", "protected_at_runtime", "protected_at_perimeter", "protected_by_mitigating_control",
})  # fmt: skip
SKEW: Final = timedelta(minutes=5)
"""By how much clocks of honest machines may differ."""
_WORST: Final = (Status.AFFECTED, Status.UNDER_INVESTIGATION, Status.FIXED, Status.NOT_AFFECTED)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


class VexFormat(NamedTuple):
    """One format of VEX."""

    id: str
    recognises: Callable[[Mapping[str, Raw]], bool]
    read: Callable[[str, bytes], Iterator[Statement]]
    """File, bytes -> every statement. Raises Unreadable."""


FORMATS: Final[tuple[VexFormat, ...]] = (
    VexFormat("openvex", openvex.recognises, openvex.read),
    VexFormat("csaf", csaf.recognises, csaf.read),
    VexFormat("cyclonedx", cyclonedx.recognises, cyclonedx.read),
)


class Said(Struct, frozen=True):
    """What VEX says of one finding."""

    status: Status | None = None
    """The worst of what counts; None: nothing counts."""
    why: tuple[str, ...] = ()
    """What counts, and what was said and does not."""

    @property
    def clears(self) -> bool:
        return self.status in (Status.NOT_AFFECTED, Status.FIXED)


class Vex:
    """All statements, by vulnerability. `authors`: whose count; None: everybody's."""

    def __init__(self, statements: Sequence[Statement], now: datetime, authors: Sequence[str] | None = None) -> None:
        self._by_id: dict[str, list[Statement]] = {}
        self._now, self._authors = now, authors
        for statement in statements:
            for one in statement.ids:
                self._by_id.setdefault(one, []).append(statement)

    def of(self, image: Image, weakness: Weakness) -> Said:
        """The latest statement of each author; of those the worst. A later one of the same author takes the place of an earlier one."""
        found = {id(one): one for name in weakness.ids for one in self._by_id.get(name.lower(), ())}
        latest: dict[str, list[Statement]] = {}
        ignored: list[str] = []
        for statement in found.values():
            meant = statement.meant(image, weakness)
            if not meant:
                continue
            fault = self._fault(statement, meant)
            if fault:
                ignored.append(f"{_source(statement)} says `{statement.status}`, which does not count: {fault}")
                continue
            held = latest.get(statement.author, [])
            if not held or _time(statement) > _time(held[0]):
                latest[statement.author] = [statement]
            elif _time(statement) == _time(held[0]):
                held.append(statement)
        counted = sorted(
            (one for held in latest.values() for one in held), key=lambda one: (_WORST.index(one.status), one.author, one.file)
        )
        if not counted:
            return Said(None, tuple(sorted(ignored)))
        worst = counted[0]
        reason = f" ({worst.justification})" if worst.justification else ""
        told = [f"{_source(worst)} says `{worst.status}`{reason}"]
        if any(one.status != worst.status for one in counted):
            told.append("statements contradict each other: the worst counts")
        return Said(worst.status, (*told, *sorted(ignored)))

    def _fault(self, statement: Statement, meant: Sequence[Product]) -> str:
        """Why a statement does not count, or nothing. One that makes a finding worse needs no grounds."""
        if statement.status in (Status.AFFECTED, Status.UNDER_INVESTIGATION):
            return ""
        if not statement.author:
            return "it names no author"
        if self._authors is not None and statement.author not in self._authors:
            return "its author is not one of `images.vex_authors`"
        if statement.time is None:
            return "it has no time"
        if statement.time > self._now + SKEW:
            return f"it is from the future ({statement.time:%Y-%m-%d})"
        if statement.status is Status.NOT_AFFECTED and statement.justification not in JUSTIFICATIONS:
            given = f"`{statement.justification}` is none that VEX knows" if statement.justification else "it gives none"
            return f"it needs a justification, and {given}"
        if statement.status is Status.FIXED and not any(product.is_exact for product in meant):
            return "it says of no version that it is fixed there"
        return ""


def read_vex(file: str, data: bytes) -> list[Statement]:
    """Every statement of a document. Raises InputError."""
    try:
        keys = top(data)
        if not isinstance(keys, list):
            for form in FORMATS:
                if form.recognises(keys):
                    return list(form.read(file, data.removeprefix(b"\xef\xbb\xbf")))
    except Unreadable as error:
        raise InputError(f"the VEX {error}", file) from error
    raise InputError("is no VEX that is known", file, f"give one of {', '.join(form.id for form in FORMATS)}")


def _time(statement: Statement) -> datetime:
    """When it was made. What makes a finding worse and does not say is the latest."""
    return statement.time or _LAST


def _source(statement: Statement) -> str:
    return f"VEX of {statement.author or 'nobody'} (`{statement.file}`)"
