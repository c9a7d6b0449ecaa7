"""Sealed values open with their key, in their conversation, until their time, and not otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.vault import Sealer, VaultKeyError

OLD, NEW = b"o" * 32, b"n" * 32
SEALED = Sealer([OLD]).seal("talk", "EMAIL_0123456789", "jane@example.com", 1_800_000_000)


@given(st.text(), st.text(), st.integers(0, 2**40))
def test_what_is_sealed_opens(conversation: str, value: str, expires: int) -> None:
    sealer = Sealer([NEW, OLD])
    sealed = sealer.seal(conversation, "EMAIL_0123456789", value, expires)
    assert sealer.open(conversation, "EMAIL_0123456789", sealed, expires) == value
    assert value.encode("utf-8", "surrogatepass") not in sealed or len(value) < 3


def test_a_key_that_was_replaced_still_opens() -> None:
    assert Sealer([NEW, OLD]).open("talk", "EMAIL_0123456789", SEALED, 1_800_000_000) == "jane@example.com"


def test_without_its_key_it_stays_shut_and_the_message_says_which_is_missing() -> None:
    with pytest.raises(VaultKeyError, match=r"was sealed with key `[0-9a-f]{16}`") as error:
        Sealer([NEW]).open("talk", "EMAIL_0123456789", SEALED, 1_800_000_000)
    assert "jane" not in str(error.value)


@pytest.mark.parametrize(
    ("conversation", "surrogate", "expires"),
    [
        ("other", "EMAIL_0123456789", 1_800_000_000),
        ("talk", "EMAIL_9876543210", 1_800_000_000),
        ("talk", "EMAIL_0123456789", 1_900_000_000),
    ],
)
def test_it_opens_only_as_what_it_was_sealed(conversation: str, surrogate: str, expires: int) -> None:
    with pytest.raises(VaultKeyError, match="changed, or belongs to another"):
        Sealer([OLD]).open(conversation, surrogate, SEALED, expires)


@pytest.mark.parametrize("place", range(8, len(SEALED), 7))
def test_a_changed_byte_is_noticed(place: int) -> None:
    changed = SEALED[:place] + bytes([SEALED[place] ^ 1]) + SEALED[place + 1 :]
    with pytest.raises(VaultKeyError):
        Sealer([OLD]).open("talk", "EMAIL_0123456789", changed, 1_800_000_000)


@pytest.mark.parametrize("length", [0, 5, 9, 20, 25])
def test_a_cut_value_is_an_error_and_no_crash(length: int) -> None:
    with pytest.raises(VaultKeyError):
        Sealer([OLD]).open("talk", "EMAIL_0123456789", SEALED[:length], 1_800_000_000)


@pytest.mark.parametrize("keys", [[], [b"short"], [NEW, b"x" * 31]])
def test_keys_have_their_length(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer(keys)
