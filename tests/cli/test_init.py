"""`enclave init`: a file that passes `enclave check`, never over another one."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from enclave.cli.main import main
from enclave.spec.load import load
from enclave.spec.models import Scenario
from enclave.spec.presets import SCENARIOS


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["init", *arguments])
    return int(caught.value.code or 0)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("scenario", get_args(Scenario))
def test_what_it_writes_passes_check(scenario: Scenario, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--scenario", scenario) == 0
    assert capsys.readouterr().out == ""
    spec = load("enclave.yaml").spec
    assert {key: getattr(spec, key) for key in SCENARIOS[scenario]} == SCENARIOS[scenario]
    with pytest.raises(SystemExit) as caught:
        main(["check", "enclave.yaml"])
    assert not caught.value.code


def test_the_seed_s_command_lines_work() -> None:
    lines = (
        "--scenario ai-training --security-level maximum --network-isolation complete --data-classification highly-sensitive",
        "--scenario ai-inference --security-level high --network-isolation managed --performance-tier premium",
        "--scenario ai-development --security-level high --network-isolation selective --collaboration-tools enabled",
    )
    for name, line in zip(("training", "inference", "development"), lines, strict=True):
        assert run(*line.split(), "-o", f"{name}.yaml") == 0
    assert load("development.yaml").spec.collaboration_tools == "enabled"
    assert load("inference.yaml").spec.performance_tier == "premium"
    assert load("training.yaml").spec.network_isolation == "complete"


def test_flags_override_the_scenario_and_tags_are_required_everywhere() -> None:
    flags = "--security-level high --compliance gdpr,,soc-2,gdpr --region swedencentral"
    assert run("--scenario", "ai-training", *flags.split()) == 0
    spec = load("enclave.yaml").spec
    (region,) = spec.regions.values()
    assert (spec.security_level, region.location) == ("high", "swedencentral")
    assert spec.compliance == spec.hub.compliance == region.compliance == ("gdpr", "soc-2")


def test_it_never_overwrites(capsys: pytest.CaptureFixture[str]) -> None:
    Path("enclave.yaml").write_text("mine", encoding="utf-8")
    assert run("--scenario", "ai-training") == 2
    assert "enclave.yaml: the file exists and is not overwritten\n  name another with `-o`" in capsys.readouterr().err
    assert Path("enclave.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (("--scenario", "training"), "`--scenario` cannot be `training`\n  did you mean `ai-training`?"),
        (("--security-level", "medium"), "`--security-level` cannot be `medium`"),
        (("--compliance", "gdpr,ISO27001"), "`--compliance` cannot be `ISO27001`\n  did you mean `iso-27001`?"),
        (("--region", "West Europe"), "`--region` cannot be `West Europe`\n  did you mean `westeurope`?"),
        (("-o", "no/such/place.yaml"), "no/such: there is no such directory"),
        (("-o", "."), "the file exists and is not overwritten"),
    ],
)
def test_a_wrong_word_is_answered_and_nothing_is_written(
    arguments: tuple[str, ...], answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--scenario", "ai-training", *arguments) == 2
    assert answer in capsys.readouterr().err
    assert list(Path().iterdir()) == []


def test_a_scenario_must_be_chosen() -> None:
    assert run() == 2
    assert list(Path().iterdir()) == []
