"""Names: legal, stable, different."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.compose.names import fitting, resource_name, slug, suffix
from enclave.errors import EnclaveError
from enclave.graph.azure_facts import NAMING, naming

slugs = st.from_regex(r"\A[a-z][a-z0-9-]{1,22}[a-z0-9]\Z")
keys = st.from_regex(r"\A[a-z][a-z0-9_-]{0,31}\Z")


@given(st.sampled_from(sorted(NAMING)), slugs, keys, st.sampled_from(["", "firewall", "management-endpoints"]))
def test_every_name_is_legal_and_starts_with_its_abbreviation(kind: str, name: str, region: str, part: str) -> None:
    made = resource_name(kind, name, slug(region), *filter(None, [part]))
    assert naming(kind).allows(made)
    assert made.startswith(naming(kind).abbreviation)


@given(slugs, slugs)
def test_a_shared_name_keeps_its_ending(name: str, project: str) -> None:
    for kind in ("Microsoft.KeyVault/vaults", "Microsoft.CognitiveServices/accounts"):
        made = resource_name(kind, name, project, ending="abc12")
        assert made.endswith("-abc12")
        assert naming(kind).allows(made)


@given(slugs, st.sampled_from(["", "abc12"]))
def test_storage_accounts_have_letters_and_digits_only(name: str, ending: str) -> None:
    made = resource_name("Microsoft.Storage/storageAccounts", name, ending=ending)
    assert made.isalnum()
    assert naming("Microsoft.Storage/storageAccounts").allows(made)
    assert made.endswith(ending)


@given(st.lists(st.from_regex(r"\A[a-z0-9]{70,75}\Z"), min_size=2, max_size=2, unique=True))
def test_names_that_are_cut_still_differ(parts: list[str]) -> None:
    first, second = (resource_name("Microsoft.Network/virtualNetworks", "x" * 60, part) for part in parts)
    assert first != second


def test_slug() -> None:
    assert slug("us_healthcare") == "us-healthcare"
    assert slug("a__b-_c-") == "a-b-c"


def test_a_suffix_is_five_letters_and_digits_and_always_the_same() -> None:
    assert suffix("a", "b") == suffix("a", "b") == "b2vyu"
    assert suffix("a", "b") != suffix("ab")
    assert suffix("x").isalnum()


def test_a_name_that_cannot_be_made_legal_raises() -> None:
    with pytest.raises(EnclaveError, match="is not a name"):
        resource_name("Microsoft.KeyVault/vaults", "Ümlaut")


@given(st.lists(st.from_regex(r"\A[a-z][a-z0-9-]{0,79}\Z"), min_size=2, max_size=2, unique=True), st.integers(20, 60))
def test_what_is_cut_fits_and_still_differs(texts: list[str], most: int) -> None:
    first, second = (fitting(text, most) for text in texts)
    assert max(len(first), len(second)) <= most
    assert first != second
    assert all(made == text for made, text in zip((first, second), texts, strict=True) if len(text) <= most)
