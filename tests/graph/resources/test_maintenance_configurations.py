"""Maintenance configurations and their assignments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import maintenance_configurations
from enclave.graph.resources.maintenance_configurations import ASSIGNMENT_TYPE, TYPE, Assignment, MaintenanceConfiguration

HERE = "/resourceGroups/rg-test/providers"
WINDOW = MaintenanceConfiguration(
    f"{HERE}/{TYPE}/mc-a", "InGuestPatch", "2026-01-04 02:00", "03:00", "UTC", "Week Sunday", ("Critical", "Security")
)
ASSIGNMENT = Assignment(f"{HERE}/Microsoft.Compute/virtualMachines/vm-a", WINDOW.id, "patches")


def test_what_is_written_is_read_back(round_trip: Callable[..., Any], place: Place) -> None:
    assert round_trip(maintenance_configurations, WINDOW) == WINDOW
    written = maintenance_configurations.write_assignment(ASSIGNMENT, place)
    assert maintenance_configurations.read_assignment(written) == ASSIGNMENT
    assert (written.type, written.scope, written.location) == (ASSIGNMENT_TYPE, ASSIGNMENT.target, place.location)


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    both = (*maintenance_configurations.write(WINDOW, place), maintenance_configurations.write_assignment(ASSIGNMENT, place))
    assert problems(both) == []


def test_guests_are_patched_when_the_user_says(place: Place) -> None:
    (written,) = maintenance_configurations.write(WINDOW, place)
    properties: Any = written.body["properties"]
    assert properties["extensionProperties"] == {"InGuestPatchMode": "User"}


def test_somebody_elses(make: Callable[..., Resource]) -> None:
    found = maintenance_configurations.read(make(TYPE, "mc", {"properties": {"maintenanceScope": "Host"}}))
    assert (found.scope, found.reboot, found.classifications, found.recurs) == ("Host", "IfRequired", (), "")
