"""TLS as a server needs it: old protocols refused, clients known where they must be, certificates renewed while it serves."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from enclave.errors import InputError
from enclave.wire import tls
from enclave.wire.message import Response
from enclave.wire.server import listen
from enclave.wire.tls import Identity, ServerTls

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """Signs for servers and clients."""

    def __init__(self, folder: Path, called: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.folder, self.called = folder, called
        folder.mkdir(exist_ok=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(self._sign(called, self.key, authority=True).public_bytes(Encoding.PEM))

    def _sign(self, called: str, key, days: int = 1, authority: bool = False) -> x509.Certificate:
        return (
            x509.CertificateBuilder().subject_name(name(called)).issuer_name(name(self.called)).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(NOW - 3 * DAY).not_valid_after(NOW + days * DAY)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .sign(self.key, SHA256())
        )  # fmt: skip

    def issue(self, called: str, days: int = 1, password: bytes | None = None) -> Identity:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate, private = self.folder / f"{called}.pem", self.folder / f"{called}.key"
        certificate.write_bytes(self._sign(called, key, days).public_bytes(Encoding.PEM))
        encryption = BestAvailableEncryption(password) if password else NoEncryption()
        private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
        return Identity(certificate, private)


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path / "own", "our authority")


async def hello(_request) -> Response:
    return Response(200, (), b"hello")


async def ask(port: int, context: ssl.SSLContext) -> tuple[bytes, str]:
    """The answer, and the serial number of the server's certificate."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    serial = writer.get_extra_info("peercert")["serialNumber"]
    writer.write(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    data = await reader.read()
    writer.close()
    return data, serial


def trusting(authority: Authority, client: Identity | None = None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(authority.file))
    if client is not None:
        context.load_cert_chain(client.certificate, client.key)
    return context


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_it_serves_and_takes_no_old_protocol(run, authority):
    async def main():
        server = await listen(hello, "127.0.0.1", 0, tls=ServerTls(authority.issue("server")).context)
        data, _ = await ask(server.port, trusting(authority))
        assert data.endswith(b"hello")
        old = trusting(authority)
        old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.raises(OSError):
            await ask(server.port, old)
        await server.close(1)

    run(main)


def test_with_an_authority_for_clients_nobody_else_comes_in(run, authority, tmp_path):
    other = Authority(tmp_path / "other", "another authority")
    made = authority.issue("server")
    identity = Identity(made.certificate, made.key, authority.file)

    async def main():
        server = await listen(hello, "127.0.0.1", 0, tls=ServerTls(identity).context)
        data, _ = await ask(server.port, trusting(authority, authority.issue("client")))
        assert data.endswith(b"hello")
        for client in (None, other.issue("client"), authority.issue("late", days=-1)):
            try:
                data, _ = await ask(server.port, trusting(authority, client))
            except OSError:
                data = b""
            assert data == b""  # TLS 1.3 tells a client only after its own handshake
        await server.close(1)

    run(main)


def test_a_new_certificate_serves_new_connections_and_a_broken_one_changes_nothing(run, authority, monkeypatch):
    monkeypatch.setattr(tls, "WATCH_SECONDS", 0.02)
    identity = authority.issue("server")
    said: list[str] = []

    async def until(what) -> None:
        for _ in range(1000):
            if what():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(said)

    async def main():
        serving = ServerTls(identity)
        server = await listen(hello, "127.0.0.1", 0, tls=serving.context)
        watching = asyncio.ensure_future(serving.watch(said.append))
        _, first = await ask(server.port, trusting(authority))
        identity.key.write_text("broken")
        await until(lambda: len(said) == 1)
        assert "the old one stays" in said[0]
        assert "broken" not in said[0]
        assert (await ask(server.port, trusting(authority)))[1] == first
        authority.issue("server")
        await until(lambda: said[-1].startswith("the new certificate serves"))
        assert (await ask(server.port, trusting(authority)))[1] != first
        watching.cancel()
        await server.close(1)

    run(main)


def test_what_cannot_serve_is_said_before_it_does(authority, tmp_path):
    good, other = authority.issue("server"), authority.issue("other")
    text = tmp_path / "text.pem"
    text.write_text("hello")
    cases = {
        "there is no such file": Identity(tmp_path / "nowhere.pem", good.key),
        "key values mismatch": Identity(good.certificate, other.key),
        "cannot be used with": Identity(text, good.key),
        "the certificate ended": authority.issue("late", days=-1),
        "a certificate and its own key, in PEM, the key without a password": authority.issue("secret", password=b"p4ss"),
        "holds no authority": Identity(good.certificate, good.key, text),
    }
    for message, identity in cases.items():
        with pytest.raises(InputError) as caught:
            ServerTls(identity)
        assert message in str(caught.value), (message, str(caught.value))
        assert "p4ss" not in str(caught.value)
