"""Reading bodies: any case, any form, never a guess."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.graph.body import (
    MISSING,
    SUBSCRIPTION,
    Undecided,
    canonical_id,
    flag,
    items,
    last_segment,
    link,
    links,
    lookup,
    number,
    pointer,
    reference,
    text,
    texts,
)
from enclave.graph.model import Ref, Secret, Unresolved

VNET = "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v"
UNRESOLVED = Unresolved("[parameters('x')]")


def recased(word: str, seed: int) -> str:
    return "".join(letter.upper() if seed >> place & 1 else letter.lower() for place, letter in enumerate(word))


@given(st.integers(0, 2**30))
def test_property_names_match_in_any_case(seed: int) -> None:
    body = {recased("properties", seed): {recased("defaultAction", seed >> 3): "Deny"}}
    assert lookup(body, "properties.defaultAction") == "Deny"


def test_the_exact_name_wins_over_another_case() -> None:
    assert lookup({"Name": "other", "name": "own"}, "name") == "own"


@pytest.mark.parametrize("body", [{}, {"a": None}, {"a": {}}, {"a": {"b": {}}}])
def test_what_is_not_there_is_missing(body: dict[str, object]) -> None:
    assert lookup(body, "a.b.c") is MISSING
    assert text(body, "a.b.c", "default") == "default"


@pytest.mark.parametrize("stop", [UNRESOLVED, Ref(VNET), Secret("s"), "text", 3, ["list"]])
def test_what_cannot_be_looked_into_is_never_taken_for_absent(stop: object) -> None:
    for read in (text, flag, number, items, texts, link, links):
        with pytest.raises(Undecided):
            read({"a": stop}, "a.b")


@pytest.mark.parametrize(("value", "expected"), [("x", "x"), (443, "443"), (True, "true"), (None, "-"), (Ref(VNET), VNET),
                                                 (Ref(VNET, suffix="/subnets/s"), f"{VNET}/subnets/s"), (Ref(VNET, "name"), "v")])
def test_text(value: object, expected: str) -> None:
    assert text({"a": value}, "a", "-") == expected


@pytest.mark.parametrize("value", [UNRESOLVED, Secret("password"), ["x"], {"x": 1}, Ref(VNET, "properties.principalId")])
def test_text_that_is_not_known_raises_and_says_what(value: object) -> None:
    with pytest.raises(Undecided) as caught:
        text({"a": value}, "a")
    assert caught.value.expression


def test_the_reason_why_a_value_is_not_known_is_told_wherever_it_is_met() -> None:
    for reason, said, is_hinted in (
        ("", "", True),
        ("no value is given for the parameter", "", True),
        ("known only after apply", ": known only after apply", False),
    ):
        body = {"one": Unresolved("x()", reason), "many": [Unresolved("x()", reason)]}
        singly = [partial(ask, body, path) for ask in (text, flag, number, link) for path in ("one", "one.b.c")]
        for ask in (*singly, *(partial(ask, body, path) for ask in (texts, items, links) for path in body)):
            with pytest.raises(Undecided) as caught:
                ask()
            assert caught.value.message == f"`x()` cannot be evaluated{said}"
            assert caught.value.reason == reason
            assert bool(caught.value.hint) is is_hinted


def test_why_a_secret_and_an_answer_of_a_resource_are_not_known() -> None:
    for value, message in (
        (Secret("password"), "`parameter password` cannot be evaluated: it is secret, and given at deployment"),
        (Ref(VNET, "properties.x"), f"`{VNET}.properties.x` cannot be evaluated: known only after deployment"),
        ({"x": 1}, "`a` cannot be evaluated"),
    ):
        with pytest.raises(Undecided) as caught:
            text({"a": value}, "a")
        assert caught.value.message == message


@pytest.mark.parametrize(("value", "expected"), [(True, True), (False, False), ("True", True), ("false", False), (None, None)])
def test_flag(value: object, expected: object) -> None:
    assert flag({"a": value}, "a", None) is expected


@pytest.mark.parametrize("value", ["yes", 1, UNRESOLVED, []])
def test_a_flag_that_is_none_raises(value: object) -> None:
    with pytest.raises(Undecided):
        flag({"a": value}, "a")


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_a_number_and_its_text_are_the_same(value: int) -> None:
    assert number({"a": value}, "a") == number({"a": str(value)}, "a") == value


@pytest.mark.parametrize("value", ["80-90", "*", "", "8e1", True, 1.5, UNRESOLVED])
def test_a_number_that_is_none_raises(value: object) -> None:
    with pytest.raises(Undecided):
        number({"a": value}, "a")


def test_lists() -> None:
    assert texts({"a": "one"}, "a") == ("one",)
    assert texts({"a": ["one", 2]}, "a") == ("one", "2")
    assert texts({}, "a") == ()
    assert items({"a": [{"b": 1}]}, "a") == ({"b": 1},)
    for broken in ([UNRESOLVED], UNRESOLVED):
        with pytest.raises(Undecided):
            texts({"a": broken}, "a")
        with pytest.raises(Undecided):
            items({"a": broken}, "a")


@pytest.mark.parametrize("value", [Ref(VNET), {"id": Ref(VNET)}, {"ID": VNET}, VNET, f"/subscriptions/{SUBSCRIPTION}{VNET}/"])
def test_every_form_of_a_reference_is_the_same_id(value: object) -> None:
    assert reference(value) == VNET
    assert link({"a": value}, "a") == VNET
    assert links({"a": [value]}, "a") == (VNET,)


@pytest.mark.parametrize("value", ["name", {"name": "x"}, Ref(VNET, "properties.x"), 3])
def test_what_is_no_reference_is_none(value: object) -> None:
    assert reference(value) is None
    with pytest.raises(Undecided):
        link({"a": value}, "a")
    with pytest.raises(Undecided):
        links({"a": [value]}, "a")


def test_an_unresolved_reference_raises() -> None:
    for value in (UNRESOLVED, {"id": UNRESOLVED}):
        with pytest.raises(Undecided):
            reference(value)


def test_another_subscription_stays_another_one() -> None:
    other = f"/subscriptions/11111111-1111-1111-1111-111111111111{VNET}"
    assert canonical_id(other) == other
    assert canonical_id(f"/Subscriptions/{SUBSCRIPTION}") == ""
    assert canonical_id(f"/subscriptions/{SUBSCRIPTION}9/x") == f"/subscriptions/{SUBSCRIPTION}9/x"


def test_a_subnet_is_a_part_of_its_network() -> None:
    assert pointer(f"{VNET}/subnets/s") == Ref(VNET, suffix="/subnets/s")
    assert pointer(VNET) == Ref(VNET)
    assert last_segment(f"{VNET}/subnets/s") == "s"
