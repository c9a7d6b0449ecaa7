"""`deploy-ai-enclave.sh`: the seed's flags, the steps in order, and the program's exit codes."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

STUB = """#!{python}
import os, pathlib, sys
with open({log!r}, "a") as log:
    print("\\t".join(sys.argv[1:]), file=log)
if sys.argv[1] == "init":
    pathlib.Path(sys.argv[-1]).write_text("enclave: v1")
if sys.argv[1] == "check" and sys.argv[-1] == "json":
    print('{{\\n  "switches": {{\\n    "scenario": "ai-inference",\\n    "security_level": "high"\\n  }}\\n}}')
sys.exit(int(os.environ.get("FAIL_" + sys.argv[1].upper(), "0")))
"""
Result = subprocess.CompletedProcess[str]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def script(root: Path, tmp_path: Path, log: Path) -> Callable[..., Result]:
    """The script with a program that only writes down how it is called."""
    stub = tmp_path / "enclave"
    stub.write_text(STUB.format(python=sys.executable, log=str(log)))
    stub.chmod(0o755)

    def run(*options: str, **environment: str) -> Result:
        return subprocess.run(
            [str(root / "deploy-ai-enclave.sh"), *options], capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path,
            env={**os.environ, "ENCLAVE": str(stub), **environment},
        )

    return run


def calls(log: Path) -> list[list[str]]:
    return [line.split("\t") for line in log.read_text().splitlines()] if log.exists() else []


def quick_starts(shared: Path) -> list[list[str]]:
    (seed,) = (shared / "seeds").glob("003*.txt")
    found = re.findall(r"^\./deploy-ai-enclave\.sh((?:.*\\\n)*.*)$", seed.read_text(), re.M)
    return [shlex.split(text.replace("\\\n", " ")) for text in found]


def test_the_three_quick_starts_of_the_seed(script: Callable[..., Result], shared: Path, log: Path, tmp_path: Path) -> None:
    starts = quick_starts(shared)
    assert len(starts) == 3
    for number, options in enumerate(starts):
        log.unlink(missing_ok=True)
        done = script(*options, "--spec", f"e{number}.yaml", "--what-if")
        assert done.returncode == 0, done.stderr
        spec = f"e{number}.yaml"
        assert calls(log) == [
            ["init", *options, "-o", spec], ["check", spec], ["build", spec, "-o", "./out"], ["verify", spec],
            ["deploy", spec, "--what-if"],
        ]


def test_a_file_that_is_there_is_kept_and_options_are_handed_on(script: Callable[..., Result], log: Path, tmp_path: Path) -> None:
    (tmp_path / "enclave.yaml").write_text("mine")
    done = script("--scenario=ai-inference", "--yes", "--", "--subscription", "s 1", "--phase", "2")
    assert done.returncode == 0, done.stderr
    assert [call[0] for call in calls(log)] == ["check", "check", "build", "verify", "deploy"]
    assert calls(log)[-1] == ["deploy", "enclave.yaml", "--yes", "--subscription", "s 1", "--phase", "2"]
    assert (tmp_path / "enclave.yaml").read_text() == "mine"


def test_an_option_that_contradicts_the_file_is_refused(script: Callable[..., Result], log: Path, tmp_path: Path) -> None:
    (tmp_path / "enclave.yaml").write_text("mine")
    done = script("--scenario", "ai-inference", "--security-level", "maximum")
    assert done.returncode == 2
    assert "`enclave.yaml` says security_level `high`, the command says `maximum`" in done.stderr
    assert [call[0] for call in calls(log)] == ["check"]


@pytest.mark.parametrize(("step", "code"), [("init", 2), ("check", 2), ("build", 3), ("verify", 1), ("deploy", 130)])
def test_the_exit_code_is_that_of_the_step_that_failed(script: Callable[..., Result], log: Path, step: str, code: int) -> None:
    done = script("--scenario", "ai-training", **{f"FAIL_{step.upper()}": str(code)})
    assert done.returncode == code
    assert calls(log)[-1][0] == step


def test_a_reason_lets_what_is_not_proved_go_on(script: Callable[..., Result], log: Path) -> None:
    done = script("--scenario", "ai-training", "--", "--unproved", "a pilot", FAIL_VERIFY="1")
    assert done.returncode == 0
    assert calls(log)[-1] == ["deploy", "enclave.yaml", "--unproved", "a pilot"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "no scenario to write it for"),
        (("--scenari", "x"), "there is no option `--scenari`"),
        (("--scenario",), "`--scenario` needs a value"),
        (("--spec",), "`--spec` needs a file"),
        (("prod",), "`prod` is not an option"),
    ],
)
def test_a_wrong_command_line_is_bad_input(script: Callable[..., Result], log: Path, options: tuple[str, ...], message: str) -> None:
    done = script(*options)
    assert done.returncode == 2
    assert message in done.stderr
    assert calls(log) == []


def test_help_names_every_flag_of_the_seed(script: Callable[..., Result], shared: Path, log: Path) -> None:
    done = script("--help")
    flags = {option for options in quick_starts(shared) for option in options if option.startswith("--")}
    assert done.returncode == 0
    assert [flag for flag in flags if flag not in done.stdout] == []
    assert calls(log) == []


@pytest.mark.long
def test_the_real_program_takes_the_same_flags(root: Path, tmp_path: Path, shared: Path) -> None:
    program = tmp_path / "enclave"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m enclave.cli.main "$@"\n')
    program.chmod(0o755)
    environment = {**os.environ, "ENCLAVE": str(program), "AZURE_SUBSCRIPTION_ID": "", "PYTHONPATH": str(root)}
    done = subprocess.run(
        [str(root / "deploy-ai-enclave.sh"), *quick_starts(shared)[0], "--what-if"],
        capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path, env=environment,
    )
    assert (tmp_path / "enclave.yaml").is_file(), done.stderr
    assert (tmp_path / "out" / "bicep" / "main.bicep").is_file(), done.stderr
    assert done.returncode in (1, 2)
    assert "no subscription is given" in done.stderr or "REFUTED" in done.stdout or "UNKNOWN" in done.stdout


def test_the_script_is_clean_for_shellcheck(root: Path) -> None:
    program = shutil.which("shellcheck")
    if program is None:
        pytest.skip("not run: needs shellcheck")
    done = subprocess.run([program, str(root / "deploy-ai-enclave.sh")], capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0
