"""What a value of a loop is that the plan does not tell, by what it made of other resources of the same loop.

Local values are not in a plan: that `each.value.spoke` is `ai` for `ai-aks` is told by the subnet of that key, whose network's name,
written as `azurerm_virtual_network.spoke[each.value.spoke].name`, is known and is that of the network of the key `ai` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from enclave.importers.terraform.expressions import keyed, parse_reference, told
from enclave.importers.terraform.plan import Block, Plan, Planned
from enclave.importers.values import Evaluated

_Loop: TypeAlias = tuple[str, str | int | None, tuple[str, ...]]


class Witnesses:
    """The resources of a plan by the loop that makes them."""

    def __init__(self, plan: Plan) -> None:
        self._of_loop: dict[_Loop, list[Planned]] = {}
        self._instances: dict[tuple[str, str, str], list[Planned]] = {}
        self._by_text: dict[tuple[str, str, str], Mapping[str, frozenset[str | int]]] = {}
        self._told: dict[tuple[str, _Loop], str | int | None] = {}
        for each in plan.resources:
            if each.written is not None and each.index is not None:
                loop = (each.module, each.index, tuple(told(each.written.repeated)))
                self._of_loop.setdefault(loop, []).append(each)
                if each.mode == "managed":
                    self._instances.setdefault((each.module, each.type, each.name), []).append(each)

    def key(self, reference: str, module: str, index: str | int | None, block: Block) -> str | int | None:
        """The key that a reference to a part of the loop's value stands for, at one key of the loop; None where nobody tells it, or
        two tell it otherwise."""
        loop = (module, index, tuple(told(block.repeated)))
        if index is not None and reference == "each.value":
            # an element of a set is its own key, one of a map is not: that it is a set is told by what is called as both
            return index if any(_is_called_so(each) for each in self._of_loop.get(loop, ())) else None
        if index is None or not reference.startswith("each.value."):
            return None
        if (reference, loop) not in self._told:
            found = {key for each in self._of_loop.get(loop, ()) for key in self._said(each, reference)}
            self._told[reference, loop] = found.pop() if len(found) == 1 else None
        return self._told[reference, loop]

    def _holders(self, key: tuple[str, str, str]) -> Mapping[str, frozenset[str | int]]:
        """The keys of the instances of a resource that have a text among their attributes, by the text."""
        if key not in self._by_text:
            held: dict[str, set[str | int]] = {}
            for each in self._instances.get(key, ()):
                for value in each.values.values():
                    if isinstance(value, str) and each.index is not None:
                        held.setdefault(value, set()).add(each.index)
            self._by_text[key] = {text: frozenset(keys) for text, keys in held.items()}
        return self._by_text[key]

    def _said(self, witness: Planned, reference: str) -> list[str | int]:
        found: list[str | int] = []
        for name, expression in (witness.written.expressions if witness.written else {}).items():
            value = witness.values.get(name)
            asked = keyed(told(expression)) if isinstance(value, str) and value and _is_plain(expression) else []
            if len(asked) == 1 and asked[0][1] == reference:
                parts = parse_reference(asked[0][0])
                key = (witness.module, str(parts[0]), str(parts[1])) if len(parts) == 2 else ("", "", "")
                meant = self._holders(key).get(str(value), frozenset())
                found += meant if len(meant) == 1 else ()
        return found


def _is_plain(expression: Evaluated) -> bool:
    return isinstance(expression, Mapping) and "references" in expression


def _is_called_so(resource: Planned) -> bool:
    """Whether an attribute that is written as the value of the loop is its key."""
    expressions = resource.written.expressions if resource.written else {}
    return any(told(each) == ["each.value"] and resource.values.get(name) == resource.index for name, each in expressions.items())
