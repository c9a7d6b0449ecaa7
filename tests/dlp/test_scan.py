"""The scanner finds what the plain expressions find, reports offsets of the text as given, and takes any text."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from enclave.dlp import DETECTORS
from enclave.dlp.detector import HIGH, LOW, MEDIUM
from enclave.dlp.scan import Match, Scanner, clusters, entity_names, is_hidden, resolve
from enclave.dlp.views.characters import Characters
from enclave.errors import InputError


def by_expression_alone(scanner: Scanner, text: str) -> list[Match]:
    """What `find` is to give: every pattern over the whole text, without anchors and windows."""
    found = []
    for detector, pattern in scanner.patterns:
        position = 0
        while match := pattern.exact.search(text, position):
            evidence = pattern.evidence
            window = text[max(0, match.start() - evidence.window) : match.start()].lower() if evidence else ""
            supported = evidence is not None and evidence.words.search(window)
            confidence = pattern.supported if supported else pattern.confidence
            accepted = pattern.accept(match.group()) if confidence else 0
            if confidence and accepted:
                found.append(Match(match.start(), match.start() + accepted, detector.entity, confidence, detector.id))
            position = match.start() + (accepted or 1)
    return sorted(found)


@settings(deadline=None, max_examples=120)
@given(data=st.data())
def test_anchors_lose_nothing_and_add_nothing(data: st.DataObject, scanner: Scanner, texts: SearchStrategy[str]) -> None:
    canonical = Characters().feed(data.draw(texts))
    assert scanner.find(canonical, 0, len(canonical)) == by_expression_alone(scanner, canonical)


@settings(deadline=None, max_examples=100)
@given(data=st.data())
def test_matches_are_sorted_apart_and_inside_the_text(data: st.DataObject, scanner: Scanner, texts: SearchStrategy[str]) -> None:
    text = data.draw(texts)
    hide = data.draw(st.dictionaries(st.sampled_from(scanner.entities), st.sampled_from([LOW, MEDIUM, HIGH])))
    matches = scanner.scan(text, hide)
    places = [place for match in matches for place in (match.start, match.end)]
    assert places == sorted(places)
    assert all(match.start < match.end <= len(text) and match.entity in scanner.entities for match in matches)
    view = Characters()
    canonical = view.feed(text)
    alone = [match for match in scanner.find(canonical, 0, len(canonical)) if is_hidden(match, hide)]
    covered = {place for match in matches if is_hidden(match, hide) for place in range(match.start, match.end)}
    for match in alone:
        span = range(view.offsets.start(match.start), view.offsets.end(match.end))
        assert set(span) <= covered, "a part of a value to hide would be left"


def test_the_seed_finds_what_it_found(scanner: Scanner) -> None:
    text = "Process this payment: 4111-1111-1111-1111"
    assert scanner.scan(text) == [Match(start=22, end=41, entity="credit_card", confidence=75, detector="credit_card")]
    assert Scanner(["credit_card", "ssn", "api_key"]).scan(text) == scanner.scan(text)


def test_offsets_count_code_points_of_the_text_as_given(scanner: Scanner) -> None:
    text = "😀é\u200b ４１１１\u200b１１１１１１１１１１１１ 联系joe@example.com"
    found = {match.entity: text[match.start : match.end] for match in scanner.scan(text)}
    assert found == {"credit_card": "４１１１\u200b１１１１１１１１１１１１", "email": "joe@example.com"}


def test_evidence_raises_confidence_from_before_and_from_the_rest_of_the_sentence(scanner: Scanner) -> None:
    def confidence(text: str) -> list[int]:
        return [match.confidence for match in scanner.scan(text)]

    assert confidence("4111 1111 1111 1111") == [75]
    assert confidence("credit card 4111 1111 1111 1111") == [85]
    assert confidence("card" + " x" * 147 + " 4111 1111 1111 1111") == [85]
    assert confidence("card" + " x" * 148 + " 4111 1111 1111 1111") == [75]
    assert confidence("4111 1111 1111 1111 is my card") == [85]
    assert confidence("4111 1111 1111 1111. My card is lost") == [75]
    assert confidence("discard 4111 1111 1111 1111") == [75]


def test_chosen_entities_only() -> None:
    text = "joe@example.com 4111-1111-1111-1111"
    assert [match.entity for match in Scanner(["email"]).scan(text)] == ["email"]
    assert Scanner([]).scan(text) == []
    assert Scanner(["phone", "ssn", "us_ssn"]).entities == ("us_ssn", "phone")


def test_an_entity_that_nobody_finds_is_an_error_with_a_way_out() -> None:
    with pytest.raises(InputError) as error:
        Scanner(["credit_card", "creditcard"])
    assert error.value.message == "no detector finds `creditcard`"
    assert error.value.hint == "did you mean `credit_card`?"
    with pytest.raises(InputError, match="no detector finds") as error:
        entity_names(["zzz"])
    assert all(detector.entity in error.value.hint for detector in DETECTORS)


RANK = {"api_key": 0, "credit_card": 1, "email": 2, "phone": 3}


def m(start: int, end: int, entity: str = "email", confidence: int = 65) -> Match:
    return Match(start, end, entity, confidence, entity)


@pytest.mark.parametrize(
    ("matches", "hide", "expected"),
    [
        ([], (), []),
        ([m(0, 5), m(5, 9)], (), [m(0, 5), m(5, 9)]),
        ([m(0, 5, "phone"), m(0, 9, "email")], (), [m(0, 9, "email")]),
        ([m(0, 9, "phone"), m(0, 9, "credit_card")], (), [m(0, 9, "credit_card")]),
        ([m(0, 9, "phone", 65), m(0, 9, "phone", 85)], (), [m(0, 9, "phone", 85)]),
        ([m(0, 9, "phone", 65), m(2, 9, "phone", 85)], (), [m(0, 9, "phone", 85)]),
        ([m(0, 9, "phone", 65), m(2, 9, "email", 85)], (), [m(0, 9, "phone", 65)]),
        ([m(0, 6, "phone"), m(4, 20, "email")], (), [m(0, 20, "email")]),
        ([m(0, 9, "email"), m(2, 5, "api_key")], ("api_key",), [m(2, 5, "api_key")]),
        ([m(0, 9, "email"), m(2, 5, "api_key")], ("api_key", "email"), [m(0, 9, "email")]),
        ([m(0, 4, "phone"), m(3, 8, "email"), m(7, 12, "phone")], ("phone",), [m(0, 4, "phone"), m(7, 12, "phone")]),
        ([m(0, 5, "phone"), m(4, 7, "email"), m(5, 9, "phone")], ("email",), [m(4, 7, "email")]),
        ([m(0, 9, "email", 85), m(2, 5, "api_key", 60)], ("api_key",), [m(0, 9, "email", 85)]),
    ],
)
def test_one_match_per_place(matches: list[Match], hide: tuple[str, ...], expected: list[Match]) -> None:
    assert resolve(matches, dict.fromkeys(hide, LOW), RANK) == expected


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=12))
def test_clusters_are_the_connected_places(spans: list[tuple[int, int]]) -> None:
    matches = sorted(m(start, start + width) for start, width in spans)
    groups = list(clusters(matches))
    assert [match for group in groups for match in group] == matches
    ends = [max(match.end for match in group) for group in groups]
    assert all(group[0].start >= end for end, group in zip(ends, groups[1:], strict=False))
    covered = [{place for match in group for place in range(match.start, match.end)} for group in groups]
    assert all(places == set(range(min(places), max(places) + 1)) for places in covered)


@pytest.mark.parametrize(
    "text", ["\ud800\udfff joe@example.com \x00\x00", "\x00", "\ud800" * 5000, "é" * 5000 + "@", "😀@😀.com", "\uffff\U0010ffff"]
)
def test_any_string_is_taken(text: str, scanner: Scanner) -> None:
    assert [match.entity for match in scanner.scan(text)] == (["email"] if "joe" in text else [])


@pytest.mark.parametrize("size", [1_000_000, pytest.param(10_000_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("filler", ["x ", "7", "aB3", "联", "+1 2", "a."])
def test_megabytes_of_anything_end_soon(filler: str, size: int, scanner: Scanner) -> None:
    text = filler * (size // len(filler)) + " joe@example.com"
    matches = scanner.scan(text)
    assert matches[-1].entity == "email"
    assert text[matches[-1].end - len("example.com") :] == "example.com"


@pytest.mark.parametrize(
    "filler", ["7 ", "é@", "4111 ", "\u200b", "sk-", "-eyJa", "1.", "phone 1", "-----BEGIN ", "(1", "ssn 1", "aB3" * 11 + " "]
)
def test_time_grows_with_the_text_and_not_faster(
    filler: str, scanner: Scanner, cpu_seconds: Callable[[Callable[[], object]], float]
) -> None:
    small, large = (filler * (size // len(filler)) for size in (8_000, 80_000))
    once, ten_times = cpu_seconds(lambda: scanner.scan(small)), cpu_seconds(lambda: scanner.scan(large))
    assert ten_times < 40 * max(once, 0.002), "ten times the text, far more than ten times the work"


def test_threads_share_a_scanner(scanner: Scanner) -> None:
    texts = [f"n{number} joe{number}@example.com " + "filler " * number for number in range(200)]
    alone = [scanner.scan(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(scanner.scan, texts * 5)) == alone * 5


def test_prose_is_quiet(scanner: Scanner, prose: str) -> None:
    assert scanner.scan(prose) == []
