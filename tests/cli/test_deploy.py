"""`enclave deploy` as a process: through the real credential chain and clients, killed at any point, and run again."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from enclave.cli.main import main
from enclave.graph.phases import PHASES
from enclave.spec.components import Components

COMPONENTS = "".join(f"  {name}: false\n" for name in Components.model_fields)
SPEC = f"""
enclave: v1
name: small
identity: {{tenant: 11111111-1111-1111-1111-111111111111, audience: "api://small"}}
regions:
  europe: {{location: westeurope, pair: northeurope}}
components:
{COMPONENTS}
hub: {{models: [gpt-4o]}}
projects:
  only:
    region: europe
    platform: openai
    deployments: {{gpt-4o: {{model: gpt-4o, version: "2024-11-20"}}}}
    access: [{{group: 22222222-2222-2222-2222-222222222201, role: user}}]
"""
ANYWAY = ("--unproved", "a test of deployment, not of proofs")


@pytest.fixture(scope="module")
def arm_server() -> ModuleType:
    return import_module("tests.deploy.arm_server")


@pytest.fixture
def server(arm_server: ModuleType, tmp_path: Path) -> Iterator[Any]:
    with arm_server.Server(tmp_path) as running:
        yield running


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "enclave.yaml"
    path.write_text(SPEC)
    return path


@pytest.fixture
def command(server: Any, spec: Path, tmp_path: Path, arm_server: ModuleType) -> tuple[list[str], dict[str, str]]:
    words = [sys.executable, "-m", "enclave.cli.main", "deploy", str(spec), "--data", str(tmp_path / "data"), "--poll", "0.02"]
    return words, os.environ | server.environment | {"AZURE_SUBSCRIPTION_ID": arm_server.SUBSCRIPTION}


@dataclass
class Done:
    """What came of one call."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def deploy(
    command: tuple[list[str], dict[str, str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """The command in this process, which spares its start-up time."""
    words, environment = command

    def run(*options: str, **more: str) -> Done:
        for name, value in (environment | more).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.stdin", io.StringIO("y\n" * 4))
        capsys.readouterr()
        code: Any = 0
        try:
            main([*words[3:], *options])
        except SystemExit as left:
            code = left.code
        printed = capsys.readouterr()
        return Done(code or 0, printed.out, printed.err)

    return run


def test_what_if_then_all_phases_then_nothing(deploy: Any, server: Any) -> None:
    foreseen = deploy("--what-if")
    assert foreseen.returncode == 0, foreseen.stderr
    assert "phase 1, network foundation:" in foreseen.stdout
    assert "+ create    Microsoft.Network/virtualNetworks" in foreseen.stdout
    assert server.azure.deployments == {}
    done = deploy("--yes", *ANYWAY)
    assert done.returncode == 0, done.stderr
    assert "phase 3, compute and data: deployed" in done.stdout
    assert "succeeded  Microsoft.CognitiveServices/accounts/deployments" in done.stderr
    writes = dict(server.azure.writes)
    again = deploy("--yes", *ANYWAY)
    assert again.returncode == 0
    assert again.stdout.count("deployed already") == len(server.azure.puts)
    assert server.azure.writes == writes
    assert set(server.azure.puts.values()) == {1}


@pytest.mark.long
def test_a_certificate_that_nobody_brought_ends_it_before_anything_reads_it(deploy: Any, spec: Path, server: Any) -> None:
    way = "{through: application-gateway, from: [203.0.113.0/24], why: offices}"
    spec.write_text(f"{SPEC}network: {{ingress: [{way}]}}\n")
    stopped = deploy("--yes", *ANYWAY)
    assert stopped.returncode == 3
    assert "`ingress-certificate` in kv-small-" in stopped.stderr
    assert "made `gateway-certificate` and its authority in kv-small-" in stopped.stderr
    assert "phase 2, security and monitoring: deployed" in stopped.stdout
    assert not any("/applicationgateways/" in key for key in server.azure.resources)
    vault = next(key for key in server.azure.resources if re.search(r"/vaults/kv-small-[a-z0-9]+$", key))
    server.azure.resources[f"{vault}/secrets/ingress-certificate"] = {"properties": {"attributes": {"enabled": True}}}
    done = deploy("--yes", *ANYWAY)
    assert done.returncode == 0, done.stderr
    assert any("/applicationgateways/" in key for key in server.azure.resources)
    assert "made" not in done.stderr


def killed_when(words: list[str], environment: dict[str, str], ready: Callable[[], bool]) -> bool:
    """Starts the command, kills it at a moment; whether that moment came before its end."""
    with subprocess.Popen([*words, "--yes", *ANYWAY], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            if ready():
                process.send_signal(signal.SIGKILL)
                process.wait(10)
                return True
            time.sleep(0.002)
    return False


@pytest.mark.long
def test_killed_in_the_middle_of_each_phase_it_ends_with_the_same_resources(
    deploy: Any, command: tuple[list[str], dict[str, str]], server: Any, arm_server: ModuleType, tmp_path: Path
) -> None:
    azure = server.azure
    names = [line.split()[1].rstrip(",") for line in deploy("--what-if").stdout.splitlines() if line.startswith("phase ")]
    assert len(names) >= 3
    for turn, number in enumerate(names):
        azure.release()

        def half(number: str = number) -> bool:
            found = [one for one in azure.deployments.values() if one.tags.get("enclave-phase") == number]
            return bool(found) and len(found[0].done) >= 2

        azure.speed = 1
        assert killed_when(*command, half)
        # once azure goes on while nobody looks, once it stands where it was
        if turn % 2 == 0:
            azure.finish()
    azure.speed = 25
    last = deploy("--yes", *ANYWAY)
    assert last.returncode == 0, last.stderr
    assert set(azure.puts.values()) == {1}
    assert all(count == 1 for count in azure.writes.values())
    with arm_server.Server(tmp_path) as other:
        fresh = deploy("--yes", *ANYWAY, "--data", str(tmp_path / "other"), **other.environment)
        assert fresh.returncode == 0, fresh.stderr
        assert other.azure.resources == azure.resources


def test_killed_after_any_number_of_calls_nothing_is_deployed_twice(
    deploy: Any, command: tuple[list[str], dict[str, str]], server: Any
) -> None:
    azure = server.azure
    for calls in (3, 12):
        before = len(azure.calls)
        killed_when(*command, lambda before=before, calls=calls: len(azure.calls) >= before + calls)  # type: ignore[misc]
    assert deploy("--yes", *ANYWAY).returncode == 0
    assert set(azure.puts.values()) == {1}
    assert all(count == 1 for count in azure.writes.values())


def test_ctrl_c_says_how_to_go_on_and_exits_130(command: tuple[list[str], dict[str, str]], server: Any) -> None:
    words, environment = command
    server.azure.hold["small-1-network-foundation"] = 1
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*words, "--yes", *ANYWAY], env=environment, **pipes) as process:
        while not any("/operations" in path for _, path in server.azure.calls):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "goes on as deployment `small-1-network-foundation`" in told
    assert "az deployment sub cancel --name small-1-network-foundation" in told


def test_each_phase_is_asked_for_and_no_ends_it(command: tuple[list[str], dict[str, str]], server: Any) -> None:
    import pty

    words, environment = command
    primary, secondary = pty.openpty()
    os.write(primary, b"y\nn\n")
    done = subprocess.run([*words, *ANYWAY], env=environment, stdin=secondary, capture_output=True, text=True, check=False, timeout=60)
    os.close(primary)
    os.close(secondary)
    assert done.returncode == 1, done.stderr
    assert "deploy phase 2, security and monitoring, to subscription" in done.stderr
    assert list(server.azure.puts) == ["small-1-network-foundation"]


def test_without_a_terminal_it_must_be_told_yes(deploy: Any, server: Any) -> None:
    refused = deploy(*ANYWAY)
    assert refused.returncode == 2
    assert "--yes" in refused.stderr
    assert server.azure.calls == []


def test_what_is_not_proved_is_refused_unless_a_reason_is_given(deploy: Any, spec: Path, server: Any) -> None:
    spec.write_text(SPEC + "network: {unsafe_allow_public_egress: {reason: a test of refusals}}\n")
    refused = deploy("--yes")
    assert refused.returncode == 3
    assert "the enclave is not proved, refuted" in refused.stderr
    assert "egress-only-declared" in refused.stderr
    assert server.azure.calls == []
    done = deploy("--yes", "--phase", "1", "--unproved", "pilot without data")
    assert done.returncode == 0, done.stderr
    assert "deployed all the same: pilot without data" in done.stderr
    (found,) = server.azure.deployments.values()
    assert found.tags["enclave-unproved"] == "pilot without data"


def test_one_phase_needs_those_before_it(deploy: Any, server: Any) -> None:
    refused = deploy("--yes", *ANYWAY, "--phase", "2")
    assert refused.returncode == 3
    assert "phase 1, network foundation, has to be deployed first" in refused.stderr
    assert deploy("--yes", *ANYWAY, "--phase", "1").returncode == 0
    assert deploy("--yes", *ANYWAY, "--phase", "2").returncode == 0
    assert [name.split("-")[1] for name in server.azure.puts] == ["1", "2"]


def test_providers_are_registered_or_only_named(deploy: Any, server: Any) -> None:
    server.azure.providers["microsoft.cognitiveservices"] = "NotRegistered"
    assert "would register: Microsoft.CognitiveServices" in deploy("--what-if").stdout
    assert server.azure.providers["microsoft.cognitiveservices"] == "NotRegistered"
    assert deploy("--yes", *ANYWAY).returncode == 0
    assert server.azure.providers["microsoft.cognitiveservices"] == "Registered"


def test_a_region_without_a_service_is_told_before_anything_is_deployed(deploy: Any, server: Any) -> None:
    server.azure.offered["Microsoft.CognitiveServices/accounts"] = ["East US"]
    refused = deploy("--yes", *ANYWAY)
    assert refused.returncode == 3
    assert "`Microsoft.CognitiveServices/accounts` is not offered in `westeurope`" in refused.stderr
    assert server.azure.deployments == {}


def test_a_failed_resource_exits_3_with_the_cure(deploy: Any, server: Any) -> None:
    server.azure.fail["gpt-4o"] = {"code": "InsufficientQuota", "message": "This operation requires 10 new capacity."}
    failed = deploy("--yes", *ANYWAY)
    assert failed.returncode == 3
    assert "`gpt-4o` (Microsoft.CognitiveServices/accounts/deployments) failed: InsufficientQuota" in failed.stderr
    assert "lower `capacity`" in failed.stderr
    assert "internal error" not in failed.stderr


@pytest.mark.parametrize(
    ("options", "environment", "message"),
    [
        ((), {"AZURE_SUBSCRIPTION_ID": ""}, "no subscription is given"),
        (("--subscription", "prod"), {}, "`prod` is not the id of a subscription"),
        (("--cloud", "mars"), {}, "there is no cloud `mars`"),
        ((), {"ENCLAVE_ARM_ENDPOINT": "http://127.0.0.1:1"}, "is not an address like"),
        (("--parameters", "none.json"), {}, "cannot read `none.json`"),
    ],
)
def test_bad_input_is_told_before_azure_is_asked(deploy: Any, server: Any, options: Any, environment: Any, message: str) -> None:
    refused = deploy("--yes", *ANYWAY, *options, **environment)
    assert refused.returncode == 2
    assert message in refused.stderr
    assert server.azure.calls == []


def test_a_parameter_file_is_never_quoted(deploy: Any, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text('{"sqlPassword": "hunter2"')
    refused = deploy("--yes", *ANYWAY, "--parameters", str(path))
    assert refused.returncode == 2
    path.write_text(json.dumps({"unknownSecret": "hunter2"}))
    again = deploy("--yes", *ANYWAY, "--parameters", str(path))
    assert "there is no secret `unknownSecret`" in again.stderr
    assert "hunter2" not in refused.stderr + again.stderr + refused.stdout + again.stdout


def test_the_wrong_tenant_is_refused(deploy: Any, server: Any) -> None:
    server.azure.tenant = "99999999-1111-1111-1111-111111111111"
    refused = deploy("--yes", *ANYWAY)
    assert refused.returncode == 3
    assert "the file is for tenant 11111111" in refused.stderr


@pytest.mark.parametrize("page", ["deploy", "drift"])
def test_every_option_that_the_docs_name_exists(root: Path, page: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = re.sub(r"^az .*$", "", (root / "docs" / f"{page}.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    others = {"--observed"} if page == "deploy" else {"--query"}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - others
    with pytest.raises(SystemExit):
        main([page, "--help"])
    listed = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) | {"--name"}
    assert named - listed == set()


def test_the_docs_name_every_phase(root: Path) -> None:
    text = (root / "docs" / "deploy.md").read_text(encoding="utf-8")
    assert [title for number, title in PHASES.items() if f"| {number} {title} |" not in text] == []
