"""A component is built or not; its settings alone say that it is."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import Field, ValidationError

from enclave.spec.component import Component


class Oven(Component):
    """An oven."""

    degrees: int = Field(default=180, strict=True)


@pytest.mark.parametrize(("written", "enabled", "degrees"), [
    (True, True, 180), (False, False, 180), ({}, None, 180), ({"degrees": 90}, True, 90), ({"enabled": False, "degrees": 90}, False, 90),
])
def test_a_switch_or_settings(written: Any, enabled: bool | None, degrees: int) -> None:
    found = Oven.model_validate(written)
    assert (found.enabled, found.degrees) == (enabled, degrees)


@pytest.mark.parametrize("written", ["yes", 1, None, {"colour": "red"}, {"enabled": 1}])
def test_nothing_else(written: Any) -> None:
    with pytest.raises(ValidationError):
        Oven.model_validate(written)


def test_the_schema_takes_both() -> None:
    written, settings = Oven.model_json_schema()["anyOf"]
    assert written == {"type": "boolean"}
    assert set(settings["properties"]) == {"enabled", "degrees"}
