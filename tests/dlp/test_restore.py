"""What surrogates hid comes back, whole and in pieces."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.restore import Restorer, in_json, restore
from enclave.dlp.surrogate import Surrogates

MAKER = Surrogates(b"k" * 32, "tenant")
ENTITIES = ("email", "credit_card", "us_ssn")
VALUES = ("jane@example.com", "4111 1111 1111 1111", 'a "quoted"\nname', "536-22-8726")


class MemoryVault:
    """A vault that forgets with the process."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def put(self, surrogate: str, value: str) -> bool:
        return self._values.setdefault(surrogate, value) == value

    def get(self, surrogate: str) -> str | None:
        return self._values.get(surrogate)

    def surrogates(self) -> Sequence[str]:
        return tuple(self._values)


def vault_of(values: Sequence[str] = VALUES, *, alike: bool = False) -> tuple[MemoryVault, list[str]]:
    vault = MemoryVault()
    made = [MAKER.word(ENTITIES[number % 3], value) for number, value in enumerate(values)]
    if alike:
        made += [MAKER.alike("credit_card", value, lambda text: False) for value in values]
        values = [*values, *values]
    for surrogate, value in zip(made, values, strict=True):
        assert vault.put(surrogate, value)
    return vault, made


def in_pieces(text: str, places: Sequence[int], vault: MemoryVault) -> str:
    ends = [*sorted({place % (len(text) + 1) for place in places}), len(text)]
    restorer = Restorer(vault)
    starts = [0, *ends]
    return "".join(restorer.push(text[start:end]) for start, end in zip(starts, ends, strict=False)) + restorer.finish()


def test_values_come_back_where_their_surrogates_stand() -> None:
    vault, made = vault_of()
    assert restore(f"Dear {made[0]}: {made[1]}, {made[0]}.", vault) == f"Dear {VALUES[0]}: {VALUES[1]}, {VALUES[0]}."


def test_what_markdown_escapes_comes_back_too() -> None:
    vault, made = vault_of()
    assert restore("**" + made[1].replace("_", "\\_") + "**", vault) == f"**{VALUES[1]}**"


def test_what_the_vault_does_not_know_stays() -> None:
    vault, _ = vault_of()
    text = "EMAIL_0123456789, PHONE_0123456789, EMAIL_, EMAIL_0123, CREDIT\\_CARD"
    assert restore(text, vault) == text


PIECES = st.sampled_from(["EMAIL", "EMAIL_", "CREDIT_CARD", "\\", "_", "0", "E", " ", "x", "4", "US_SSN_0123456789"])


@given(st.data(), st.booleans())
def test_the_answer_does_not_depend_on_the_cut(data: st.DataObject, alike: bool) -> None:
    vault, made = vault_of(alike=alike)
    text = "".join(data.draw(st.lists(PIECES | st.sampled_from(made) | st.sampled_from(made).map(lambda word: word[:-3]), max_size=8)))
    whole = restore(text, vault)
    assert in_pieces(text, data.draw(st.lists(st.integers(0, 10_000), max_size=6)), vault) == whole
    assert in_pieces(text, range(len(text)), vault) == whole


@pytest.mark.parametrize("alike", [False, True])
def test_a_whole_surrogate_is_not_held_back_and_prose_hardly(alike: bool) -> None:
    vault, made = vault_of(alike=alike)
    restorer = Restorer(vault)
    assert restorer.push(f"Ask {made[0]}") == f"Ask {VALUES[0]}"
    held = []
    for character in "The Customer Relations Unit said: EVERY EMAIL MATTERS, CREDIT IS DUE." * 3:
        restorer.push(character)
        held.append(restorer.held)
    assert max(held) <= len("CREDIT")
    assert sum(held) / len(held) < 1.5


def test_a_surrogate_that_begins_like_another_waits_for_it() -> None:
    vault = MemoryVault()
    vault.put("123-45", "short")
    vault.put("123-456", "long")
    restorer = Restorer(vault)
    assert restorer.push("x 123-45") == "x "
    assert restorer.push("6 ") == "long "
    assert restorer.push("123-45 ") + restorer.finish() == "short "


@given(st.text())
def test_in_json_a_value_is_escaped(value: str) -> None:
    assert json.loads(f'"{in_json(value)}"') == value


@given(st.lists(st.text(min_size=1), max_size=4, unique=True), st.lists(st.integers(0, 3), max_size=8))
def test_any_value_survives_the_way_there_and_back(values: list[str], order: list[int]) -> None:
    vault = MemoryVault()
    made = [MAKER.word("email", value) for value in values]
    for surrogate, value in zip(made, values, strict=True):
        assert vault.put(surrogate, value)
    picked = [number % len(values) for number in order] if values else []
    text = ", ".join(made[number] for number in picked)
    assert restore(text, vault) == ", ".join(values[number] for number in picked)
