"""Office files (Word, Excel, PowerPoint in Office Open XML): every part that is XML, cells with what they share, runs put together."""

from __future__ import annotations

from collections.abc import Sequence
from xml.parsers import expat

from enclave.extract import archive
from enclave.extract.content import Content, UnreadableError

KINDS = ("application/vnd.openxmlformats-officedocument.",)
EXTENSIONS = frozenset(("docx", "xlsx", "pptx"))
_TYPES = "[Content_Types].xml"
_STRINGS = "xl/sharedStrings.xml"
_LINES = frozenset(("p", "row", "si", "tr", "br", "cr", "comment", "text", "author"))
"""Elements that end a line."""
_CELLS = frozenset(("c", "tc", "tab"))
_LEAST = 6
"""Characters of an attribute's value, that it is text that somebody could mean."""


def is_it(data: bytes) -> bool:
    """Whether it is an archive that begins as an Office file does, or names its list of types."""
    return archive.is_it(data) and _TYPES.encode() in data


def read(data: bytes, content: Content, where: str, read_picture: archive.Read) -> None:
    """Each part. What is no XML and no picture, as a macro or an embedded file, is not looked into."""
    parts = dict(archive.members(data, content))
    shared = _Part(parts[_STRINGS], ()).items if _STRINGS in parts else []
    for name, part in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            seen = _Part(part, shared)
            content.add(f"{where}, {_kind(name)}", "".join(seen.pieces))
            content.add(f"{where}, {_kind(name)}", "\n".join(dict.fromkeys(seen.attributes)))
        elif archive.is_it(part):
            content.skip(f"{where}: a file in the file")
        else:
            read_picture(part, name, content, f"{where}, part")


def _kind(name: str) -> str:
    """What a part is, in words that nobody chose."""
    return next((kind for kind in ("comments", "header", "footer", "notes", "slide", "sheet", "document") if kind in name.lower()), "part")


class _Part:
    """One part, read. `shared`: texts that cells refer to by number. Raises UnreadableError for what is no XML, or declares something."""

    def __init__(self, data: bytes, shared: Sequence[str]) -> None:
        self.pieces: list[str] = []
        self.attributes: list[str] = []
        self.items: list[str] = []
        """Texts that cells can refer to."""
        self._shared = shared
        self._is_reference = False
        self._value: list[str] | None = None
        self._item = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._declares
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = self.attributes.append
        parser.ProcessingInstructionHandler = lambda target, text: self.attributes.append(text)
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, ValueError):
            raise UnreadableError("an Office file with a broken part") from None

    def _declares(self, *_: object) -> None:
        raise UnreadableError("an Office file that declares entities")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self.attributes += [value for value in attributes.values() if len(value) >= _LEAST]
        if local == "si":
            self._item = len(self.pieces)
        elif local == "c":
            self._is_reference = attributes.get("t") == "s"
        elif local == "v" and self._is_reference:
            self._value = []

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local == "v" and self._value is not None:
            number = "".join(self._value).strip()
            self._value = None
            if not number.isdecimal() or int(number) >= len(self._shared):
                raise UnreadableError("an Office file whose cells refer to nothing")
            self.pieces.append(self._shared[int(number)])
        if local == "si":
            self.items.append("".join(self.pieces[self._item :]))
        if local in _CELLS:
            self.pieces.append("\t")
        elif local in _LINES:
            self.pieces.append("\n")

    def _text(self, text: str) -> None:
        if self._value is not None:
            self._value.append(text)
        else:
            self.pieces.append(text)
