"""Each numbered item of what Azure's network does, as an azurerm plan that leaks by it and one that does not.

The numbers are those of the verifier's own tests. Every plan starts from the platform of `test_semantics`, which is proved.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from enclave.verify import verify
from tests.importers.terraform import test_semantics as platform

COMMON = platform.COMMON
Change = Callable[[Any, Any], None]


def rule(name: str, priority: int, access: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "priority": priority,
        "direction": "Inbound",
        "access": access,
        "protocol": "Tcp",
        "source_port_range": "*",
        "destination_port_range": "22",
        "source_address_prefix": "Internet",
        "destination_address_prefix": "*",
        **more,
    }


def machine(*rules: Any) -> Change:
    """The machine has a public address, a group of these rules on its interface, and no route of its own."""

    def change(rows: Any, after: Any) -> None:
        platform.public_machine(rows, after)
        # a default route anywhere in the network would widen its tag: item 4
        del rows["azurerm_subnet_route_table_association.pe"]
        rows["azurerm_network_security_group.g"]["security_rule"] = list(rules)

    return change


def widened(rows: Any, after: Any) -> None:
    """A public address behind the default rules alone, in a network with a default route."""
    platform.public_machine(rows, after)
    rows["azurerm_network_security_group.g"]["security_rule"] = []


def both(*changes: Change) -> Change:
    def change(rows: Any, after: Any) -> None:
        for each in changes:
            each(rows, after)

    return change


def on_subnet(*rules: Any, subnet: str = "app") -> Change:
    """A group of these rules on a subnet."""

    def change(rows: Any, after: Any) -> None:
        rows[f"azurerm_network_security_group.{subnet}"] = {"name": f"nsg-{subnet}", **COMMON, "security_rule": list(rules)}
        rows[f"azurerm_subnet_network_security_group_association.{subnet}"] = {
            "subnet_id": after(f"azurerm_subnet.{subnet}.id"),
            "network_security_group_id": after(f"azurerm_network_security_group.{subnet}.id"),
        }

    return change


def grouped(member: bool) -> Change:
    """A rule lets in to an application security group; the machine is in it, or another one without a public address."""

    def change(rows: Any, after: Any) -> None:
        machine()(rows, after)
        rows["azurerm_application_security_group.web"] = {"name": "asg", **COMMON}
        opened = rule("asg", 100, "Allow", destination_address_prefix=None)
        opened["destination_application_security_group_ids"] = [after("azurerm_application_security_group.web.id")]
        rows["azurerm_network_security_group.g"]["security_rule"] = [opened]
        inside = {"name": "c", "subnet_id": after("azurerm_subnet.app.id"), "private_ip_address": "10.0.1.5"}
        rows["azurerm_network_interface.other"] = {"name": "nic-other", **COMMON, "ip_configuration": [inside]}
        rows["azurerm_network_interface_application_security_group_association.web"] = {
            "network_interface_id": after(f"azurerm_network_interface.{'vm' if member else 'other'}.id"),
            "application_security_group_id": after("azurerm_application_security_group.web.id"),
        }

    return change


def managed(action: str) -> Change:
    """A security admin rule about the internet, and a group that denies."""

    def change(rows: Any, after: Any) -> None:
        machine(rule("no", 100, "Deny"))(rows, after)
        kinds = ("network_manager", "network_manager_security_admin_configuration", "network_manager_admin_rule_collection")
        rows["azurerm_network_manager.m"] = {"name": "m", **COMMON}
        rows[f"azurerm_{kinds[1]}.c"] = {"name": "c", "network_manager_id": after("azurerm_network_manager.m.id")}
        rows[f"azurerm_{kinds[2]}.l"] = {"name": "l", "security_admin_configuration_id": after(f"azurerm_{kinds[1]}.c.id")}
        rows["azurerm_network_manager_admin_rule.r"] = {
            "name": "r",
            "admin_rule_collection_id": after(f"azurerm_{kinds[2]}.l.id"),
            "action": action,
            "direction": "Inbound",
            "priority": 1,
            "protocol": "Tcp",
            "destination_port_ranges": ["22"],
            "source": [{"address_prefix": "*", "address_prefix_type": "IPPrefix"}],
            "destination": [{"address_prefix": "*", "address_prefix_type": "IPPrefix"}],
        }

    return change


def routed(*routes: tuple[str, str, str | None], default_outbound: bool = False) -> Change:
    """Routes besides the one to the firewall."""

    def change(rows: Any, after: Any) -> None:
        rows["azurerm_subnet.app"]["default_outbound_access_enabled"] = default_outbound
        for number, (prefix, hop, address) in enumerate(routes):
            rows[f"azurerm_route.r{number}"] = {
                "name": f"r{number}",
                "resource_group_name": "rg",
                "route_table_name": "rt",
                "address_prefix": prefix,
                "next_hop_type": hop,
                "next_hop_in_ip_address": address,
            }

    return change


def only_routes(*routes: tuple[str, str, str | None], default_outbound: bool | None = False) -> Change:
    """The machine's subnet has these routes and no others."""

    def change(rows: Any, after: Any) -> None:
        rows["azurerm_subnet.app"]["default_outbound_access_enabled"] = default_outbound
        rows["azurerm_route_table.out"]["route"] = [
            {"name": f"r{number}", "address_prefix": prefix, "next_hop_type": hop, "next_hop_in_ip_address": address}
            for number, (prefix, hop, address) in enumerate(routes)
        ]

    return change


