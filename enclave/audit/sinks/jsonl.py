"""JSON lines: a row a line in a file that is replaced when it is full, or on standard output."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from enclave.audit.files import sync_folder, write_all
from enclave.audit.sinks.interface import Limits, Unavailable
from enclave.audit.sinks.rows import encode_row
from enclave.errors import InputError

TAIL = 2**17
"""More than a row has."""


class Lines:
    """A file that only we append to. Full ones are `<name>.1`, the newest, to `<name>.<files>`."""

    limits = Limits(1000, 2**20)

    def __init__(self, path: Path, most_bytes: int, files: int) -> None:
        self._path, self._most, self._files = path, most_bytes, files

    def encode(self, number: int, event: bytes) -> bytes:
        """A line."""
        return encode_row(number, event) + b"\n"

    def send(self, records: Sequence[bytes]) -> int:
        """Append lines; they are on the disk on return."""
        try:
            self._append(b"".join(records))
        except OSError as error:
            raise Unavailable(f"the file cannot be written: {(error.strerror or str(error)).lower()}", str(self._path)) from error
        return 0

    def close(self) -> None:
        """Nothing is kept open: somebody else may move the file."""

    def _append(self, data: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            end = _untorn(file)
            try:
                write_all(file, data)
                os.fsync(file)
            except OSError:
                os.ftruncate(file, end)
                raise
        finally:
            os.close(file)
        if not end:
            sync_folder(self._path.parent)
        if end + len(data) >= self._most:
            self._rotate()

    def _rotate(self) -> None:
        for number in range(self._files - 1, 0, -1):
            older = self._path.with_name(f"{self._path.name}.{number}")
            if older.exists():
                older.rename(self._path.with_name(f"{self._path.name}.{number + 1}"))
        self._path.rename(self._path.with_name(f"{self._path.name}.1"))
        sync_folder(self._path.parent)


class Output:
    """Standard output, for whoever collects it."""

    limits = Limits(1000, 2**20)

    def encode(self, number: int, event: bytes) -> bytes:
        """A line."""
        return encode_row(number, event) + b"\n"

    def send(self, records: Sequence[bytes]) -> int:
        """Write lines."""
        try:
            write_all(1, b"".join(records))
        except OSError as error:
            raise Unavailable(f"standard output takes nothing: {(error.strerror or '').lower()}") from error
        return 0

    def close(self) -> None:
        """It is not ours."""


def open_sink(*, file: str, megabytes: int = 100, files: int = 10) -> Lines | Output:
    """`file`: where to append, `-` for standard output; a full file has that many megabytes, and so many full ones are kept."""
    if file == "-":
        return Output()
    if megabytes < 1 or files < 1:
        raise InputError("a file has at least 1 megabyte, and at least 1 full one is kept", file)
    return Lines(Path(file), megabytes * 10**6, files)


def _untorn(file: int) -> int:
    """The end of the file, after a line that a killed writer left torn is cut off: it is written again."""
    end = os.fstat(file).st_size
    start = max(0, end - TAIL)
    tail = os.pread(file, end - start, start)
    if tail and not tail.endswith(b"\n"):
        end = start + tail.rfind(b"\n") + 1
        os.ftruncate(file, end)
    return end
