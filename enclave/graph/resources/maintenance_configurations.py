"""Maintenance configurations: when the platform patches machines. Assignments put machines under one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from enclave.graph.body import link, pointer, text, texts
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Maintenance/maintenanceConfigurations"
ASSIGNMENT_TYPE = "Microsoft.Maintenance/configurationAssignments"
API_VERSION = "2023-04-01"


@dataclass(frozen=True)
class MaintenanceConfiguration:
    """A maintenance window in which guests are patched."""

    id: str
    scope: str
    """`InGuestPatch`, `Host`, `OSImage`..."""
    starts: str
    """First window, `2026-01-04 02:00`."""
    duration: str
    """`03:00`."""
    time_zone: str
    recurs: str
    """`Week Sunday`, `Day`, `Month Third Sunday`."""
    classifications: tuple[str, ...]
    """Of Linux packages: `Critical`, `Security`, `Other`."""
    reboot: str = "IfRequired"


def read(resource: Resource) -> MaintenanceConfiguration:
    """A maintenance configuration. Raises `Undecided`."""
    body = resource.body
    window = "properties.maintenanceWindow"
    return MaintenanceConfiguration(
        id=resource.id,
        scope=text(body, "properties.maintenanceScope"),
        starts=text(body, f"{window}.startDateTime"),
        duration=text(body, f"{window}.duration"),
        time_zone=text(body, f"{window}.timeZone"),
        recurs=text(body, f"{window}.recurEvery"),
        classifications=texts(body, "properties.installPatches.linuxParameters.classificationsToInclude"),
        reboot=text(body, "properties.installPatches.rebootSetting", "IfRequired"),
    )


def write(configuration: MaintenanceConfiguration, place: Place) -> tuple[Resource, ...]:
    """The configuration. The user says when guests are patched, not Azure."""
    properties: Value = {
        "maintenanceScope": configuration.scope,
        "extensionProperties": {"InGuestPatchMode": "User"},
        "visibility": "Custom",
        "maintenanceWindow": {
            "startDateTime": configuration.starts,
            "duration": configuration.duration,
            "timeZone": configuration.time_zone,
            "recurEvery": configuration.recurs,
        },
        "installPatches": {
            "rebootSetting": configuration.reboot,
            "linuxParameters": {"classificationsToInclude": list(configuration.classifications)},
        },
    }
    return (place.put(TYPE, API_VERSION, configuration.id, {"properties": properties}),)


@dataclass(frozen=True)
class Assignment:
    """A machine or a scale set under a maintenance configuration."""

    target: str
    configuration: str
    name: str


def read_assignment(resource: Resource) -> Assignment:
    """An assignment. Raises `Undecided`."""
    return Assignment(resource.scope, link(resource.body, "properties.maintenanceConfigurationId") or "", resource.name)


def write_assignment(assignment: Assignment, place: Place) -> Resource:
    """The assignment, as an extension of its machine."""
    body: Value = {"maintenanceConfigurationId": pointer(assignment.configuration)}
    found = place.on(assignment.target, ASSIGNMENT_TYPE, API_VERSION, assignment.name, {"properties": body})
    return replace(found, location=place.location)
