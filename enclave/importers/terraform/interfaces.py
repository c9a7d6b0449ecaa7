"""azurerm: network interfaces and what is associated with them, load balancers with their rules and pools, private link services."""

from __future__ import annotations

from collections.abc import Callable

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Ref, Unresolved, Value
from enclave.importers.terraform.mapping import Blocks, Field, InGroup, Link, Links, Made, Mapped, Patch, Under, sets
from enclave.importers.terraform.networks import PREFIX, PUBLIC_ADDRESS, SECURITY_GROUP, SUBNET
from enclave.importers.terraform.security_groups import APPLICATION_GROUP
from enclave.importers.terraform.view import View

BALANCER = ("azurerm_lb",)
POOL = ("azurerm_lb_backend_address_pool",)
INTERFACE = ("azurerm_network_interface",)
BALANCER_TYPE = "Microsoft.Network/loadBalancers"


def _part(view: View, kind: str, source: str) -> Value | Absent:
    """The id of a part of the same load balancer, by its name."""
    name, balancer = view.text(source), view.link("loadbalancer_id", BALANCER)
    if isinstance(name, Unresolved) or not isinstance(balancer, Ref):
        return name if isinstance(name, Unresolved) else MISSING
    return Ref(balancer.resource, "id", f"{balancer.suffix}/{kind}/{name}") if name else MISSING


def front(source: str = "frontend_ip_configuration_name") -> Made:
    """A front end of the load balancer that a rule belongs to."""
    return Made("properties.frontendIPConfiguration.id", lambda view: _part(view, "frontendIPConfigurations", source))


def _outbound_fronts(view: View) -> Value | Absent:
    blocks = view.blocks("frontend_ip_configuration")
    if isinstance(blocks, Unresolved):
        return blocks
    balancer = view.link("loadbalancer_id", BALANCER)
    names = [block.text("name") for block in blocks]
    if not isinstance(balancer, Ref):
        return MISSING
    return [{"id": Ref(balancer.resource, "id", f"/frontendIPConfigurations/{name}")} if isinstance(name, str) else name for name in names]


CHAINED = Link("gateway_load_balancer_frontend_ip_configuration_id", "properties.gatewayLoadBalancer.id")
"""Another load balancer that everything goes through first, with whatever machines stand behind that one."""
RULE_PARTS = (
    front(),
    Field("protocol", "properties.protocol"),
    Field("backend_port", "properties.backendPort"),
    Field("idle_timeout_in_minutes", "properties.idleTimeoutInMinutes"),
    Field("floating_ip_enabled|enable_floating_ip", "properties.enableFloatingIP"),
    Field("tcp_reset_enabled|enable_tcp_reset", "properties.enableTcpReset"),
)
UNDER = Under("loadbalancer_id", BALANCER)


def _on_configuration(key: str, source: str, types: tuple[str, ...]) -> Callable[[dict[str, Value], View], bool]:
    """Adds something to the address of an interface that `ip_configuration_name` names; to all without that attribute."""

    def apply(body: dict[str, Value], view: View) -> bool:
        found = view.link(source, types)
        name = view.text("ip_configuration_name")
        properties = body.get("properties")
        configurations = properties.get("ipConfigurations") if isinstance(properties, dict) else None
        if found is MISSING or isinstance(name, Unresolved) or not isinstance(configurations, list):
            return False
        done = False
        for configuration in configurations:
            if not isinstance(configuration, dict) or (name and str(configuration.get("name")).lower() != name.lower()):
                continue
            inside = configuration.setdefault("properties", {})
            if not isinstance(inside, dict):
                return False
            old = inside.get(key)
            inside[key] = [*(old if isinstance(old, list) else ()), {"id": found}]
            done = True
        return done

    return apply


