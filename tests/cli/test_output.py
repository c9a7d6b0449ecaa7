"""The output directory: whole or not at all, and nothing of anybody else is ever lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from enclave.cli.output import MARKER, replace_directory
from enclave.errors import EnclaveError, InputError

FILES = {"a/b.txt": "one\n", "c.txt": "two\n"}


def tree(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file() and path.name != MARKER}


def test_writes_and_replaces(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    replace_directory(out, FILES)
    assert tree(out) == FILES
    replace_directory(out, {"new.txt": "three\n"})
    assert tree(out) == {"new.txt": "three\n"}
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    assert out.stat().st_mode & 0o777 == (tmp_path / "deep").stat().st_mode & 0o777


def test_an_empty_directory_may_be_used(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    replace_directory(out, FILES)
    assert tree(out) == FILES


def test_a_link_to_a_directory_is_followed_and_kept(tmp_path: Path) -> None:
    replace_directory(tmp_path / "real", FILES)
    (tmp_path / "link").symlink_to("real")
    replace_directory(tmp_path / "link", {"x": "y"})
    assert (tmp_path / "link").is_symlink()
    assert tree(tmp_path / "real") == {"x": "y"}


@pytest.mark.parametrize("spoil", ["added", "changed", "link", "pipe", "empty folder", "marker gone", "marker broken",
"marker of another kind"])
def test_what_was_not_written_here_is_not_lost(tmp_path: Path, spoil: str) -> None:
    out = tmp_path / "out"
    replace_directory(out, FILES)
    (tmp_path / "precious").mkdir()
    if spoil == "added":
        (out / "terraform.tfstate").write_text("{}")
    elif spoil == "changed":
        (out / "c.txt").write_text("edited\n")
    elif spoil == "link":
        (out / "a" / "link").symlink_to(tmp_path / "precious")
    elif spoil == "pipe":
        os.mkfifo(out / "pipe")
    elif spoil == "empty folder":
        (out / "mine").mkdir()
    elif spoil == "marker gone":
        (out / MARKER).unlink()
    else:
        (out / MARKER).write_text("{" if spoil == "marker broken" else '{"files": 3}')
    before = sorted(path.as_posix() for path in tmp_path.rglob("*"))
    with pytest.raises(InputError) as caught:
        replace_directory(out, {"x": "y"})
    assert caught.value.where == str(out)
    assert caught.value.hint
    assert sorted(path.as_posix() for path in tmp_path.rglob("*")) == before


def test_a_file_is_not_a_directory(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(InputError, match="is a file"):
        replace_directory(tmp_path / "out", FILES)
    assert (tmp_path / "out").read_text() == "x"


def test_a_failure_leaves_everything_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out"
    replace_directory(out, FILES)
    with pytest.raises(EnclaveError, match="cannot be written"):
        replace_directory(out, {"a": "x", "a/b": "a file cannot lie in a file"})
    assert tree(out) == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_rename_that_fails_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    replace_directory(out, FILES)
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if Path(target) == out and self.name != "out":
            raise OSError("no space left")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(EnclaveError, match="no space left"):
        replace_directory(out, {"x": "y"})
    assert tree(out) == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
