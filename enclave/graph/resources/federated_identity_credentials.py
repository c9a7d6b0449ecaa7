"""Federated credentials of a managed identity: tokens of another issuer that stand for it, such as a Kubernetes service account's."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, lookup, text, texts
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"
API_VERSION = "2024-11-30"
AUDIENCE = "api://AzureADTokenExchange"
ISSUER = "properties.oidcIssuerProfile.issuerURL"
"""Where a cluster tells the address of its issuer."""


class FederatedIdentityCredential(Struct, frozen=True):
    """Who else may act as the identity."""

    id: str
    identity: str
    name: str
    issuer: str
    """Id of the cluster whose issuer it is, or the issuer's address."""
    subject: str
    """`system:serviceaccount:<namespace>:<name>`"""
    audiences: tuple[str, ...] = (AUDIENCE,)


def read(resource: Resource) -> FederatedIdentityCredential:
    """A credential. Raises `Undecided`."""
    issuer = lookup(resource.body, "properties.issuer")
    return FederatedIdentityCredential(
        id=resource.id,
        identity=resource.parent or "",
        name=last_segment(resource.name),
        issuer=issuer.resource if isinstance(issuer, Ref) else text(resource.body, "properties.issuer"),
        subject=text(resource.body, "properties.subject"),
        audiences=texts(resource.body, "properties.audiences"),
    )


def write(
    credential: FederatedIdentityCredential, identity: Resource, place: Place, depends_on: tuple[str, ...] = ()
) -> tuple[Resource, ...]:
    """The credential. Azure takes one change of an identity's credentials at a time: give the one before in `depends_on`."""
    properties: Value = {
        "issuer": Ref(credential.issuer, ISSUER) if credential.issuer.startswith("/") else credential.issuer,
        "subject": credential.subject,
        "audiences": list(credential.audiences),
    }
    kind = "federatedIdentityCredentials"
    return (place.below(identity, kind, API_VERSION, credential.name, {"properties": properties}, depends_on=depends_on),)
