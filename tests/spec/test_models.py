"""The shape: frozen, nothing unknown, every pattern explained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from enclave.spec.base import FORMS, Model
from enclave.spec.models import Region, Spec


def patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        yield from (found for key, item in schema.items() for found in ((*((key,) if key.startswith("^") else ()), *patterns(item))))
    elif isinstance(schema, list):
        yield from (found for item in schema for found in patterns(item))


def test_every_part_is_frozen_and_refuses_what_it_does_not_know(parts: list[type[Model]]) -> None:
    assert len(parts) > 10
    for part in parts:
        assert (part.model_config.get("frozen"), part.model_config.get("extra")) == (True, "forbid"), part.__name__


def test_every_pattern_is_explained() -> None:
    found = set(patterns(Spec.model_json_schema()))
    assert found == set(FORMS)


def test_a_part_cannot_be_changed() -> None:
    region = Region(location="westeurope")
    with pytest.raises(ValidationError):
        region.location = "eastus"
    assert region == Region(location="westeurope")


@pytest.mark.parametrize(
    ("name", "good"),
    [("abc", True), ("a-1", True), ("a" * 24, True), ("ab", False), ("a" * 25, False), ("1ab", False), ("ab-", False), ("aBc", False),
     ("a_b", False), ("abc\n", False)],
)
def test_names_are_what_azure_takes(name: str, good: bool) -> None:
    data = {"enclave": "v1", "name": name, "identity": {"tenant": "1" * 32, "audience": "a"}, "regions": {"e": {"location": "x"}}}
    try:
        Spec.model_validate(data)
    except ValidationError:
        assert not good
    else:
        assert good
