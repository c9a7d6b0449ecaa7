"""Ids of files, batches and vector stores as callers get them: sealed for a project, as those of stored answers are; and the same as a
mark upstream.

No table has to be kept: the name of a file and the metadata of a batch or a store say there whose they are, and what was reserved for them.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from enclave.gateway.seals import Seals

FILE, BATCH, STORE, GROUP, UPLOAD, PART, MARK = "file-", "batch_", "vs_", "vsfb_", "upload_", "part_", "mark-"
"""How ids begin: of files, batches, vector stores, and files that were put into one together, uploads and their parts; and marks."""
LONGEST = 1024


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What such an id says."""

    id: str
    """The upstream's; empty in a mark, which stands at it."""
    project: str
    deployment: str
    region: str
    use: str
    """`input`, `output`, `error`, or `batch` for a batch itself; `document`; `store`, and `group` of files of one; `upload`, and of a part
    the upload that it is of."""
    url: str = ""
    """Of the API that each line asks."""
    reservation: str = ""
    amount: int = 0
    """Nano-dollars that all lines can cost at most; of a document the bytes that it takes in a vector store at most."""
    name: str = ""
    digest: str = ""
    """Of the policy that the lines were looked at by."""


class FileIds:
    """Seals and opens with keys that all processes share: the first seals, each opens."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._seals = Seals(keys, b"enclave file ids")

    def seal(self, kind: str, kept: Kept) -> str:
        """The id, or the mark; `kind` is how it begins."""
        return kind + self._seals.seal(kind.encode(), msgspec.json.encode(kept))

    def open(self, kind: str, sealed: object) -> Kept | None:
        """What it says; None: it is none of ours, or of another kind."""
        if not isinstance(sealed, str) or not sealed.startswith(kind) or len(sealed) > LONGEST:
            return None
        said = self._seals.open(kind.encode(), sealed.removeprefix(kind))
        return None if said is None else msgspec.json.decode(said, type=Kept)
