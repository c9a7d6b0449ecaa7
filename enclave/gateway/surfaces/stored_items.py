"""What is told of stored answers beside themselves: the items that they answer, and that they are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from enclave.gateway.surfaces import responses
from enclave.ledger.prices import Usage


class Told(msgspec.Struct, frozen=True):
    """An answer with some known members, all of which are scanned."""

    members: frozenset[str]
    check: Callable[[Mapping[str, Any]], bool]

    def is_answer(self, document: Mapping[str, Any]) -> bool:
        """Whether a document is such an answer."""
        return self.check(document)

    def read_usage(self, _document: Mapping[str, Any]) -> Usage | None:
        """No model was asked."""
        return None

    def kept(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """What goes back."""
        answer = {key: value for key, value in document.items() if key in self.members}
        responses.unspell(answer.get("data"))
        return answer

    def told(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """What of that is to be scanned: all."""
        return dict(document)

    def spelled(self, _answer: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Nothing that stays is told in pieces."""
        return []

    def readable(self, answer: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str, bool]]:
        """As in an answer."""
        return responses.readable({"output": answer.get("data", [])})


LISTED = Told(frozenset({"object", "data", "first_id", "last_id", "has_more"}), lambda document: isinstance(document.get("data"), list))
"""The items that were asked."""
DELETED = Told(frozenset({"id", "object", "deleted"}), lambda document: document.get("deleted") is True)
"""A response that is no more."""
