"""A real OpenID provider (`oidc-provider` of npm): discovery, its tokens, its new keys, and the whole way through the gateway."""

from __future__ import annotations

import dataclasses
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import jwt
import pytest

from enclave.gateway import entra as room

APPLICATION = "bbbbbbbb-0000-4000-8000-000000000002"


@dataclasses.dataclass
class Provider:
    """The running program."""

    host: str
    tenant: str
    process: subprocess.Popen[str]
    certificate: object

    def token(self) -> str:
        form = {"grant_type": "client_credentials", "client_id": APPLICATION, "client_secret": "only-for-this-test"}
        answer = httpx.post(f"{self.host}/{self.tenant}/v2.0/token", data=form, verify=self.certificate.client, trust_env=False)
        return answer.raise_for_status().json()["access_token"]

    def rotate(self) -> None:
        self.process.send_signal(signal.SIGHUP)
        self.wait("rotated")

    def wait(self, word: str) -> None:
        """Until it says so. It has notices of its own in between."""
        assert any(line == f"{word}\n" for line in self.process.stdout), word


@pytest.fixture
def provider(root, document, certificate, unused_port) -> Iterator[Provider]:
    if not (root / ".tools" / "node" / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("not run: needs oidc-provider of npm (`make node`)")
    port = unused_port()
    tenant = str(document.spec.identity.tenant)
    script = Path(__file__).with_name("openid") / "provider.mjs"
    modules = root / ".tools" / "node"
    command = ["node", str(script), str(port), tenant, str(certificate.file), str(certificate.key), str(modules)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        killer = threading.Timer(60, process.kill)
        killer.start()
        try:
            found = Provider(f"https://127.0.0.1:{port}", tenant, process, certificate)
            found.wait("listening")
            yield found
        finally:
            killer.cancel()
            process.kill()


@pytest.mark.long
def test_its_tokens_are_taken_its_new_keys_found_and_its_old_ones_forgotten(run, world, provider, monkeypatch, certificate):
    monkeypatch.setenv("AZURE_AUTHORITY_HOST", provider.host)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    monkeypatch.setattr(room, "UNKNOWN_SECONDS", 0.0)
    first = provider.token()

    async def main():
        async with world() as w:
            assert jwt.get_unverified_header(first)["kid"] == "key-1"
            answer = await w.ask("x", token=first)
            assert answer.status_code == 200, answer.text
            assert (await w.recorded(2))[-1].caller == APPLICATION
            head, body, signature = first.split(".")
            for forged in (f"{head}.{body}.{'A' * len(signature)}", f"{head}.{body}.", first[:-2], f"{body}.{head}.{signature}"):
                assert (await w.ask("x", token=forged)).status_code == 401
            provider.rotate()
            second = provider.token()
            assert jwt.get_unverified_header(second)["kid"] == "key-2"
            assert (await w.ask("x", token=second)).status_code == 200
            assert (await w.ask("x", token=first)).status_code == 401, "its key is listed no more"

    run(main)
