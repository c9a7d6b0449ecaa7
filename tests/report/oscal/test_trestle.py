"""Every document is read by compliance-trestle, which checks it by NIST's models."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from enclave.report.oscal import DOCUMENTS, Assessed

READ = """
import importlib, pathlib, sys
modules = {
    "component-definition": "component", "system-security-plan": "ssp", "plan-of-action-and-milestones": "poam",
    "mapping-collection": "mapping",
}
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    module = importlib.import_module("trestle.oscal." + modules.get(path.stem, path.stem.replace("-", "_")))
    module.Model.model_validate_json(path.read_text())
    print(path.stem)
"""


@pytest.mark.long
def test_trestle_reads_every_document(root: Path, tmp_path: Path, good: Assessed, opened: Assessed) -> None:
    python = root / ".venv-trestle" / "bin" / "python"
    if not python.is_file():
        pytest.skip("not run: needs compliance-trestle (`make trestle`)")
    for which, of in (("good", good), ("opened", opened)):
        folder = tmp_path / which
        folder.mkdir()
        for name, make in DOCUMENTS.items():
            (folder / f"{name}.json").write_text(json.dumps(make(of)), encoding="utf-8")
        read = subprocess.run([python, "-W", "ignore", "-c", READ, folder], capture_output=True, text=True, check=False)
        assert read.returncode == 0, read.stderr[-2000:]
        assert read.stdout.split() == sorted(DOCUMENTS)
