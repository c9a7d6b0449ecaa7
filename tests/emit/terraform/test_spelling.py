"""Names in Terraform: with underscores, never two alike, never a word that a call of a module has."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.emit.terraform.spelling import FORBIDDEN, ROOTS, Spelling

names = st.from_regex(r"[a-z][A-Za-z0-9]{0,12}", fullmatch=True)


@pytest.mark.parametrize(("name", "spelled"), [
    ("accountName", "account_name"), ("publicIPAddress", "public_ip_address"), ("x", "x"), ("routeTable2", "route_table_2"),
])
def test_humps_become_underscores(name: str, spelled: str) -> None:
    assert Spelling().of(name) == spelled


@given(st.lists(names, unique=True, max_size=12))
def test_no_two_names_become_one_and_each_stays_what_it_is(wanted: list[str]) -> None:
    spelling = Spelling()
    found = [spelling.of(name) for name in wanted]
    assert len(set(found)) == len(found)
    assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in found)
    assert [spelling.of(name) for name in wanted] == found


@pytest.mark.parametrize("word", ["source", "version", "count", "providers"])
def test_words_of_a_call_are_no_variables(word: str) -> None:
    spelling = Spelling()
    assert spelling.variable(word) == f"{word}_value"
    assert spelling.variable(word) not in FORBIDDEN
    assert spelling.of(f"{word}Value") != spelling.variable(word)


@given(names, st.lists(names, max_size=3))
def test_an_item_is_no_root_and_not_what_is_around_it(noun: str, around: list[str]) -> None:
    found = Spelling().item(noun, tuple(around))
    assert found not in ROOTS
    assert found not in around
