"""What commands leave behind is whole, the owner's, and read by whoever watches."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from enclave.cli.drift import summary
from enclave.cli.leaving import DEPLOYED, IMAGES, MOST_IMAGES, PROOF, leave, leave_images, left
from enclave.console.deployed import deployed
from enclave.errors import EnclaveError


def test_it_is_replaced_whole(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert left(data, PROOF) == {}
    leave(data, PROOF, {"verdict": "refuted"})
    leave(data, PROOF, {"verdict": "proved"})
    found = left(data, PROOF)
    assert (found["verdict"], found["time"][-1]) == ("proved", "Z")
    assert (data / PROOF).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in data.iterdir()] == [PROOF]
    for damage in ("[1]", "{", ""):
        (data / PROOF).write_text(damage)
        assert left(data, PROOF) == {}
    with pytest.raises(EnclaveError, match="cannot be written"):
        leave(data / PROOF, PROOF, {})


def test_the_newest_word_on_each_image(tmp_path: Path) -> None:
    leave_images(tmp_path, [{"image": "a", "blocked": [1]}, {"image": "b", "blocked": []}])
    leave_images(tmp_path, [{"image": "a", "blocked": []}, {"image": None, "digest": "sha256:x", "blocked": []}])
    assert [(one["image"], one["blocked"]) for one in left(tmp_path, IMAGES)["reports"]] == [("a", []), (None, []), ("b", [])]
    leave_images(tmp_path, [{"image": str(number)} for number in range(MOST_IMAGES + 5)])
    assert len(left(tmp_path, IMAGES)["reports"]) == MOST_IMAGES


def test_the_proof_of_a_template_is_left_behind(tmp_path: Path, command: Callable[..., CompletedProcess[str]]) -> None:
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    (tmp_path / "main.json").write_text(json.dumps({"$schema": schema, "contentVersion": "1.0.0.0", "resources": []}))
    done = command("verify", "--arm", str(tmp_path / "main.json"), "--data", str(tmp_path / "data"), "--format", "json")
    found = left(tmp_path / "data", PROOF)
    assert found["verdict"] == json.loads(done.stdout)["verdict"]
    assert found["source"].endswith("main.json")


def test_what_runs_is_told_in_short(tmp_path: Path) -> None:
    broken = {"number": 1, "id": "no-ingress", "subject": "x"}
    report = {"drift": True, "resources": [{"breaks": [broken, broken]}, {"breaks": []}], "together": [{"number": 6, "id": "spokes"}]}
    leave(tmp_path, DEPLOYED, summary(report))
    found = deployed(tmp_path, datetime.now(UTC))
    assert (found["state"], found["differences"], found["breaks"]) == ("drifted", 2, ["1 no-ingress", "6 spokes"])
