from __future__ import annotations

from typing import Any

from enclave.verify.rules.diagnostic_settings_missing import RULE, check


def found(build: Any) -> dict[str, str]:
    return {resource.rpartition("/")[2]: message for resource, message in check(build.world())}


def test_a_service_without_a_setting_is_told(build: Any) -> None:
    account = build.ai("quiet")
    told = build.ai("told")
    build.add("Microsoft.Insights/diagnosticSettings", "send", {}, scope=told, location=None)
    assert set(found(build)) == {"quiet"}
    assert account.endswith("quiet")
    assert RULE.severity.label == "medium"
