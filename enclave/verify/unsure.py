"""Why a verifier cannot say: like `Undecided`, but in words of its own."""

from __future__ import annotations

from enclave.graph.body import Undecided


class Unsure(Undecided):
    """The graph does not say what happens. `message` is the whole reason."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message, where)
        self.message = message
        self.hint = ""
        self.args = (message,)
