"""Texts of one line without a space, and nests of encodings: what one more character costs does not grow with the text."""

from __future__ import annotations

import base64
import json
import string
from collections.abc import Callable, Mapping
from random import Random
from time import process_time
from types import MappingProxyType

import pytest

from enclave.dlp.detector import LOW
from enclave.dlp.scan import Scanner
from enclave.dlp.stream import HoldBackOverflow, StreamScanner

Make = Callable[[Random, int], str]
FILE = 1 << 26
"""What a file may make us hold back (`enclave/cli/dlp.py`)."""
MOST = 2.5
"""Times as much CPU for a character of a text that is ten times as long; what grows with the square takes ten times as much."""


def drawn(letters: str) -> Make:
    return lambda draw, size: "".join(draw.choices(letters, k=size))


def again(piece: str) -> Make:
    return lambda _draw, size: (piece * (size // len(piece) + 1))[:size]


def nested(encode: Callable[[bytes], bytes], depth: int) -> Make:
    def make(draw: Random, size: int) -> str:
        text = f"my card is 4111 1111 1111 1111 or {draw.random()} ".encode() * (size // 30)
        for _ in range(depth):
            text = encode(text[:size])
        return text[:size].decode()
    return make


def percent(text: bytes) -> bytes:
    return b"".join(b"%%%02X" % byte for byte in text)


def script(draw: Random, size: int) -> str:
    names = ["".join(draw.choices(string.ascii_letters, k=3)) for _ in range(60)]
    lines = (f"function {draw.choice(names)}(a){{return {draw.choice(names)}.b({draw.randrange(999)})}};" for _ in range(size // 30))
    return "".join(lines)[:size]


_MIXED = string.ascii_letters + string.digits
SHAPES: Mapping[str, Make] = MappingProxyType({
    "letters": drawn(string.ascii_letters),
    "digits": drawn(string.digits),
    "letters and digits": drawn(_MIXED),
    "base64": drawn(_MIXED + "+/"),
    "hexadecimal": drawn("0123456789abcdef"),
    "signs": drawn(".-/_:=@%&\\"),
    "numbers and signs": drawn("0123456789.-/()+"),
    "all of ASCII": drawn("".join(map(chr, range(33, 127)))),
    "Cyrillic": drawn("абвгдежзийклмнопрст"),
    "Chinese": drawn("我们已经收到您的邮件并且仔细阅读了附件中的方案"),
    "Arabic digits": drawn("٠١٢٣٤٥٦٧٨٩"),
    **{f"{piece!a} repeated": again(piece) for piece in (
        "a", "1", "=", "@", "-", ".", "/", "\\", "%", "&", "\u200b", "\u0336", "І", "a@", "a.", "1-", "1.", "1/", "1,", "1|", "a1",
        "a\u200b", "a@b.", "a:b@", "<a", "1<b>", "%41", "\\u0031", "&#49;", "eyJ", "passw", "password=", "secret", "my ssn ", "-----BEGIN ",
        "Bearer", "123-", "4111-", "+1-", "::", "1 2 3 ", "a b c ",
    )},
    "a string of JSON": lambda draw, size: json.dumps(drawn(_MIXED + ' "\\\n.,')(draw, size))[:size],
    "a script": script,
    "a key without an end": lambda draw, size: "-----BEGIN RSA PRIVATE KEY-----" + drawn(_MIXED)(draw, size - 31),
    "a token": lambda draw, size: "eyJhbGciOiJIUzI1NiJ9." + drawn(_MIXED)(draw, size - 21),
    "base64, six deep": nested(base64.b64encode, 6),
    "hexadecimal, six deep": nested(lambda text: text.hex().encode(), 6),
    "percent, six deep": nested(percent, 6),
})


def scanned(scanner: Scanner, text: str) -> None:
    scanner.scan(text)


def as_a_file(scanner: Scanner, text: str) -> None:
    stream = StreamScanner(scanner, dict.fromkeys(scanner.entities, LOW), FILE)
    for start in range(0, len(text), 1 << 16):
        stream.push(text[start : start + (1 << 16)])
    stream.finish()


def in_deltas(scanner: Scanner, text: str) -> None:
    stream = StreamScanner(scanner, dict.fromkeys(scanner.entities, LOW))
    try:
        for start in range(0, len(text), 40):
            stream.push(text[start : start + 40])
        stream.finish()
    except HoldBackOverflow:
        pass


def is_linear(scanner: Scanner, read: Callable[[Scanner, str], None], make: Make, size: int) -> bool:
    """Whether one more character of ten times the size costs about the same, in one of three tries: other work makes it look dearer."""
    def seconds(text: str) -> float:
        start = process_time()
        read(scanner, text)
        return process_time() - start

    short, long = make(Random("short"), size), make(Random("long"), 10 * size)
    return any(seconds(long) / 10 < MOST * max(seconds(short), 1e-4) for _ in range(3))


@pytest.mark.long
@pytest.mark.parametrize("read", [scanned, as_a_file, in_deltas])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_character_costs_the_same_in_a_text_of_ten_times_the_length(
    shape: str, read: Callable[[Scanner, str], None], scanner: Scanner
) -> None:
    assert is_linear(scanner, read, SHAPES[shape], 100_000)


@pytest.mark.long
@pytest.mark.parametrize("shape", ["letters", "digits", "base64", "Arabic digits"])
def test_a_file_of_one_long_word_is_read_in_linear_time(shape: str, scanner: Scanner) -> None:
    assert is_linear(scanner, as_a_file, SHAPES[shape], 400_000)


@pytest.mark.parametrize("shape", ["letters", "hexadecimal", "'a@' repeated", "1-", "a string of JSON", "base64, six deep"])
def test_a_short_line_does_not_cost_more_than_its_share(shape: str, scanner: Scanner) -> None:
    make = SHAPES.get(shape) or again(shape)
    assert is_linear(scanner, scanned, make, 2_000)


def test_what_is_held_is_not_copied_with_every_piece(scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word of half a megabyte, which could be one value: a portion of it grows with what is held."""
    copied: list[int] = []
    advance = StreamScanner._advance

    def counted(self: StreamScanner, text: str, *, over: bool = False):  # type: ignore[no-untyped-def]
        copied.append(self.held + len(text))
        return advance(self, text, over=over)

    monkeypatch.setattr(StreamScanner, "_advance", counted)
    size = 1 << 19
    stream = StreamScanner(scanner, dict.fromkeys(scanner.entities, LOW), FILE)
    released = "".join(stream.push("a" * (1 << 14)).text for _ in range(size >> 14))
    assert stream.held == size - len(released)
    assert released + stream.finish().text == "a" * size
    assert sum(copied) < 16 * size


def test_a_long_line_says_the_same_in_a_file_as_on_the_whole(scanner: Scanner) -> None:
    hide = dict.fromkeys(scanner.entities, LOW)
    word = drawn(_MIXED)(Random("word"), 150_000)
    text = f"card 4111 1111 1111 1111 {word} joe@example.com {word[:70_000]}@{word[:80]} and 4111-1111-1111-1111 {word[7:]}"
    stream = StreamScanner(scanner, hide, FILE)
    matches = [
        match for start in range(0, len(text), 30_011) for match in stream.push(text[start : start + 30_011]).matches
    ] + [*stream.finish().matches]
    assert matches == scanner.scan(text, hide)
    assert len(matches) >= 3
