"""Plain values come back as they were, and nothing else is built."""

from __future__ import annotations

import os
import pickle
from typing import Any

import pytest

from enclave.errors import EnclaveError
from enclave.finding import Counterexample, Hop, Proved, Refuted, Severity, Unknown
from enclave.graph.body import Undecided
from enclave.verify.identity.permissions import ANY_ROLE
from enclave.verify.model import ObligationResult
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import Box, PacketSet
from enclave.verify.plain import FORMS, OTHERS, RESULTS, STRUCT, STRUCTS, dumps, loads

VERDICTS = (Proved("p"), Refuted(Counterexample("tcp a -> b", (Hop("x", "y"), Hop("\u00e9", ""))), "r"), Unknown("u"))


def test_values_come_back_as_they_were() -> None:
    results = tuple(ObligationResult("x", 3, "t", f"s{place}", verdict) for place, verdict in enumerate(VERDICTS))
    values: tuple[Any, ...] = (
        results, (), None, 0, "", {"a": (1, frozenset({"b"}))}, PacketSet((Box(ports=IntervalSet.of((1, 2))),)), VERDICTS, (*results, None),
        *VERDICTS, ("a", "\u00e9"), ("a", 1), ("a", None), ["a"], frozenset({"a"}), frozenset({1}), frozenset(), True, False, 1, 1.5, b"x",
        "\ud800", ("\ud800",), frozenset({"\ud800"}), Proved("\ud800"), (ObligationResult("x", 3, "t", "\ud800", VERDICTS[0]),),
        (Severity.HIGH,), (True,), (1,),
        Hop("x", "y"), (Hop("x", "y"), Hop("z", "\u00e9")), (Hop("x", "y"), Box()), Hop("\ud800", "y"), Box(),
        (Box(), Box(ports=IntervalSet.of((1, 2)))),
        IntervalSet.of((5, 2**127)), ANY_ROLE,
    )
    for value in values:
        data = dumps(value)
        assert data is not None
        found = loads(data)
        assert (found, type(found)) == (value, type(value))
        assert repr(found) == repr(value)
    assert (dumps(results) or b"")[:1] == RESULTS
    assert (dumps(Hop("x", "y")) or b"")[:1] == STRUCT
    assert (dumps((Hop("x", "y"),)) or b"")[:1] == STRUCTS


@pytest.mark.parametrize("value", [print, lambda: None, Undecided("x"), [ValueError()]])
def test_what_is_not_plain_is_not_written(value: Any) -> None:
    assert dumps(value) is None


class Call:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("ran",)


@pytest.mark.parametrize("data", [
    b"", b"x", RESULTS, RESULTS + b"\xc1", OTHERS, OTHERS + b"\x80\x05", OTHERS + pickle.dumps(Call()), RESULTS + b"\x91\x90",
    *(begin + rest for begin in (STRUCT, STRUCTS) for rest in (
        b"", b"os:mkdir\n\x90", b"enclave.finding:Hop\n", b"enclave.finding:Hop\n\x91\x01", b"enclave.finding:Severity\n\x91\x01",
        b"enclave.errors:EnclaveError\n\x91\xa1x", b"enclave.verify.identity.nothing:X\n\x90", b"\xff:\xff\n\x90",
    )),
    STRUCT + b"enclave.finding:Hop\n\x90",
    *(begin + rest for begin, _, _ in FORMS for rest in (b"", b"\xc1", b"\x01", b"\x93\x01\x02\x03", b"\x92\xa6Proved\x01")),
    OTHERS + pickle.dumps(os.mkdir), OTHERS + pickle.dumps(EnclaveError("x")), OTHERS + pickle.dumps(Undecided("x")),
])
def test_nothing_else_is_built(data: bytes) -> None:
    with pytest.raises(EnclaveError, match="cannot be read"):
        loads(data)
