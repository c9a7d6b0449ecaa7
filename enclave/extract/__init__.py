"""Text out of files: `read` says what a file holds and what of it nobody looked at. One module for each format."""

from __future__ import annotations

from enclave.extract.content import Content, UnreadableError
from enclave.extract.files import FORMATS, read

__all__ = ["FORMATS", "Content", "UnreadableError", "read"]
