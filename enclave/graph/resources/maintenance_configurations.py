"""Maintenance configurations: when the platform patches machines. Assignments put machines under one."""

from __future__ import annotations

from dataclasses import replace

from msgspec import Struct

from enclave.graph.body import link, pointer, text, texts
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Maintenance/maintenanceConfigurations"
ASSIGNMENT_TYPE = "Microsoft.Maintenance/configurationAssignments"
API_VERSION = "2023-04-01"


class MaintenanceConfiguration(Struct, frozen=True):
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


class Filter(Struct, frozen=True):
    """What a whole subscription's assignment is for."""

    types: tuple[str, ...]
    groups: tuple[str, ...]
    """Names of resource groups."""
    systems: tuple[str, ...]
    locations: tuple[str, ...]


class Assignment(Struct, frozen=True):
    """What is under a maintenance configuration: one machine, or all that a filter lets through."""

    target: str
    """Id of a machine; `""`: the subscription."""
    configuration: str
    name: str
    filter: Filter | None = None


def read_assignment(resource: Resource) -> Assignment:
    """An assignment. Raises `Undecided`."""
    body, rest = resource.body, "properties.filter"
    found = Filter(*(texts(body, f"{rest}.{key}") for key in ("resourceTypes", "resourceGroups", "osTypes", "locations")))
    everything = None if found == Filter((), (), (), ()) else found
    return Assignment(resource.scope, link(body, "properties.maintenanceConfigurationId") or "", resource.name, everything)


def write_assignment(assignment: Assignment, place: Place, depends_on: tuple[str, ...] = ()) -> Resource:
    """The assignment, as an extension of its machine, or at the subscription."""
    body = stated(
        maintenanceConfigurationId=pointer(assignment.configuration),
        filter=_filter(assignment.filter) if assignment.filter else None,
    )
    found = place.on(assignment.target, ASSIGNMENT_TYPE, API_VERSION, assignment.name, {"properties": body})
    return replace(found, location=place.location, depends_on=depends_on)


def _filter(found: Filter) -> Value:
    return {
        "resourceTypes": list(found.types),
        "resourceGroups": list(found.groups),
        "osTypes": list(found.systems),
        "locations": list(found.locations),
    }
