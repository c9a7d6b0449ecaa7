"""The machines of the gateway behind an internal load balancer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.grants import grant_id
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.passes.load_balancer import balancer_front_id, balancer_id, balancer_ip, gateway_balancer
from enclave.compose.site import GATEWAY, GATEWAY_PORT, Site
from enclave.graph.model import Graph, Ref
from enclave.graph.resources import autoscale_settings, load_balancers, virtual_machine_scale_sets
from enclave.graph.resources.load_balancers import Balancing, LoadBalancer, Probe
from enclave.graph.resources.virtual_machine_scale_sets import VirtualMachineScaleSet

Run = Callable[..., Graph]
ON: dict[str, Any] = {"load_balancer": True}
OWN = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/g/providers/Microsoft.Compute/galleries/g/images/i"


def balancer(graph: Graph) -> LoadBalancer:
    (found,) = graph.of_type(load_balancers.TYPE)
    return load_balancers.read(found)


def machines(graph: Graph) -> VirtualMachineScaleSet:
    (found,) = graph.of_type(virtual_machine_scale_sets.TYPE)
    return virtual_machine_scale_sets.read(found)


def test_switched_off_there_is_nothing(run: Run, furnished: Callable[..., Site]) -> None:
    assert run(gateway_balancer, furnished({})).resources == ()


def test_it_is_inside_in_all_zones_and_lets_nothing_out(run: Run, furnished: Callable[..., Site]) -> None:
    site = furnished(ON)
    found = balancer(run(gateway_balancer, site))
    assert (found.sku, found.public_ips, found.outbound, found.subnets) == ("Standard", (), False, (site.subnet(GATEWAY),))
    (front,) = found.fronts
    assert (front.ip, front.zones) == (str(site.plan.gateway_ip), ("1", "2", "3"))
    assert found.rules == (Balancing("gateway", GATEWAY_PORT, GATEWAY_PORT, outbound=False),)
    assert found.probes == (Probe("Https", GATEWAY_PORT, "/healthz"),)
    assert balancer_front_id(site).startswith(balancer_id(site))


def test_its_machines_run_as_the_gateway_and_stand_in_its_subnet(run: Run, furnished: Callable[..., Site]) -> None:
    site = furnished(ON)
    graph = run(gateway_balancer, site)
    found = machines(graph)
    assert (found.subnet, found.identity.user_assigned) == (site.subnet(GATEWAY), (gateway_identity_id(site),))
    assert found.pools == balancer(graph).pools
    assert (found.zones, found.zone_balance, found.proximity_group) == (("1", "2", "3"), True, None)
    assert len(graph.of_type(autoscale_settings.TYPE)) == 1


def test_beside_a_cluster_it_has_the_next_address(furnished: Callable[..., Site]) -> None:
    site = furnished(ON | {"kubernetes": True})
    assert balancer_ip(site) == site.plan.gateway_ip - 1
    assert str(balancer_ip(site)).startswith("10.40.")


@pytest.mark.parametrize(("settings", "expected"), [
    (True, ("tcp", 22, "2.0")), ({"image": OWN}, ("https", GATEWAY_PORT, "1.0")),
])
def test_a_machine_is_well_when_it_started_or_when_the_gateway_of_its_image_answers(
    run: Run, furnished: Callable[..., Site], settings: Any, expected: tuple[str, int, str],
) -> None:
    found = {each.kind: each for each in machines(run(gateway_balancer, furnished({"load_balancer": settings}))).extensions}
    well = found["ApplicationHealthLinux"]
    assert (well.settings["protocol"], well.settings["port"], well.version) == expected


@pytest.mark.parametrize(("settings", "readers"), [(True, None), ({"image": OWN}, [{"user": "enclave"}])])
def test_each_machine_keeps_the_gateways_certificate_in_a_file(
    run: Run, furnished: Callable[..., Site], settings: Any, readers: Any,
) -> None:
    site = furnished({"load_balancer": settings})
    graph = run(gateway_balancer, site)
    (keeper,) = (each for each in machines(graph).extensions if each.kind == "KeyVaultForLinux")
    managed: Any = keeper.settings["secretsManagementSettings"]
    (kept,) = managed["observedCertificates"]
    assert kept["url"] == f"https://{site.vault.rpartition('/')[2]}.vault.azure.net/secrets/gateway-certificate"
    assert (kept["customSymbolicLinkName"], managed["requireInitialSync"]) == ("gateway.pem", True)
    assert (kept.get("acls"), managed["aclEnabled"]) == (readers, readers is not None)
    assert keeper.settings["authenticationSettings"]["msiClientId"] == Ref(gateway_identity_id(site), "properties.clientId")
    (written,) = graph.of_type(virtual_machine_scale_sets.TYPE)
    assert grant_id(gateway_identity_id(site), "Key Vault Secrets User", site.vault) in written.depends_on


def test_azure_takes_it(run: Run, furnished: Callable[..., Site], problems: Callable[..., list[str]]) -> None:
    assert problems(run(gateway_balancer, furnished(ON))) == []
