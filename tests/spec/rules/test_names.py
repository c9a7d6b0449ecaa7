"""Two keys do not become one name."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from enclave.compose.names import slug
from enclave.spec.rules.names import part_of_name, project_names_differ, region_keys_are_free, region_keys_differ

ACCESS = [{"group": "22222222-2222-2222-2222-222222222222", "role": "user"}]


def test_an_underscore_and_a_hyphen_make_the_same_name(places: Any) -> None:
    assert places(region_keys_differ, {("regions", "us-east"): {"location": "westus"}}) == ["regions.us-east"]
    assert places(region_keys_differ, {("regions", "us__east-"): {"location": "westus"}}) == ["regions.us__east-"]
    assert places(region_keys_differ, {("regions", "us-west"): {"location": "westus"}}) == []


def test_doubled_hyphens_make_the_same_project(places: Any) -> None:
    project = {"region": "europe", "access": ACCESS}
    assert places(project_names_differ, {("projects", "fraud--triage"): project}) == ["projects.fraud--triage"]
    assert places(project_names_differ, {("projects", "fraudtriage"): project}) == []


def test_no_region_has_the_name_of_what_exists_once(places: Any) -> None:
    for key in ("global", "global_", "global-"):
        assert places(region_keys_are_free, {("regions", key): {"location": "westus"}}) == [f"regions.{key}"]
    assert places(region_keys_are_free, {("regions", "global_south"): {"location": "westus"}}) == []


@given(st.from_regex(r"[a-z][a-z0-9_-]{0,31}", fullmatch=True))
def test_a_key_becomes_what_the_names_of_resources_make_of_it(key: str) -> None:
    assert part_of_name(key) == slug(key)
