"""Keys of gateways are made once, and nobody but the vault gets them."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from enclave.audit.note import read_signer
from enclave.compose import compose
from enclave.deploy.keys import FORMS, make_keys, wanted
from enclave.deploy.session import Session
from enclave.emit.kubernetes import emit_kubernetes
from enclave.errors import EnclaveError
from enclave.graph.model import Graph, Resource
from enclave.spec.load import load

VAULT = Resource("Microsoft.KeyVault/vaults", "2024-11-01", "kv-a", "/resourceGroups/rg", {}, "westeurope")


def asking(*files: str, vault: str = "kv-a") -> Resource:
    """What a pod mounts."""
    rows = "".join(f"  - |\n    objectName: the-{file[:3]}\n    objectType: secret\n    objectAlias: {file}\n" for file in files)
    parameters: Any = {"keyvaultName": vault, "objects": f"array:\n{rows}"}
    return Resource("Kubernetes/SecretProviderClass", "v1", "gateway", "/c", {"spec": {"parameters": parameters}})


def test_each_key_is_made_once_in_the_form_that_the_gateway_reads(session: Session, azure: Any, arm_server: Any, tmp_path: Path) -> None:
    graph, told = Graph((VAULT, asking(*FORMS))), list[str]()
    made: list[dict[str, Any]] = []
    for _ in range(2):
        make_keys(session, graph, told.append)
        made.append({name: azure.resources[arm_server.full(f"{VAULT.id}/secrets/the-{name[:3]}").lower()]["properties"] for name in FORMS})
    assert made[0] == made[1]
    assert len(told) == 3
    values = {name: made[0][name]["value"] for name in FORMS}
    assert not any(value in line for value in values.values() for line in told)
    (tmp_path / "log.key").write_text(values["log.key"] + "\n")
    assert read_signer(tmp_path / "log.key").name.startswith("secure-ai-enclave/")
    assert len(bytes.fromhex(values["vault.key"])) == len(base64.b64decode(values["content.key"], validate=True)) == 32


def test_what_is_not_known_is_not_made_up(session: Session) -> None:
    with pytest.raises(EnclaveError, match="what belongs into it is not known"):
        make_keys(session, Graph((VAULT, asking("other.pem"))), print)
    assert list(wanted(Graph((VAULT, asking("log.key", vault="elsewhere"))))) == []


def test_every_key_of_the_bank_is_found_and_in_no_file(bank: Path) -> None:
    graph = compose(load(bank).spec)
    found = [(vault.stamp, name, file) for vault, name, file in wanted(graph)]
    assert found == [
        (stamp, name, file) for stamp in ("europe", "us_healthcare")
        for name, file in (("gateway-log-key", "log.key"), ("gateway-vault-key", "vault.key"), ("gateway-certificate", "tls.pem"))
    ]
    files = emit_kubernetes(graph)
    assert any("gateway-vault-key" in text for text in files.values())
    assert not any("PRIVATE+KEY" in text for text in files.values())
