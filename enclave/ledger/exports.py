"""The files of an invoice: one CSV, a folder or a zip with the parts of an export, each packed by gzip or not, in UTF-8 or UTF-16.

What a `manifest.json` beside the parts lists must all be there (Microsoft Learn, `cost-management-billing/costs`, improved exports).
"""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple, TextIO, cast

import msgspec

from enclave.errors import InputError

PARTS = (".csv", ".csv.gz", ".tsv")
MANIFEST = "manifest.json"


class Part(NamedTuple):
    """A file with rows."""

    name: str
    """As messages show it."""
    folder: str
    """Of the run of the export that it is of."""
    open: Callable[[], AbstractContextManager[TextIO]]


class _Blob(msgspec.Struct):
    name: str = msgspec.field(name="blobName")
    rows: int | None = msgspec.field(name="dataRowCount", default=None)


class _Manifest(msgspec.Struct):
    blobs: list[_Blob] = []


def parts(path: Path) -> list[Part]:
    """Those of an invoice. Raises InputError where one is missing that the manifest lists."""
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file())
        return _listed([Part(str(file), str(file.parent), _of_file(file)) for file in files])
    if path.is_file() and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            names = sorted(name for name in packed.namelist() if not name.endswith("/"))
        return _listed([Part(f"{path}/{name}", str(PurePosixPath(f"{path}/{name}").parent), _of_zip(path, name)) for name in names])
    return [Part(str(path), str(path.parent), _of_file(path))]


def counted(found: Part, rows: int, whole: Mapping[str, int]) -> None:
    """Raises InputError when a part has other rows than the manifest says; `whole` is `expected` of the invoice."""
    if whole.get(found.name, rows) != rows:
        what = f"the part has {rows} rows, and `{MANIFEST}` says {whole[found.name]}"
        raise InputError(what, found.name, "download the export again, all of it")


def expected(path: Path) -> dict[str, int]:
    """Rows of each part as the manifests say."""
    found: dict[str, int] = {}
    for folder, names in _manifests(_all(path)).items():
        found |= {f"{folder}/{name}": rows for name, rows in names.items() if rows is not None}
    return found


def _all(path: Path) -> list[Part]:
    if path.is_dir():
        return [Part(str(file), str(file.parent), _of_file(file)) for file in sorted(path.rglob(MANIFEST))]
    if path.is_file() and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            names = [name for name in packed.namelist() if PurePosixPath(name).name == MANIFEST]
        return [Part(f"{path}/{name}", str(PurePosixPath(f"{path}/{name}").parent), _of_zip(path, name)) for name in names]
    return []


def _listed(found: list[Part]) -> list[Part]:
    kept = [part for part in found if part.name.lower().endswith(PARTS)]
    there = {part.name for part in kept}
    for folder, names in _manifests([part for part in found if PurePosixPath(part.name).name == MANIFEST]).items():
        for name in names:
            if f"{folder}/{name}" not in there:
                hint = "download all parts of the export, as CSV"
                raise InputError(f"the part `{name}` of the export is missing, which `{MANIFEST}` lists", folder, hint)
    return kept


def _manifests(found: list[Part]) -> dict[str, dict[str, int | None]]:
    """Folder -> name of a part -> its rows."""
    manifests: dict[str, dict[str, int | None]] = {}
    for part in found:
        try:
            with part.open() as text:
                manifest = msgspec.json.decode(text.read(), type=_Manifest)
        except (OSError, EOFError, UnicodeDecodeError, msgspec.DecodeError) as error:
            raise InputError("the manifest of the export cannot be read", part.name, "download the export again") from error
        manifests[part.folder] = {PurePosixPath(blob.name).name: blob.rows for blob in manifest.blobs}
    return manifests


def _of_file(path: Path) -> Callable[[], AbstractContextManager[TextIO]]:
    @contextmanager
    def opened() -> Iterator[TextIO]:
        with path.open("rb") as file:
            yield _text(file)

    return opened


def _of_zip(path: Path, name: str) -> Callable[[], AbstractContextManager[TextIO]]:
    @contextmanager
    def opened() -> Iterator[TextIO]:
        try:
            with zipfile.ZipFile(path) as packed, packed.open(name) as file:
                yield _text(file)
        except (zipfile.BadZipFile, RuntimeError) as error:  # unknown ways of packing are among the latter
            # damaged, encrypted, or packed in a way that Python does not know
            raise InputError("the zip cannot be unpacked", f"{path}/{name}", "unpack it, and give the folder") from error

    return opened


def _text(file: IO[bytes]) -> TextIO:
    """The text of a file, unpacked where it is packed, whatever its name; the mark at its beginning says whether it is UTF-16."""
    raw = io.BufferedReader(cast("io.RawIOBase", file))
    if raw.peek(2)[:2] == b"\x1f\x8b":
        raw = io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=raw)))
    is_wide = raw.peek(2)[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    return io.TextIOWrapper(raw, encoding="utf-16" if is_wide else "utf-8-sig", newline="")
