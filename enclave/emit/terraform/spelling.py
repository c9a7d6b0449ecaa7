"""Names as Terraform has them: `accountName` is `account_name`, and no two of them become one."""

from __future__ import annotations

from typing import Final

from enclave.emit.names import Names, humps

FORBIDDEN: Final = ("count", "depends_on", "for_each", "lifecycle", "locals", "providers", "source", "version")
"""What a variable cannot be called, because a call of a module has it already."""
ROOTS: Final = frozenset({"count", "data", "each", "for", "if", "in", "local", "module", "null", "path", "self", "terraform", "true",
                          "false", "var"})
"""What an item of a loop cannot be called."""


class Spelling:
    """The names of one layout."""

    def __init__(self) -> None:
        self._names = Names([f"{word}_value" for word in FORBIDDEN], reserved=())
        self._known: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The name of a property, an output or a symbol."""
        if name not in self._known:
            wanted = "_".join(piece.lower() for piece in humps(name)) or "item"
            self._known[name] = self._names.take(wanted)
        return self._known[name]

    def variable(self, name: str) -> str:
        """The name of a variable."""
        found = self.of(name)
        return f"{found}_value" if found in FORBIDDEN else found

    def item(self, noun: str, taken: tuple[str, ...]) -> str:
        """What an item of a loop is called, inside of loops whose items are called otherwise."""
        found = self.of(noun)
        return Names((*taken, *ROOTS), reserved=()).take(f"{found}_item" if found in ROOTS else found)
