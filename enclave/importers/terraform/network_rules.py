"""Who may come through the public endpoint of a platform service: the blocks that azurerm has for it, as ARM's `networkAcls`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Unresolved, Value
from enclave.importers.terraform.mapping import ENABLED, Field, Made
from enclave.importers.terraform.networks import SUBNET
from enclave.importers.terraform.view import View

PUBLIC: Final = Field("public_network_access_enabled", "properties.publicNetworkAccess", "Enabled", ENABLED)
"""Every azurerm resource with this switch has it on unless it is written (4.55 documentation)."""
DEFAULT_ACTION: Final[Mapping[str, str]] = {"allow": "Allow", "deny": "Deny"}


def acls(block: View, *, subnets: str = "virtual_network_subnet_ids", ip_key: str = "value") -> dict[str, Value]:
    """`default_action`, `bypass`, `ip_rules` and subnets of a block as ARM writes them."""
    action = block.text("default_action", "Allow")
    found: dict[str, Value] = {"defaultAction": DEFAULT_ACTION.get(action.lower(), action) if isinstance(action, str) else action}
    bypass = block.value("bypass")
    if isinstance(bypass, list) and not any(isinstance(each, Unresolved) for each in bypass):
        found["bypass"] = ", ".join(sorted(str(each) for each in bypass)) or "None"
    elif bypass is not MISSING:
        found["bypass"] = bypass
    ranges = block.value("ip_rules")
    if ranges is not MISSING:
        found["ipRules"] = [{ip_key: each} for each in ranges] if isinstance(ranges, list) else ranges
    ids = block.links(subnets, SUBNET)
    if ids is not MISSING:
        found["virtualNetworkRules"] = [{"id": each} for each in ids] if isinstance(ids, list) else ids
    instances = block.blocks("private_link_access")
    if isinstance(instances, Unresolved):
        found["resourceAccessRules"] = instances
    elif instances:
        links = [each.link("endpoint_resource_id") for each in instances]
        found["resourceAccessRules"] = [{"resourceId": each} for each in links if each is not MISSING]
    return found


def from_block(source: str, target: str = "properties.networkAcls") -> Made:
    """The rules of a block, left out when there is none."""

    def made(view: View) -> Value | Absent:
        block = view.block(source)
        return MISSING if block is None else block if isinstance(block, Unresolved) else acls(block)

    return Made(target, made)
