"""The vault's file: what is put there comes back in its conversation and its time, to every process, and to nobody else."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from enclave.dlp.vault import Sealer, VaultKeyError
from enclave.errors import EnclaveError, InputError
from enclave.gateway.vaults import KEY_VARIABLE, VaultFile, vault_keys

KEY, OTHER = b"k" * 32, b"o" * 32
WORD = "EMAIL_0123456789"
HOUR = 3600


@pytest.fixture
def file(tmp_path: Path) -> VaultFile:
    return VaultFile(tmp_path / "data" / "vault.sqlite", Sealer([KEY]))


def test_a_value_comes_back_in_its_conversation_alone(file: VaultFile) -> None:
    talk, other = file.conversation("talk", 1000, HOUR), file.conversation("other", 1000, HOUR)
    assert talk.put(WORD, "jane@example.com")
    assert talk.get(WORD) == "jane@example.com"
    assert talk.surrogates() == (WORD,)
    assert other.get(WORD) is None
    assert other.surrogates() == ()


def test_a_surrogate_keeps_its_value(file: VaultFile) -> None:
    talk = file.conversation("talk", 1000, HOUR)
    assert talk.put(WORD, "jane@example.com")
    assert talk.put(WORD, "jane@example.com")
    assert not talk.put(WORD, "joe@example.com")
    assert talk.get(WORD) == "jane@example.com"


def test_a_value_is_over_after_its_time_and_use_renews_it(file: VaultFile) -> None:
    file.conversation("talk", 1000, 60).put(WORD, "jane@example.com")
    assert file.conversation("talk", 1059, 60).put(WORD, "jane@example.com")
    assert file.conversation("talk", 1118, 60).get(WORD) == "jane@example.com"
    assert file.conversation("talk", 1119, 60).get(WORD) is None
    assert file.conversation("talk", 1119, 60).surrogates() == ()
    assert file.conversation("talk", 1119, 60).put(WORD, "joe@example.com")
    assert file.forget(1120) == 0
    assert file.forget(1179) == 1


def test_the_file_holds_no_value_and_only_its_owner_reads_it(file: VaultFile, tmp_path: Path) -> None:
    file.conversation("the name of a talk", 1000, HOUR).put(WORD, "jane@example.com")
    file.close()
    path = tmp_path / "data" / "vault.sqlite"
    content = b"".join(part.read_bytes() for part in path.parent.iterdir())
    assert b"jane" not in content
    assert b"the name of a talk" not in content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_another_process_and_a_rotated_key_read_it(file: VaultFile, tmp_path: Path) -> None:
    file.conversation("talk", 1000, HOUR).put(WORD, "jane@example.com")
    path = tmp_path / "data" / "vault.sqlite"
    assert VaultFile(path, Sealer([OTHER, KEY])).conversation("talk", 1000, HOUR).get(WORD) == "jane@example.com"
    with pytest.raises(VaultKeyError, match="was not given"):
        VaultFile(path, Sealer([OTHER]))
    assert file.conversation("talk", 1000, HOUR).get(WORD) == "jane@example.com"


def test_threads_that_put_at_once_agree_on_one_value(tmp_path: Path) -> None:
    files = [VaultFile(tmp_path / "vault.sqlite", Sealer([KEY])) for _ in range(4)]

    def put(number: int) -> bool:
        return files[number % 4].conversation("talk", 1000, HOUR).put(WORD, f"value {number}")

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(put, range(40)))
    assert sum(kept) == 1
    assert files[0].conversation("talk", 1000, HOUR).get(WORD) == f"value {kept.index(True)}"


@pytest.mark.parametrize("content", [b"not a database, and long enough to be looked at" * 20, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_file_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "vault.sqlite").write_bytes(content)
    with pytest.raises(EnclaveError, match="the vault cannot be used") as error:
        VaultFile(tmp_path / "vault.sqlite", Sealer([KEY]))
    assert "removed" in error.value.hint


def test_a_damaged_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vault.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE text (a)")
    db.close()
    path.write_bytes(path.read_bytes().replace(b"tabletext", b"table\x86ext", 1).replace(b"CREATE TABLE", b"CREATE TABLX", 1))
    with pytest.raises(EnclaveError, match="the vault cannot be used"):
        VaultFile(path, Sealer([KEY]))


def test_a_directory_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(EnclaveError, match="the vault cannot be used"):
        VaultFile(tmp_path / "data" / "vault.sqlite", Sealer([KEY]))
    with pytest.raises(EnclaveError, match="key cannot be read"):
        vault_keys(tmp_path / "data", {})


def test_a_key_is_made_once_for_all_processes(tmp_path: Path) -> None:
    code = "import sys, pathlib; from enclave.gateway.vaults import vault_keys; print(vault_keys(pathlib.Path(sys.argv[1]), {}))"
    runs = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "data")], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = {run.communicate()[0] for run in runs}
    assert len(answers) == 1
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["vault.key"]
    assert stat.S_IMODE((tmp_path / "data" / "vault.key").stat().st_mode) == 0o600
    assert f"({vault_keys(tmp_path / 'data', os.environ)[0]!r},)\n" in answers


def test_keys_of_the_environment_come_first(tmp_path: Path) -> None:
    assert vault_keys(tmp_path, {KEY_VARIABLE: f"{KEY.hex()}, {OTHER.hex()}\n"}) == (KEY, OTHER)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["short", "zz" * 32, "ab" * 31, f"{KEY.hex()},", "ab" * 33])
def test_a_key_that_is_none_is_not_repeated(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="key cannot be read") as error:
        vault_keys(tmp_path, {KEY_VARIABLE: text})
    assert error.value.where == KEY_VARIABLE
    assert text not in f"{error.value}{error.value.hint}"


def test_a_key_that_all_copies_share_goes_before_one_of_ones_own(tmp_path: Path) -> None:
    own = vault_keys(tmp_path, {})
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "vault.key").write_text("ab" * 32 + "," + own[0].hex())
    assert vault_keys(tmp_path, {}) == (b"\xab" * 32, *own)
    assert vault_keys(tmp_path, {"ENCLAVE_VAULT_KEY": "cd" * 32}) == (b"\xcd" * 32,)
    (tmp_path / "keys" / "vault.key").write_text("")
    with pytest.raises(InputError):
        vault_keys(tmp_path, {})
