"""Runs that encode text: what they say, what says nothing, and how deep it goes."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp.scan import Scanner
from enclave.dlp.views.characters import FORMS
from enclave.dlp.views.encoded import APART_RUN, RUN, _read, decoded, words

MAIL = "write to joe.doe@example.com"


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "550e8400-e29b-41d4-a716-446655440000", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "getElementsByClassName", "4111111111111111",
        "/usr/local/lib/python3/site-packages", "aaaaaaaaaaaaaaaaaaaaaaaa", "1732185600000000", "AbstractSingletonProxyFactoryBean",
    ],
)
def test_what_encodes_nothing(text: str) -> None:
    assert decoded(text) is None


@given(st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=14, max_size=80))
def test_what_was_encoded_comes_back(text: str) -> None:
    for run in (b64(text), base64.urlsafe_b64encode(text.encode()).decode().rstrip("="), text.encode().hex(), text.encode().hex().upper()):
        found = RUN.fullmatch(run)
        assert found
        assert decoded(run) == text


def test_bytes_with_spaces_are_one_run_of_150_at_most() -> None:
    text = "write to joe.doe@example.com"
    assert decoded(text.encode().hex(" ")) == text
    assert [found.span() for found in APART_RUN.finditer("see " + ("6b " * 400))] == [(4, 4 + 3 * 150 - 1)]
    assert APART_RUN.search("12 34 56 78 90 12 34 56") is None
    assert APART_RUN.search("code " + text.encode().hex(" "))


@given(st.binary(min_size=12, max_size=60) | st.text(min_size=4, max_size=30).map(str.encode))
def test_nine_of_ten_characters_are_printable(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    printable = sum(
        character in "\t\r\n" or ((character.isprintable() or character in FORMS) and character != "\ufffd") for character in text
    )
    assert (_read(data) is not None) == (printable >= 0.9 * len(text))


@pytest.fixture(scope="module")
def mail() -> Scanner:
    return Scanner(["email"])


@pytest.mark.parametrize(
    "run",
    [
        b64(MAIL), MAIL.encode().hex(), b64(b64(MAIL)), b64(b64(b64(MAIL))), b64(MAIL.replace("@", "%40")), b64(b64(MAIL).encode().hex()),
        "/v1/file/" + b64(MAIL), b64("schreib an müller@bücher.example, bitte"),
    ],
)
def test_the_whole_run_is_the_place(run: str, mail: Scanner) -> None:
    text = f"see {run} there"
    assert [(text[match.start : match.end], match.confidence) for match in mail.scan(text)] == [(run, 85)]


def test_it_goes_three_deep_and_no_deeper(mail: Scanner) -> None:
    assert mail.scan(b64(b64(b64(MAIL))))
    assert mail.scan(b64(b64(b64(b64(MAIL))))) == []


def test_lines_of_base64_are_one_run(mail: Scanner) -> None:
    text = base64.encodebytes(f"{'I have to say a few things before. ' * 4}{MAIL}. {'And some after. ' * 5}".encode()).decode()
    matches = mail.scan(f"{text}\nend")
    assert len(matches) == 1
    assert not re.search("[A-Za-z0-9]{16}", text[: matches[0].start] + text[matches[0].end :])


def test_bombs_end_soon(mail: Scanner) -> None:
    bomb = "joe@example.com " * 2_000
    for _ in range(6):
        bomb = b64(bomb)
    mail.scan(bomb)
    mail.scan((b64(b64(MAIL)) + " ") * 2_000)
    mail.scan(b64("\\u0040%2540&amp;#64;4111\n1111 аAbc1 " * 2_000))


_SOME = [*range(0x20, 0x7F), 0x0A, 0x07, 0xC3, 0xA9, 0xE2, 0x80, 0xFF]


@pytest.mark.parametrize("width", [12, 16, 33])
def test_what_is_given_up_early_is_no_text(width: int) -> None:
    draw = Random(width)
    for _ in range(300):
        data = bytes(draw.choices(_SOME, [1] * 95 + [2, 3, 9, 9, 3, 6, 3], k=width))
        text = data.decode("utf-8", "replace")
        printable = sum(
            character in "\t\r\n" or ((character.isprintable() or character in FORMS) and character != "\ufffd") for character in text
        )
        assert (_read(data) == text) == (printable >= 0.9 * len(text))


def test_a_long_run_of_digits_costs_little(cpu_seconds: Callable[[Callable[[], object]], float]) -> None:
    """Each step keeps the interpreter from everybody else: a few times what it takes to decode the run once, no longer 40 times."""
    digits = "1" * 1_000_000
    assert decoded(digits) is None
    assert decoded("41" * 500_000) == "A" * 500_000
    assert decoded("41" * 8) == "A" * 8
    assert decoded("41" * 8 + "4") != "A" * 8
    assert cpu_seconds(lambda: (decoded(digits), decoded(digits + "1"))) < 15 * cpu_seconds(lambda: base64.b64decode(digits))


@pytest.mark.parametrize(
    ("value", "before"),
    [("078-05-1121", "my SSN is "), ("44051401359", "PESEL: "), ("1985-04-12", "date of birth "), ("4111 1111 1111 1111", "")],
)
def test_words_before_a_run_count_for_what_it_holds(scanner: Scanner, value: str, before: str) -> None:
    data = value.encode()
    for run in (b64(value), data.hex(), f"0x{data.hex()}", data.hex(":"), data.hex(":").upper(), b64(data.hex())):
        text = f"x, {before}{run} and so on"
        assert [(one.start, one.end) for one in scanner.scan(text)] == [(len(before) + 3, len(before) + 3 + len(run))]
    assert not scanner.scan(f"x, {b64('the lot 07805')} and so on")


def test_runs_are_no_words_for_each_other(scanner: Scanner, slowness: Callable[[], float]) -> None:
    """Each is looked into by itself, or many of them would be read with all that stand before them."""
    run = b64("card 4111 1111 1111 1111")
    assert words(f"card {run} ") == "card   "
    assert words(f"{run} {run}\n") == ""
    assert words(f"id {b'card 4111 1111'.hex(':')} ") == "id   "
    start = process_time()
    assert len(scanner.scan(f"{run} " * 1_000)) == 1_000
    assert process_time() - start < 2.0 * slowness()
