"""A component is a switch, or settings that mean on."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from enclave.spec.components import Components


@pytest.mark.parametrize(("written", "enabled"), [(True, True), (False, False), ({"enabled": False}, False), ({}, None)])
def test_a_component_is_a_switch(written: object, enabled: bool | None) -> None:
    assert Components.model_validate({"kubernetes": written}).kubernetes.enabled is enabled


def test_what_is_not_written_is_open() -> None:
    assert {getattr(Components(), name).enabled for name in Components.model_fields} == {None}


@pytest.mark.parametrize("written", ["yes", 1, None, [], {"enabled": "true"}, {"size": "large", "colour": "red"}])
def test_nothing_else_is_taken(written: object) -> None:
    with pytest.raises(ValidationError):
        Components.model_validate({"kubernetes": written})
