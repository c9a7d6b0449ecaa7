from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.model import Graph
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations import egress_only_declared, management_ports, no_internet_ingress
from enclave.verify.occupants import held_elsewhere, unseen

Again = Callable[[], Graph]
CHECKS = (no_internet_ingress, egress_only_declared, management_ports)


@pytest.fixture
def stands(build: Any, kit: Any) -> Callable[..., None]:
    """Makes Azure tell that something stands in the subnet for machines."""
    network = f"{kit.GROUP}/providers/Microsoft.Network/virtualNetworks/app"

    def tell(*owners: str, **more: Any) -> None:
        parts = [{"id": f"{kit.GROUP}/providers/{owner}"} for owner in owners]
        build.change(network, lambda properties: properties["subnets"][0]["properties"].update(ipConfigurations=parts, **more))

    return tell


def verdicts(graph: Graph) -> set[str]:
    world = World(Estate(graph))
    found = (dict(each.check(world)) for each in CHECKS)
    return {verdict.name for each in found for subject, verdict in each.items() if subject.endswith("/snet-app")}


def test_an_interface_that_the_export_has_nothing_of_may_have_a_public_address(build: Any, again: Again, stands: Any) -> None:
    assert verdicts(again()) == {"proved"}
    stands("Microsoft.Network/networkInterfaces/NIC/ipConfigurations/c")
    assert verdicts(again()) == {"unknown"}


@pytest.mark.parametrize(
    "owner",
    [
        "Microsoft.Compute/virtualMachineScaleSets/s/virtualMachines/0/networkInterfaces/n/ipConfigurations/c",
        "Microsoft.Network/loadBalancers/l/frontendIPConfigurations/f",
    ],
)
def test_what_a_service_puts_into_its_own_subnet_is_that_service_s(build: Any, kit: Any, again: Again, stands: Any, owner: str) -> None:
    stands(owner)
    assert verdicts(again()) == {"unknown"}
    apim = {"virtualNetworkType": "Internal", "virtualNetworkConfiguration": {"subnetResourceId": kit.subnet_id("app", "snet-app")}}
    build.add("Microsoft.ApiManagement/service", "apim", apim)
    assert verdicts(again()) == {"proved"}


def test_what_is_in_the_graph_and_the_interface_of_a_private_endpoint_are_known(build: Any, kit: Any, again: Again, stands: Any) -> None:
    build.machine("vm", kit.subnet_id("app", "snet-app"))
    stands(*(f"Microsoft.Network/networkInterfaces/{name}/ipConfigurations/one" for name in ("vm", "pep.nic.1")))
    world = World(Estate(again()))
    site = world.estate.site(kit.subnet_id("app", "snet-app"))
    assert unseen(site, world) is not None
    pep = f"{kit.GROUP}/providers/Microsoft.Network/privateEndpoints/pep"
    interface = {"id": f"{kit.GROUP}/providers/Microsoft.Network/networkInterfaces/pep.nic.1"}
    build.change(pep, lambda properties: properties.update(networkInterfaces=[interface]))
    world = World(Estate(again()))
    assert unseen(world.estate.site(site.id), world) is None


def test_a_public_address_of_something_that_is_not_there(build: Any, kit: Any, again: Again) -> None:
    build.machine("vm", kit.subnet_id("app", "snet-app"))
    for owner, expected in (("vm", {}), ("other", {"pip": "it belongs to other, which is not in the template"})):
        part = {"id": f"{kit.GROUP}/providers/Microsoft.Network/networkInterfaces/{owner}/ipConfigurations/one"}
        build.add("Microsoft.Network/publicIPAddresses", "pip", {"ipConfiguration": part})
        found = held_elsewhere(World(Estate(again())))
        assert {subject.rpartition("/")[2]: verdict.reason for subject, verdict in found.items()} == expected
