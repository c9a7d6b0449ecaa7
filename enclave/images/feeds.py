"""What is exploited, and how likely it is: CISA's catalogue (KEV) and FIRST's scores (EPSS).

Source: cisa.gov/known-exploited-vulnerabilities-catalog (JSON), first.org/epss/data_stats (CSV, also with gzip), first.org/epss/api.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec import Struct

from enclave.errors import InputError
from enclave.images.model import Weakness

LARGEST: Final = 256 << 20
"""Bytes of a feed that are taken, after it is unpacked."""


class _Entry(Struct, rename={"id": "cveID", "added": "dateAdded", "due": "dueDate", "ransomware": "knownRansomwareCampaignUse"}):
    id: str
    added: str = ""
    due: str = ""
    ransomware: str = ""


class _Catalogue(Struct):
    vulnerabilities: list[_Entry]
    count: int | None = None


class _Score(Struct):
    cve: str
    percentile: float | str


class _Scores(Struct):
    """An answer of FIRST's API."""

    data: list[_Score]
    total: int | None = None
    offset: int = 0


class Feeds(Struct, frozen=True):
    """What is known beyond the reports. Both are empty when they were not given."""

    exploited: Mapping[str, str] = MappingProxyType({})
    """Id in small letters -> what the catalogue says."""
    epss: Mapping[str, float] = MappingProxyType({})
    """Id in small letters -> percentile, 0 to 1."""

    def exploited_by(self, weakness: Weakness) -> str:
        """Who says that a finding is exploited; nothing when nobody does."""
        said = (self.exploited.get(one.lower(), "") for one in (*weakness.ids, *weakness.covers))
        return next(filter(None, said), weakness.exploited)

    def percentile(self, weakness: Weakness) -> float | None:
        """The highest that is known."""
        known = [self.epss[one.lower()] for one in (*weakness.ids, *weakness.covers) if one.lower() in self.epss]
        return max((*known, *(() if weakness.epss is None else (weakness.epss,))), default=None)


def read_kev(file: str, data: bytes) -> dict[str, str]:
    """CISA's catalogue. Raises InputError."""
    try:
        catalogue = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Catalogue)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"is not CISA's catalogue: {error}", file, "give `known_exploited_vulnerabilities.json`") from error
    if not catalogue.vulnerabilities:
        raise InputError("the catalogue is empty", file, "fetch it again")
    if catalogue.count is not None and catalogue.count != len(catalogue.vulnerabilities):
        told = f"{len(catalogue.vulnerabilities)} of {catalogue.count} vulnerabilities are in it"
        raise InputError(f"a part of the catalogue only: {told}", file, "fetch it again")
    return {entry.id.lower(): _told(entry) for entry in catalogue.vulnerabilities}


def read_epss(file: str, data: bytes) -> dict[str, float]:
    """FIRST's scores, as CSV, or as its API answers in JSON; either may be packed with gzip. Raises InputError."""
    text = _unpacked(file, data)
    if text.lstrip()[:1] == "{":
        return _answered(file, text)
    rows = csv.reader(io.StringIO(text))
    found: dict[str, float] = {}
    heads: list[str] = []
    for number, row in enumerate(rows, 1):
        if not row or row[0].startswith("#"):
            continue
        if not heads:
            heads = [cell.strip().lower() for cell in row]
            if not {"cve", "percentile"} <= {*heads}:
                raise InputError("is not FIRST's table: it needs the columns `cve` and `percentile`", f"{file}:{number}")
            continue
        try:
            percentile = float(row[heads.index("percentile")])
        except (ValueError, IndexError) as error:
            raise InputError("is not a row with a percentile; the file may be cut", f"{file}:{number}") from error
        if not 0 <= percentile <= 1:
            raise InputError(f"`{percentile}` is no percentile from 0 to 1", f"{file}:{number}")
        found[row[heads.index("cve")].strip().lower()] = percentile
    if not found:
        raise InputError("the table is empty", file, "fetch it again")
    return found


def _answered(file: str, text: str) -> dict[str, float]:
    try:
        answer = msgspec.json.decode(text, type=_Scores)
        found = {score.cve.lower(): float(score.percentile) for score in answer.data}
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise InputError(f"is not an answer of FIRST's API: {error}", file, "give the CSV of first.org/epss/data_stats") from error
    if answer.offset or (answer.total or 0) > len(answer.data):
        raise InputError(f"a part of the answer only: {len(answer.data)} of {answer.total} scores", file, "give the CSV, which has all")
    if not found or not all(0 <= percentile <= 1 for percentile in found.values()):
        raise InputError("has no percentiles from 0 to 1", file, "fetch it again")
    return found


def _unpacked(file: str, data: bytes) -> str:
    try:
        if data[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(data)) as stream:
                data = stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise InputError(f"has more than {LARGEST >> 20} MB", file)
        return data.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise InputError("cannot be unpacked; the file may be cut", file, "fetch it again") from error


def _told(entry: _Entry) -> str:
    parts = ["known to be exploited (CISA)"]
    if entry.ransomware.lower() == "known":
        parts.append("also for ransom")
    if _is_day(entry.due):
        parts.append(f"to be fixed by {entry.due} there")
    return ", ".join(parts)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
