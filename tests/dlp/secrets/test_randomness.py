"""What was drawn at random, and what a person wrote."""

from __future__ import annotations

import random
import string

import pytest

from enclave.dlp.secrets import randomness

MIXED = string.ascii_letters + string.digits


def drawn(seed: int, characters: str, length: int) -> str:
    return "".join(random.Random(seed).choices(characters, k=length))


def test_entropy_counts_bits() -> None:
    assert randomness.entropy("aaaa") == 0
    assert randomness.entropy("abcd") == pytest.approx(2)


@pytest.mark.parametrize(("characters", "length"), [
    (MIXED, 20), (MIXED, 40), ("0123456789abcdef", 32), (string.ascii_uppercase + string.digits, 20),
])
def test_nearly_all_that_is_drawn_counts_as_drawn(characters: str, length: int) -> None:
    assert sum(randomness.drawn(drawn(seed, characters, length)) > 0 for seed in range(500)) >= 480


@pytest.mark.parametrize("text", [
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "abcdabcdabcdabcd", "0123456789abcdef0123456712345678", "correcthorsebatterystaple",
    "your_api_key_goes_here",
    "xxxxxxxxxxxxxxxxxxxx", "application-configuration-name-v2",
])
def test_what_hands_typed_does_not(text: str) -> None:
    assert randomness.drawn(text) == 0


@pytest.mark.parametrize(("text", "template"), [
    ("${DB_PASSWORD}", True), ("$PASSWORD", True), ("{{ secret }}", True), ("<password>", True), ("%PASSWORD%", True), ("********", True),
    ("changeme", True),
    ("your-password", True), ("xxxxxx", True), ("null", True), ("password", True), ("#{pw}", True), ("hunter22", False),
    ("Pa$$w0rd", False),
    ("x81kQ0", False), ("none-of-it-7", False), ("mynewhouse9", False), ("yourself99", False),
])
def test_templates(text: str, template: bool) -> None:
    assert randomness.is_template(text) is template


@pytest.mark.parametrize(("text", "kept"), [
    ("your-token-goes-here", False), ("a1b2-c3d4", True), ("abcdefghijklmnop", True), ("9fKq-2LmZ_x8", True),
])
def test_words_after_a_prefix(text: str, kept: bool) -> None:
    assert bool(randomness.not_words(text)) is kept
