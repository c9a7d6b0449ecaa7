"""The whole way with a real OpenID provider (`oidc-provider` of npm) and the real command, in Chromium and by hand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm

from enclave.audit.log import AuditLog
from enclave.audit.read import events
from enclave.spec.load import load

CLIENT = "bbbbbbbb-0000-4000-8000-000000000008"
Opened = Callable[[str], tuple[str, Path]]
pytestmark = pytest.mark.long


@contextmanager
def program(command: list[str], ready: str, **environment: str) -> Iterator[None]:
    """A program that runs, once it has said that it is ready."""
    told = {**os.environ, **environment}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=told) as process:
        killer = threading.Timer(120, process.kill)
        killer.start()
        try:
            assert process.stdout is not None
            assert any(line.startswith(ready) for line in process.stdout), command
            yield
        finally:
            killer.cancel()
            process.kill()


@pytest.fixture
def opened(
    root: Path, bank: Path, tmp_path: Path, certificate: Any, pem: Callable[[], bytes], unused_port: Callable[[], int]
) -> Iterator[Opened]:
    """Starts a provider and a console with a credential; the console's address and data directory."""
    modules = root / ".tools" / "node"
    if shutil.which("node") is None or not (modules / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("not run: needs node, and oidc-provider of npm (`make node`)")
    with ExitStack() as stack:

        def open_(credential: str) -> tuple[str, Path]:
            port, own = unused_port(), unused_port()
            address, data = f"http://localhost:{own}", tmp_path / "data"
            told = f"  sign_in: {{address: '{address}', application: {CLIENT}, credential: {credential}}}\n"
            file = tmp_path / "enclave.yaml"
            file.write_text(bank.read_text().replace("identity:\n", f"identity:\n{told}", 1))
            tenant = str(load(file).spec.identity.tenant)
            with AuditLog.open(data):
                pass
            options, jwk = [], []
            if credential == "certificate":
                key = tmp_path / "console.pem"
                key.write_bytes(pem())
                public = x509.load_pem_x509_certificate(key.read_bytes()).public_key()
                assert isinstance(public, RSAPublicKey)
                options, jwk = ["--sign-in-certificate", str(key)], [RSAAlgorithm.to_jwk(public)]
            script = Path(__file__).with_name("openid") / "provider.mjs"
            run = ["node", str(script), str(port), tenant, str(certificate.file), str(certificate.key), str(modules), CLIENT]
            stack.enter_context(program([*run, f"{address}/signed-in", f"{address}/login", *jwk], "listening"))
            console = [sys.executable, "-m", "enclave.cli.main", "console", str(file), "--data", str(data), "--port", str(own), "--login"]
            host = {"AZURE_AUTHORITY_HOST": f"https://127.0.0.1:{port}", "SSL_CERT_FILE": str(certificate.file)}
            stack.enter_context(program([*console, *options], "listening", **host))
            return address, data

        yield open_


def sign_in(browser: httpx.Client, address: str, name: str) -> httpx.Response:
    """By hand: the answer that the console gets, not sent yet."""
    answer = browser.get(f"{address}/sign-in")
    for _ in range(12):
        where = answer.headers.get("location", "")
        if where.startswith(address):
            return answer
        if where:
            answer = browser.get(answer.url.join(where))
            continue
        action, prompt = re.search(r'action="([^"]+)"', answer.text), re.search(r'name="prompt" value="([^"]+)"', answer.text)
        assert action, answer.text[:500]
        assert prompt, answer.text[:500]
        answer = browser.post(answer.url.join(action[1]), data={"prompt": prompt[1], "login": name, "password": "any"})
    raise AssertionError("it never came back")


@pytest.mark.parametrize("credential", ["none", "certificate"])
def test_codes_are_taken_once_and_from_this_browser_only(opened: Opened, credential: str, certificate: Any) -> None:
    address, data = opened(credential)
    with httpx.Client(verify=certificate.client, trust_env=False, timeout=100) as browser:
        back = sign_in(browser, address, "ada").headers["location"]
        with httpx.Client(trust_env=False) as thief:
            assert thief.get(back).status_code == 403, "a code that was stolen is of no use in another browser"
        other = httpx.URL(back).copy_set_param("iss", "https://evil.example")
        assert browser.get(other).status_code == 403
        assert browser.get(back).status_code == 403, "its answer was used up"
        assert browser.get(f"{address}/").status_code == 303
        back = sign_in(browser, address, "ada").headers["location"]
        answer = browser.get(back)
        assert (answer.status_code, answer.headers["location"]) == (303, "/"), answer.text
        page = browser.get(f"{address}/")
        assert page.status_code == 200
        assert "ada@contoso.example" in page.text
        assert browser.get(back).status_code == 403
    kinds = [(event.kind, event.caller, event.roles) for event in events(data)]
    assert kinds.count(("signed_in", "oid-of-ada", ("auditor",))) == 1
    assert [kind for kind, _, _ in kinds].count("sign_in_refused") == 4


def test_in_a_browser(opened: Opened, root: Path, tmp_path: Path) -> None:
    browser, modules = shutil.which("chromium"), root / ".tools" / "node"
    if browser is None or not (modules / "node_modules" / "puppeteer-core").is_dir():
        pytest.skip("not run: needs the Debian package `chromium` and puppeteer-core of npm (`make node`)")
    address, data = opened("none")
    script = Path(__file__).with_name("browser") / "sign_in.mjs"
    command = ["node", str(script), str(modules), browser, str(tmp_path / "profile"), address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["before"] == f"{address}/login"
    assert seen["ada"]["url"] == f"{address}/", seen["ada"]
    assert "ada@contoso.example" in seen["ada"]["words"]
    [session] = [cookie for cookie in seen["cookies"] if "console" in cookie["name"]]
    assert (session["httpOnly"], session["sameSite"], session["path"]) == (True, "Lax", "/")
    assert (seen["replayed"]["status"], "not begun in this browser" in seen["replayed"]["words"]) == (403, True)
    assert (seen["requests"], seen["linked"]) == (200, f"{address}/spend")
    assert ("not sent from the console" in seen["forged"], seen["stillIn"]) == (True, True)
    assert (seen["out"], seen["after"]) == (f"{address}/login", f"{address}/login")
    assert "/session/end" in seen["elsewhere"]
    assert seen["home"] == f"{address}/login"
    assert "none of its groups has access" in seen["bob"]["words"]
    assert "ada" not in seen["bob"]["words"]
    assert not [told for told in seen["complaints"] if "403" not in told], seen["complaints"]
    assert [event.kind for event in events(data)] == ["signed_in", "sign_in_refused", "sign_in_refused"]


def test_the_page_for_logging_in_can_be_used_by_all(opened: Opened, root: Path, tmp_path: Path) -> None:
    browser, modules = shutil.which("chromium"), root / ".tools" / "node"
    if browser is None or not (modules / "node_modules" / "axe-core").is_dir():
        pytest.skip("not run: needs the Debian package `chromium`, and axe-core and puppeteer-core of npm (`make node`)")
    address, _ = opened("none")
    pictures = os.environ.get("ENCLAVE_PICTURES", "")
    shots = [
        {"name": f"login-{'phone' if width < 500 else 'wide'}-{'dark' if dark else 'light'}", "url": f"{address}/login", "width": width,
         "height": 768, "dark": dark, "axe": True, "keys": 6}
        for width in (1366, 390) for dark in (False, True)
    ]  # fmt: skip
    shots[0]["picture"] = f"{pictures}/login-wide-light.webp" if pictures else ""
    command = ["node", str(Path(__file__).with_name("browser") / "look.mjs"), str(modules), browser, str(tmp_path / "profile")]
    done = subprocess.run(command, input=json.dumps(shots), capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    for page in json.loads(done.stdout):
        assert (page["status"], page["violations"], page["complaints"]) == (200, [], []), page
        assert page["checked"] > 10
        assert page["overflow"] <= 1, page["name"]
        assert all(asked.startswith(address) for asked in page["asked"])
        assert [key.rpartition(" ")[0] for key in page["focused"][:3]] == [
            "A to the content", "A Sign in with Microsoft Entra ID", "A sign out there, too",
        ]  # fmt: skip
        assert all(key.endswith(" true") for key in page["focused"][:5]), "what has the focus is seen"
