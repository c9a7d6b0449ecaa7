"""How people sign in to the console with their browser."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from enclave.spec.base import CONSOLE, Model


class SignIn(Model):
    """The console's registration with Microsoft Entra ID, for the authorization code flow."""

    address: Annotated[str, StringConstraints(pattern=CONSOLE, max_length=255)] = Field(
        description="the console's own, as browsers write it; `<address>/signed-in` is the redirect URI to register"
    )
    application: UUID = Field(
        description="client id of the registration that people sign in with: one of the console's own, or `identity.application`"
    )
    credential: Literal["none", "managed-identity", "certificate"] = Field(
        default="none",
        description="how the console shows that it is that application: `none` for a public client, the token of a managed identity that"
        " the registration trusts as federated credential, or a certificate, for which `enclave console` takes `--sign-in-certificate`",
    )
