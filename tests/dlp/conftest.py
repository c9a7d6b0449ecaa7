"""Texts for every test of the room: values, values with a defect, and what stands around them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from enclave.dlp import DETECTORS
from enclave.dlp.scan import Scanner

SURROUNDINGS = (
    *" \n\t.,:;-+()/@_=#'\"%~[]{}\\<>0123456789abXYZ",
    "\u200b", "\u200d", "\u00ad", "\u00a0", "４", "１", "٤", "–", "é", "e\u0301", "联", "😀",
    "\ud800", "\x00", "\U000e0034",
    "card ", "phone: ", "tel ", "ssn ", "api_key = ", "token: ", "Bearer ", "-----BEGIN ", "PRIVATE KEY-----",
    "-----END ", "eyJ", "sk-", "AKIA", "AccountKey=", "4111 1111 1111 1111", "555-123-4567", "123-45-6789", "+1 212 555 0123", "a@b.co",
    "@x.com", "\\n", "1" * 40, "aB3" * 12, " " * 60, "\u200b" * 80, " and then we ", "2024-11-20 10:15:30",
)


def value(sample: str) -> str:
    """What stands between the marks of a positive sample."""
    return sample[sample.index("«") + 1 : sample.index("»")]


def unmarked(sample: str) -> str:
    """The sample as a text."""
    return sample.replace("«", "").replace("»", "")


VALUES = tuple(value(sample) for detector in DETECTORS for sample in detector.positives)
SAMPLES = tuple(unmarked(sample) for detector in DETECTORS for sample in (*detector.positives, *detector.negatives))


class Alone(dict[str, Scanner]):
    """For each detector a scanner that has no other, made when it is asked for."""

    def __missing__(self, name: str) -> Scanner:
        self[name] = Scanner(detectors=tuple(detector for detector in DETECTORS if detector.id == name))
        return self[name]


@st.composite
def damaged(draw: DrawFn, texts: SearchStrategy[str]) -> str:
    """A text with up to two characters more, fewer or other, or cut short."""
    text = draw(texts)
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(text)))
        width = draw(st.sampled_from((0, 1, 1, len(text))))
        text = text[:place] + draw(st.sampled_from(("", *SURROUNDINGS))) + text[place + width :]
    return text


def one_of(texts: tuple[str, ...]) -> SearchStrategy[str]:
    """One of many, as `sampled_from`, whose own name would hold them all: Hypothesis warns of a name of 30 kB."""
    return st.integers(0, len(texts) - 1).map(texts.__getitem__)


def mixed() -> SearchStrategy[str]:
    """Values, near-values and surroundings, joined."""
    part = st.one_of(
        one_of(VALUES), damaged(one_of(VALUES)), damaged(one_of(SAMPLES)), st.sampled_from(SURROUNDINGS),
        st.sampled_from((" ", ", ", "\n")),
    )
    return st.lists(part, max_size=8).map("".join)


@pytest.fixture(scope="session")
def texts() -> SearchStrategy[str]:
    """A strategy for texts that mix values, near-values and noise."""
    return mixed()


@pytest.fixture(scope="session")
def scanner() -> Scanner:
    """Looks for everything."""
    return Scanner()


@pytest.fixture(scope="session")
def alone() -> dict[str, Scanner]:
    """For each detector a scanner that has no other."""
    return Alone()


@pytest.fixture(scope="session")
def prose() -> str:
    """About 3 kB of ordinary English."""
    return (Path(__file__).parent / "prose.txt").read_text(encoding="utf-8")
