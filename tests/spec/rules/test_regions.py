"""The regions of the file against the regions of Azure."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.regions import REGIONS
from enclave.spec.rules.regions import known_azure_regions, locations_differ, pairs_keep_residency

LOCATION = ("regions", "us_east", "location")
PAIR = ("regions", "us_east", "pair")


@pytest.mark.parametrize("name", sorted(REGIONS))
def test_every_azure_region_is_taken(name: str, places: Any) -> None:
    assert places(known_azure_regions, {LOCATION: name, PAIR: name}) == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("East US", "did you mean `eastus`?"),
        ("east-us-2", "did you mean `eastus2`?"),
        ("WestEurope", "did you mean `westeurope`?"),
        ("eastus1", "did you mean `eastus`?"),
        ("mars", "use the programmatic name, as `az account list-locations` prints it"),
        ("", "use the programmatic name, as `az account list-locations` prints it"),
    ],
)
def test_another_word_is_refused_with_the_nearest(name: str, hint: str, found: Any) -> None:
    assert [problem.hint for problem in found(known_azure_regions, {LOCATION: name})] == [hint]


@given(st.sampled_from(sorted(REGIONS)), st.sampled_from(sorted(REGIONS)))
def test_a_pair_is_another_region_of_the_same_boundary(places: Any, here: str, pair: str) -> None:
    good = here != pair and REGIONS[here].boundary == REGIONS[pair].boundary
    assert places(pairs_keep_residency, {LOCATION: here, PAIR: pair}) == ([] if good else ["regions.us_east.pair"])


def test_the_hint_is_the_official_pair_if_it_keeps_residency(found: Any) -> None:
    def hint(location: str, pair: str) -> str:
        return str(found(pairs_keep_residency, {LOCATION: location, PAIR: pair})[0].hint)

    assert hint("uksouth", "eastus") == "use `ukwest`, or leave `pair` out"
    assert hint("brazilsouth", "southcentralus") == "use `brazilsoutheast`, or leave `pair` out"
    assert hint("qatarcentral", "eastus") == "leave `pair` out"


def test_no_pair_is_fine_and_an_unknown_one_is_another_rule_s(places: Any) -> None:
    assert places(pairs_keep_residency, {PAIR: None}) == []
    assert places(pairs_keep_residency, {PAIR: "mars"}) == []


def test_a_location_stands_once(places: Any) -> None:
    third = {("regions", "third"): {"location": "westeurope"}}
    assert places(locations_differ, {LOCATION: "westeurope", **third}) == ["regions.us_east.location", "regions.third.location"]
    assert places(locations_differ, {}) == []
