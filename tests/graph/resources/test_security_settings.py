"""Integrations of Defender for Cloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.parts import Place
from enclave.graph.resources import security_settings
from enclave.graph.resources.security_settings import TYPE, SecuritySetting

SETTING = SecuritySetting(f"/resourceGroups/rg-test/providers/{TYPE}/Sentinel", "AlertSyncSettings", True)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(security_settings, SETTING) == SETTING


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(security_settings.write(SETTING, place)) == []
