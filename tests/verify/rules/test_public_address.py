from __future__ import annotations

from typing import Any

from enclave.verify.rules.public_address import RULE, check


def found(build: Any) -> dict[str, str]:
    return {resource.rpartition("/")[2]: message for resource, message in check(build.world())}


def test_a_public_address_on_a_machine_is_told(build: Any, kit: Any) -> None:
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24"}})
    build.machine("inside", kit.subnet_id("net", "a"))
    build.machine("outside", kit.subnet_id("net", "a"), public="Standard")
    assert found(build) == {"outside": "has the public address pip-outside"}
    assert RULE.severity.label == "high"
