"""Messages (RFC 5322): headers, every text, and what is attached."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from enclave.extract import archive, html, plain
from enclave.extract.content import MOST_PARTS, Content, UnreadableError

KINDS = ("message/rfc822",)
EXTENSIONS = frozenset(("eml",))
_HEADERS = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}\r?\n")
_TELLING = re.compile(rb"(?im)^(?:from|received|return-path|message-id|mime-version):")


def is_it(data: bytes) -> bool:
    """Whether it begins with the headers of a message."""
    headers = _HEADERS.match(data)
    return bool(headers and _TELLING.search(headers[0]))


def read(data: bytes, content: Content, where: str, read_part: archive.Read) -> None:
    """The source where it can be read as text, and each part as what it is."""
    if plain.is_it(data):
        content.add(f"{where}, source", plain.decoded(data))
    try:
        message = message_from_bytes(data, policy=policy.default)
        parts = list(message.walk())
        if len(parts) > MOST_PARTS:
            raise UnreadableError("a message of too many parts")
        for part in parts:
            content.add(f"{where}, headers", "\n".join(f"{name}: {value}" for name, value in part.items()))
            if not part.is_multipart():
                _part(part, content, where, read_part)
            if part.defects:
                content.skip(f"{where}: a broken message")
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):  # what the library raises at broken headers
        raise UnreadableError("a broken message") from None


def _part(part: EmailMessage, content: Content, where: str, read_part: archive.Read) -> None:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
        text = part.get_content()
        if html.is_it(data):
            html.read(text.encode("utf-8", "surrogateescape"), content, where)
        else:
            content.add(f"{where}, text", text)
    elif archive.is_it(data):
        content.skip(f"{where}: a file in the file")
    else:
        read_part(data, part.get_filename() or "", content, f"{where}, attachment")
