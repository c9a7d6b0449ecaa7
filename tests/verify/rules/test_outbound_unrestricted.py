from __future__ import annotations

from typing import Any

from enclave.verify.rules.outbound_unrestricted import RULE, check


def found(build: Any) -> dict[str, str]:
    return {resource.rpartition("/")[2]: message for resource, message in check(build.world())}


def test_a_service_that_may_call_anything_is_told(build: Any) -> None:
    build.ai("good")
    build.ai("open", restrictOutboundNetworkAccess=False)
    build.add("Microsoft.KeyVault/vaults", "kv", {})
    assert set(found(build)) == {"open"}
    assert RULE.why
