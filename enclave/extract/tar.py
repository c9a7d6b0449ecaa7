"""Archives of tar: the members one after the other, and whatever their headers say."""

from __future__ import annotations

import tarfile
from io import BytesIO

from enclave.extract import archive
from enclave.extract.content import MOST_PARTS, Content, UnreadableError

KINDS = ("application/x-tar",)
EXTENSIONS = frozenset(("tar",))
_BLOCK = 512
_MAGIC = slice(257, 262)
_TEXTS = ((0, 100), (157, 257), (265, 297), (297, 329), (345, 512))
"""Where the header has name, link, owner, group and the rest (POSIX.1-2017, pax, ustar Interchange Format)."""
_TYPE, _SIZE = slice(156, 157), slice(124, 136)
_NUMBERS = b"01234567 \0"
"""What GNU writes into the rest: two times, and places of holes."""


def is_it(data: bytes) -> bool:
    """Whether the first header is one of tar (POSIX or GNU)."""
    return data[_MAGIC] == b"ustar"


def read(data: bytes, content: Content, where: str, read_part: archive.Read) -> None:
    """Every member by itself, and their names, links, owners and notes. A file that holds others is not looked into."""
    try:
        with tarfile.open(fileobj=BytesIO(data), mode="r:", errorlevel=2) as members:
            end, names = 0, set[str]()
            for entry in members:
                if len(names) >= MOST_PARTS:
                    raise UnreadableError("an archive of too many members")
                if entry.name in names:
                    raise UnreadableError("an archive with two members of one name")
                names.add(entry.name)
                end = _checked(data, entry, end)
                notes = [f"{key}={value}" for key, value in entry.pax_headers.items()]
                content.add(where, "\n".join(filter(None, (entry.name, entry.linkname, entry.uname, entry.gname, *notes))))
                if entry.isreg():
                    content.unpack(entry.size)
                    read_part(data[entry.offset_data : entry.offset_data + entry.size], entry.name, content, f"{where}, member")
    except (tarfile.TarError, ValueError, OverflowError, EOFError):
        raise UnreadableError("a broken archive") from None
    if data[end:].strip(b"\0"):
        raise UnreadableError("an archive with something behind its members")


def _checked(data: bytes, entry: tarfile.TarInfo, end: int) -> int:
    """Where the next member begins. Nothing stands between two, and nothing but zeros fills the last block of one."""
    if data[end : end + _BLOCK][_TYPE] == b"g":  # notes for all members that follow, which each of them says again
        end += _BLOCK + -(-int(data[end : end + _BLOCK][_SIZE].strip(b"\0 ") or b"0", 8) // _BLOCK) * _BLOCK
    header = data[entry.offset_data - _BLOCK : entry.offset_data]
    hidden = [header[first:last].partition(b"\0")[2].strip(_NUMBERS) for first, last in _TEXTS]
    if any(hidden) or entry.offset != end or entry.issparse() or not (entry.isreg() or entry.isdir() or entry.issym() or entry.islnk()):
        raise UnreadableError("an archive with something unusual between its members")
    size = entry.size if entry.isreg() else 0
    last = entry.offset_data + size
    following = last + -size % _BLOCK
    if following > len(data) or data[last:following].strip(b"\0"):
        raise UnreadableError("an archive with something unusual between its members")
    return following
