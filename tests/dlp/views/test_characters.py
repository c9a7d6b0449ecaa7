"""The first view: what it folds and drops, and that the way back is right for every cut."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.views.characters import DROPPED_IN_A_ROW, FORMS, Characters, _folded

CHOSEN = st.sampled_from("ab1 -\u200b\u200d\u00ad４٤–\u00a0é联😀\U000e0041\ufe0f\ud800")
ODD = st.text(alphabet=st.one_of(CHOSEN, st.characters()), max_size=60)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("plain ASCII", "plain ASCII"),
        ("４１１１－１１１１", "4111-1111"),
        ("٤١١١", "4111"),
        ("4\u200b1\u200d1\u00ad1", "4111"),
        ("12\u00a034–56—78−90", "12 34-56-78-90"),
        ("joe＠example．com", "joe@example.com"),
        ("𝐬𝐤-𝟙𝟚", "sk-12"),
        ("\U000e0034\U000e0031", "41"),
        ("naïve “quotes” 联系 😀", "naïve “quotes” 联系 😀"),
        ("a\ud800b", "a\ud800b"),
        ("m\udcfcller\udca04111\udc961111", "müller 4111-1111"),
    ],
)
def test_what_is_read(text: str, canonical: str) -> None:
    assert Characters().feed(text) == canonical


def test_the_table_has_every_character_with_an_ascii_form() -> None:
    missing = [hex(code) for code in range(0x80, 0x110000) if _folded(chr(code)) is not None and chr(code) not in FORMS]
    assert missing == []


def test_the_table_keeps_letters_and_drops_no_visible_character() -> None:
    bytes_ = {chr(code) for code in range(0xDC80, 0xDD00)}
    assert not {form for character, form in FORMS.items() if form and not form.isascii() and character not in bytes_}
    assert all(FORMS[byte] == bytes([ord(byte) - 0xDC00]).decode("cp1252") for byte in bytes_ if FORMS.get(byte, "").isalpha())
    dropped = {character for character, form in FORMS.items() if not form} - bytes_
    assert set(map(unicodedata.category, dropped)) <= {"Cf", "Mn", "Lo", "Cn"}
    assert not {"é", "ß", "联", "я", "“", "…"} & FORMS.keys()


@given(ODD, st.lists(st.integers(0, 60)))
def test_the_view_does_not_depend_on_the_cut(text: str, cuts: list[int]) -> None:
    whole, pieces = Characters(), Characters()
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    canonical = whole.feed(text)
    assert "".join(pieces.feed(text[start:end]) for start, end in pairwise(places)) == canonical
    offsets = range(len(canonical) + 1)
    assert [pieces.offsets.start(offset) for offset in offsets] == [whole.offsets.start(offset) for offset in offsets]


@given(ODD)
def test_every_canonical_character_stands_where_the_view_says(text: str) -> None:
    view = Characters()
    canonical = view.feed(text)
    for offset, character in enumerate(canonical):
        start, end = view.offsets.start(offset), view.offsets.end(offset + 1)
        assert end == start + 1
        assert character in {FORMS.get(text[start], text[start]), text[start]}
    assert view.offsets.start(len(canonical)) == len(text)


@given(ODD, st.integers(0, 60))
def test_what_is_forgotten_changes_nothing_after_it(text: str, place: int) -> None:
    whole, short = Characters(), Characters()
    canonical = whole.feed(text)
    short.feed(text)
    place = min(place, len(canonical))
    short.forget(place)
    assert [short.offsets.start(offset) for offset in range(place, len(canonical) + 1)] == [
        whole.offsets.start(offset) for offset in range(place, len(canonical) + 1)
    ]


def test_a_long_row_of_ignorable_characters_stays_in_part() -> None:
    row = "\u200b" * (DROPPED_IN_A_ROW + 3)
    assert Characters().feed(f"4{row}1") == "4\u200b\u200b\u200b1"
    view = Characters()
    assert "".join(view.feed(character) for character in f"4{row}1") == "4\u200b\u200b\u200b1"