def nothing(rows: Any, after: Any) -> None:
    """The platform as it is."""


def peered(*halves: str) -> Change:
    """Two more networks with machines, neither of them a hub, peered by these halves."""

    def change(rows: Any, after: Any) -> None:
        for number, (name, remote) in enumerate((("one", "two"), ("two", "one")), 1):
            rows[f"azurerm_virtual_network.{name}"] = {"name": name, **COMMON, "address_space": [f"10.{number}.0.0/16"]}
            rows[f"azurerm_subnet.{name}"] = {**platform.subnet(f"snet-{name}", f"10.{number}.1.0/24"), "virtual_network_name": name}
            if name in halves:
                rows[f"azurerm_virtual_network_peering.{name}"] = {
                    "name": "peer",
                    "resource_group_name": "rg",
                    "virtual_network_name": name,
                    "remote_virtual_network_id": after(f"azurerm_virtual_network.{remote}.id"),
                }

    return change


def ruled(*collections: tuple[str, int, str], **more: Any) -> Change:
    """Network rule collections of the firewall: name, priority, action."""

    def change(rows: Any, after: Any) -> None:
        made = [
            {**platform.network_rule(destination_addresses=["*"])[0], "name": name, "priority": priority, "action": action}
            for name, priority, action in collections
        ]
        rows.update(platform.rules(after, network_rule_collection=made, **more))

    return change


def names(*fqdns: str, action: str = "Allow") -> dict[str, Any]:
    """An application rule collection."""
    one = {
        "name": "r",
        "source_addresses": ["*"],
        "destination_fqdns": list(fqdns),
        "protocols": [{"type": "Https", "port": 443}],
    }
    return {"application_rule_collection": [{"name": "a", "priority": 300, "action": action, "rule": [one]}]}


def named(*fqdns: str) -> Change:
    return lambda rows, after: rows.update(platform.rules(after, **names(*fqdns)))


def classic(*collections: tuple[str, int, str]) -> Change:
    """Network rules on the firewall itself, without a policy."""

    def change(rows: Any, after: Any) -> None:
        del rows["azurerm_firewall_policy.p"], rows["azurerm_firewall.fw"]["firewall_policy_id"]
        for name, priority, action in collections:
            rows[f"azurerm_firewall_network_rule_collection.{name}"] = {
                "name": name,
                "resource_group_name": "rg",
                "azure_firewall_name": "afw",
                "priority": priority,
                "action": action,
                "rule": platform.network_rule(destination_addresses=["AzureCloud.westeurope"])[0]["rule"],
            }

    return change


