"""azurerm: network security groups and their rules, application security groups."""

from __future__ import annotations

from enclave.importers.terraform.mapping import Below, Blocks, Field, Links, Mapped
from enclave.importers.terraform.networks import SECURITY_GROUP

TYPE = "Microsoft.Network/networkSecurityGroups"
APPLICATION_GROUP = ("azurerm_application_security_group",)
RULE_PARTS = (
    Field("description", "properties.description"),
    Field("protocol", "properties.protocol"),
    Field("access", "properties.access"),
    Field("priority", "properties.priority"),
    Field("direction", "properties.direction"),
    Field("source_port_range", "properties.sourcePortRange"),
    Field("source_port_ranges", "properties.sourcePortRanges"),
    Field("destination_port_range", "properties.destinationPortRange"),
    Field("destination_port_ranges", "properties.destinationPortRanges"),
    Field("source_address_prefix", "properties.sourceAddressPrefix"),
    Field("source_address_prefixes", "properties.sourceAddressPrefixes"),
    Field("destination_address_prefix", "properties.destinationAddressPrefix"),
    Field("destination_address_prefixes", "properties.destinationAddressPrefixes"),
    Links("source_application_security_group_ids", "properties.sourceApplicationSecurityGroups", APPLICATION_GROUP),
    Links("destination_application_security_group_ids", "properties.destinationApplicationSecurityGroups", APPLICATION_GROUP),
)

MAPPINGS = (
    Mapped(
        "azurerm_network_security_group",
        TYPE,
        (Blocks("security_rule", "properties.securityRules", (Field("name", "name"), *RULE_PARTS)),),
    ),
    Mapped(
        "azurerm_network_security_rule",
        f"{TYPE}/securityRules",
        RULE_PARTS,
        Below(("network_security_group_name",), SECURITY_GROUP),
    ),
    Mapped("azurerm_application_security_group", "Microsoft.Network/applicationSecurityGroups"),
)
