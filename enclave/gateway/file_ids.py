"""Ids of files and batches as callers get them: sealed for a project, as those of stored answers are; and the same as a mark upstream.

No table has to be kept: the name of a file and the metadata of a batch say there whose they are, and what was reserved for them.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Sequence

import msgspec

FILE, BATCH, MARK = "file-", "batch_", "mark-"
SEAL = 16
"""Bytes, of which none can be guessed but at the gateway's door."""
LONGEST = 1024


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What such an id says."""

    id: str
    """The upstream's; empty in a mark, which stands at it."""
    project: str
    deployment: str
    region: str
    use: str
    """`input`, `output`, `error`, or `batch` for a batch itself."""
    url: str = ""
    """Of the API that each line asks."""
    reservation: str = ""
    amount: int = 0
    """Nano-dollars that all lines can cost at most."""
    name: str = ""
    digest: str = ""
    """Of the policy that the lines were looked at by."""


class FileIds:
    """Seals and opens with keys that all processes share: the first seals, each opens."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = tuple(hmac.digest(key, b"enclave file ids", "sha256") for key in keys)

    def seal(self, kind: str, kept: Kept) -> str:
        """The id, or the mark; `kind` is how it begins."""
        said = msgspec.json.encode(kept)
        return kind + base64.urlsafe_b64encode(_mac(self._keys[0], kind, said) + said).decode().rstrip("=")

    def open(self, kind: str, sealed: object) -> Kept | None:
        """What it says; None: it is none of ours, or of another kind."""
        if not isinstance(sealed, str) or not sealed.startswith(kind) or len(sealed) > LONGEST:
            return None
        text = sealed.removeprefix(kind)
        try:
            data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        if not any(hmac.compare_digest(data[:SEAL], _mac(key, kind, data[SEAL:])) for key in self._keys):
            return None
        return msgspec.json.decode(data[SEAL:], type=Kept)


def _mac(key: bytes, kind: str, said: bytes) -> bytes:
    return hmac.digest(key, kind.encode() + b"\n" + said, "sha256")[:SEAL]
