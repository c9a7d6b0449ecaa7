"""Forms with files (RFC 7578), read strictly and written anew: what goes on has no header, name or byte that nobody read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

import msgspec

from enclave.errors import InputError

MOST_PARTS = 64
_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]"
_CHARSET = rb""" *; *charset="?utf-8"?"""
_TYPE = re.compile(
    rb"""multipart/form-data(?:%b)? *; *boundary=(?:"([0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-])"|([0-9A-Za-z'+_.-]{1,70}))"""
    rb"""(?:%b)? *""" % (_CHARSET, _CHARSET),
    re.IGNORECASE,
)
_DISPOSITION = re.compile(
    rb"""form-data *; *name=(?:"([^"\\\r\n]{1,100})"|(%b{1,100}))"""
    rb"""(?: *; *filename=(?:"((?:[^"\\\r\n]|\\[^\r\n]){0,1000})"|(%b{1,1000})))?"""
    rb"""(?: *; *filename\*=[0-9A-Za-z-]{1,20}'[A-Za-z-]{0,20}'(%b{1,1000}))?""" % (_TOKEN, _TOKEN, _TOKEN),
    re.IGNORECASE,
)
"""Names with and without quotes: .NET writes none where it need not (RFC 2183)."""
_HEADERS = frozenset({b"content-disposition", b"content-type", b"content-length", b"content-transfer-encoding"})
_PLAIN = frozenset({b"", b"binary", b"8bit", b"7bit"})
"""Transfer encodings that are none (RFC 2045, section 6.2). RFC 7578 wants none at all, and Ruby, Dart and Apache's client write one."""
_MEDIA = re.compile(r"[\w.+-]+/[\w.+-]+")


class BadFormError(InputError):
    """The body is no form that can be read in one way only."""


class File(msgspec.Struct, frozen=True):
    """A file of a form."""

    field: str
    name: str
    """As the caller has it. It is never sent on."""
    kind: str
    """Its media type, as the caller says."""
    data: bytes


class Sent(msgspec.Struct, frozen=True):
    """A file as it goes on, under a name of the gateway's."""

    field: str
    name: str
    kind: str
    data: bytes


class Form(msgspec.Struct, frozen=True):
    """What a form says. `fields`: a text by its name, or a list of texts where the name ends in `[]`."""

    fields: dict[str, Any]
    files: tuple[File, ...]


def read(content_type: bytes, body: bytes) -> Form:
    """The form that a body is. Raises BadFormError."""
    said = _TYPE.fullmatch(content_type)
    if said is None:
        raise BadFormError("send a form: `content-type: multipart/form-data` with a boundary")
    pieces = (b"\r\n" + body).split(b"\r\n--" + (said[1] or said[2]))
    # an empty line more, before or behind, says nothing (Azure's SDK for JavaScript ends with one)
    if len(pieces) < 2 or pieces[0] not in (b"", b"\r\n") or pieces[-1] not in (b"--", b"--\r\n", b"--\r\n\r\n"):
        raise BadFormError("the form does not begin and end with its boundary")
    if len(pieces) - 2 > MOST_PARTS:
        raise BadFormError(f"the form has more than {MOST_PARTS} parts")
    fields: dict[str, Any] = {}
    files: list[File] = []
    for piece in pieces[1:-1]:
        _read_part(piece, fields, files)
    return Form(fields, tuple(files))


def _read_part(piece: bytes, fields: dict[str, Any], files: list[File]) -> None:
    head, blank, data = piece.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    if not blank or lines[0]:
        raise BadFormError("a part of the form has no head of its own")
    headers: dict[bytes, bytes] = {}
    for line in lines[1:]:
        key, _, value = line.partition(b":")
        if key.lower() not in _HEADERS or key.lower() in headers:
            raise BadFormError("a part of the form has a header that is not taken, or one twice")
        headers[key.lower()] = value.strip(b" \t")
    if headers.get(b"content-transfer-encoding", b"").lower() not in _PLAIN:
        raise BadFormError("a part of the form has a transfer encoding: send it as it is")
    said = _DISPOSITION.fullmatch(headers.get(b"content-disposition", b""))
    if said is None:
        raise BadFormError("a part of the form has no name that can be read in one way only")
    filename = _filename(said)
    try:
        name = (said[1] or said[2]).decode()
        if filename is None:
            text = data.decode()
    except UnicodeDecodeError:
        raise BadFormError("a field of the form is not UTF-8") from None
    if not name.isprintable():
        raise BadFormError("the name of a field of the form is not taken")
    if filename is not None:
        kind = headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip()
        files.append(File(name, filename, kind if _MEDIA.fullmatch(kind) else "", data))
    elif name.endswith("[]"):
        fields.setdefault(name, []).append(text)
    elif name in fields:
        raise BadFormError("the form has the same field twice")
    else:
        fields[name] = text


def _filename(said: re.Match[bytes]) -> str | None:
    """What the disposition of a part calls its file; None: it is none. The plain name counts where there are two."""
    quoted, token, extended = said[3], said[4], said[5]
    if quoted is not None or token is not None:
        return (token or quoted.replace(b'\\"', b'"')).decode("utf-8", "replace")
    return None if extended is None else unquote(extended.decode("ascii"), errors="replace")


def write(fields: Mapping[str, Any], files: Sequence[Sent]) -> bytes:
    """The body of a form. Its boundary is a digest of what stands between, so that it cannot stand there."""
    parts = [(_head(name), str(text).encode()) for name, text in _flat(fields)]
    parts += [(_head(file.field, file.name, file.kind), file.data) for file in files]
    digest = sha256()
    for head, data in parts:
        digest.update(b"%d:%b%d:%b" % (len(head), head, len(data), data))
    boundary = b"enclave-" + digest.hexdigest()[:48].encode()
    pieces = [b"--%b\r\n%b\r\n\r\n%b\r\n" % (boundary, head, data) for head, data in parts]
    return b"".join((*pieces, b"--", boundary, b"--\r\n"))


def life(seconds: int | None) -> dict[str, Any]:
    """The fields of a form that say when a file ends by itself."""
    return {} if seconds is None else {"expires_after[anchor]": "created_at", "expires_after[seconds]": seconds}


def content_type(body: bytes) -> bytes:
    """Of a body that `write` made."""
    return b"multipart/form-data; boundary=" + body[2 : body.index(b"\r\n")].removesuffix(b"--")


def _flat(fields: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in fields.items():
        for one in value if isinstance(value, list) else (value,):
            yield name, one


def _head(field: str, name: str = "", kind: str = "") -> bytes:
    if any(character in text for text in (field, name, kind) for character in '"\\\r\n'):
        raise BadFormError("the name of a field of the form is not taken")  # a key that was redacted cannot bring one in
    filename = f'; filename="{name}"\r\ncontent-type: {kind}' if name else ""
    return f'content-disposition: form-data; name="{field}"{filename}'.encode()
