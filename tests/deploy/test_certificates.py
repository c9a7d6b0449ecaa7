"""Certificates are in the vaults, and good, before anything is deployed that reads them."""

from __future__ import annotations

import asyncio
import base64
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from enclave.compose import compose
from enclave.deploy.certificates import AUTHORITY, DAYS, OWN, certificates_ready, new_certificate
from enclave.deploy.keys import make_keys
from enclave.deploy.session import Session
from enclave.errors import EnclaveError
from enclave.graph.model import Graph, Resource
from enclave.spec.load import load
from enclave.wire.message import Response
from enclave.wire.server import listen
from enclave.wire.tls import Identity, ServerTls

NOW = datetime(2026, 11, 22, tzinfo=UTC)
VAULT = Resource("Microsoft.KeyVault/vaults", "2024-11-01", "kv-a", "/resourceGroups/rg", {}, "westeurope", stamp="europe")


def hosts(region: str) -> tuple[str, ...]:
    return ("ai.example.com", f"{region}.ai.example.com")


def reading(*names: str, vault: str = "kv-a") -> Graph:
    """A vault, and something that reads from it."""
    body: Any = {"properties": {"sslCertificates": [{"id": f"https://{vault}.vault.azure.net/secrets/{name}"} for name in names]}}
    return Graph((VAULT, Resource("Microsoft.Network/applicationGateways", "2025-09-01", "agw", "/resourceGroups/rg", body, "westeurope")))


@pytest.fixture
def put(azure: Any, arm_server: Any) -> Any:
    def run(name: str, **attributes: Any) -> None:
        key = arm_server.full(f"{VAULT.id}/secrets/{name}").lower()
        azure.resources[key] = {"id": key, "properties": {"attributes": {"enabled": True, **attributes}}}

    return run


def test_what_nobody_brought_is_named_with_its_vault_and_stops_everything(session: Session, put: Any) -> None:
    with pytest.raises(EnclaveError) as caught:
        certificates_ready(session, reading("ingress-certificate", OWN), None, print, NOW)
    assert all(f"`{name}` in kv-a is not there" in str(caught.value) for name in ("ingress-certificate", OWN, AUTHORITY))
    for name in ("ingress-certificate", OWN, AUTHORITY):
        put(name)
    certificates_ready(session, reading("ingress-certificate", AUTHORITY), None, print, NOW)


def test_one_that_has_ended_or_is_off_stops_and_one_that_ends_soon_is_told(session: Session, put: Any) -> None:
    graph, told = reading("ingress-certificate"), list[str]()
    put("ingress-certificate", exp=int((NOW - timedelta(seconds=1)).timestamp()))
    with pytest.raises(EnclaveError, match="ended 2026-11-21"):
        certificates_ready(session, graph, None, told.append, NOW)
    put("ingress-certificate", enabled=False)
    with pytest.raises(EnclaveError, match="is switched off"):
        certificates_ready(session, graph, None, told.append, NOW)
    put("ingress-certificate", exp=int((NOW + timedelta(days=59)).timestamp()))
    certificates_ready(session, graph, None, told.append, NOW)
    assert told == ["`ingress-certificate` in kv-a ends 2027-01-20: renew it"]
    put("ingress-certificate", exp=int((NOW + timedelta(days=61)).timestamp()))
    certificates_ready(session, graph, None, told.append, NOW)
    assert len(told) == 1


def test_the_gateways_own_is_made_once_and_its_value_is_told_to_nobody(session: Session, azure: Any, arm_server: Any) -> None:
    graph, told = reading(OWN), list[str]()
    made: list[dict[str, Any]] = []
    for _ in range(2):
        certificates_ready(session, graph, hosts, told.append, NOW)
        places = {name: arm_server.full(f"{VAULT.id}/secrets/{name}").lower() for name in (OWN, AUTHORITY)}
        made.append({name: azure.resources[place]["properties"] for name, place in places.items()})
    assert made[0] == made[1]
    assert len(told) == 1
    assert "PRIVATE" not in told[0]
    served, root = made[0][OWN]["value"].encode(), base64.b64decode(made[0][AUTHORITY]["value"])
    assert made[0][OWN]["attributes"]["exp"] == int((NOW + timedelta(days=DAYS)).timestamp())
    assert b"PRIVATE KEY" in served
    assert b"PRIVATE KEY" not in root
    names = x509.load_pem_x509_certificates(served)[0].extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert tuple(names.get_values_for_type(x509.DNSName)) == hosts("europe")


@pytest.mark.parametrize("there", [OWN, AUTHORITY])
def test_half_of_a_pair_is_not_made_whole_by_a_stranger(session: Session, put: Any, there: str) -> None:
    put(there)
    missing = AUTHORITY if there == OWN else OWN
    with pytest.raises(EnclaveError, match=f"`{missing}` in kv-a is not there"):
        certificates_ready(session, reading(OWN), hosts, print, NOW)


def test_a_listeners_certificate_is_never_made(session: Session) -> None:
    with pytest.raises(EnclaveError, match="`ingress-certificate` in kv-a is not there"):
        certificates_ready(session, reading("ingress-certificate", OWN), hosts, lambda line: None, NOW)


def test_other_vaults_are_not_asked(session: Session, azure: Any) -> None:
    certificates_ready(session, reading("ingress-certificate", vault="kv-elsewhere"), None, print, NOW)
    assert not any("/secrets/" in path for _, path in azure.calls)


def test_every_example_names_what_its_gateway_reads(bank: Path, session: Session, azure: Any) -> None:
    graph, told = compose(load(bank).spec), list[str]()
    with pytest.raises(EnclaveError) as caught:
        certificates_ready(session, graph, None, told.append, NOW)
    assert str(caught.value).count(f"`{OWN}`") == str(caught.value).count(f"`{AUTHORITY}`") == 2
    certificates_ready(session, graph, hosts, told.append, NOW)
    make_keys(session, graph, told.append)  # the certificate is none of those keys
    assert sum("made `gateway-certificate`" in line for line in told) == 2


def test_the_gateway_serves_with_what_was_made_and_nobody_else_is_believed(tmp_path: Path) -> None:
    (served, root), (_, stranger) = (new_certificate(("ai.example.com", "*.ai.example.com"), datetime.now(UTC)) for _ in range(2))
    file = tmp_path / "tls.pem"
    file.write_bytes(served)

    async def hello(_request: Any) -> Response:
        return Response(200, (), b"hello")

    async def ask(port: int, authority: bytes, name: str) -> bytes:
        context = ssl.create_default_context(cadata=authority.decode())
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=name)
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        data = await reader.read()
        writer.close()
        return data

    async def main() -> None:
        server = await listen(hello, "127.0.0.1", 0, tls=ServerTls(Identity(file, file)).context)
        for name in ("ai.example.com", "triage.ai.example.com"):
            assert (await ask(server.port, root, name)).endswith(b"hello")
        for authority, name in ((stranger, "ai.example.com"), (root, "other.example.com")):
            with pytest.raises(ssl.SSLCertVerificationError):
                await ask(server.port, authority, name)
        await server.close(1)

    asyncio.run(main())
