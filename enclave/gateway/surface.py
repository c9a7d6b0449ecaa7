"""What a surface is to the stages: a module of `surfaces/` that knows the fields of one API, and what scans its streams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from enclave.gateway.surfaces.call import Call
from enclave.ledger.prices import Usage
from enclave.spec.models import Deployment

Object = dict[str, Any]


class Answers(Protocol):
    """What such a module knows of answers, which are decoded JSON objects."""

    def is_answer(self, document: Object) -> bool:
        """Whether a document is an answer of this API at all."""

    def read_usage(self, document: Object) -> Usage | None:
        """What the provider counted, or None when it did not say. Raises UsageError for what cannot be true."""

    def kept(self, document: Object) -> Object:
        """What of an answer goes back."""

    def told(self, document: Object) -> Object:
        """What of that is to be scanned."""

    def spelled(self, answer: Object) -> Sequence[Object]:
        """What has `logprobs`."""

    def readable(self, answer: Object) -> Iterator[tuple[Object, str, bool]]:
        """Texts into which a caller's own values are put back: holder, key, and whether a program acts on it."""


class Api(Answers, Protocol):
    """What such a module knows of calls. Bodies are decoded JSON objects."""

    @property
    def TARGET(self) -> bytes:
        """Where the upstream serves it, below its base URL."""

    def read_call(self, body: Object) -> Call:
        """Check a body; it may be written in another form that says the same. Raises BadCallError."""

    def default_output(self, deployment: Deployment) -> int:
        """Tokens that one choice can have when the client sets no limit; 0: an answer has no tokens."""

    def prompt_texts(self, body: Object) -> tuple[str, ...]:
        """What the model reads."""

    def outgoing(self, body: Object, model: str, call: Call, max_tokens: int | None, name: str = "") -> bytes:
        """The body that goes to the upstream, which calls the model `name`."""
