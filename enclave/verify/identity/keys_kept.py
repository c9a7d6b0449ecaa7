"""Keys of other services that a resource keeps, and gives to whoever may ask it for them.

Sources: learn.microsoft.com/azure/machine-learning/how-to-assign-roles (actions that list secrets), learn.microsoft.com/rest/api/azureml
(workspaces: list keys, list storage account keys; connections and datastores: list secrets).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from enclave.graph.body import Undecided, canonical_id, link, text
from enclave.graph.model import Resource

KEYLESS = frozenset({
    "aad", "managedidentity", "none", "projectmanagedidentity", "accountmanagedidentity", "userentratoken", "agenticidentity", "identity",
})
"""Ways of a connection, and kinds of a datastore's credentials, that hold no key."""
_WORKSPACES = "Microsoft.MachineLearningServices/workspaces"
_AUTHS: Mapping[str, str] = {
    "Microsoft.CognitiveServices/accounts/connections": "properties.authType",
    "Microsoft.CognitiveServices/accounts/projects/connections": "properties.authType",
    f"{_WORKSPACES}/connections": "properties.authType",
    f"{_WORKSPACES}/datastores": "properties.credentials.credentialsType",
}
"""Type -> where it says how it signs in."""
KEEPING: Mapping[str, tuple[str, ...]] = {
    **{kind.lower(): (f"{kind}/listsecrets/action",) for kind in _AUTHS},
    _WORKSPACES.lower(): (f"{_WORKSPACES}/listKeys/action", f"{_WORKSPACES}/listStorageAccountKeys/action"),
}
"""Lower-case type -> the actions that list what it keeps."""
_PATHS: Mapping[str, str] = {kind.lower(): path for kind, path in _AUTHS.items()}


class Kept(NamedTuple):
    """A key that a resource keeps."""

    opens: str | None
    """Id of what it opens; None: that is not known."""


def kept(resource: Resource) -> Kept | None:
    """The key that a resource of `KEEPING` keeps; None: it keeps none. What cannot be decided is a key to nobody knows what."""
    try:
        path = _PATHS.get(resource.type.lower())
        if path is None:
            account = link(resource.body, "properties.storageAccount")
            return Kept(account) if account else None
        if text(resource.body, path).lower() in KEYLESS:
            return None
        target = text(resource.body, "properties.metadata.ResourceId")
        return Kept(canonical_id(target) if target else None)
    except Undecided:
        return Kept(None)
