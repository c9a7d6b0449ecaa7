"""Maintenance configurations and their assignments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import maintenance_configurations
from enclave.graph.resources.maintenance_configurations import ASSIGNMENT_TYPE, TYPE, Assignment, Filter, MaintenanceConfiguration

HERE = "/resourceGroups/rg-test/providers"
WINDOW = MaintenanceConfiguration(
    f"{HERE}/{TYPE}/mc-a", "InGuestPatch", "2026-01-04 02:00", "03:00", "UTC", "Week Sunday", ("Critical", "Security")
)
ASSIGNMENT = Assignment(f"{HERE}/Microsoft.Compute/virtualMachines/vm-a", WINDOW.id, "patches")
EVERYTHING = Assignment("", WINDOW.id, "patches", Filter(("Microsoft.Compute/virtualMachines",), ("rg-a",), ("Linux",), ("westeurope",)))


def test_what_is_written_is_read_back(round_trip: Callable[..., Any], place: Place) -> None:
    assert round_trip(maintenance_configurations, WINDOW) == WINDOW
    for assignment in (EVERYTHING, ASSIGNMENT):
        written = maintenance_configurations.write_assignment(assignment, place, ("/before",))
        assert maintenance_configurations.read_assignment(written) == assignment
        assert written.depends_on == ("/before",)
    assert (written.type, written.scope, written.location) == (ASSIGNMENT_TYPE, ASSIGNMENT.target, place.location)


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assignments = (maintenance_configurations.write_assignment(each, place) for each in (ASSIGNMENT, EVERYTHING))
    assert problems((*maintenance_configurations.write(WINDOW, place), *assignments)) == []


def test_guests_are_patched_when_the_user_says(place: Place) -> None:
    (written,) = maintenance_configurations.write(WINDOW, place)
    properties: Any = written.body["properties"]
    assert properties["extensionProperties"] == {"InGuestPatchMode": "User"}


def test_somebody_elses(make: Callable[..., Resource]) -> None:
    found = maintenance_configurations.read(make(TYPE, "mc", {"properties": {"maintenanceScope": "Host"}}))
    assert (found.scope, found.reboot, found.classifications, found.recurs) == ("Host", "IfRequired", (), "")
