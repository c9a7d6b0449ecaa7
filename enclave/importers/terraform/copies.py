"""Copies of a service in other regions that azurerm writes as blocks, and ARM as parts of the service with a location each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from enclave.graph.model import Resource, Unresolved
from enclave.importers.terraform.view import View


def copies(source: str, kind: str) -> Callable[[View, Resource], Iterator[Resource]]:
    """What makes the parts of a type out of the blocks of a name."""

    def also(view: View, made: Resource) -> Iterator[Resource]:
        blocks = view.blocks(source)
        if isinstance(blocks, Unresolved):
            yield Resource(kind, "", f"{made.name}/{{{source}}}", made.scope, {"location": blocks})
            return
        for number, block in enumerate(blocks):
            location = block.text("location")
            if isinstance(location, Unresolved):
                yield Resource(kind, "", f"{made.name}/{{{source}.{number}}}", made.scope, {"location": location})
            elif location:
                region = location.replace(" ", "").lower()
                yield Resource(kind, "", f"{made.name}/{region}", made.scope, {}, region)

    return also
