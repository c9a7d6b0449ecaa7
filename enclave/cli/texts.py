"""What stands in files, directories and pipes: text, while the rest of it is still being read, or the texts of a document."""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from enclave.errors import InputError

CHUNK = 1 << 16
_PIPE = Path("-")
_DOCUMENTS = (
    b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"RIFF",
    b"\x7fELF",
)
"""How files begin whose text has another form: PDF, archives and Office, what is compressed, old Office, pictures, sound, programs."""
_MAIL = ".eml"
_CODECS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROLS = re.compile("[\0-\x06\x0e-\x1a\x1c-\x1f]")
"""No text has these; a form feed, a backspace and the escapes of a terminal may be."""


class Source(NamedTuple):
    """Where text comes from, by the name that findings have."""

    name: str
    stream: IO[bytes]
    is_one_of_many: bool = False


def sources(files: Sequence[Path] | None, problems: list[InputError], *, folders: bool) -> Iterator[Source]:
    """Standard input for `-` and when there are none, files as they are named, and (`folders`) every file below a directory in order.
    What cannot be read goes to `problems`."""
    many = len(files or ()) > 1
    for path in files or (_PIPE,):
        if path == _PIPE:
            yield Source("stdin", sys.stdin.buffer, many)
        elif folders and path.is_dir():
            for file in _below(path, problems):
                yield from _opened(file, problems, many=True)
        else:
            yield from _opened(path, problems, many=many)


def _below(folder: Path, problems: list[InputError]) -> Iterator[Path]:
    def complain(error: OSError) -> None:
        problems.append(_unreadable(Path(error.filename or folder), error))

    for at, folders, files in os.walk(folder, onerror=complain):
        folders.sort()
        for path in (Path(at, name) for name in sorted(files)):
            if path.is_file() or path.is_symlink():
                yield path
            else:
                problems.append(InputError("is a pipe, a socket or a device, and was not read", str(path), "name it to have a pipe read"))


def _opened(path: Path, problems: list[InputError], *, many: bool) -> Iterator[Source]:
    try:
        with path.open("rb") as stream:
            yield Source(str(path), stream, many)
    except OSError as error:
        problems.append(_unreadable(path, error))


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(f"cannot be read: {(error.strerror or 'unknown reason').lower()}", str(path))


class Reading:
    """One source from its beginning on."""

    def __init__(self, source: Source) -> None:
        self._read: Callable[[int], bytes] = getattr(source.stream, "read1", source.stream.read)
        self._head, self._name = self._read(CHUNK), source.name
        self.is_document = self._head.startswith(_DOCUMENTS) or source.name.lower().endswith(_MAIL)
        """Its text is not what its bytes are."""
        self._codec = next((codec for mark, codec in _CODECS if self._head.startswith(mark)), "utf-8")
        self._errors = "surrogateescape" if self._codec == "utf-8" else "surrogatepass"
        self.is_text = True
        """As far as it was read: no byte of it is one that no text has."""

    def pieces(self) -> Iterator[str]:
        """The text: UTF-8, of which any other bytes come back as they are, or UTF-16 after its mark. A piece that makes `is_text` false
        is given as well. Raises InputError for UTF-16 that is none."""
        decoder = codecs.getincrementaldecoder(self._codec)(self._errors)
        data = self._head
        try:
            while data:
                piece = decoder.decode(data)
                self.is_text = self.is_text and not _CONTROLS.search(piece)
                yield piece
                data = self._read(CHUNK)
            yield decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            raise InputError("not UTF-16, which it begins like", self._name, "save it as UTF-8") from None

    def encode(self, text: str) -> bytes:
        """As it was given."""
        return text.encode(self._codec, self._errors)

    def whole(self, most: int) -> bytes:
        """All bytes, one more than `most` when there are more."""
        parts, size, data = [], 0, self._head
        while data and size <= most:
            parts.append(data)
            size += len(data)
            data = self._read(CHUNK)
        return b"".join(parts)[: most + 1]
