"""The demo is the acceptance test: on the bank it ends with 0, and it notices when something does not happen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from enclave.cli.demo import Stage

ENCLAVE = [sys.executable, "-m", "enclave.cli.main"]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """The whole demo on the bank, once."""
    root = Path(__file__).resolve().parents[2]
    environment = {name: value for name, value in os.environ.items() if name != "ENCLAVE_UPSTREAM"}
    place = tmp_path_factory.mktemp("demo") / "place"
    return subprocess.run(
        [*ENCLAVE, "up", str(root / "examples" / "bank" / "enclave.yaml"), "--demo", "--data", str(place)],
        capture_output=True, text=True, check=False, timeout=300, env=environment,
    )


@pytest.mark.long
def test_the_demo_ends_by_itself_with_0(told: subprocess.CompletedProcess[str]) -> None:
    assert told.returncode == 0, told.stdout[-4000:] + told.stderr
    assert "all came out as told" in told.stdout


@pytest.mark.parametrize(
    "said",
    [
        "unsafe_allow_public_access", "refuted", "counterexample",
        "AzureOpenAI", "[REDACTED-EMAIL]", "x-enclave-redactions: 1", "content_filter", "403", "request_tokens", "429",
        "ChatCompletions_Create", "log/tile/entries/",
    ],
)
def test_the_demo_shows(told: subprocess.CompletedProcess[str], said: str) -> None:
    assert said in told.stdout


def test_the_demo_never_prints_a_secret_of_its_own(told: subprocess.CompletedProcess[str]) -> None:
    assert "eyJ" not in told.stdout + told.stderr


def test_what_does_not_happen_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    stage = Stage()
    stage.expect(True, "the sun rises")
    stage.expect(False, "a refusal")
    assert stage.failures == ["a refusal"]
    assert "a refusal" in capsys.readouterr().out


def test_a_command_that_ends_otherwise_is_kept(tmp_path: Path) -> None:
    stage = Stage()
    stage.command("check", str(tmp_path / "absent.yaml"))
    assert stage.failures == ["exit 0 from `enclave check`"]
