"""Container apps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import container_apps
from enclave.graph.resources.container_apps import TYPE, AppIngress, ContainerApp

HERE = "/resourceGroups/rg-test/providers"
USER = f"{HERE}/Microsoft.ManagedIdentity/userAssignedIdentities/id-a"
APP = ContainerApp(
    id=f"{HERE}/{TYPE}/ca-a",
    location="westeurope",
    environment=f"{HERE}/Microsoft.App/managedEnvironments/cae-a",
    image="cra.azurecr.io/app@sha256:1",
    cpu=0.5,
    memory="1Gi",
    least=1,
    most=5,
    profile="Consumption",
    ingress=AppIngress(8080, True, False, (("Allow", "10.0.0.0/16"),)),
    registries=((f"{HERE}/Microsoft.ContainerRegistry/registries/cra", USER),),
    identity=Identity("UserAssigned", (USER,)),
    environment_variables=(("GATEWAY", "http://10.0.0.4:8080"),),
    probe="/healthz",
)


@pytest.mark.parametrize("app", [
    APP, replace(APP, ingress=None, registries=(), identity=Identity(), environment_variables=(), probe="", cpu=2.0),
])
def test_what_is_written_is_read_back(app: ContainerApp, round_trip: Callable[..., Any]) -> None:
    assert round_trip(container_apps, app, depends_on=("/before",)) == app


def test_azure_takes_what_is_written_with_whole_processors(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(container_apps.write(replace(APP, cpu=1.0), place)) == []


def test_somebody_elses(make: Callable[..., Resource]) -> None:
    body = {"properties": {
        "managedEnvironmentId": f"{HERE}/Microsoft.App/managedEnvironments/cae-b",
        "configuration": {"ingress": {"external": True, "targetPort": "80"}, "registries": [{"server": "x.io", "passwordSecretRef": "p"}]},
        "template": {"containers": [{"image": "nginx", "resources": {"cpu": "json('0.25')", "memory": "0.5Gi"}}]},
    }}
    found = container_apps.read(make(TYPE, "ca-b", body))
    assert (found.environment, found.image, found.cpu) == (f"{HERE}/Microsoft.App/managedEnvironments/cae-b", "nginx", 0.25)
    assert (found.ingress, found.registries) == (AppIngress(80, True, False), (("x.io", None),))
    assert (found.least, found.most, found.probe) == (0, 10, "")
    assert container_apps.read(make(TYPE, "ca-c", {"properties": {}})).ingress is None


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    body: dict[str, Any] = {"properties": {"configuration": {"ingress": {"external": Unresolved("[p]")}}}}
    with pytest.raises(Undecided):
        container_apps.read(make(TYPE, "ca-b", body))
