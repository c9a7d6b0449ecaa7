"""The decision for its readers: one file per form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from enclave.images.gate import Decision
from enclave.images.show import document, junit, sarif, text

__all__ = ["FORMS"]

FORMS: Final[dict[str, Callable[[Decision], str]]] = {
    "text": text.render, "json": document.render, "sarif": sarif.render, "junit": junit.render,
}  # fmt: skip
