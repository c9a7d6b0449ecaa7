"""Virtual machines for training and development."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.passes.dedicated_hosts import dedicated_hosts, host_group_id
from enclave.compose.passes.proximity_placement_groups import placement_group_id, placement_groups
from enclave.compose.passes.virtual_machines import machine_ids, machines, machines_identity
from enclave.compose.site import MACHINES, Site
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph, Resource, Secret
from enclave.graph.resources import (
    disks,
    network_interfaces,
    role_assignments,
    ssh_public_keys,
    user_assigned_identities,
    virtual_machine_extensions,
    virtual_machines,
)
from enclave.graph.resources.virtual_machines import VirtualMachine

Run = Callable[..., Graph]
ON = {"virtual_machines": {"count": 4}, "data_collection": True}


def views(graph: Graph) -> list[VirtualMachine]:
    return [virtual_machines.read(found) for found in graph.of_type(virtual_machines.TYPE)]


def test_switched_off_there_is_nothing(run: Run, furnished: Callable[..., Site]) -> None:
    site = furnished({})
    assert run(machines, site).resources == run(machines_identity, site).resources == ()
    assert machine_ids(site) == ()


def test_machines_start_from_what_is_signed_with_keys_and_without_passwords(run: Run, furnished: Callable[..., Site]) -> None:
    for machine in views(run(machines, furnished(ON))):
        assert (machine.protection.security_type, machine.protection.secure_boot, machine.protection.vtpm) == ("TrustedLaunch", True, True)
        assert machine.protection.encryption_at_host
        assert not machine.login.password
        assert machine.patch_mode == "AutomaticByPlatform"
        assert machine.identity.kind == "SystemAssigned, UserAssigned"
        assert machine.os_disk.network_access == "DenyAll"
        assert machine.os_disk.encryption_set


def test_no_interface_has_a_public_address(run: Run, furnished: Callable[..., Site]) -> None:
    site = furnished(ON)
    found = [network_interfaces.read(each) for each in run(machines, site).of_type(network_interfaces.TYPE)]
    assert len(found) == 4
    assert {(each.public_ip, each.ip_forwarding, each.subnet) for each in found} == {(None, False, site.subnet(MACHINES))}


def test_disks_are_closed_to_everybody(run: Run, furnished: Callable[..., Site]) -> None:
    for double, expected in ((True, "EncryptionAtRestWithPlatformAndCustomerKeys"), (False, "EncryptionAtRestWithCustomerKey")):
        graph = run(machines, furnished(ON, security={"double_encryption": double}))
        for disk in map(disks.read, graph.of_type(disks.TYPE)):
            assert (disk.network_access, disk.public_network_access, disk.auth_mode) == ("DenyAll", "Disabled", "AzureActiveDirectory")
            assert disk.encryption == expected
    plain = run(machines, furnished(ON, security={"customer_managed_keys": False}))
    assert {disks.read(disk).encryption for disk in plain.of_type(disks.TYPE)} == {"EncryptionAtRestWithPlatformKey"}


def test_machines_stand_in_different_zones_with_their_disks(run: Run, furnished: Callable[..., Site]) -> None:
    graph = run(machines, furnished(ON))
    assert [machine.zones for machine in views(graph)] == [("1",), ("2",), ("3",), ("1",)]
    for machine in views(graph):
        (disk,) = machine.data_disks
        found = graph.get(disk)
        assert found
        assert disks.read(found).zones == machine.zones


def test_a_region_without_zones_has_none(run: Run, furnished: Callable[..., Site]) -> None:
    site = furnished(ON, regions={"north": {"location": "westus"}, "us_east": {"location": "eastus"}})
    assert [machine.zones for machine in views(run(machines, site))] == [()] * 4


def test_close_together_is_one_zone_and_excludes_the_others(run: Run, furnished: Callable[..., Site]) -> None:
    site = furnished(ON | {"proximity_placement_groups": True})
    found = views(run(machines, site))
    assert {machine.proximity_group for machine in found} == {placement_group_id(site)}
    assert {machine.zones for machine in found} == {("1",)}
    assert len(run(placement_groups, site).resources) == 1


def test_hosts_of_ones_own_come_before_closeness(run: Run, furnished: Callable[..., Site]) -> None:
    site = furnished(ON | {"proximity_placement_groups": True, "dedicated_hosts": {"count": 2}})
    graph = run(machines, site, run(dedicated_hosts, site).resources)
    for machine in views(graph):
        assert (machine.host_group, machine.proximity_group, machine.zones) == (host_group_id(site), None, ("1",))
        written = graph.get(machine.id)
        assert written
        assert written.depends_on == (f"{host_group_id(site)}/hosts/host-1", f"{host_group_id(site)}/hosts/host-2")


def test_people_log_in_with_entra_and_the_machine_is_watched(run: Run, furnished: Callable[..., Site]) -> None:
    found = [virtual_machine_extensions.read(each) for each in run(machines, furnished(ON)).of_type(virtual_machine_extensions.TYPE)]
    assert [each.kind for each in found[:3]] == ["AADSSHLoginForLinux", "AzureMonitorLinuxAgent", "GuestAttestation"]
    assert not any(each.has_secrets for each in found)


def test_operators_administer_and_contributors_work(run: Run, furnished: Callable[..., Site]) -> None:
    graph = run(machines, furnished({"virtual_machines": True}))
    found = {(each.principal[0], each.principal_type, each.role)
             for each in map(role_assignments.read, graph.of_type(role_assignments.TYPE))}
    assert found == {
        ("2", "Group", role("Virtual Machine Administrator Login")), ("3", "Group", role("Virtual Machine User Login")),
    }


def test_the_key_is_given_at_deployment(run: Run, furnished: Callable[..., Site]) -> None:
    graph = run(machines_identity, furnished({"load_balancer": True}))
    (key,) = graph.of_type(ssh_public_keys.TYPE)
    assert isinstance(ssh_public_keys.read(key).key, Secret)
    assert not graph.of_type(user_assigned_identities.TYPE)
    assert len(run(machines_identity, furnished(ON)).of_type(user_assigned_identities.TYPE)) == 1


def test_the_size_follows_the_scenario_and_the_tier(run: Run, furnished: Callable[..., Site]) -> None:
    def sizes(**changes: Any) -> set[str]:
        return {machine.size for machine in views(run(machines, furnished(ON, **changes)))}

    assert sizes(scenario="ai-training", performance_tier="standard") == {"Standard_NC24ads_A100_v4"}
    assert sizes(scenario="ai-training", performance_tier="premium") == {"Standard_NC40ads_H100_v5"}
    assert sizes(scenario="ai-development", performance_tier="standard") == {"Standard_D4as_v5"}


@pytest.mark.parametrize("security", [{}, {"customer_managed_keys": False}, {"double_encryption": True}])
def test_azure_takes_them(
    run: Run, furnished: Callable[..., Site], problems: Callable[..., list[str]], security: dict[str, bool],
) -> None:
    site = furnished(ON, security=security)
    resources: tuple[Resource, ...] = (*run(machines_identity, site).resources, *run(machines, site).resources)
    assert problems(resources) == []
