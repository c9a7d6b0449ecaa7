"""The document says every surface, is what stands in docs, and what it says is what the gateway does, whatever Schemathesis thinks of."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess

import pytest

from enclave.gateway import openapi
from enclave.gateway.routes import SURFACES


def test_it_says_every_surface_and_stands_in_docs(root):
    told = openapi.document()
    operations = {operation["operationId"]: operation for path in told["paths"].values() for operation in path.values()}
    assert operations.keys() == {surface.operation for surface in SURFACES}
    bodies = {name for name, operation in operations.items() if "requestBody" in operation}
    asked = {surface.operation for surface in SURFACES if surface.method == "POST" and not surface.path.endswith("/cancel")}
    assert bodies == asked
    assert (root / "docs" / "openapi.json").read_text(encoding="utf-8") == openapi.text(), "run `make pages`"


CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,unsupported_method"


@pytest.mark.long
def test_schemathesis_finds_nothing(root, run, other_world, tmp_path):
    program = root / ".venv-fuzz" / "bin" / "schemathesis"
    if not program.is_file():
        pytest.skip("not run: needs Schemathesis (`make fuzz`)")
    config = tmp_path / "schemathesis.toml"
    config.write_text("")
    known = tmp_path / "openapi.json"  # with names that there are, so that calls come far
    names = ["gpt-4o", "pictures", "painter", "whisper", "ears", "voice", "night"]
    named = json.loads(openapi.text(), object_hook=lambda found: {"enum": names} if found == openapi.NAME else found)
    known.write_text(json.dumps(named))

    async def main():
        async with other_world() as w:
            told = {"authorization": f"Bearer {w.token()}"}
            command = [
                str(program), "--config-file", str(config), "run", str(known), "--url", w.url, "--seed", "7",
                "--phases", "coverage,fuzzing", "--max-examples", "8", "--checks", CHECKS, "--generation-database", "none",
                "--header", f"authorization: {told['authorization']}", "--no-color", "--max-time", "25", "--continue-on-failure",
                "--request-timeout", "60",
            ]  # fmt: skip
            done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=90, check=False, cwd=tmp_path)
            records = await w.recorded(1)
            return done, [record for record in records if "internal_error" in record.reason or "guard_unavailable" in record.reason]

    done, defects = run(main, 120)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert defects == []
    tested = re.search(r"(\d+) generated", done.stdout)
    assert tested, done.stdout[-3000:]
    assert int(tested[1]) > 0  # as many as there is time for: some 800 in a minute
