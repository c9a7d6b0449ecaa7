"""PDF: the text of pages and of everything that is drawn, fields of forms with their names, every string of every object, attachments;
all else is not looked at."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from enclave.extract import archive, plain
from enclave.extract.content import MOST_PARTS, Content, UnreadableError

KINDS = ("application/pdf",)
EXTENSIONS = frozenset(("pdf",))
NEEDS = "a PDF, and `pypdf` is not installed"
_MOST_OBJECTS = 50_000
_SAID_ELSEWHERE = frozenset(("/FontFile", "/FontFile2", "/FontFile3", "/ToUnicode", "/CIDToGIDMap"))
"""Streams of fonts, which say how letters look and are read."""
_STRUCTURE = frozenset(("/XRef", "/ObjStm"))
_SAYING = ("/JS", "/XFA", "/Metadata", "/V", "/DV", "/RV")
"""Streams of text: programs, forms in XML, what is said of the file, values of fields."""
_LEAST = 4
_DEEPEST = 16
_BROKEN = (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)
"""What the library raises at broken files beside its own errors."""


def is_it(data: bytes) -> bool:
    """Whether it begins like a PDF."""
    return data.startswith(b"%PDF-")


def is_readable() -> bool:
    """Whether PDFs can be looked at."""
    return importlib.util.find_spec("pypdf") is not None


def read(data: bytes, content: Content, where: str, read_part: archive.Read) -> None:
    """All objects of the file. Raises UnreadableError for one that is encrypted or broken."""
    if not is_readable():
        raise UnreadableError(NEEDS)
    pypdf = importlib.import_module("pypdf")
    known = importlib.import_module("pypdf.errors")
    try:
        reader = pypdf.PdfReader(BytesIO(data), strict=True)
        if reader.is_encrypted:
            raise UnreadableError("an encrypted PDF")
        if len(reader.pages) > MOST_PARTS:
            raise UnreadableError("a PDF of too many pages")
        content.pages += len(reader.pages)
        for number, page in enumerate(reader.pages, 1):
            text = page.extract_text()
            content.add(f"{where}, page {number}", text)
            drawn = page.get_contents()
            if not text.strip() and "/Contents" in page and (drawn is None or drawn.get_data().strip()):
                content.skip(f"{where}: a page without text")
        _Objects(reader, content, where, read_part).read()
    except (known.PyPdfError, *_BROKEN):
        raise UnreadableError("a broken PDF") from None


class _Objects:
    """The trailer and every object of the file, whether anything refers to it or not, each once."""

    def __init__(self, reader: Any, content: Content, where: str, read_part: archive.Read) -> None:
        self._reader = reader
        self._content = content
        self._where = where
        self._read_part = read_part
        self._strings: dict[str, None] = {}
        self._drawn = {part for page in reader.pages for part in _contents(page)}
        self._fields: dict[str, None] = {}

    def read(self) -> None:
        """Strings of objects as one text, drawings each as one, pictures and attachments each as what they are."""
        generic = importlib.import_module("pypdf.generic")
        numbers = {(number, generation) for generation, table in self._reader.xref.items() for number in table}
        numbers |= {(number, 0) for number in self._reader.xref_objStm}
        stack: list[tuple[Any, str]] = [(generic.IndirectObject(*number, self._reader), "") for number in sorted(numbers) if number[0]]
        stack.append((self._reader.trailer, ""))  # first, so that streams are known by what refers to them
        seen: set[tuple[int, int]] = set()
        steps = 0
        while stack:
            node, key = stack.pop()
            steps += 1
            if steps > _MOST_OBJECTS:
                raise UnreadableError("a PDF of too many objects")
            if isinstance(node, generic.IndirectObject):
                identity = (node.idnum, node.generation)
                if identity in seen:
                    continue
                seen.add(identity)
                node = node.get_object()
                if isinstance(node, generic.StreamObject) and identity not in self._drawn:
                    self._stream(node, key)
            elif isinstance(node, generic.StreamObject):
                self._stream(node, key)
            if isinstance(node, generic.DictionaryObject):
                self._font(node)
                self._field(node)
                stack += [(node.raw_get(name), str(name)) for name in node]
            elif isinstance(node, list):
                stack += [(item, key) for item in node]
            elif isinstance(node, str) and not isinstance(node, generic.NameObject):
                self._strings.setdefault(str(node))
            elif isinstance(node, generic.ByteStringObject):
                self._strings.setdefault(bytes(node).decode("latin-1"))
        self._content.add(f"{self._where}, form", "\n".join(self._fields))
        self._content.add(f"{self._where}, strings", "\n".join(text for text in self._strings if len(text) >= _LEAST))

    def _font(self, node: Any) -> None:
        """A font of which nobody can tell what its letters are."""
        if node.get("/Type") != "/Font":
            return
        composite = node.get("/Subtype") == "/Type0" and "/ToUnicode" not in node
        if node.get("/Subtype") == "/Type3" or (composite and str(node.get("/Encoding", "")).startswith("/Identity")):
            self._content.skip(f"{self._where}: text in a font that cannot be read")

    def _field(self, node: Any) -> None:
        """The value of a field behind the names that it and those it stands in have, whether it is drawn or left to the viewer to draw
        (`/NeedAppearances`): what a value is is often said by its name only."""
        if "/V" not in node and "/DV" not in node:
            return
        names: list[str] = []
        above = node
        for _ in range(_DEEPEST):
            names[:0] = [str(above[key]) for key in ("/T", "/TU") if key in above and isinstance(above[key], str)]
            if "/Parent" not in above:
                break
            above = above["/Parent"]
        for said in [node[key] for key in ("/V", "/DV") if key in node]:
            values = [str(one) for one in (said if isinstance(said, list) else (said,)) if isinstance(one, str)]
            self._fields.update(dict.fromkeys(f"{' '.join(names)}: {value}" for value in values if value))

    def _stream(self, stream: Any, key: str) -> None:
        kind, subtype = str(stream.get("/Type", "")), str(stream.get("/Subtype", ""))
        if key in _SAID_ELSEWHERE or kind in _STRUCTURE:
            return
        if subtype == "/Form":
            self._content.add(f"{self._where}, drawing", self._reader.pages[0].extract_xform_text(stream))
            return
        data = stream.get_data()
        self._content.unpack(len(data))
        if subtype == "/Image":
            self._read_part(data, "picture.jpg", self._content, f"{self._where}, picture")
        elif kind == "/EmbeddedFile" or key in ("/F", "/UF"):
            self._read_part(data, "", self._content, f"{self._where}, attachment")
        elif plain.is_it(data) and (kind == "/Metadata" or key in _SAYING):
            plain.read(data, self._content, f"{self._where}, metadata")
        else:
            self._content.skip(f"{self._where}: a part that cannot be read")


def _contents(page: Any) -> Iterator[tuple[int, int]]:
    """What a page's text was read of."""
    raw = page.raw_get("/Contents") if "/Contents" in page else ()
    for part in (raw, *(raw.get_object() if hasattr(raw, "get_object") and isinstance(raw.get_object(), list) else ())):
        if hasattr(part, "idnum"):
            yield part.idnum, part.generation
