"""The file of what was deployed: whole at any time, locked, and no obstacle."""

from __future__ import annotations

from pathlib import Path

import pytest

from enclave.deploy.state import opened
from enclave.errors import EnclaveError


def test_facts_are_kept_between_runs(tmp_path: Path) -> None:
    with opened(tmp_path, "e", "s") as state:
        state.write(2, state="begun", digest="d")
        state.write(2, state="succeeded")
    with opened(tmp_path, "e", "s") as state:
        assert {**state.phase(2), "at": ""} == {"state": "succeeded", "digest": "d", "at": ""}
        assert state.phase(1) == {}


def test_two_at_once_are_refused_and_two_enclaves_are_not(tmp_path: Path) -> None:
    with opened(tmp_path, "e", "s"):
        with pytest.raises(EnclaveError, match="another `enclave deploy` of `e` is running"), opened(tmp_path, "e", "s"):
            pass
        with opened(tmp_path, "other", "s"):
            pass
    with opened(tmp_path, "e", "s"):
        pass


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 2, "phases": {}}', '{"version": 1}'])
def test_a_file_that_cannot_be_read_says_that_it_may_go(tmp_path: Path, text: str) -> None:
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "e-s.json").write_text(text)
    with pytest.raises(EnclaveError) as refused, opened(tmp_path, "e", "s"):
        pass
    assert "remove it" in refused.value.hint


def test_a_directory_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "deploy").write_text("")
    with pytest.raises(EnclaveError, match="cannot be written"), opened(tmp_path, "e", "s"):
        pass
