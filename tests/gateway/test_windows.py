"""However a stream is cut: what goes on is a beginning of it, in order, and all of it was looked at before."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.errors import EnclaveError
from enclave.gateway.content_safety import OVERLAP, Opinion, pieces
from enclave.gateway.windows import FIRST, WINDOW, Windows

BAD = "BAD"
parts = st.lists(
    st.tuples(st.sampled_from("ab"), st.text("xyBAD \U0001f600", max_size=400), st.integers(0, 5)), min_size=1, max_size=30
)  # fmt: skip


@given(parts)
def test_nothing_goes_on_that_was_not_looked_at(stream: list[tuple[str, str, int]]) -> None:
    looked: list[str] = []

    async def look(text: str, opinion: Opinion) -> None:
        opinion.chars += len(text)
        looked.append(text)
        if BAD in text:
            raise EnclaveError("bad")

    async def main() -> tuple[str, bool]:
        windows, gone = Windows(look), ""
        try:
            for index, (key, text, _) in enumerate(stream):
                windows.hear(key, text)
                is_last = index == len(stream) - 1
                gone += (await windows.pass_on(f"[{key}]{text}".encode(), is_last)).decode()
                heard = {name: "".join(said for other, said, _ in stream[: index + 1] if other == name) for name in "ab"}
                if not any(BAD in said for said in heard.values()):
                    held = len("".join(said for _, said, _ in stream[: index + 1])) - len(gone.replace("[a]", "").replace("[b]", ""))
                    assert held < WINDOW
        except EnclaveError:
            return gone, True
        return gone, False

    gone, refused = asyncio.run(main())
    whole = "".join(f"[{key}]{text}" for key, text, _ in stream)
    texts = {name: "".join(text for key, text, _ in stream if key == name) for name in "ab"}
    assert whole.startswith(gone)
    assert refused or gone == whole
    assert refused or not any(BAD in text for text in texts.values()), "a value in two windows is seen whole"
    assert BAD not in gone.replace("[a]", "").replace("[b]", "") or refused or set(gone) & {"["}
    for name in "ab":
        passed = "".join(piece[1:] for piece in gone.replace("[", "\0[").split("\0") if piece.startswith(f"[{name}]"))
        assert BAD not in passed.replace(f"{name}]", "")
    if not refused and any(texts.values()):
        assert sum(map(len, looked)) >= sum(map(len, texts.values()))


def test_the_first_window_is_short_and_frames_without_text_are_not_held() -> None:
    async def look(_text: str, _opinion: Opinion) -> None:
        return None

    async def main() -> Any:
        windows = Windows(look)
        told = [await windows.pass_on(b"role", False)]
        for size in (FIRST - 1, 1, WINDOW - 1, 1):
            windows.hear("a", "x" * size)
            told.append(await windows.pass_on(b"%d," % size, False))
        told.append(await windows.pass_on(b"end", True))
        return told

    assert asyncio.run(main()) == [b"role", b"", b"199,1,", b"", b"799,1,", b"end"]


@given(st.text("ab\U0001f600", max_size=3_000), st.integers(OVERLAP + 1, 1_000))
def test_pieces_have_everything_and_what_is_short_whole(text: str, most: int) -> None:
    found = list(pieces(text, most))
    assert all(0 < len(piece) <= most for piece in found)
    assert "".join([piece[: most - OVERLAP] for piece in found[:-1]] + found[-1:]) == text
    for start in range(0, max(len(text) - OVERLAP, 0), 37):
        assert any(text[start : start + OVERLAP] in piece for piece in found)


@pytest.mark.parametrize("text", ["", "x", "x" * OVERLAP, "x" * (OVERLAP + 1)])
def test_short_texts_have_one_piece_and_empty_ones_none(text: str) -> None:
    assert list(pieces(text, 1_000)) == ([text] if text else [])
