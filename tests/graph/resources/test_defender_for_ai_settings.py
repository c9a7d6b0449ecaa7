"""Defender for one account."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import cognitive_accounts, defender_for_ai_settings
from enclave.graph.resources.defender_for_ai_settings import TYPE, DefenderForAiSetting

ACCOUNT = f"/resourceGroups/rg-test/providers/{cognitive_accounts.TYPE}/oai-a"


@pytest.mark.parametrize("enabled", [True, False])
def test_what_is_written_is_read_back(
    enabled: bool, make: Callable[..., Resource], place: Place, problems: Callable[..., list[str]]
) -> None:
    setting = DefenderForAiSetting(f"{ACCOUNT}/defenderForAISettings/Default", ACCOUNT, enabled)
    written = defender_for_ai_settings.write(setting, make(cognitive_accounts.TYPE, "oai-a", {}), place)
    assert defender_for_ai_settings.read(written[0]) == setting
    assert problems(written) == []


def test_it_is_off_unless_it_is_on(make: Callable[..., Resource]) -> None:
    assert not defender_for_ai_settings.read(make(TYPE, "oai-a/Default", {})).enabled
    assert defender_for_ai_settings.read(make(TYPE, "oai-a/Default", {"Properties": {"State": "ENABLED"}})).enabled
