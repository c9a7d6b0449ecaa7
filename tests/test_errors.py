"""Errors explain themselves: what, where, what to do."""

from __future__ import annotations

from enclave.errors import EnclaveError, InputError, InputErrors


def test_an_error_says_where_and_what_to_do() -> None:
    error = InputError("unknown region `westeurop`", "enclave.yaml:14:7", "did you mean `westeurope`?")
    assert str(error) == "enclave.yaml:14:7: unknown region `westeurop`\n  did you mean `westeurope`?"


def test_an_error_without_a_place_or_a_hint_is_its_message() -> None:
    assert str(EnclaveError("the ledger is locked")) == "the ledger is locked"


def test_many_problems_are_flattened_in_order() -> None:
    nested = InputErrors([InputError("a"), InputErrors([InputError("b"), InputError("c")])])
    assert [part.message for part in nested.parts()] == ["a", "b", "c"]
    assert nested.exit_code == 2
