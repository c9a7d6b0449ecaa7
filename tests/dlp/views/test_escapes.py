"""What escapes mean, what is none, and that rows of them are decoded in time."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import unescape
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.views.characters import Characters
from enclave.dlp.views.escapes import Escapes, may_hold

SMALL = 8_000


def read(text: str) -> str:
    return Escapes().feed(text, over=True)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("joe%40example.com", "joe@example.com"), ("joe%2540example.com", "joe%40example.com"), ("%C3%A9", "é"), ("%e2%82%ac", "€"),
        ("%F0%9F%98%80", "😀"), ("%C3x", "Ãx"), ("%A04", " 4"), ("5% of 20%", "5% of 20%"), ("100%4x", "100%4x"), ("%u0040", "@"),
        ("&#64;", "@"), ("&#64", "@"), ("&#x40;", "@"), ("&#X40;x", "@x"),
        ("&commat;", "@"), ("?a=1&lang=en&copy=2&amp=3", "?a=1&lang=en&copy=2&amp=3"), ("AT&amp T", "AT& T"),
        ("&amp;#64;", "&#64;"), ("&nbsp;", " "),
        ("&eacute;", "é"), ("R&D", "R&D"), ("a&b;c", "a&b;c"), ("&nosuchname;", "&nosuchname;"), ("&#9999999;", "&#9999999;"),
        ("&ndash;", "-"), ("4&shy;1&ZeroWidthSpace;1", "411"), ("\\u0040", "@"), ("\\x40", "@"), ("\\u{40}", "@"), ("\\U00000040", "@"),
        ("\\ud83d\\ude00", "😀"), ("\\ud83dx", "\ud83dx"), ("\\n", "\n"), ("\\/", "/"),
        ("1234\\-5678", "1234-5678"), ("\\\\u0040", "\\u0040"),
        ("\\d{3}", "\\d{3}"), ("C:\\users", "C:\\users"), ("\\u200b4\\u200b1", "41"), ("\\uff14", "4"), ("\\", "\\"),
        ("%", "%"), ("&", "&"),
    ],
)
def test_what_an_escape_means(text: str, meaning: str) -> None:
    assert read(text) == meaning


@given(st.text(max_size=30))
def test_percent_and_json_come_back(text: str) -> None:
    folded = Characters().feed(text)
    assert read(quote(text, errors="replace", safe="")) == Characters().feed(text.encode("utf-8", "replace").decode())
    assert read("".join(f"\\u{{{ord(character):x}}}" for character in text)) == folded
    if "\\" not in text and "%" not in text and "&" not in text and "\x7f" not in text:
        written = json.dumps(text)[1:-1]
        assert read(written) == Characters().feed(json.loads(f'"{written}"'))


@given(st.lists(st.sampled_from(("&#64;", "&#x40;", "&amp;", "&lt;", "&#8211;", "&quot;", "a", " ", "1", ";")), max_size=12).map("".join))
def test_character_references_are_those_of_html(text: str) -> None:
    assert read(text) == Characters().feed(unescape(text))


def test_little_is_held() -> None:
    for text in ("%C3", "%f0%9f%98", "&thetas", "&#6", "\\ud83d\\ude0", "\\U0001F60", "\\u{1f60", "\\"):
        view = Escapes()
        assert view.feed("word" + text) == "word"
        assert view.held == text
        assert view.feed(" ") == read(text + " ")
    view = Escapes()
    view.feed("&" + "a" * 50)
    assert view.held == ""


@pytest.mark.parametrize("filler", ["%", "&", "\\", "%25", "&amp;", "\\u", "&#", "\\ud83d", "%f0%9f", "&a"])
def test_rows_are_read_in_time(filler: str, cpu_seconds: Callable[[Callable[[], object]], float]) -> None:
    small, large = (filler * (size // len(filler)) for size in (SMALL, SMALL * 10))
    assert cpu_seconds(lambda: read(large)) < 40 * max(cpu_seconds(lambda: read(small)), 0.002)


@given(st.text("a%&\\u00", max_size=6))
def test_only_what_may_hold_an_escape_is_read_otherwise(text: str) -> None:
    assert may_hold(text) or Escapes().feed(text, over=True) is text
