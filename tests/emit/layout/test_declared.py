"""What a file declares: its resources and its calls apart, each a thing of its own."""

from __future__ import annotations

from typing import Any

from enclave.emit.layout.declared import Call, Declared, ModuleFile


def test_a_file_knows_its_resources_and_its_calls_in_their_order() -> None:
    level: Any = None
    module = ModuleFile("a/b", "group", level)
    one, call, other = Declared("x", "A.B/c", "1", "c", [], None), Call("y", module, None), Declared("z", "A.B/c", "1", "c", [], None)
    module.things += [one, call, other]
    assert module.declared == [one, other]
    assert module.calls == [call]


def test_two_declarations_of_the_same_content_are_two() -> None:
    one, other = (Declared("x", "A.B/c", "1", "c", [], None) for _ in range(2))
    assert one != other
    one.waits.append(other)
    assert other.waits == []
