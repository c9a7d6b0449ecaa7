"""Paths into answers."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.deploy.paths import value_at

ANSWER = {"id": "i", "properties": {"principalId": "p", "profiles": [{"name": "a"}, {"name": "b"}], "text": "abc"}}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("id", "i"),
        ("properties.principalId", "p"),
        ("properties.profiles[1].name", "b"),
        ("properties.profiles[0]", {"name": "a"}),
        ("properties.profiles[2].name", None),
        ("properties.profiles.name", None),
        ("properties.text[0]", None),
        ("properties.nothing.below", None),
    ],
)
def test_the_value_at_a_path(path: str, expected: Any) -> None:
    assert value_at(ANSWER, path) == expected
