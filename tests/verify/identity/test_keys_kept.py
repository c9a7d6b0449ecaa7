"""Keys that others keep."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.model import Unresolved
from enclave.verify.identity.keys_kept import KEEPING, Kept, kept

AML = "Microsoft.MachineLearningServices/workspaces"
ACCOUNT = "/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/s"


@pytest.mark.parametrize(("kind", "properties", "found"), [
    (f"{AML}/connections", {"authType": "AAD"}, None),
    (f"{AML}/connections", {"authType": "ApiKey"}, Kept(None)),
    (f"{AML}/connections", {}, Kept(None)),
    (f"{AML}/connections", {"authType": Unresolved("x")}, Kept(None)),
    ("Microsoft.CognitiveServices/accounts/connections", {"authType": "ApiKey", "metadata": {"ResourceId": ACCOUNT}}, Kept(ACCOUNT)),
    (f"{AML}/datastores", {"credentials": {"credentialsType": "None"}}, None),
    (f"{AML}/datastores", {"credentials": {"credentialsType": "Sas"}}, Kept(None)),
    (AML, {"storageAccount": ACCOUNT}, Kept(ACCOUNT)),
    (AML, {"storageAccount": Unresolved("x")}, Kept(None)),
    (AML, {}, None),
])  # fmt: skip
def test_what_a_resource_keeps(build: Any, kind: str, properties: Any, found: Kept | None) -> None:
    build.add(kind, "/".join("abc"[: kind.count("/")]), properties, location=None)
    (resource,) = build.graph()
    assert kind.lower() in KEEPING
    assert kept(resource) == found
