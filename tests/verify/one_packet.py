"""An independent simulator: follows one concrete packet through plain ARM documents, as Microsoft's documentation tells it.

It shares no code with the package and knows no sets: addresses are `ipaddress` objects, a service tag is a list of
addresses that the caller makes up. Sources: network-security-groups-overview, virtual-networks-udr-overview,
virtual-network-peering-overview, default-outbound-access, firewall/rule-processing, private-endpoint-overview,
disable-private-endpoint-network-policy (facts A2 items 1 to 21).
"""

from __future__ import annotations

import ipaddress as ip
from dataclasses import dataclass, field
from typing import Any

RESERVED = [
    ip.ip_network(t)
    for t in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/3",
    )
]


@dataclass
class Outcome:
    passed: bool
    said: list[str] = field(default_factory=list)


@dataclass
class Cloud:
    """Plain resources by lower-case id; `tags` maps a service tag to its addresses."""

    resources: dict[str, dict[str, Any]]
    tags: dict[str, set[str]]
    committed: bool = True
    """Whether somebody has committed the network manager's configurations."""

    def kind(self, wanted: str) -> list[dict[str, Any]]:
        return [r for r in self.resources.values() if r["type"].lower() == wanted.lower()]

    def get(self, some_id: str | None) -> dict[str, Any] | None:
        return self.resources.get((some_id or "").lower())

    # -- networks ---------------------------------------------------------------------------------------------------
    def vnet_of(self, subnet: str) -> dict[str, Any]:
        found = self.get(subnet.lower().split("/subnets/")[0])
        assert found is not None
        return found

    def subnet(self, subnet: str) -> dict[str, Any]:
        name = subnet.lower().rsplit("/", 1)[1]
        return next(s["properties"] for s in self.vnet_of(subnet)["properties"]["subnets"] if s["name"].lower() == name)

    def space(self, vnet: dict[str, Any]) -> list[Any]:
        return [ip.ip_network(p) for p in vnet["properties"]["addressSpace"]["addressPrefixes"]]

    def peers(self, vnet: dict[str, Any]) -> list[dict[str, Any]]:
        """Networks that both have, and allow, a half of a peering with this one."""
        return [
            other
            for other in self.kind("Microsoft.Network/virtualNetworks")
            if other is not vnet and self.half(vnet, other) and self.half(other, vnet)
        ]

    def half(self, here: dict[str, Any], there: dict[str, Any]) -> bool:
        for r in self.kind("Microsoft.Network/virtualNetworks/virtualNetworkPeerings"):
            inside = r["id"].lower().startswith(here["id"].lower() + "/")
            if inside and r["properties"]["remoteVirtualNetwork"]["id"].lower() == there["id"].lower():
                return bool(r["properties"].get("allowVirtualNetworkAccess", True))
        return False

    def forwarded(self, here: dict[str, Any], there: dict[str, Any]) -> bool:
        for r in self.kind("Microsoft.Network/virtualNetworks/virtualNetworkPeerings"):
            inside = r["id"].lower().startswith(here["id"].lower() + "/")
            if inside and r["properties"]["remoteVirtualNetwork"]["id"].lower() == there["id"].lower():
                return bool(r["properties"].get("allowForwardedTraffic", False))
        return False

    def public(self, address: Any) -> bool:
        inside = any(address in n for v in self.kind("Microsoft.Network/virtualNetworks") for n in self.space(v))
        return not inside and not any(address in n for n in RESERVED)

    # -- security groups ---------------------------------------------------------------------------------------------
    def member(self, name: str, address: Any, subnet: str) -> bool:
        name = name.strip()
        if name.startswith("asg "):
            return str(address) in self.group(name.removeprefix("asg "))
        if name in ("*", "Any"):
            return True
        if name.lower() == "virtualnetwork":
            vnet = self.vnet_of(subnet)
            near = [n for v in (vnet, *self.peers(vnet)) for n in self.space(v)]
            table = self.get((self.subnet(subnet).get("routeTable") or {}).get("id"))
            routed = [r["properties"]["addressPrefix"] for r in (table or {"properties": {"routes": []}})["properties"]["routes"]]
            near += [ip.ip_network(p) for p in routed if "/" in p]
            return any(address in n for n in near)
        if name.lower() == "internet":
            vnet = self.vnet_of(subnet)
            near = [n for v in (vnet, *self.peers(vnet)) for n in self.space(v)]
            return self.public(address) and not any(address in n for n in near)
        if name.lower() == "azureloadbalancer":
            return str(address) == "168.63.129.16"
        if name[0].isdigit():
            if "-" in name:
                low, high = name.split("-")
                return ip.ip_address(low) <= address <= ip.ip_address(high)
            return address in ip.ip_network(name, strict=False)
        return str(address) in self.tags.get(name.lower(), set())

    def administered(self, way: str, src: Any, dst: Any, proto: str, port: int) -> bool | None:
        """What security admin rules say, tried before groups: pass, stop, or nothing (A2 item 7)."""
        kind = "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules"
        for rule in sorted((r["properties"] for r in self.kind(kind)), key=lambda r: r["priority"]):
            if not self.committed or rule["direction"] != way or rule["protocol"].lower() not in ("any", proto):
                continue
            at = [
                not rule[field] or any(address in ip.ip_network(part["addressPrefix"]) for part in rule[field])
                for field, address in (("sources", src), ("destinations", dst))
            ]
            if all(at) and any(in_ports(p, port) for p in rule["destinationPortRanges"]):
                return {"AlwaysAllow": True, "Deny": False}.get(rule["access"])
        return None

    def filtered(self, nsg_id: str | None, subnet: str, way: str, src: Any, dst: Any, proto: str, port: int) -> Outcome:
        ruled = self.administered(way, src, dst, proto, port)
        if ruled is not None:
            return Outcome(ruled, ["admin rule"])
        if nsg_id is None:
            return Outcome(True, ["no group"])
        nsg = self.get(nsg_id)
        assert nsg is not None
        rules = [r["properties"] | {"name": r["name"]} for r in nsg["properties"]["securityRules"]]
        every = {"protocol": "*", "destinationPortRange": "*"}
        for direction, allow2 in (("Inbound", ("AzureLoadBalancer", "*")), ("Outbound", ("*", "Internet"))):
            for priority, access, s, d in (
                (65000, "Allow", "VirtualNetwork", "VirtualNetwork"),
                (65001, "Allow", *allow2),
                (65500, "Deny", "*", "*"),
            ):
                rules.append(
                    {
                        **every,
                        "name": f"default{priority}",
                        "priority": priority,
                        "direction": direction,
                        "access": access,
                        "sourceAddressPrefix": s,
                        "destinationAddressPrefix": d,
                    }
                )
        for rule in sorted(rules, key=lambda r: r["priority"]):
            if rule["direction"] != way or rule["protocol"] not in ("*", proto.capitalize()):
                continue
            ports = [*rule.get("destinationPortRanges", []), *([rule["destinationPortRange"]] if rule.get("destinationPortRange") else [])]
            if not any(in_ports(p, port) for p in ports):
                continue
            sources = [*rule.get("sourceAddressPrefixes", []), *([rule["sourceAddressPrefix"]] if rule.get("sourceAddressPrefix") else [])]
            targets = [
                *rule.get("destinationAddressPrefixes", []),
                *([rule["destinationAddressPrefix"]] if rule.get("destinationAddressPrefix") else []),
            ]
            sources += [f"asg {g['id']}" for g in rule.get("sourceApplicationSecurityGroups", [])]
            targets += [f"asg {g['id']}" for g in rule.get("destinationApplicationSecurityGroups", [])]
            if any(self.member(n, src, subnet) for n in sources) and any(self.member(n, dst, subnet) for n in targets):
                return Outcome(rule["access"] == "Allow", [rule["name"]])
        raise AssertionError("a default rule always matches")

    def group(self, asg: str) -> set[str]:
        """Addresses of the machines in an application security group."""
        parts = [nic["properties"]["ipConfigurations"][0]["properties"] for nic in self.kind("Microsoft.Network/networkInterfaces")]
        return {
            part["privateIPAddress"]
            for part in parts
            if any(each["id"].lower() == asg.lower() for each in part.get("applicationSecurityGroups", []))
        }

    # -- routes --------------------------------------------------------------------------------------------------------
    def next_hop(self, subnet: str, dst: Any) -> tuple[str, str]:
        """(kind, where) of the most specific effective route."""
        vnet, own = self.vnet_of(subnet), self.subnet(subnet)
        table = self.get((own.get("routeTable") or {}).get("id"))
        user = [r["properties"] for r in table["properties"]["routes"]] if table else []
        for endpoint in own.get("serviceEndpoints", []):
            tag = {"Microsoft.Storage": "storage", "Microsoft.KeyVault": "azurekeyvault", "Microsoft.Sql": "sql"}[endpoint["service"]]
            if str(dst) in self.tags.get(tag, set()):
                return "ServiceEndpoint", endpoint["service"]
        candidates: list[tuple[int, int, str, str]] = []
        for r in user:
            if str(dst) in self.tags.get(r["addressPrefix"].lower(), set()):
                # here a tag's prefixes are single addresses, so no explicit prefix is longer
                candidates.append((32, 0, r["nextHopType"], r.get("nextHopIpAddress") or ""))
            if "/" in r["addressPrefix"]:
                network = ip.ip_network(r["addressPrefix"])
                if dst in network:
                    candidates.append((network.prefixlen, 1, r["nextHopType"], r.get("nextHopIpAddress") or ""))
        system = [(n, "VnetLocal", "") for n in self.space(vnet)]
        system += [(n, "Peering", v["id"]) for v in self.peers(vnet) for n in self.space(v)]
        system.append((ip.ip_network("0.0.0.0/0"), "Internet", ""))
        if not any(r["addressPrefix"] == "0.0.0.0/0" for r in user):
            system += [(ip.ip_network(t), "None", "") for t in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")]
        candidates += [(n.prefixlen, 0, kind, where) for n, kind, where in system if dst in n]
        _, _, kind, where = max(candidates, key=lambda c: (c[0], c[1]))
        return kind, where

    # -- firewall --------------------------------------------------------------------------------------------------------
    def firewall_at(self, address: str, vnet: dict[str, Any]) -> dict[str, Any] | None:
        for fw in self.kind("Microsoft.Network/azureFirewalls"):
            part = fw["properties"]["ipConfigurations"][0]["properties"]
            home = self.vnet_of(part["subnet"]["id"])
            if part["privateIPAddress"] == address and (home is vnet or home in self.peers(vnet)):
                return fw
        return None

    def collections(self, fw: dict[str, Any], kind: str) -> list[tuple[str, dict[str, Any]]]:
        chain, policy = [], self.get((fw["properties"].get("firewallPolicy") or {}).get("id"))
        while policy is not None:
            chain.insert(0, policy)
            policy = self.get((policy["properties"].get("basePolicy") or {}).get("id"))
        found = []
        for policy in chain:
            groups = [
                g
                for g in self.kind("Microsoft.Network/firewallPolicies/ruleCollectionGroups")
                if g["id"].lower().startswith(policy["id"].lower() + "/")
            ]
            for group in sorted(groups, key=lambda g: g["properties"]["priority"]):
                for coll in sorted(group["properties"]["ruleCollections"], key=lambda c: c["priority"]):
                    found += [(coll["action"]["type"], r) for r in coll["rules"] if r["ruleType"] == kind]
        return found

    def inspected(self, fw: dict[str, Any], src: Any, dst: Any, proto: str, port: int, host: str | None) -> Outcome:
        def at(names: list[str], address: Any) -> bool:
            return any(n == "*" or (self.plain(n, address)) for n in names)

        for action, rule in self.collections(fw, "NetworkRule"):
            if not (at(rule["sourceAddresses"], src) and at(rule["destinationAddresses"], dst)):
                continue
            kinds = [k.lower() for k in rule["ipProtocols"]]
            if ("any" in kinds or proto.lower() in kinds) and any(in_ports(p, port) for p in rule["destinationPorts"]):
                return Outcome(action == "Allow", [rule["name"]])
        for action, rule in self.collections(fw, "ApplicationRule"):
            if proto.lower() != "tcp" or host is None or not at(rule["sourceAddresses"], src):
                continue
            if any(p["port"] == port for p in rule["protocols"]) and any(like(n, host) for n in rule["targetFqdns"]):
                return Outcome(action == "Allow", [rule["name"]])
        return Outcome(False, ["denied by default"])

    def plain(self, name: str, address: Any) -> bool:
        if name[0].isdigit():
            return bool(address in ip.ip_network(name, strict=False))
        return str(address) in self.tags.get(name.lower(), set())

    # -- questions ---------------------------------------------------------------------------------------------------------
    def leaves(self, subnet: str, src: Any, dst: Any, proto: str, port: int, host: str | None = None) -> Outcome:
        """Whether a packet of a machine reaches the internet: of a known one if it has the address, else of any."""
        own, vnet = self.subnet(subnet), self.vnet_of(subnet)
        known = None
        for nic in self.kind("Microsoft.Network/networkInterfaces"):
            part = nic["properties"]["ipConfigurations"][0]["properties"]
            if part["subnet"]["id"].lower() == subnet.lower() and part["privateIPAddress"] == str(src):
                known = part
                group = (nic["properties"].get("networkSecurityGroup") or {}).get("id")
                first = self.filtered(group, subnet, "Outbound", src, dst, proto, port)
                if not first.passed:
                    return first
        out = self.filtered((own.get("networkSecurityGroup") or {}).get("id"), subnet, "Outbound", src, dst, proto, port)
        if not out.passed or not self.public(dst):
            return Outcome(False, out.said)
        kind, where = self.next_hop(subnet, dst)
        if kind == "ServiceEndpoint":
            limited = [self.get(p["id"]) for p in own.get("serviceEndpointPolicies", [])]
            parts = [d["properties"] for p in limited if p for d in p["properties"]["serviceEndpointPolicyDefinitions"]]
            # a policy leaves the accounts that it names, none of which is a stranger's here
            return Outcome(not any(d["service"] == where for d in parts), [where])
        if kind == "Internet":
            held = {d["properties"]["serviceName"].lower() for d in own.get("delegations", [])}
            if held == {"microsoft.network/dnsresolvers"} and not own.get("natGateway"):
                # dns-private-resolver-overview, subnet restrictions: nothing else may stand there, and a resolver asks whom its rules name
                return Outcome(False, ["a resolver's subnet"])
            if (
                own.get("natGateway")
                or (known and "publicIPAddress" in known)
                or (known and self.in_public_pool(known))
                or own.get("defaultOutboundAccess", vnet["apiVersion"] < "2025-07-01")
            ):
                return Outcome(True, ["direct"])
            regional = f"storage.{vnet['location']}"
            return Outcome(str(dst) in self.tags.get(regional, set()), ["storage of the region"])
        if kind == "VirtualAppliance":
            fw = self.firewall_at(where, vnet)
            return self.inspected(fw, src, dst, proto, port, host) if fw else Outcome(False, ["nobody there"])
        return Outcome(False, [kind])

    def enters(self, nic: str, src: Any, proto: str, port: int) -> Outcome:
        """Whether a packet of a stranger reaches a machine with a public address."""
        machine = self.get(nic)
        assert machine is not None
        part = machine["properties"]["ipConfigurations"][0]["properties"]
        address = self.get((part.get("publicIPAddress") or {}).get("id"))
        if address is None:
            return Outcome(False, ["no public address"])
        subnet, dst = part["subnet"]["id"], ip.ip_address(part["privateIPAddress"])
        groups = [
            (self.subnet(subnet).get("networkSecurityGroup") or {}).get("id"),
            (machine["properties"].get("networkSecurityGroup") or {}).get("id"),
        ]
        if not any(groups) and address["sku"]["name"] == "Standard" and not self.administered("Inbound", src, dst, proto, port):
            return Outcome(False, ["a Standard address is closed without a group"])
        results = [self.filtered(g, subnet, "Inbound", src, dst, proto, port) for g in groups]
        return Outcome(all(r.passed for r in results), [s for r in results for s in r.said])

    def in_public_pool(self, part: dict[str, Any]) -> bool:
        """Whether a machine shares the public address of a load balancer for what it sends."""
        pools = {p["id"].lower() for p in part.get("loadBalancerBackendAddressPools", [])}
        for balancer in self.kind("Microsoft.Network/loadBalancers"):
            public = {f["name"] for f in balancer["properties"]["frontendIPConfigurations"] if "publicIPAddress" in f["properties"]}
            for rule in (r["properties"] for r in balancer["properties"]["loadBalancingRules"]):
                if rule["frontendIPConfiguration"]["id"].rpartition("/")[2] in public and rule["backendAddressPool"]["id"].lower() in pools:
                    return True
        return False

    def onward(self, subnet: str, dst: Any, policies: str, there: dict[str, Any]) -> str:
        """Where the firewall's own subnet sends what is for an endpoint, when that is not straight there."""
        table = self.get((self.subnet(subnet).get("routeTable") or {}).get("id"))
        if table is None or policies not in ("Enabled", "RouteTableEnabled"):
            return ""
        least = min(n.prefixlen for n in self.space(there))
        taken = [r["properties"] for r in table["properties"]["routes"]]
        taken = [r for r in taken if dst in ip.ip_network(r["addressPrefix"]) and ip.ip_network(r["addressPrefix"]).prefixlen >= least]
        best = max(taken, key=lambda r: ip.ip_network(r["addressPrefix"]).prefixlen, default=None)
        return "" if best is None else str(best["nextHopType"])

    def balanced(self, nic: str, src: Any, proto: str, port: int) -> Outcome:
        """Whether a packet to the public front end of a load balancer reaches a machine in its pool; `port` is the machine's."""
        machine = self.get(nic)
        assert machine is not None
        part = machine["properties"]["ipConfigurations"][0]["properties"]
        pools = {p["id"].lower() for p in part.get("loadBalancerBackendAddressPools", [])}
        subnet, dst = part["subnet"]["id"], ip.ip_address(part["privateIPAddress"])
        for balancer in self.kind("Microsoft.Network/loadBalancers"):
            public = {f["name"] for f in balancer["properties"]["frontendIPConfigurations"] if "publicIPAddress" in f["properties"]}
            for rule in (r["properties"] for r in balancer["properties"]["loadBalancingRules"]):
                right = rule["frontendIPConfiguration"]["id"].rpartition("/")[2] in public
                right = right and rule["backendAddressPool"]["id"].lower() in pools
                if not right or rule["protocol"].lower() not in ("all", proto) or rule["backendPort"] not in (0, port):
                    continue
                groups = [
                    (self.subnet(subnet).get("networkSecurityGroup") or {}).get("id"),
                    (machine["properties"].get("networkSecurityGroup") or {}).get("id"),
                ]
                if not any(groups) and balancer["sku"]["name"] == "Standard" and not self.administered("Inbound", src, dst, proto, port):
                    return Outcome(False, ["closed without a group"])
                results = [self.filtered(g, subnet, "Inbound", src, dst, proto, port) for g in groups]
                return Outcome(all(r.passed for r in results), [s for r in results for s in r.said])
        return Outcome(False, ["no rule"])

    def connects(self, subnet: str, src: Any, endpoint: str, port: int) -> Outcome:
        """Whether a machine reaches a private endpoint with a written address on TCP."""
        pe = self.get(endpoint)
        assert pe is not None
        if "manualPrivateLinkServiceConnections" in pe["properties"]:
            return Outcome(False, ["not approved"])
        place = pe["properties"]["subnet"]["id"]
        dst = ip.ip_address(pe["properties"]["ipConfigurations"][0]["properties"]["privateIPAddress"])
        own, vnet, there = self.subnet(subnet), self.vnet_of(subnet), self.vnet_of(place)
        out = self.filtered((own.get("networkSecurityGroup") or {}).get("id"), subnet, "Outbound", src, dst, "tcp", port)
        if not out.passed:
            return out
        policies = self.subnet(place).get("privateEndpointNetworkPolicies", "Disabled")
        kind, where = "direct", ""
        if there is not vnet and there not in self.peers(vnet):
            kind, where = self.next_hop(subnet, dst)
        elif policies in ("Enabled", "RouteTableEnabled"):
            least = min(n.prefixlen for n in self.space(there))
            table = self.get((own.get("routeTable") or {}).get("id"))
            taken = [r["properties"] for r in table["properties"]["routes"] if "/" in r["properties"]["addressPrefix"]] if table else []
            taken = [r for r in taken if dst in ip.ip_network(r["addressPrefix"])]
            taken = [r for r in taken if ip.ip_network(r["addressPrefix"]).prefixlen >= least]
            if taken:
                best = max(taken, key=lambda r: ip.ip_network(r["addressPrefix"]).prefixlen)
                kind, where = best["nextHopType"], best.get("nextHopIpAddress") or ""
        senders = [src]
        if kind == "VirtualAppliance":
            fw = self.firewall_at(where, vnet)
            if fw is None:
                return Outcome(False, ["nobody there"])
            home = self.vnet_of(fw["properties"]["ipConfigurations"][0]["properties"]["subnet"]["id"])
            if not (home is there or (there in self.peers(home) and self.forwarded(there, home))):
                return Outcome(False, ["the firewall has no way on"])
            passed = self.inspected(fw, src, dst, "tcp", port, None)
            if not passed.passed:
                return passed
            onward = self.onward(fw["properties"]["ipConfigurations"][0]["properties"]["subnet"]["id"], dst, policies, there)
            if onward:
                return Outcome(False, [onward])
            base = ip.ip_network(self.subnet(fw["properties"]["ipConfigurations"][0]["properties"]["subnet"]["id"])["addressPrefix"])
            senders = [ip.ip_address(fw["properties"]["ipConfigurations"][0]["properties"]["privateIPAddress"]), base[-1]]
        elif kind not in ("direct", "VnetLocal", "Peering") or (kind == "VnetLocal" and there is not vnet):
            return Outcome(False, [kind])
        if policies in ("Enabled", "NetworkSecurityGroupEnabled"):
            nsg = (self.subnet(place).get("networkSecurityGroup") or {}).get("id")
            checked = [self.filtered(nsg, place, "Inbound", s, dst, "tcp", port) for s in senders]
            return Outcome(all(c.passed for c in checked), [s for c in checked for s in c.said])
        return Outcome(True, ["delivered"])


def in_ports(text: str, port: int) -> bool:
    if text == "*":
        return True
    low, _, high = text.partition("-")
    return int(low) <= port <= int(high or low)


def like(pattern: str, host: str) -> bool:
    return pattern == "*" or pattern == host or (pattern.startswith("*.") and host.endswith(pattern[1:]))