def endpoint_closed(policies: str) -> Change:
    """A group that lets nothing into the subnet of the private endpoint."""

    def change(rows: Any, after: Any) -> None:
        rows["azurerm_subnet.pe"]["private_endpoint_network_policies"] = policies
        everything = {"protocol": "*", "destination_port_range": "*", "source_address_prefix": "*"}
        on_subnet(rule("no", 100, "Deny", **everything), subnet="pe")(rows, after)

    return change


def resolving(policy: str) -> Change:
    """The endpoint has no zone group: the linked zones have no record."""

    def change(rows: Any, after: Any) -> None:
        del rows["azurerm_private_endpoint.ai"]["private_dns_zone_group"]
        for key in platform.ZONES:
            rows[f"azurerm_private_dns_zone_virtual_network_link.{key}"]["resolution_policy"] = policy

    return change


def balanced(public: bool) -> Change:
    def change(rows: Any, after: Any) -> None:
        platform.balanced_machine(rows, after)
        if not public:
            rows["azurerm_lb.l"]["frontend_ip_configuration"] = [{"name": "f", "subnet_id": after("azurerm_subnet.app.id")}]

    return change


def cluster(outbound: str, private: bool = True) -> Change:
    def change(rows: Any, after: Any) -> None:
        rows["azurerm_kubernetes_cluster.k"] = {
            "name": "aks",
            **COMMON,
            "private_cluster_enabled": private,
            "private_cluster_public_fqdn_enabled": False,
            "local_account_disabled": True,
            "run_command_enabled": False,
            "default_node_pool": [{"name": "system", "vm_size": "x", "vnet_subnet_id": after("azurerm_subnet.app.id")}],
            "network_profile": [{"network_plugin": "azure", "outbound_type": outbound}],
            "identity": [{"type": "SystemAssigned"}],
        }

    return change


ITEMS: tuple[tuple[str, int, Change, Change], ...] = (
    (
        "1: the first rule that matches decides, then the defaults",
        1,
        machine(rule("yes", 100, "Allow"), rule("no", 200, "Deny")),
        machine(rule("yes", 200, "Allow"), rule("no", 100, "Deny")),
    ),
    (
        "2: the groups of the subnet and of the interface must both allow",
        1,
        both(machine(rule("yes", 100, "Allow")), on_subnet(rule("yes", 100, "Allow"))),
        both(machine(rule("yes", 100, "Allow")), on_subnet(rule("no", 100, "Deny"))),
    ),
    (
        "3: what comes in is looked at with the private address",
        1,
        machine(rule("private", 100, "Allow", destination_address_prefix="10.0.1.4")),
        machine(rule("public", 100, "Allow", destination_address_prefix="203.0.113.9")),
    ),
    (
        "4: a default route widens the tag of the network to the internet",
        1,
        widened,
        machine(),
    ),
    (
        "5: the tag of the internet takes in Azure's own addresses, that of a service does not take in the internet",
        1,
        machine(rule("tag", 100, "Allow", source_address_prefix="AzureCloud")),
        machine(rule("no", 100, "Deny"), rule("own", 200, "Allow", source_address_prefix="VirtualNetwork")),
    ),
    (
        "6: a rule may list several addresses and ports",
        1,
        machine(rule("several", 100, "Allow", destination_address_prefix=None, destination_address_prefixes=["10.0.1.4", "10.0.1.9"])),
        machine(rule("several", 100, "Allow", destination_address_prefix=None, destination_address_prefixes=["10.0.1.8", "10.0.1.9"])),
    ),
    ("7: security admin rules come before the groups", 1, managed("AlwaysAllow"), managed("Allow")),
    (
        "9: the longest prefix decides",
        5,
        routed(("20.0.0.0/8", "Internet", None), default_outbound=True),
        routed(("20.0.0.0/8", "None", None), default_outbound=True),
    ),
    (
        "10: a service endpoint leads past the firewall",
        5,
        platform.put("azurerm_subnet.app", service_endpoints=["Microsoft.Storage"]),
        platform.put("azurerm_subnet.app", service_endpoints=[]),
    ),
    (
        "11: the next hop must stand in the network or a peer",
        5,
        only_routes(("0.0.0.0/0", "VirtualAppliance", "10.9.9.9")),
        only_routes(("0.0.0.0/0", "VirtualAppliance", "10.0.9.4")),
    ),
    ("12: networks are apart until they are peered", 6, peered("one", "two"), peered()),
    (
        "13: a subnet without a word of it has a way out by default",
        5,
        only_routes(default_outbound=None),
        only_routes(("0.0.0.0/0", "None", None), default_outbound=None),
    ),
    (
        "14: rule collections are tried in the order of their priorities",
        5,
        ruled(("yes", 100, "Allow"), ("no", 200, "Deny")),
        ruled(("yes", 200, "Allow"), ("no", 100, "Deny")),
    ),
    (
        "14: rules of a firewall without a policy too",
        5,
        classic(("yes", 100, "Allow"), ("no", 200, "Deny")),
        classic(("yes", 200, "Allow"), ("no", 100, "Deny")),
    ),
    (
        "15: a network rule to everywhere makes the names of application rules worthless",
        5,
        ruled(("yes", 100, "Allow"), **names("api.contoso.com")),
        named("api.contoso.com"),
    ),
    ("16: a wildcard over names that anybody can have", 5, named("*.blob.core.windows.net"), named("contoso.blob.core.windows.net")),
    ("17: groups hold for a private endpoint where its subnet asks for them", 4, endpoint_closed("Enabled"), endpoint_closed("Disabled")),
    ("18: a linked zone without the record falls back to the public address", 3, resolving("NxDomainRedirect"), nothing),
    (
        "19: an account for models has three zones",
        3,
        lambda rows, after: rows["azurerm_private_endpoint.ai"].update(
            private_dns_zone_group=[{"name": "default", "private_dns_zone_ids": [after("azurerm_private_dns_zone.b.id")]}]
        ),
        nothing,
    ),
    (
        "20: selected networks are a public endpoint still",
        2,
        platform.put(
            "azurerm_cognitive_account.ai",
            public_network_access_enabled=True,
            network_acls=[{"default_action": "Deny", "ip_rules": []}],
        ),
        platform.put("azurerm_cognitive_account.ai", network_acls=[{"default_action": "Deny", "ip_rules": []}]),
    ),
    ("21: a load balancer with a public front end lets in", 1, balanced(True), balanced(False)),
    ("22: a cluster's way out is what its outbound type says", 5, cluster("loadBalancer"), cluster("userDefinedRouting")),
    (
        "22: a cluster that is not private has a public API server",
        1,
        cluster("userDefinedRouting", private=False),
        cluster("userDefinedRouting"),
    ),
)