MAPPINGS = (
    Mapped(
        "azurerm_network_interface",
        "Microsoft.Network/networkInterfaces",
        (
            Field("ip_forwarding_enabled|enable_ip_forwarding", "properties.enableIPForwarding", False),
            Field("accelerated_networking_enabled|enable_accelerated_networking", "properties.enableAcceleratedNetworking"),
            Field("dns_servers", "properties.dnsSettings.dnsServers"),
            Blocks(
                "ip_configuration",
                "properties.ipConfigurations",
                (
                    Field("name", "name"),
                    Link("subnet_id", "properties.subnet.id", SUBNET),
                    Field("private_ip_address", "properties.privateIPAddress"),
                    Field("private_ip_address_allocation", "properties.privateIPAllocationMethod"),
                    Field("private_ip_address_version", "properties.privateIPAddressVersion"),
                    Field("primary", "properties.primary"),
                    CHAINED,
                    Link("public_ip_address_id", "properties.publicIPAddress.id", PUBLIC_ADDRESS),
                ),
            ),
        ),
        answers={"private_ip_address": "properties.ipConfigurations[0].properties.privateIPAddress"},
    ),
    Mapped(
        "azurerm_lb",
        BALANCER_TYPE,
        (
            Field("sku", "sku.name", "Standard", before="Basic"),
            Field("sku_tier", "sku.tier"),
            Blocks(
                "frontend_ip_configuration",
                "properties.frontendIPConfigurations",
                (
                    Field("name", "name"),
                    Link("subnet_id", "properties.subnet.id", SUBNET),
                    Field("private_ip_address", "properties.privateIPAddress"),
                    Field("private_ip_address_allocation", "properties.privateIPAllocationMethod"),
                    Link("public_ip_address_id", "properties.publicIPAddress.id", PUBLIC_ADDRESS),
                    Link("public_ip_prefix_id", "properties.publicIPPrefix.id", PREFIX),
                    Field("zones", "zones"),
                    CHAINED,
                ),
            ),
        ),
        answers={"private_ip_address": "properties.frontendIPConfigurations[0].properties.privateIPAddress"},
        inline={"frontend_ip_configuration": "frontendIPConfigurations"},
    ),
    Mapped("azurerm_lb_backend_address_pool", f"{BALANCER_TYPE}/backendAddressPools", (), UNDER, within="properties.backendAddressPools"),
    Mapped(
        "azurerm_lb_rule",
        f"{BALANCER_TYPE}/loadBalancingRules",
        (
            *RULE_PARTS,
            Field("frontend_port", "properties.frontendPort"),
            Field("disable_outbound_snat", "properties.disableOutboundSnat"),
            Links("backend_address_pool_ids", "properties.backendAddressPools", POOL),
            Link("probe_id", "properties.probe.id", ("azurerm_lb_probe",)),
        ),
        UNDER,
        within="properties.loadBalancingRules",
    ),
    Mapped(
        "azurerm_lb_nat_rule",
        f"{BALANCER_TYPE}/inboundNatRules",
        (
            *RULE_PARTS,
            Field("frontend_port", "properties.frontendPort"),
            Field("frontend_port_start", "properties.frontendPortRangeStart"),
            Field("frontend_port_end", "properties.frontendPortRangeEnd"),
            Link("backend_address_pool_id", "properties.backendAddressPool.id", POOL),
        ),
        UNDER,
        within="properties.inboundNatRules",
    ),
    Mapped(
        "azurerm_lb_nat_pool",
        f"{BALANCER_TYPE}/inboundNatPools",
        (
            *RULE_PARTS,
            Field("frontend_port_start", "properties.frontendPortRangeStart"),
            Field("frontend_port_end", "properties.frontendPortRangeEnd"),
        ),
        UNDER,
        within="properties.inboundNatPools",
    ),
    Mapped(
        "azurerm_lb_outbound_rule",
        f"{BALANCER_TYPE}/outboundRules",
        (
            Made("properties.frontendIPConfigurations", _outbound_fronts),
            Field("protocol", "properties.protocol"),
            Field("allocated_outbound_ports", "properties.allocatedOutboundPorts"),
            Link("backend_address_pool_id", "properties.backendAddressPool.id", POOL),
        ),
        UNDER,
        within="properties.outboundRules",
    ),
    Mapped(
        "azurerm_lb_probe",
        f"{BALANCER_TYPE}/probes",
        (
            Field("protocol", "properties.protocol", "Tcp"),
            Field("port", "properties.port"),
            Field("request_path", "properties.requestPath"),
            Field("interval_in_seconds", "properties.intervalInSeconds"),
            Field("number_of_probes", "properties.numberOfProbes"),
        ),
        UNDER,
        within="properties.probes",
    ),
    Mapped(
        "azurerm_private_link_service",
        "Microsoft.Network/privateLinkServices",
        (
            Links("load_balancer_frontend_ip_configuration_ids", "properties.loadBalancerFrontendIpConfigurations"),
            Field("visibility_subscription_ids", "properties.visibility.subscriptions"),
            Field("auto_approval_subscription_ids", "properties.autoApproval.subscriptions"),
            Field("fqdns", "properties.fqdns"),
            Field("enable_proxy_protocol", "properties.enableProxyProtocol"),
            Blocks(
                "nat_ip_configuration",
                "properties.ipConfigurations",
                (
                    Field("name", "name"),
                    Link("subnet_id", "properties.subnet.id", SUBNET),
                    Field("primary", "properties.primary"),
                ),
            ),
        ),
        InGroup(),
    ),
)

PATCHES = (
    Patch(
        "azurerm_network_interface_security_group_association",
        "network_interface_id",
        INTERFACE,
        sets("network_security_group_id", "properties.networkSecurityGroup", SECURITY_GROUP),
    ),
    Patch(
        "azurerm_network_interface_backend_address_pool_association",
        "network_interface_id",
        INTERFACE,
        _on_configuration("loadBalancerBackendAddressPools", "backend_address_pool_id", POOL),
    ),
    Patch(
        "azurerm_network_interface_nat_rule_association",
        "network_interface_id",
        INTERFACE,
        _on_configuration("loadBalancerInboundNatRules", "nat_rule_id", ("azurerm_lb_nat_rule",)),
    ),
    Patch(
        "azurerm_network_interface_application_security_group_association",
        "network_interface_id",
        INTERFACE,
        _on_configuration("applicationSecurityGroups", "application_security_group_id", APPLICATION_GROUP),
    ),
    Patch(
        "azurerm_network_interface_application_gateway_backend_address_pool_association",
        "network_interface_id",
        INTERFACE,
        _on_configuration("applicationGatewayBackendAddressPools", "backend_address_pool_id", ()),
    ),
)
