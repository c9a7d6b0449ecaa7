"""The bound holds for every text; the count is that of the published encodings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.ledger import tokens
from enclave.ledger.tokens import PER_REPLY, PER_TEXT, count, upper_bound


@given(st.lists(st.text(), max_size=5), st.sampled_from(["gpt-4o", "gpt-4-turbo", "text-embedding-3-large", "unheard-of"]))
def test_the_bound_holds(texts: list[str], model: str) -> None:
    assert count(texts, model) <= upper_bound(texts)


@pytest.mark.parametrize(
    ("model", "text", "expected"),
    [
        # OpenAI Cookbook, "How to count tokens with tiktoken": both encodings give 6 for it
        ("gpt-4", "tiktoken is great!", 6),
        ("gpt-4o", "tiktoken is great!", 6),
        # the same page: `お誕生日おめでとう` is 9 tokens in cl100k_base and 8 in o200k_base
        ("gpt-4", "お誕生日おめでとう", 9),
        ("gpt-4o", "お誕生日おめでとう", 8),
        ("gpt-4", "antidisestablishmentarianism", 6),
        ("gpt-4o", "antidisestablishmentarianism", 6),
    ],
)
def test_counts_are_those_that_openai_published(model: str, text: str, expected: int) -> None:
    assert count([text], model) == expected + PER_TEXT + PER_REPLY


@pytest.mark.parametrize(
    ("model", "like"),
    [("gpt-4o-mini", "gpt-4o"), ("GPT-4.1-nano", "gpt-4o"), ("o3-mini", "gpt-4o"), ("gpt-35-turbo-16k", "gpt-4"), ("gpt-4-32k", "gpt-4")],
)
def test_a_model_counts_like_its_family(model: str, like: str) -> None:
    assert count(["お誕生日おめでとう"], model) == count(["お誕生日おめでとう"], like)


@pytest.mark.parametrize("model", ["gpt-4.7", "o33", "gpt-50", "llama", ""])
def test_a_model_of_an_unknown_family_gets_the_bound(model: str) -> None:
    assert count(["お誕生日おめでとう"], model) == upper_bound(["お誕生日おめでとう"])


def test_a_lone_surrogate_is_counted_and_not_an_error() -> None:
    assert count(["\udcff" * 3], "gpt-4o") == upper_bound(["\udcff" * 3]) == 9 + PER_TEXT + PER_REPLY


def test_no_text_costs_only_the_frame() -> None:
    assert upper_bound([]) == count([], "gpt-4o") == PER_REPLY


# the example of OpenAI Cookbook, "How to count tokens with tiktoken", and what the API counted for it
MESSAGES = (
    (None, "You are a helpful, pattern-following assistant that translates corporate jargon into plain English."),
    ("example_user", "New synergies will help drive top-line growth."),
    ("example_assistant", "Things working well together will increase revenue."),
    (
        "example_user",
        "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
    ),
    ("example_assistant", "Let's talk later when we're less busy about how to do better."),
    (None, "This late pivot means we don't have time to boil the ocean for the client deliverable."),
)


@pytest.mark.parametrize(("model", "api"), [("gpt-4", 129), ("gpt-4o", 124)])
def test_a_conversation_is_not_counted_below_what_the_api_counts(model: str, api: int) -> None:
    texts = [text for message in MESSAGES for text in message if text is not None]
    assert api <= count(texts, model) <= api + PER_TEXT * len(texts)


WORDS = st.text(alphabet=st.sampled_from("ab Z9'sé漢ハ한\n\t\r.,/!-_\u00a0\u200b\u3000\u0301😀"), min_size=1, max_size=80)


@given(WORDS, st.integers(1, 12), st.sampled_from(["gpt-4o", "gpt-4"]))
def test_a_long_text_counts_piece_by_piece_what_it_counts_at_once(text: str, piece: int, model: str) -> None:
    whole = count([text], model)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "PIECE", piece)
        assert count([text], model) == whole


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-4"])
def test_no_piece_is_longer_than_may_be_counted_at_once(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    encoding, counted = tokens._encoding(model), []

    class Counting:
        def count(self, text: str) -> int:
            counted.append(len(text))
            return int(encoding.count(text))

    monkeypatch.setattr(tokens, "_encoding", lambda _model: Counting())
    plain, dense = "one word after the other, 17 times\n" * 20_000, "." * 300_000
    assert count([plain + dense], model) <= upper_bound([plain + dense])
    assert max(counted) <= tokens.PIECE + 32
    assert sum(counted) + len(dense) + tokens.PIECE >= len(plain + dense)
