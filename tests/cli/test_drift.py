"""`enclave drift`: live through the real clients, saved, read again, and against other people's exports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from enclave.cli.main import main
from tests.cli.test_deploy import SPEC
from tests.deploy import arm_server

YES = ("--yes", "--unproved", "a test of drift", "--poll", "0.02")


@pytest.fixture
def azure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with arm_server.Server(tmp_path) as running:
        for name, value in (running.environment | {"AZURE_SUBSCRIPTION_ID": arm_server.SUBSCRIPTION}).items():
            monkeypatch.setenv(name, value)
        yield running.azure


@pytest.fixture
def enclave(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    spec = tmp_path / "enclave.yaml"
    spec.write_text(SPEC)

    def run(command: str, *options: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code: Any = 0
        try:
            main([command, str(spec), *options])
        except SystemExit as left:
            code = left.code
        printed = capsys.readouterr()
        return code or 0, printed.out, printed.err

    return run


@pytest.fixture
def deployed(azure: Any, enclave: Any, tmp_path: Path) -> Any:
    code, _, told = enclave("deploy", *YES, "--data", str(tmp_path / "data"))
    assert code == 0, told
    return azure


def test_no_drift_right_after_deployment_live_and_saved(deployed: Any, enclave: Any, tmp_path: Path) -> None:
    saved = tmp_path / "export.json"
    code, out, told = enclave("drift", "--save", str(saved))
    assert (code, out.splitlines()[0].split(":")[0]) == (0, "NO DRIFT  azure"), out
    assert f"to {saved}" in told
    assert saved.stat().st_mode & 0o077 == 0
    code, out, _ = enclave("drift", "--observed", str(saved), "--format", "json")
    assert code == 0
    assert json.loads(out)["drift"] is False


def test_a_change_by_hand_that_breaks_a_proof_comes_first(deployed: Any, enclave: Any) -> None:
    key = next(key for key in deployed.resources if "/microsoft.cognitiveservices/accounts/" in key and key.count("/") == 8)
    deployed.resources[key]["properties"]["publicNetworkAccess"] = "Enabled"
    group = next(key for key in deployed.resources if "/networksecuritygroups/" in key and key.count("/") == 8)
    deployed.resources[group]["tags"] = {"enclave": "another"}
    code, out, _ = enclave("drift")
    assert code == 1
    lines = out.splitlines()
    assert lines[2] == "breaks a proof"
    assert "Microsoft.CognitiveServices/accounts" in lines[3]
    assert "properties.publicNetworkAccess: Disabled in the file, Enabled in azure" in lines[4]
    assert any("breaks 2 private-endpoints-only, proved -> refuted" in line for line in lines)
    assert lines.index("breaks no proof") > 4
    code, out, _ = enclave("drift", "--format", "json")
    document = json.loads(out)
    assert (code, document["drift"]) == (1, True)
    assert [bool(one["breaks"]) for one in document["resources"]] == [True, False]


def test_a_change_of_the_file_is_drift_until_it_is_deployed(deployed: Any, enclave: Any, tmp_path: Path) -> None:
    spec = tmp_path / "enclave.yaml"
    spec.write_text(spec.read_text().replace('version: "2024-11-20"', 'version: "2024-08-06"'))
    code, out, _ = enclave("drift")
    assert code == 1
    assert "properties.model.version: 2024-08-06 in the file, 2024-11-20 in azure" in out
    assert enclave("deploy", *YES, "--data", str(tmp_path / "data"))[0] == 0
    assert enclave("drift")[0] == 0


def test_a_list_of_resources_is_compared_as_far_as_it_goes(deployed: Any, enclave: Any, tmp_path: Path) -> None:
    export = tmp_path / "list.json"
    export.write_text(json.dumps([one for key, one in deployed.resources.items() if key.count("/") == 8]))
    code, out, _ = enclave("drift", "--observed", str(export))
    assert code == 1
    assert "could not be compared" in out
    assert "Microsoft.Insights/diagnosticSettings: the export does not list resources of this type" in out


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "not valid JSON"), ('{"a": 1}', "not an export"), ('{"value": [], "nextLink": "x"}', "first page")],
)
def test_a_file_that_is_no_export_is_bad_input(enclave: Any, tmp_path: Path, text: str, message: str) -> None:
    export = tmp_path / "x.json"
    export.write_text(text)
    code, out, told = enclave("drift", "--observed", str(export))
    assert (code, out) == (2, "")
    assert message in told


def test_a_file_and_azure_at_once_is_bad_input(enclave: Any) -> None:
    code, _, told = enclave("drift", "--observed", "x.json", "--save", "y.json")
    assert code == 2
    assert "nothing to ask Azure for" in told


def test_no_subscription_is_bad_input(enclave: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_SUBSCRIPTION_ID", raising=False)
    code, _, told = enclave("drift")
    assert code == 2
    assert "no subscription is given" in told
