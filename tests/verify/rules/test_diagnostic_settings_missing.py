from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.diagnostic_settings_missing import RULE
from enclave.verify.samples import ai_account, diagnostic_setting, disk, network

CASES: tuple[tuple[Any, str | None], ...] = (
    (ai_account(), "no diagnostic setting sends its logs anywhere"),
    ((ai_account(), diagnostic_setting("[resourceId('Microsoft.CognitiveServices/accounts', 'AI-cases')]")), None),
    (network(), "no diagnostic setting sends its logs anywhere"),
    (
        (
            ai_account(),
            diagnostic_setting(
                "[resourceId('Microsoft.CognitiveServices/accounts', 'ai-cases')]",
                logs=[{"categoryGroup": "allLogs", "enabled": "false"}],
            ),
        ),
        "its diagnostic settings send no log",
    ),
    (disk(), None),
    (
        (ai_account(), diagnostic_setting("[resourceId('Microsoft.CognitiveServices/accounts', 'ai-cases')]", logs="[parameters('x')]")),
        "? `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
