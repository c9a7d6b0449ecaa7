"""azurerm: private endpoints with their zone groups, private DNS zones, links and records, private DNS resolvers."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.graph.azure_facts import ZONES
from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Resource, Unresolved, Value
from enclave.importers.terraform.mapping import Below, Blocks, Field, InGroup, Link, Links, Made, Mapped, Patch, Under, adds, built
from enclave.importers.terraform.networks import NETWORK, SUBNET
from enclave.importers.terraform.security_groups import APPLICATION_GROUP
from enclave.importers.terraform.view import View

ENDPOINT = ("azurerm_private_endpoint",)
ENDPOINT_TYPE = "Microsoft.Network/privateEndpoints"
ZONE = ("azurerm_private_dns_zone",)
ZONE_TYPE = "Microsoft.Network/privateDnsZones"
RESOLVER = ("azurerm_private_dns_resolver",)
RULESET = ("azurerm_private_dns_resolver_dns_forwarding_ruleset",)
LINK_SERVICE = "Microsoft.Network/privateLinkServices"


def _target(view: View) -> Value | Absent:
    """What an endpoint leads to: of several that it may be, the one that has its sub-resource."""
    groups = view.value("subresource_names")
    names = {str(each).lower().removesuffix("_secondary") for each in groups} if isinstance(groups, list) else set()
    types = {kind for kind, group in ZONES if not names or group.lower() in names}
    return view.link("private_connection_resource_id", tuple(sorted(types)) if names else (*sorted(types), LINK_SERVICE))


CONNECTION = (
    Field("name", "name"),
    Made("properties.privateLinkServiceId", _target),
    Field("private_connection_resource_alias", "properties.privateLinkServiceId"),
    Field("subresource_names", "properties.groupIds"),
    Field("request_message", "properties.requestMessage"),
)


def _connections(manual: bool) -> Made:
    name = "manualPrivateLinkServiceConnections" if manual else "privateLinkServiceConnections"

    def made(view: View) -> Value:
        blocks = view.blocks("private_service_connection")
        if isinstance(blocks, Unresolved):
            return blocks
        found: list[Value] = []
        for block in blocks:
            by_hand = block.flag("is_manual_connection")
            # an endpoint that may wait for approval is taken for one that does
            if (by_hand is not False) is manual:
                found.append(built(CONNECTION, block))
        return found

    return Made(f"properties.{name}", made)


def _zone_group(view: View, made: Resource) -> Iterator[Resource]:
    """The zone group that stands inline in the endpoint."""
    blocks = view.blocks("private_dns_zone_group")
    if isinstance(blocks, Unresolved):
        body: dict[str, Value] = {"properties": blocks}
        yield Resource(f"{ENDPOINT_TYPE}/privateDnsZoneGroups", "", f"{made.name}/default", made.scope, body)
        return
    for block in blocks:
        zones = block.links("private_dns_zone_ids", ZONE)
        configurations: Value = (
            []
            if zones is MISSING
            else zones
            if isinstance(zones, Unresolved)
            else [{"name": f"zone-{number}", "properties": {"privateDnsZoneId": zone}} for number, zone in enumerate(zones, 1)]
        )
        name = block.text("name", "default")
        yield Resource(
            f"{ENDPOINT_TYPE}/privateDnsZoneGroups",
            "",
            f"{made.name}/{name if isinstance(name, str) else 'default'}",
            made.scope,
            {"properties": {"privateDnsZoneConfigs": configurations}},
        )


def _records(key: str) -> Made:
    def made(view: View) -> Value:
        found = view.value("records")
        return [{key: each} for each in found] if isinstance(found, list) else [] if found is MISSING else found

    return Made("properties.aRecords" if key == "ipv4Address" else "properties.aaaaRecords", made)


MAPPINGS = (
    Mapped(
        "azurerm_private_endpoint",
        ENDPOINT_TYPE,
        (
            Link("subnet_id", "properties.subnet.id", SUBNET),
            _connections(False),
            _connections(True),
            Field("custom_network_interface_name", "properties.customNetworkInterfaceName"),
            Blocks(
                "ip_configuration",
                "properties.ipConfigurations",
                (
                    Field("name", "name"),
                    Field("private_ip_address", "properties.privateIPAddress"),
                    Field("subresource_name", "properties.groupId"),
                    Field("member_name", "properties.memberName"),
                ),
            ),
        ),
        also=_zone_group,
    ),
    Mapped("azurerm_private_dns_zone", ZONE_TYPE),
    Mapped(
        "azurerm_private_dns_zone_virtual_network_link",
        f"{ZONE_TYPE}/virtualNetworkLinks",
        (
            Link("virtual_network_id", "properties.virtualNetwork.id", NETWORK),
            Field("registration_enabled", "properties.registrationEnabled", False),
            Field("resolution_policy", "properties.resolutionPolicy", "Default"),
        ),
        Below(("private_dns_zone_name",), ZONE),
    ),
    Mapped(
        "azurerm_private_dns_a_record",
        f"{ZONE_TYPE}/A",
        (Field("ttl", "properties.ttl"), _records("ipv4Address")),
        Below(("zone_name",), ZONE),
    ),
    Mapped(
        "azurerm_private_dns_aaaa_record",
        f"{ZONE_TYPE}/AAAA",
        (Field("ttl", "properties.ttl"), _records("ipv6Address")),
        Below(("zone_name",), ZONE),
    ),
    Mapped(
        "azurerm_private_dns_cname_record",
        f"{ZONE_TYPE}/CNAME",
        (Field("ttl", "properties.ttl"), Field("record", "properties.cnameRecord.cname")),
        Below(("zone_name",), ZONE),
    ),
    *(
        Mapped(
            f"azurerm_private_dns_{kind}_record",
            f"{ZONE_TYPE}/{kind.upper()}",
            (Field("ttl", "properties.ttl"),),
            Below(("zone_name",), ZONE),
        )
        for kind in ("mx", "ptr", "srv", "txt")
    ),
    Mapped(
        "azurerm_private_dns_resolver",
        "Microsoft.Network/dnsResolvers",
        (Link("virtual_network_id", "properties.virtualNetwork.id", NETWORK),),
    ),
    Mapped(
        "azurerm_private_dns_resolver_inbound_endpoint",
        "Microsoft.Network/dnsResolvers/inboundEndpoints",
        (
            Blocks(
                "ip_configurations",
                "properties.ipConfigurations",
                (
                    Link("subnet_id", "subnet.id", SUBNET),
                    Field("private_ip_address", "privateIpAddress"),
                    Field("private_ip_allocation_method", "privateIpAllocationMethod"),
                ),
            ),
        ),
        Under("private_dns_resolver_id", RESOLVER),
        answers={"ip_configurations.private_ip_address": "properties.ipConfigurations[0].privateIpAddress"},
    ),
    Mapped(
        "azurerm_private_dns_resolver_outbound_endpoint",
        "Microsoft.Network/dnsResolvers/outboundEndpoints",
        (Link("subnet_id", "properties.subnet.id", SUBNET),),
        Under("private_dns_resolver_id", RESOLVER),
    ),
    Mapped(
        "azurerm_private_dns_resolver_dns_forwarding_ruleset",
        "Microsoft.Network/dnsForwardingRulesets",
        (
            Links(
                "private_dns_resolver_outbound_endpoint_ids",
                "properties.dnsResolverOutboundEndpoints",
                ("azurerm_private_dns_resolver_outbound_endpoint",),
            ),
        ),
        InGroup(),
    ),
    Mapped(
        "azurerm_private_dns_resolver_forwarding_rule",
        "Microsoft.Network/dnsForwardingRulesets/forwardingRules",
        (
            Field("domain_name", "properties.domainName"),
            Field("enabled", "properties.forwardingRuleState", "Enabled", {"true": "Enabled", "false": "Disabled"}),
            Blocks("target_dns_servers", "properties.targetDnsServers", (Field("ip_address", "ipAddress"), Field("port", "port"))),
        ),
        Under("dns_forwarding_ruleset_id", RULESET),
    ),
    Mapped(
        "azurerm_private_dns_resolver_virtual_network_link",
        "Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks",
        (Link("virtual_network_id", "properties.virtualNetwork.id", NETWORK),),
        Under("dns_forwarding_ruleset_id", RULESET),
    ),
)

PATCHES = (
    Patch(
        "azurerm_private_endpoint_application_security_group_association",
        "private_endpoint_id",
        ENDPOINT,
        adds("application_security_group_id", "properties.applicationSecurityGroups", APPLICATION_GROUP),
    ),
)
