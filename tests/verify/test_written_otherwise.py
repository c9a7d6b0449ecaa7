"""The same leaks, and the same closed doors, written as templates of others write them: each row is a change of an honest template.

What must come out of an obligation is the worst of its verdicts: `r` refuted, `u` unknown, `p` proved, or one of several.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, TypeAlias

from enclave.importers.arm import read_arm
from enclave.verify import OBLIGATIONS
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from tests.verify import attacks_network as A

Body: TypeAlias = dict[str, Any]
Row: TypeAlias = tuple[str, Body, str]


BY_NUMBER = {each.number: each for each in OBLIGATIONS}
ACCOUNT, STORE, GROUP = "CognitiveServices/accounts", "Storage/storageAccounts", "networkSecurityGroups"
BASE = "https://schema.management.azure.com/schemas/2019-08-01/{}DeploymentTemplate.json#"
DEPLOYMENTS = "Microsoft.Resources/deployments"


def doc(*changes: Any, base: Any = None, **more: Any) -> Body:
    found: Body = A.document((base or A.alone)())
    found.update(more)
    for change in changes:
        change(found)
    return found


def setting(end: str, path: str, value: Any) -> Any:
    return A.put(end, path, value)


def whole(end: str, properties: Any) -> Any:
    return lambda template: A.find(template, end).update(properties=properties)


def module(inner: Body, name: str = "m", **more: Any) -> Body:
    properties = {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"}, "template": inner,
                  "parameters": more.pop("parameters", {})}
    return {"type": DEPLOYMENTS, "apiVersion": "2022-09-01", "name": name, "properties": properties, **more}


def public(template: Body) -> None:
    """A public address on the machine."""
    template["resources"].append(A.public_ip("pip"))
    nic = next(each for each in template["resources"] if each["type"].endswith("networkInterfaces"))
    nic["properties"]["ipConfigurations"][0]["properties"]["publicIPAddress"] = A.ref("Microsoft.Network/publicIPAddresses", "pip")


def ruled(**changes: Any) -> Body:
    """The template with a public machine and one rule more, SSH from the internet but for the changes."""
    rule = {
        "priority": 90, "direction": "Inbound", "access": "Allow", "protocol": "Tcp", "sourcePortRange": "*", "destinationPortRange": "22",
        "sourceAddressPrefix": "Internet", "destinationAddressPrefix": "*", **changes,
    }
    found = doc(public)
    written = {key: value for key, value in rule.items() if value is not ...}
    A.find(found, GROUP)["properties"]["securityRules"].append({"name": "x", "properties": written})
    return found


SPELLINGS: tuple[Body, ...] = (
    {"destinationPortRange": 22}, {"direction": "inbound", "access": "allow"}, {"protocol": "6"}, {"protocol": "TCP"}, {"priority": "90"},
    {"priority": 90.0}, {"sourceAddressPrefix": "internet"}, {"sourceAddressPrefix": "0.0.0.0/0"}, {"sourceAddressPrefix": "ANY"},
    {"sourceAddressPrefix": "", "sourceAddressPrefixes": ["0.0.0.0/0"]},
    {"sourceAddressPrefix": ..., "sourceAddressPrefixes": ["Internet"]},
    {"destinationPortRange": ..., "destinationPortRanges": ["20-25", "80"]}, {"destinationPortRange": "", "destinationPortRanges": ["22"]},
    {"sourceAddressPrefix": "AzureCloud.westeurope"}, {"destinationAddressPrefix": "VirtualNetwork"}, {"sourceAddressPrefix": " * "},
    {"sourceAddressPrefix": "0.0.0.0/0, 10.0.0.0/8"}, {"destinationPortRange": "22,80"}, {"sourceAddressPrefix": "NotATag"},
)


def language() -> Iterator[Row]:
    """Values that only the language's evaluation gives."""
    closed = A.openai("o2", publicNetworkAccess="[parameters('c').n.pna]")
    inner = {**A.document([closed]), "parameters": {"c": {"type": "object"}}}
    yield "nested parameter object", doc(A.add(module(inner, parameters={"c": {"value": {"n": {"pna": "Enabled"}}}}))), "2r"
    rules = [A.rule(f"r{number}", text) for number, text in enumerate(("90 in allow tcp 443 from Internet to *", *A.SHUT))]
    loop = {"name": "securityRules", "count": "[length(variables('r'))]", "input": "[variables('r')[copyIndex('securityRules')]]"}
    yield "rules of a property loop", doc(public, whole(GROUP, {"copy": [loop]}), variables={"r": rules}), "1r"
    looped = {"copy": [{"name": "all", "count": 2, "input": "[variables('r')[copyIndex('all')]]"}], "r": rules}
    yield "rules of a variable's loop", doc(public, setting(GROUP, "securityRules", "[variables('all')]"), variables=looped), "1r"
    member = {"parameters": [{"name": "x", "type": "string"}], "output": {"type": "string", "value": "[parameters('x')]"}}
    functions = [{"namespace": "my", "members": {"same": member}}]
    for value, wanted in (("Enabled", "2r"), ("Disabled", "2p")):
        called = setting(ACCOUNT, "publicNetworkAccess", f"[my.same('{value}')]")
        yield f"a function of one's own: {value}", doc(called, functions=functions), wanted
        base = A.find(doc(), ACCOUNT)["properties"]
        parts = {"base": base, "over": {"publicNetworkAccess": value}}
        both = "variables('base'), variables('over')"
        for expression in (f"union({both})", f"shallowMerge(createArray({both}))"):
            yield f"{expression}: {value}", doc(whole(ACCOUNT, f"[{expression}]"), variables=parts), wanted
        told = {**A.document([]), "outputs": {"o": {"type": "string", "value": value}}}
        asked = setting(ACCOUNT, "publicNetworkAccess", "[reference('m').outputs.o.value]")
        yield f"the output of a module: {value}", doc(asked, A.add(module(told))), wanted
        choice = setting(ACCOUNT, "publicNetworkAccess", f"[if(parameters('b'), '{value}', 'Disabled')]")
        yield f"a choice that nobody knows: {value}", doc(choice, parameters={"b": {"type": "bool"}}), "2u" if value == "Enabled" else "2p"
    for link in ({"relativePath": "x.json"}, {"id": f"{A.ELSEWHERE}/Microsoft.Resources/templateSpecs/z/versions/1"}):
        linked = {"type": DEPLOYMENTS, "apiVersion": "2022-09-01", "name": "l", "properties": {"mode": "Incremental", "templateLink": link}}
        yield f"linked by {next(iter(link))}", doc(A.add(linked)), "1u 2u 5u"
    stack = A.res("Microsoft.Resources/deploymentStacks", "s", {"template": A.document([A.openai("o4", publicNetworkAccess="Enabled")])})
    yield "a stack", doc(A.add(stack)), "2ur"
    for nothing in (None, "[null()]", "[json('null')]"):
        unset = (setting(STORE, "publicNetworkAccess", nothing), setting(STORE, "networkAcls", nothing))
        yield f"nothing written as {nothing}", doc(*unset), "1r 2r"
    turned = {**A.openai("[format('x{0}', copyIndex())]", publicNetworkAccess="[if(equals(copyIndex(), 2), 'Enabled', 'Disabled')]"),
              "copy": {"name": "c", "count": 3}}
    yield "the third of a loop", doc(A.add(turned)), "2r"
    never = {**A.openai("n", publicNetworkAccess="Enabled"), "copy": {"name": "c", "count": 0}}
    yield "a loop of none", doc(A.add(never)), "2p"
    yield "a loop of nobody knows how many", doc(A.add({**never, "copy": {"name": "c", "count": "[parameters('n')]"}})), "2ur"
    outer = module({**A.document([A.openai("o9", publicNetworkAccess="[variables('p')]")]), "variables": {"p": "Disabled"}})
    outer["properties"].pop("expressionEvaluationOptions")
    yield "a variable of the template around", doc(A.add(outer), variables={"p": "Enabled"}), "2r"
    yield "the same account in a module", doc(A.add(module(A.document([A.openai(publicNetworkAccess="Enabled")])))), "2ur"
    secrets = {"o": {"type": "secureObject"}, "s": {"type": "secureString", "defaultValue": "Disabled"}}
    yield "properties that are a secret", doc(whole(ACCOUNT, "[parameters('o')]"), parameters=secrets), "1ur 2ur"
    yield "a value that is a secret", doc(setting(ACCOUNT, "publicNetworkAccess", "[parameters('s')]"), parameters=secrets), "1p 2ur"
    known = "[concat(variables('r'), parameters('n'))]"
    yield "rules, and more that nobody knows", doc(setting(GROUP, "securityRules", known), variables={"r": rules[1:]}), "5u"