def statuses(plan: Any, after: Any, change: Change, number: int) -> set[str]:
    rows = {address: copy.copy(values) for address, values in platform.base(after).items()}
    change(rows, after)
    return {result.verdict.name for result in verify(plan(rows)).obligations if result.number == number}


@pytest.mark.parametrize(("number", "leaks"), [each[1:3] for each in ITEMS], ids=[each[0] for each in ITEMS])
def test_what_leaks_is_never_proved(plan: Any, after: Any, number: int, leaks: Change) -> None:
    assert statuses(plan, after, leaks, number) & {"refuted", "unknown"}


@pytest.mark.parametrize(("number", "holds"), [(each[1], each[3]) for each in ITEMS], ids=[each[0] for each in ITEMS])
def test_what_holds_is_proved(plan: Any, after: Any, number: int, holds: Change) -> None:
    assert statuses(plan, after, holds, number) == {"proved"}


@pytest.mark.parametrize(("member", "verdicts"), [(True, {"refuted", "proved"}), (False, {"proved"})])
def test_6_an_application_security_group_names_its_members(plan: Any, after: Any, member: bool, verdicts: set[str]) -> None:
    assert statuses(plan, after, grouped(member), 1) == verdicts


def test_12_half_a_peering_is_not_sure_to_do_nothing(plan: Any, after: Any) -> None:
    assert "unknown" in statuses(plan, after, peered("one"), 6)


def test_8_the_names_that_azure_answers_are_a_way_out_that_is_told(plan: Any, after: Any) -> None:
    told = "Azure's resolver (168.63.129.16)"
    assert any(told in each for each in verify(plan(platform.base(after))).assumptions)
