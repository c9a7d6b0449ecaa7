"""The gateways' keys: made at random where a vault has none yet, and written there straight away. No template and no file has them.

Azure Resource Manager writes a secret without the vault's data plane, so it works where the vault is closed; it never tells a value
(learn.microsoft.com/rest/api/keyvault/secrets/create-or-update).
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from enclave.audit.note import Signer
from enclave.deploy.session import Session
from enclave.errors import EnclaveError
from enclave.graph.body import text
from enclave.graph.model import Graph, Resource
from enclave.graph.resources import key_vault_secrets, key_vaults

FORMS: Final[Mapping[str, Callable[[], str]]] = MappingProxyType({
    "log.key": lambda: Signer.generate().text(),
    "vault.key": lambda: os.urandom(32).hex(),
    "content.key": lambda: base64.b64encode(os.urandom(32)).decode(),
})
"""File of a gateway's pod -> what a new key in it looks like."""
CERTIFICATE: Final = "gateway-certificate"
_OBJECT = re.compile(r"objectName: (\S+)\n +objectType: secret\n +objectAlias: (\S+)\n")


def make_keys(session: Session, graph: Graph, tell: Callable[[str], None]) -> None:
    """Make the keys that pods ask a vault for and that are not in it. Those that are there stay: a new one would lock out what the old one
    sealed. Raises EnclaveError."""
    for vault, name, file in wanted(graph):
        if name == CERTIFICATE:  # it came before the phase that reads it
            continue
        path = f"/subscriptions/{session.subscription}{vault.id}/secrets/{name}"
        if session.arm("GET", path, key_vault_secrets.API_VERSION, absent_ok=True) is not None:
            continue
        form = FORMS.get(file)
        if form is None:
            raise EnclaveError(f"the secret `{name}` is not there, and what belongs into it is not known", vault.name)
        value = {"value": form(), "contentType": file, "attributes": {"enabled": True}}
        session.arm("PUT", path, key_vault_secrets.API_VERSION, {"properties": value})
        tell(f"made the key `{name}` in {vault.name}")


def wanted(graph: Graph) -> Iterator[tuple[Resource, str, str]]:
    """Vault, name of the secret and file, of everything that the pods of a graph mount."""
    vaults = {vault.name: vault for vault in graph.of_type(key_vaults.TYPE)}
    for asking in graph.of_type("Kubernetes/SecretProviderClass"):
        vault = vaults.get(text(asking.body, "spec.parameters.keyvaultName"))
        if vault is not None:
            yield from ((vault, name, file) for name, file in _OBJECT.findall(text(asking.body, "spec.parameters.objects")))
