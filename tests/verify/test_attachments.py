from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.model import Unresolved
from enclave.verify.attachments import Attachment, attachments


def inline(subnet: str | None, **more: Any) -> dict[str, Any]:
    part = {"name": "i", "properties": {**({"subnet": {"id": subnet}} if subnet else {}), **more}}
    return {"networkInterfaceConfigurations": [{"name": "n", "properties": {"ipConfigurations": [part]}}]}


def test_interfaces_machines_and_scale_sets(build: Any, kit: Any) -> None:
    subnet = kit.subnet_id("net", "a")
    build.machine("nic", subnet, ip="10.0.1.4", public="Standard", nsg=build.nsg("own"))
    pool = f"{kit.GROUP}/providers/Microsoft.Network/loadBalancers/lb/backendAddressPools/p"
    profile = inline(subnet, publicIPAddressConfiguration={"name": "each"}, loadBalancerBackendAddressPools=[{"id": pool}])
    build.add("Microsoft.Compute/virtualMachineScaleSets", "set", {"virtualMachineProfile": {"networkProfile": profile}})
    build.add("Microsoft.Compute/virtualMachines", "vm", {"networkProfile": inline(subnet)})
    found, problems = attachments(build.world().estate)
    assert problems == ()
    assert [(each.owner.rpartition("/")[2], each.ip, bool(each.public_ip), bool(each.nsg)) for each in found] == [
        ("nic", "10.0.1.4", True, True),
        ("set", None, True, False),
        ("vm", None, False, False),
    ]
    assert found[1].balancers == (pool.partition("/backendAddressPools")[0],)


def test_what_cannot_be_placed_is_said(build: Any, kit: Any) -> None:
    build.add("Microsoft.Compute/virtualMachineScaleSets", "set", {"virtualMachineProfile": {"networkProfile": inline(None)}})
    build.add(
        "Microsoft.Compute/virtualMachines",
        "vm",
        {"networkProfile": inline(kit.subnet_id("net", "a"))},
        condition=Unresolved("parameters('on')"),
    )
    build.add("Microsoft.Network/networkInterfaces", "nic", {"ipConfigurations": Unresolved("parameters('ips')")})
    found, problems = attachments(build.world().estate)
    assert found == ()
    assert len(problems) == 3


def test_a_balancer_is_named_by_any_of_its_parts() -> None:
    parts = (
        "/x/providers/Microsoft.Network/LoadBalancers/lb/inboundNatRules/r",
        "/x/providers/Microsoft.Network/LoadBalancers/lb/backendAddressPools/p",
        "/x/providers/Microsoft.Network/applicationGateways/agw/backendAddressPools/p",
    )
    assert Attachment("o", "s", None, None, None, parts).balancers == ("/x/providers/Microsoft.Network/LoadBalancers/lb",)


@pytest.mark.parametrize("field", ["privateEndpoint", "privateLinkService"])
def test_an_interface_that_azure_made_is_no_machine(build: Any, kit: Any, field: str) -> None:
    """Exports of what runs list the interfaces of private endpoints; templates do not."""
    subnet = kit.subnet_id("app", "snet-app")
    build.network("app", "10.1.0.0/16", {"snet-app": {"addressPrefix": "10.1.1.0/24"}})
    owner = build.add("Microsoft.Network/privateEndpoints", "pep", {"subnet": {"id": subnet}})
    interface = build.machine("pep.nic.1", subnet)
    assert len(attachments(build.world().estate)[0]) == 1
    build.change(interface, lambda properties: properties.update({field: {"id": owner}}))
    assert attachments(build.world().estate) == ((), ())
    build.change(interface, lambda properties: properties.update({field: {"id": f"{owner}-elsewhere"}}))
    found, problems = attachments(build.world().estate)
    assert (found, [problem.message for problem in problems]) == ((), ["pep-elsewhere, which has it, is not in the template"])
