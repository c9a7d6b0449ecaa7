"""What happens to a value by its confidence: a lattice, and how lists say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.spec.dlp import Actions, Dlp
from enclave.spec.entities import GROUPS
from enclave.spec.handling import CLASSES, LISTS, NEVER, Action, Handling, handlings, refuses_uninspected, said

least = st.integers(1, NEVER)
points = st.builds(Handling, least, least, least, least)
sure = st.integers(0, 100)


@given(points)
def test_more_confidence_never_means_a_looser_action(point: Handling) -> None:
    actions = [point.action(confidence) for confidence in range(101)]
    assert actions == sorted(actions)
    assert all(point.least(action) == next((c for c in range(101) if actions[c] >= action), NEVER) for action in Action)


@given(points, points, sure)
def test_meet_takes_the_stricter_at_every_confidence(one: Handling, other: Handling, confidence: int) -> None:
    assert one.meet(other).action(confidence) == max(one.action(confidence), other.action(confidence))


@given(points, points)
def test_a_document_tells_one_from_another_and_no_more_than_needed(one: Handling, other: Handling) -> None:
    assert (one.document() == other.document()) is (one == other)
    assert all(one.action(confidence) == Action[name.upper()] for name, confidence in one.document().items())


@given(st.sampled_from(Action), st.integers(1, 100))
def test_what_is_acted_on_from_somewhere_is_logged_below(action: Action, confidence: int) -> None:
    point = Handling.of(action, confidence)
    assert point.action(confidence) == action
    assert point.action(confidence - 1) == (Action.LOG if action > Action.LOG and confidence > 65 else Action.ALLOW)


def test_lists_are_the_actions_strictest_first() -> None:
    assert list(LISTS.items()) == [("block", 4), ("redact", 3), ("tokenise", 2), ("log", 1)]


def test_a_name_decides_over_its_group_within_a_part() -> None:
    dlp = Dlp.model_validate({"block": ["payment"], "redact": ["iban"], "log": ["contact", {"entity": "phone", "confidence": 85}]})
    found = handlings(dlp, "public")
    assert found["credit_card"] == Handling(log=65, block=75)
    assert found["iban"] == Handling(log=65, redact=75)
    assert (found["email"], found["phone"]) == (Handling(log=65), Handling(log=85))
    assert set(found) == {*GROUPS["payment"], *GROUPS["contact"]}


def test_confidence_is_the_item_s_then_the_part_s_then_the_whole_s() -> None:
    dlp = Dlp.model_validate({
        "confidence": 80, "block": ["email", {"entity": "iban", "confidence": 90}], "log": ["phone"],
        "by_classification": {"internal": {"confidence": 70, "redact": ["email"]}, "confidential": {"block": ["iban"]}},
    })
    assert handlings(dlp, "public") == {"email": Handling(65, block=80), "iban": Handling(65, block=90), "phone": Handling(65)}
    assert handlings(dlp, "internal")["email"] == Handling(65, redact=70, block=80)
    assert handlings(dlp, "confidential")["iban"] == Handling(65, block=80)
    assert [one.is_own for one in said(dlp)] == [True, True, False]


names = st.lists(st.sampled_from(["email", "payment", "iban", "phone"]), unique=True)
lists = st.builds(lambda block, redact: Actions.model_validate({"block": block, "redact": redact}), names, names)


@given(st.dictionaries(st.sampled_from(CLASSES), lists), st.sampled_from(CLASSES), st.sampled_from(CLASSES))
def test_more_sensitive_data_is_never_handled_more_loosely(parts: dict[str, Actions], one: str, other: str) -> None:
    dlp = Dlp.model_validate({"by_classification": parts})
    low, high = sorted((one, other), key=CLASSES.index)
    above, below = handlings(dlp, high), handlings(dlp, low)  # type: ignore[arg-type]
    assert all(above[entity].meet(handling) == above[entity] for entity, handling in below.items())


@pytest.mark.parametrize(("classification", "refuses"), [("public", None), ("internal", False), ("highly-sensitive", True)])
def test_uninspected_content_is_what_the_strictest_part_says(classification: str, refuses: bool | None) -> None:
    dlp = Dlp.model_validate({"by_classification": {"internal": {"uninspected": "log"}, "confidential": {"uninspected": "refuse"}}})
    assert refuses_uninspected(dlp, classification) is refuses  # type: ignore[arg-type]
