"""Checkov's rules for ARM, asked of `azapi_resource`: its body is the same document, and Checkov has no rule of its own for it.

Loaded by Checkov itself (`--external-checks-dir`), in its own environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checkov.arm.registry import arm_resource_registry
from checkov.arm.runner import Runner  # noqa: F401  (loads the rules)
from checkov.common.models.enums import CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck


class Rule(BaseResourceCheck):
    """One of ARM's rules."""

    def __init__(self, rule: Any) -> None:
        self.rule = rule
        super().__init__(name=rule.name, id=rule.id, categories=list(rule.categories), supported_resources=["azapi_resource"])

    def scan_resource_conf(self, conf: dict[str, list[Any]]) -> CheckResult:
        """`conf` as Checkov reads Terraform: each argument in a list of one."""
        given = {key: value[0] if isinstance(value, list) and value else value for key, value in conf.items()}
        kind, _, version = str(given.get("type")).partition("@")
        if kind not in self.rule.supported_resources:
            return CheckResult.UNKNOWN
        document = {"type": kind, "apiVersion": version, "name": given.get("name"), "location": given.get("location")}
        identity = given.get("identity")
        if isinstance(identity, Mapping):
            document["identity"] = {"type": identity.get("type", [None])[0]}
        body = plain(given.get("body"))
        return self.rule.scan_entity_conf({**document, **(body if isinstance(body, dict) else {})}, kind)


def plain(value: Any) -> Any:
    """A value without what Checkov notes in it about lines."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if not key.startswith("__")}
    return [plain(item) for item in value] if isinstance(value, list) else value


rules = {id(rule): rule for found in arm_resource_registry.checks.values() for rule in found}
checks = [Rule(rule) for rule in rules.values()]
