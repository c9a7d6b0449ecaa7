"""Databases are kept, and nothing that is kept is believed without a check."""

from __future__ import annotations

import os
from pathlib import Path

import hyperscan
import pytest

from enclave.dlp import database as module
from enclave.dlp.database import DIRECTORY_VARIABLE, begun, database, remembered

WORDS = {"[a-c]{3}x": 0, "foo": 0}


def found(made: hyperscan.Database, text: bytes = b"abcx foo") -> list[tuple[int, int]]:
    hits: list[tuple[int, int]] = []

    def note(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
        hits.append((number, end))

    made.scan(text, match_event_handler=note, scratch=hyperscan.Scratch(made))
    return sorted(hits)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory that databases are kept in."""
    monkeypatch.setenv(DIRECTORY_VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was written, which is once for each compilation."""
    written: list[bytes] = []
    write = module._write

    def noted(path: Path, data: bytes) -> None:
        written.append(data)
        write(path, data)

    monkeypatch.setattr(module, "_write", noted)
    return written


EXPECTED = [(0, 4), (1, 8)]


def test_it_is_compiled_once(kept: Path, compilations: list[bytes]) -> None:
    assert found(database(WORDS)) == found(database(WORDS)) == EXPECTED
    assert len(compilations) == len(list(kept.iterdir())) == 1
    assert [oct(path.stat().st_mode & 0o777) for path in (kept, *kept.iterdir())] == ["0o700", "0o600"]


def test_other_expressions_another_order_and_other_flags_are_others(kept: Path) -> None:
    database(WORDS)
    assert found(database({"foo": 0, "[a-c]{3}x": 0})) == [(0, 8), (1, 4)]
    assert found(database({"[a-c]{3}x": 0, "foo": hyperscan.HS_FLAG_CASELESS}), b"ABCX FOO") == [(1, 8)]
    assert len(list(kept.iterdir())) == 3


@pytest.mark.parametrize("change", [
    b"", b"short", lambda content: content[:-1], lambda content: content[:40] + bytes([content[40] ^ 1]) + content[41:],
    lambda content: b"\0" * len(content),
])
def test_what_is_damaged_is_compiled_again(kept: Path, compilations: list[bytes], change: object) -> None:
    database(WORDS)
    (file,) = kept.iterdir()
    file.write_bytes(change(file.read_bytes()) if callable(change) else change)
    assert found(database(WORDS)) == EXPECTED
    assert found(database(WORDS)) == EXPECTED
    assert len(compilations) == 2


def test_what_is_no_database_is_compiled_again_though_its_checksum_fits(kept: Path, compilations: list[bytes]) -> None:
    database(WORDS)
    (file,) = kept.iterdir()
    module._write(file, b"no database")
    assert found(database(WORDS)) == EXPECTED
    assert len(compilations) == 3


@pytest.mark.parametrize("mode", [0o770, 0o707])
def test_what_others_may_write_is_not_believed(kept: Path, compilations: list[bytes], mode: int) -> None:
    database(WORDS)
    kept.chmod(mode)
    assert found(database(WORDS)) == EXPECTED
    assert len(compilations) == 2
    kept.chmod(0o700)
    (file,) = kept.iterdir()
    file.chmod(mode & 0o666)
    database(WORDS)
    assert len(compilations) == 3


def test_a_link_is_not_followed(kept: Path, compilations: list[bytes], tmp_path: Path) -> None:
    database(WORDS)
    (file,) = kept.iterdir()
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert found(database(WORDS)) == EXPECTED
    assert len(compilations) == 2


def test_where_nothing_can_be_kept_it_is_compiled_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    for stated in (str(tmp_path / "file" / "below"), "/proc/nobody", ""):
        monkeypatch.setenv(DIRECTORY_VARIABLE, stated)
        assert found(database(WORDS)) == EXPECTED
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_without_a_variable_it_is_kept_below_the_users_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DIRECTORY_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    database(WORDS)
    assert len(list((tmp_path / "enclave").iterdir())) == 1
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    database(WORDS)
    assert len(list((tmp_path / "home" / ".cache" / "enclave").iterdir())) == 1


def test_drafts_are_not_left_behind(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path, target: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refused)
    assert found(database(WORDS)) == EXPECTED
    assert os.listdir(kept) == []


def test_an_expression_that_is_none_is_an_error(kept: Path) -> None:
    for expression in ("(", "foo\0"):
        with pytest.raises(ValueError, match="cannot be compiled"):
            database({"good": 0, expression: 0})
    assert not kept.exists()


def test_what_follows_from_texts_is_worked_out_once_and_again_for_others(kept: Path) -> None:
    asked: list[str] = []

    def lengths(*texts: str) -> list[int]:
        def work() -> list[int]:
            asked.extend(texts)
            return [len(text) for text in texts]

        return remembered(work, list[int], texts, module)

    assert [lengths("ab", "\ud800"), lengths("ab", "\ud800"), lengths("ab")] == [[2, 1], [2, 1], [2]]
    assert asked == ["ab", "\ud800", "ab"]
    for path in kept.iterdir():
        path.write_bytes(b"\0" * 32 + b"[7]")
    assert lengths("ab") == [2], "what was changed is not believed"
    assert lengths() == []


def test_several_are_compiled_at_the_same_time_and_refuse_as_one_does(kept: Path, compilations: list[bytes]) -> None:
    first, second, wrong = begun(WORDS), begun({"foo": 0}), begun({"(": 0})
    assert found(first.result()) == EXPECTED
    assert found(second.result()) == [(0, 8)]
    with pytest.raises(ValueError, match="cannot be compiled"):
        wrong.result()
    assert found(begun(WORDS).result()) == EXPECTED
    assert len(compilations) == 2


def test_whoever_waits_for_many_is_told_why(kept: Path, caplog: pytest.LogCaptureFixture) -> None:
    many = dict.fromkeys((f"word{number}" for number in range(1_000)), 0)
    begun(many).result()
    begun(many).result()
    begun(WORDS).result()
    assert [record.message for record in caplog.records] == [
        f"compiling the patterns of values, which takes some seconds; they are kept in `{kept}`"
    ]


def test_what_is_kept_does_not_grow_without_end(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 4)
    kept.mkdir(mode=0o700)
    (kept / "notes.txt").write_text("not ours")
    for number in range(7):
        path = kept / f"{number}.hsdb"
        module._write(path, b"")
        os.utime(path, (number + 1, number + 1))
        assert len(list(kept.iterdir())) <= 1 + 4
    assert (kept / "notes.txt").exists()
    assert {"5.hsdb", "6.hsdb"} <= {path.name for path in kept.iterdir()}
