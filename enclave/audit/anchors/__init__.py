"""Where checkpoints of the log are kept out of the reach of whoever can write it: each anchor takes signed notes and gives them back.

    interface             what an anchor is, and what it holds
    over_https            requests to Azure with a token
    file                  a file on another disk
    blob                  blobs of an immutable container, one for each checkpoint, never written twice
    confidential_ledger   transactions of an Azure Confidential Ledger, with their receipts
"""

from __future__ import annotations

from importlib import import_module

from enclave.audit.anchors.interface import Anchor
from enclave.errors import InputError

ANCHORS = ("file", "blob", "confidential_ledger")
"""The kinds, each a module of this room with `open_anchor(address) -> Anchor`."""


def open_anchor(name: str) -> Anchor:
    """The anchor of a name, `file=/mnt/other/anchors` or `blob=https://...`. Raises InputError."""
    kind, _, address = name.partition("=")
    if kind not in ANCHORS or not address:
        raise InputError(f"`{name}` is not an anchor", hint=f"write KIND=ADDRESS; the kinds are {', '.join(ANCHORS)}")
    anchor: Anchor = import_module(f"{__name__}.{kind}").open_anchor(address)
    return anchor
