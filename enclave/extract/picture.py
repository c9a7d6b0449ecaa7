"""Pictures: what Tesseract reads on them, where `pytesseract` and the program are installed; else nobody looks at them."""

from __future__ import annotations

import importlib
import importlib.util
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
            text = tesseract.image_to_string(picture.convert("RGB"))
    except (OSError, ValueError, SyntaxError, RuntimeError, pictures.DecompressionBombError):
        raise UnreadableError("a broken picture") from None
    content.add(where, text)
