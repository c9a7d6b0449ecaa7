"""The command line contract: every command of the design, its exit codes, and how errors look."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from enclave.cli.main import COMMANDS, main
from enclave.errors import EnclaveError, InputError, InputErrors, UnsupportedError

CONTRACT = (
    "init", "check", "build", "verify", "deploy", "drift", "serve", "up", "token",
    "dlp", "budget", "audit", "monitor", "images", "report", "console",
)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "enclave.cli.main", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def test_help_lists_every_command_of_the_contract() -> None:
    result = run("--help")
    assert result.returncode == 0
    listed = [line.split()[0] for line in result.stdout.splitlines() if line.startswith("  ") and line.strip()]
    assert [name for name in CONTRACT if name not in listed] == []
    assert tuple(name for name, _ in COMMANDS) == CONTRACT


def test_help_loads_no_room(root: Path) -> None:
    code = (
        "import sys\nfrom enclave.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({m.split('.')[1] for m in sys.modules if m.startswith('enclave.')}), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert result.stderr.strip() == "['cli', 'errors']"


def test_verify_loads_no_room_that_it_does_not_need(root: Path) -> None:
    code = (
        "import sys\nfrom enclave.cli.main import main\n"
        "try:\n    main(['verify', 'examples/bank/enclave.yaml'])\nexcept SystemExit:\n    pass\n"
        "rooms = {m.split('.')[1] for m in sys.modules if m.startswith('enclave.')}\n"
        "heavy = {'rich', 'jinja2', 'httpx', 'asyncio', 'cryptography', 'duckdb', 'hyperscan', 'openai', 'phonenumbers'}\n"
        "print(sorted(rooms | heavy & set(sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    wanted = ["audit", "cli", "compose", "errors", "finding", "graph", "regions", "report", "spec", "verify"]
    assert result.stderr.splitlines()[-1] == str(wanted)


def test_views_of_resources_are_structs(root: Path) -> None:
    """Making the class of a dataclass takes a millisecond at start-up, and there are two hundred of them."""
    views = sorted((root / "enclave" / "graph" / "resources").glob("*.py"))
    assert len(views) > 100
    assert [view.name for view in views if "@dataclass" in view.read_text(encoding="utf-8")] == []


def test_an_unknown_command_is_bad_input() -> None:
    result = run("biuld")
    assert result.returncode == 2
    assert "biuld" in result.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EnclaveError("could not"), 3),
        (InputError("wrong", "enclave.yaml:1:2", "write it so"), 2),
        (InputErrors([InputError("one"), InputError("two")]), 2),
        (UnsupportedError("cannot say"), 3),
    ],
)
def test_errors_become_messages_and_exit_codes(
    error: EnclaveError, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr("enclave.cli.main.app", fail)
    with pytest.raises(SystemExit) as left:
        main([])
    assert left.value.code == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert all(part.message in printed.err for part in error.parts())


def test_an_unforeseen_error_is_one_line_without_a_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.delenv("ENCLAVE_TRACEBACK", raising=False)
    monkeypatch.setattr("enclave.cli.main.app", fail)
    with pytest.raises(SystemExit) as left:
        main([])
    assert left.value.code == 3
    assert "Traceback" not in capsys.readouterr().err


def test_what_the_machine_refuses_is_no_defect_of_the_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise PermissionError(13, "Permission denied", "data/keys")

    monkeypatch.delenv("ENCLAVE_TRACEBACK", raising=False)
    monkeypatch.setattr("enclave.cli.main.app", fail)
    with pytest.raises(SystemExit) as left:
        main([])
    assert left.value.code == 3
    told = capsys.readouterr().err
    assert told.startswith("data/keys: could not go on: permission denied\n")
    assert "defect" not in told


def test_a_full_disk_behind_stdout_is_told_and_where_nothing_can_be_told_the_exit_code_stays() -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "enclave.cli.main", "--version"]
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
        assert (result.returncode, result.stderr.splitlines()[0]) == (3, "could not go on: no space left on device")
        assert subprocess.run(command, stdout=full, stderr=full, check=False, timeout=60).returncode == 3


def test_streams_that_were_closed_lead_nowhere_and_no_file_takes_their_place(tmp_path: Path) -> None:
    code = (
        "import os\nfrom enclave.cli.main import main\n"
        "try:\n    main(['--version'])\nexcept SystemExit as left:\n    status = left.code\n"
        "with open('made.txt', 'w') as made:\n    assert made.fileno() > 2\n    os.write(1, b'printed')\n    os._exit(status)"
    )
    shell = f"{sys.executable} -c \"$CODE\" <&- >&- 2>&-"
    result = subprocess.run(["sh", "-c", shell], cwd=tmp_path, env={**os.environ, "CODE": code}, check=False, timeout=60)
    assert result.returncode == 0
    assert (tmp_path / "made.txt").read_bytes() == b""


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_what_goes_to_a_file_or_a_program_is_utf_8_in_every_locale(tmp_path: Path, encoding: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "enclave.cli.main", "check", "wörter…\udcff.yaml"], capture_output=True, check=False, timeout=60,
        cwd=tmp_path, env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    assert result.returncode == 2
    assert result.stderr.decode("utf-8").startswith("wörter…\\udcff.yaml: there is no such file\n")
