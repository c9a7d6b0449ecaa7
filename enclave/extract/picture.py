"""Pictures: what Tesseract reads on them, where `pytesseract` and the program are installed; else nobody looks at them."""

from __future__ import annotations

import importlib
import importlib.util
import re
import shutil
from io import BytesIO

from enclave.extract.content import Content, UnreadableError

KINDS = ("image/",)
EXTENSIONS = frozenset(("png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "emf", "wmf", "svg"))
NEEDS = "a picture, and no text recognition is installed"
MOST_PIXELS = 40_000_000
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")


def is_it(data: bytes) -> bool:
    """Whether it begins like a picture."""
    return data.startswith(_MAGIC) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")


def is_readable() -> bool:
    """Whether pictures can be looked at."""
    return all(importlib.util.find_spec(name) for name in ("pytesseract", "PIL")) and shutil.which("tesseract") is not None


_PRINTABLE = re.compile(rb"[\x20-\x7e\xc2-\xf4\x80-\xbf]{4,}")


def _said(note: object) -> str:
    """What a note on a picture says: its author, where it was taken, a comment."""
    if isinstance(note, bytes):
        return "\n".join(part.decode("utf-8", "replace") for part in _PRINTABLE.findall(note.replace(b"\0", b"")))
    return note if isinstance(note, str) else ""


def _rest(data: bytes, format_: str) -> bytes:
    """What stands behind the end of a picture."""
    if format_ == "PNG":
        return data.partition(b"IEND\xaeB`\x82")[2]
    return data.rpartition(b"\xff\xd9")[2] if format_ == "JPEG" else b""


def read(data: bytes, content: Content, where: str) -> None:
    """What stands on it. Raises UnreadableError where nobody can tell; more than one frame counts as not looked at."""
    if not is_readable():
        raise UnreadableError(NEEDS)
    pictures, tesseract = importlib.import_module("PIL.Image"), importlib.import_module("pytesseract")
    try:
        with pictures.open(BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnreadableError("a picture that is too large")
            if getattr(picture, "n_frames", 1) > 1:
                content.skip(f"{where}: a picture of several frames")
            if _rest(data, str(picture.format)).strip(b"\0\r\n "):
                content.skip(f"{where}: something behind a picture")
            picture.load()  # what a PNG says behind its pixels is read then
            notes = [value for name, value in picture.info.items() if name != "icc_profile"]
            for note in (*notes, *picture.getexif().values()):
                content.add(f"{where}, notes", _said(note))
            text = tesseract.image_to_string(picture.convert("RGB"))
    except (OSError, ValueError, SyntaxError, RuntimeError, pictures.DecompressionBombError):
        raise UnreadableError("a broken picture") from None
    content.add(where, text)
