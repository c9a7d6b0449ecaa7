"""Federated credentials of managed identities."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.model import Graph, Ref, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import federated_identity_credentials, user_assigned_identities
from enclave.graph.resources.federated_identity_credentials import TYPE, FederatedIdentityCredential
from enclave.graph.resources.user_assigned_identities import UserAssignedIdentity

HERE = "/resourceGroups/rg-test/providers"
USER = f"{HERE}/{user_assigned_identities.TYPE}/id-gateway"
CLUSTER = f"{HERE}/Microsoft.ContainerService/managedClusters/aks-a"
CREDENTIAL = FederatedIdentityCredential(
    f"{USER}/federatedIdentityCredentials/aks", USER, "aks", CLUSTER, "system:serviceaccount:enclave:gateway"
)


@pytest.fixture
def identity(place: Place) -> Resource:
    return user_assigned_identities.write(UserAssignedIdentity(USER, "id-gateway", "westeurope", None), place)[0]


@pytest.mark.parametrize("credential", [CREDENTIAL, replace(CREDENTIAL, issuer="https://issuer.example/", audiences=("api://x",))])
def test_what_is_written_is_read_back(credential: FederatedIdentityCredential, identity: Resource, place: Place) -> None:
    (written,) = federated_identity_credentials.write(credential, identity, place, depends_on=("/before",))
    assert federated_identity_credentials.read(written) == credential
    assert (written.id, written.depends_on) == (credential.id, ("/before",))


def test_azure_takes_what_is_written(identity: Resource, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(federated_identity_credentials.write(CREDENTIAL, identity, place)) == []


def test_the_issuer_is_known_only_when_the_cluster_is_there(identity: Resource, place: Place) -> None:
    (written,) = federated_identity_credentials.write(CREDENTIAL, identity, place)
    assert list(written.refs()) == [Ref(CLUSTER, "properties.oidcIssuerProfile.issuerURL")]
    assert Graph((identity, written)).children(USER) == (written,)


def test_somebody_elses(make: Callable[..., Resource]) -> None:
    body = {"properties": {"Issuer": "https://token.actions.example", "subject": "repo:a/b", "audiences": ["api://AzureADTokenExchange"]}}
    found = federated_identity_credentials.read(make(TYPE, "id-a/github", body))
    assert (found.name, found.issuer, found.subject) == ("github", "https://token.actions.example", "repo:a/b")
    assert found.identity.endswith("/id-a")
