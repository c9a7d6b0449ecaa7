"""HTML: the source as it is, and the text as a reader sees it, so that elements inside of a value do not part it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from enclave.extract import plain
from enclave.extract.content import Content

KINDS = ("text/html", "application/xhtml+xml")
EXTENSIONS = frozenset(("html", "htm", "xhtml"))
_BEGINS = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_LINE = "a abbr b bdi bdo big code em font i kbd mark q s small span strong sub sup tt u var wbr"
_INSIDE_OF_WORDS = frozenset(_LINE.split())


class _Seen(HTMLParser):
    """Collects what stands between tags; an element that is no part of a line ends it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def _break(self, tag: str) -> None:
        if tag not in _INSIDE_OF_WORDS:
            self.pieces.append("\n")


def is_it(data: bytes) -> bool:
    """Whether it begins like HTML."""
    return plain.is_it(data) and bool(_BEGINS.match(plain.decoded(data)[:4096]))


def read(data: bytes, content: Content, where: str) -> None:
    """Source and text. Pictures in it stand elsewhere or in `data:` URLs, which nobody looks into."""
    source = plain.decoded(data)
    content.add(where, source)
    seen = _Seen()
    seen.feed(source)
    seen.close()
    content.add(f"{where}, as it is read", "".join(seen.pieces))
    if re.search(r"data:(?:image|audio|video|application)/", source, re.IGNORECASE):
        content.skip(f"{where}: a file inside of the page")
