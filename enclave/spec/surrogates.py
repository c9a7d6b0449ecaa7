"""How values of the list `tokenise` are stood for and put back: a lattice, and how a `dlp` says it."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.spec.dlp import Surrogates

MOST_MINUTES = 30 * 24 * 60
USUAL_MINUTES = 24 * 60


@dataclass(frozen=True)
class Standing:
    """What may stand for a value, and where and for how long the value may come back. The default is the loosest."""

    alike: bool = True
    """A text of the value's own form; else a word, which tells nothing but the entity."""
    minutes: int = MOST_MINUTES
    """How long a value can be put back after it was last said."""
    tool_arguments: bool = True
    """Values are put back into the arguments of tool calls too, which a program acts on."""

    def meet(self, other: Standing) -> Standing:
        """The loosest that is as strict as both."""
        return Standing(self.alike and other.alike, min(self.minutes, other.minutes), self.tool_arguments and other.tool_arguments)

    def document(self) -> dict[str, object]:
        """A JSON form."""
        return {"form": "alike" if self.alike else "word", "minutes": self.minutes, "tool_arguments": self.tool_arguments}


LOOSEST = Standing()
USUAL = Standing(alike=False, minutes=USUAL_MINUTES, tool_arguments=False)
"""What holds where the hub says nothing."""


def standing(stated: Surrogates | None, otherwise: Standing) -> Standing:
    """What a `dlp` says; what it does not say is as in `otherwise`."""
    if stated is None:
        return otherwise
    return Standing(
        alike=otherwise.alike if stated.form is None else stated.form == "alike",
        minutes=otherwise.minutes if stated.minutes is None else stated.minutes,
        tool_arguments=otherwise.tool_arguments if stated.tool_arguments is None else stated.tool_arguments,
    )
