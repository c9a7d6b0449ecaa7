"""What a project deploys, against what the hub approves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from enclave.regions import REGIONS
from enclave.spec.availability import DATA_ZONES, SERVICES
from enclave.spec.models import Sku
from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem
from enclave.spec.suggest import did_you_mean


def models_are_approved(subject: Subject) -> Iterator[Problem]:
    """A deployment's model is one of `hub.models`."""
    approved: Keys = ("hub", "models")
    models = subject.spec.hub.models
    used = [
        (("projects", name, "deployments", key, "model"), deployment.model)
        for name, project in subject.spec.projects.items() for key, deployment in project.deployments.items()
    ]
    if used and not models:
        message = "`hub.models` is empty, so no project may deploy a model"
        yield subject.problem(approved, message, f"list the approved ones: [{', '.join(dict.fromkeys(model for _, model in used))}]")
        return
    for keys, model in used:
        if model not in models:
            message = f"model `{model}` is not approved: it is not in `hub.models` ({subject.place(approved)})"
            yield subject.problem(keys, message, did_you_mean(model, models), (approved,))


def deployment_names_differ(subject: Subject) -> Iterator[Problem]:
    """Azure does not tell names by their case, so neither may a project's deployments."""
    for name, project in subject.spec.projects.items():
        first: dict[str, str] = {}
        for key in project.deployments:
            other = first.setdefault(key.lower(), key)
            if other != key:
                keys: Keys = ("projects", name, "deployments", key)
                yield subject.problem(keys, f"deployments `{other}` and `{key}` differ in case only", "Azure takes them for one name")


def processing_stays(subject: Subject) -> Iterator[Problem]:
    """A deployment that processes in any geography is a choice that needs a reason."""
    for name, project in subject.spec.projects.items():
        if project.unsafe_allow_global_processing is not None:
            continue
        allowed: Keys = ("projects", name, "unsafe_allow_global_processing")
        for key, deployment in project.deployments.items():
            if deployment.sku.startswith("Global"):
                message = f"a `{deployment.sku}` deployment processes data in any geography, whatever the region"
                hint = "use `Standard` or `DataZoneStandard`, or give the project `unsafe_allow_global_processing: {reason: ...}`"
                yield subject.problem(("projects", name, "deployments", key, "sku"), message, hint, (allowed,))


def data_zones_are_there(subject: Subject) -> Iterator[Problem]:
    """A `DataZone*` deployment stays in a zone of several regions, and most geographies have none."""
    for name, project in subject.spec.projects.items():
        regions = [key for key in (project.region, *project.failover_regions) if key in subject.spec.regions]
        served = [key for key in regions if subject.spec.regions[key].location in SERVICES["openai"].regions]
        outside = [key for key in served if REGIONS[subject.spec.regions[key].location].boundary not in DATA_ZONES]
        for key, deployment in project.deployments.items():
            instead = deployment.sku.replace("DataZone", "", 1)
            hint = f"use `{instead}`, which stays in the region" if instead in get_args(Sku) else "leave it out: batches stay in no region"
            for region in outside if deployment.sku.startswith("DataZone") else ():
                place: Keys = ("regions", region, "location")
                location = subject.spec.regions[region].location
                message = f"a `{deployment.sku}` deployment needs a data zone, and `{location}` lies in none ({subject.place(place)})"
                yield subject.problem(("projects", name, "deployments", key, "sku"), message, hint, (place,))