def levels() -> Iterator[Row]:
    """Deployments above a resource group, loops of modules, and resources of other kinds of language."""
    inner = A.document([A.openai("[parameters('n')]", publicNetworkAccess="[parameters('p')]")])
    inner["parameters"] = {"n": {"type": "string"}, "p": {"type": "string"}}
    handed = {"n": {"value": "[variables('a')[copyIndex()].n]"}, "p": {"value": "[variables('a')[copyIndex()].p]"}}
    each = module(inner, "[format('m{0}', copyIndex())]", parameters=handed, resourceGroup="rg")
    each["copy"] = {"name": "l", "count": "[length(variables('a'))]"}
    group = {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2022-09-01", "name": "rg", "location": "westeurope"}
    accounts = [{"n": "o1", "p": "Disabled"}, {"n": "o2", "p": "Enabled"}]
    below = {"$schema": BASE.format("subscription"), "variables": {"a": accounts}, "resources": [group, each]}
    yield "a loop of modules", below, "2r"
    there = "22222222-0000-0000-0000-000000000000"
    upper = {"$schema": BASE.format("managementGroup"), "resources": [module(below, subscriptionId=there, location="westeurope")]}
    yield "from a management group", upper, "2r"
    top = {"$schema": BASE.format("tenant"), "resources": [module(below, scope=f"/subscriptions/{there}", location="westeurope")]}
    yield "from the tenant", top, "2r"
    symbols = doc(languageVersion="2.0")
    symbols["resources"] = {f"r{number}": one for number, one in enumerate(symbols["resources"])}
    service = {"extension": "k8s", "type": "core/Service@v1", "properties": {"spec": {"type": "LoadBalancer"}}}
    yield "what another extension deploys", {**symbols, "resources": {**symbols["resources"], "svc": service}}, "1ur"
    existing = {"existing": True, "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "other"}
    container = A.res("Microsoft.Storage/storageAccounts/blobServices/containers", "other/default/c", {"publicAccess": "Blob"})
    both = {**symbols["resources"], "sa": existing, "c": container}
    yield "a public container of what stands already", {**symbols, "resources": both}, "2ur"
    bare = A.res(f"{A.VNET}/subnets", "vnet/snet-app", {"addressPrefix": "10.0.1.0/24"})
    yield "a subnet written again, without its group", doc(A.add(bare)), "5ur"
    foreign = A.res("Microsoft.Sql/servers/firewallRules", "x/all", {"startIpAddress": "0.0.0.0"})
    yield "a rule of a server elsewhere", doc(A.add(foreign)), "1ur"


def honest() -> Iterator[Row]:
    """What must be proved, however it is written."""
    prefix = "[concat(parameters('p'), '-{}')]"
    text = json.dumps(doc(parameters={"p": {"type": "string"}, "location": {"type": "string"}}))
    for name in ("vnet", "nsg", "snet-app", "snet-pe"):
        text = text.replace(f'"{name}"', json.dumps(prefix.format(name))).replace(f"'{name}'", prefix.format(name)[1:-1])
    unknown = json.loads(text.replace('"westeurope"', "\"[parameters('location')]\""))
    yield "names and region that nobody knows", unknown, "1p 2p 3p 4p 5p"
    nets = [{"n": "snet-app", "i": 1}, {"n": "snet-pe", "i": 2}]
    made = (
        "[map(variables('s'), lambda('x', createObject('name', lambdaVariables('x').n, 'properties', createObject("
        "'addressPrefix', cidrSubnet('10.0.0.0/16', 24, lambdaVariables('x').i), 'defaultOutboundAccess', false(),"
        "'privateEndpointNetworkPolicies', 'Enabled', 'networkSecurityGroup', "
        "createObject('id', resourceId('Microsoft.Network/networkSecurityGroups', 'nsg'))))))]"
    )
    yield "subnets that a lambda makes", doc(setting("virtualNetworks", "subnets", made), variables={"s": nets}), "1p 2p 3p 5p"
    yield "a public machine whose group is shut", doc(public), "1p 7p"
    guarded = A.ref(f"{A.NET}/networkSecurityGroups", "nsg-b")
    group = A.nsg(
        "nsg-b", "120 in allow tcp 443 from Internet to *", "130 in allow tcp 443 from GatewayManager to *",
        "140 in allow tcp 443 from AzureLoadBalancer to *", "150 in allow * 8080,5701 from VirtualNetwork to VirtualNetwork",
        "4000 in deny * * from * to *", "100 out allow * 22,3389 from * to VirtualNetwork", "110 out allow tcp 443 from * to AzureCloud",
        "120 out allow * 8080,5701 from VirtualNetwork to VirtualNetwork", "130 out allow tcp 80 from * to Internet",
        "4000 out deny * * from * to *",
    )
    part = {"subnet": A.ref(f"{A.VNET}/subnets", "vnet", "AzureBastionSubnet")}
    part["publicIPAddress"] = A.ref(f"{A.NET}/publicIPAddresses", "pip-b")
    bastion = A.res(f"{A.NET}/bastionHosts", "b", {"ipConfigurations": [{"name": "i", "properties": part}]}, sku={"name": "Standard"})
    home = A.with_subnet("vnet", A.subnet("AzureBastionSubnet", "10.0.9.0/26", networkSecurityGroup=guarded))
    yield "Bastion with the group that Microsoft documents", doc(A.add(group, bastion, A.public_ip("pip-b")), home), "1p 5p 7p"
    machine: Body = {"name": "i", "properties": {"subnet": A.ref(f"{A.VNET}/subnets", "vnet", "snet-app")}}
    machine["properties"]["publicIPAddressConfiguration"] = {"name": "p", "properties": {"publicIPAllocationMethod": "Static"}}
    nics = [{"name": "n", "properties": {"primary": True, "ipConfigurations": [machine]}}]
    inline = A.res("Microsoft.Compute/virtualMachines", "vmx", {"networkProfile": {"networkInterfaceConfigurations": nics}})
    yield "a machine that makes its interface, behind a shut group", doc(A.add(inline)), "1p"
    opened = A.allow("90 in allow tcp 22 from Internet to *")
    yield "a machine that makes its interface, behind an open group", doc(A.add(inline), opened), "1ur 7ur"
    named = A.ref(f"{A.NET}/applicationSecurityGroups", "asg")
    for member, wanted in ((True, "1r 7r"), (False, "1p")):
        grouped = ruled(destinationAddressPrefix=..., destinationApplicationSecurityGroups=[named])
        part = A.find(grouped, "networkInterfaces")["properties"]["ipConfigurations"][0]["properties"]
        part["applicationSecurityGroups"] = [named] if member else []
        yield f"a rule for an application security group, member {member}", grouped, wanted
    zones = [each for each in A.alone() if "privateDnsZone" not in each["type"]]
    elsewhere = [
        A.res(f"{A.NET}/privateEndpoints/privateDnsZoneGroups", f"pe-{name}/default", {"privateDnsZoneConfigs": [
            {"name": "c", "properties": {"privateDnsZoneId": f"{A.ELSEWHERE}/Microsoft.Network/privateDnsZones/{A.ZONES[zone]}"}}]})
        for name, zone in (("oai", "account"), ("st", "blob"), ("kv", "vault"), ("srch", "searchService"))
    ]
    yield "zones of another subscription", A.document([*zones, *elsewhere]), "1p 2p 3u"
    yield "no zones, and servers of one's own elsewhere", doc(
        setting("virtualNetworks", "dhcpOptions", {"dnsServers": ["10.100.0.4"]}), base=lambda: deepcopy(zones)), "3u"


def rows() -> Iterator[Row]:
    yield from (("a rule with " + json.dumps(each, default=str), ruled(**each), "1ur") for each in SPELLINGS)
    for makes in (language, levels, honest):
        yield from makes()


def worst(template: Body, number: int) -> str:
    world = World(Estate(read_arm(template, name="azuredeploy.json")))
    found = {verdict.name[0] for _, verdict in BY_NUMBER[number].check(world)}
    return next((each for each in "rup" if each in found), "p")


def test_what_comes_out_does_not_depend_on_how_it_is_written() -> None:
    wrong: list[str] = []
    for name, template, wanted in rows():
        for part in wanted.split():
            found = worst(template, int(part[0]))
            if found not in part[1:]:
                wrong.append(f"{name}: {part[0]} is {found}, not {part[1:]}")
    assert wrong == []


def test_there_are_enough_of_them() -> None:
    assert len(list(rows())) >= 60
