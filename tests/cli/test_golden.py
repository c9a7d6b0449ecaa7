"""What the examples are built into is kept beside them, so that a change of the output is seen as what it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from enclave.cli.main import app

EXAMPLES = Path(__file__).parents[2] / "examples"


def files(directory: Path) -> dict[str, str]:
    return {str(file.relative_to(directory)): file.read_text(encoding="utf-8") for file in directory.rglob("*") if file.is_file()}


@pytest.mark.parametrize("example", ["bank", "hospital", "ministry"])
def test_the_output_is_the_one_that_is_kept(example: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = CliRunner().invoke(app, ["build", str(EXAMPLES / example / "enclave.yaml"), "-o", str(out)])
    assert result.exit_code == 0, result.output
    kept, built = files(EXAMPLES / example / "golden"), files(out)
    changed = sorted(name for name in {*kept, *built} if kept.get(name) != built.get(name))
    assert changed == [], "look at `make golden` and `git diff`, then commit what is meant"
