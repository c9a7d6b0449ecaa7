from __future__ import annotations

from enclave.simulator.bill import Bill
from enclave.simulator.script import Usage


def test_sums_by_model() -> None:
    bill = Bill()
    bill.add("b", Usage(10, 5, 2, 1))
    bill.add("a", Usage(1, 1))
    bill.add("b", Usage(3, 2))
    document = bill.document()
    assert document["simulation"] is True
    assert document["models"] == {
        "a": {"requests": 1, "prompt_tokens": 1, "completion_tokens": 1, "cached_tokens": 0, "reasoning_tokens": 0},
        "b": {"requests": 2, "prompt_tokens": 13, "completion_tokens": 7, "cached_tokens": 2, "reasoning_tokens": 1},
    }
