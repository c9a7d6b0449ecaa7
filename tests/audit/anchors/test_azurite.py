"""Blobs against Azurite, Azure Storage's own emulator, over TLS and with tokens as a gateway has them."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from azure.core.credentials import AccessToken
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from enclave.audit.anchors.blob import SCOPE, VERSION, open_anchor
from enclave.audit.anchors.interface import AnchorUnavailable
from enclave.audit.anchors.over_https import Service

ACCOUNT = "devstoreaccount1"


class Token:
    """A token in the form that Azurite looks at; its signature is not checked there."""

    def get_token(self, *_: str, **__: Any) -> AccessToken:
        tenant = "11111111-1111-1111-1111-111111111111"
        now = int(time.time())
        claims = {"aud": "https://storage.azure.com", "iss": f"https://sts.windows.net/{tenant}/", "iat": now, "nbf": now, "exp": now + 600}
        return AccessToken(jwt.encode({**claims, "oid": tenant, "tid": tenant, "ver": "1.0"}, "k" * 32), now + 600)


def _certificate(folder: Path) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "azurite")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    text = certificate.public_bytes(Encoding.PEM).decode()
    (folder / "cert.pem").write_text(text)
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return text


@pytest.fixture(scope="module")
def azurite(root: Path, tmp_path_factory: pytest.TempPathFactory, unused_port: Callable[[], int]) -> Iterator[tuple[str, str]]:
    """Address of the account, and its certificate."""
    installed = root / ".tools" / "node" / "node_modules" / ".bin" / "azurite-blob"
    program = str(installed) if installed.exists() else shutil.which("azurite-blob")
    if program is None:
        pytest.skip("not run: needs azurite (`scripts/node-packages.sh azurite`)")
    folder = tmp_path_factory.mktemp("azurite")
    certificate = _certificate(folder)
    port = unused_port()
    command = [
        program, "--blobHost", "127.0.0.1", "--blobPort", str(port), "--location", str(folder / "data"), "--oauth", "basic",
        "--cert", str(folder / "cert.pem"), "--key", str(folder / "key.pem"), "--silent", "--disableTelemetry",
    ]  # fmt: skip
    with (folder / "out.txt").open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        deadline = time.monotonic() + 120
        context = ssl.create_default_context(cadata=certificate)
        while True:
            try:
                with socket.create_connection(("127.0.0.1", port), 5) as raw, context.wrap_socket(raw, server_hostname="127.0.0.1"):
                    break
            except OSError:
                assert process.poll() is None, (folder / "out.txt").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.1)
        yield f"https://127.0.0.1:{port}/{ACCOUNT}", certificate
    finally:
        process.kill()
        process.wait()


@pytest.mark.long
def test_a_container_takes_each_checkpoint_once_and_gives_all_back(azurite: tuple[str, str], signed) -> None:
    address, certificate = azurite
    container = Service(f"{address}/anchors", SCOPE, Token(), certificate)
    container.ask("PUT", "", params={"restype": "container"}, headers={"x-ms-version": VERSION}, expected=(201,))
    anchor = open_anchor(f"{address}/anchors", Token(), certificate)
    assert "no immutability policy" in anchor.remarks()[0]
    assert list(anchor.held("example.com/log")) == []
    for size in (7, 12, 7):
        assert f"example.com/log/{size:020d}" in anchor.put(*signed(size)).place
    anchor.put(*signed(8, "another/log"))
    assert sorted((held.size, held.root) for held in anchor.held("example.com/log")) == [(n, n.to_bytes(32, "big")) for n in (7, 12)]
    note = container.ask("GET", f"/example.com/log/{7:020d}-{(7).to_bytes(32, 'big').hex()}", headers={"x-ms-version": VERSION})
    assert note.content == signed(7)[1]
    with pytest.raises(AnchorUnavailable, match="404 `ContainerNotFound`"):
        open_anchor(f"{address}/nowhere", Token(), certificate).put(*signed(7))
    with pytest.raises(AnchorUnavailable, match=r"cannot be reached \(SSLError\)"):
        open_anchor(f"{address}/anchors", Token()).put(*signed(7))
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(address, timeout=5)
