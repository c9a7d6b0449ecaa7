"""Whatever is done to a log afterwards is found, and found where it was done."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from enclave.audit.checkpoint import Checkpoint, sign
from enclave.audit.event import AuditUnavailable, encode
from enclave.audit.log import AuditLog
from enclave.audit.merkle import leaf_hash
from enclave.audit.note import Signer, read_signer
from enclave.audit.tiles import Tiles, bundle, unbundle
from enclave.audit.tree import Tree
from enclave.audit.verify import Report, verify
from enclave.errors import InputError

from .conftest import ahead, event, logged

Copy = Callable[[], Path]
SIGNED, RECORDS = 590, 600


def files(directory: Path) -> list[Path]:
    """Every file of the log that says something."""
    return sorted(path for path in (directory / "log").rglob("*") if path.is_file() and "lock" not in path.name)


def whats(report: Report) -> str:
    assert not report.ok
    return " | ".join(map(str, report.problems))


def test_an_untouched_log_is_good(large: Copy) -> None:
    directory = large()
    report = verify(directory)
    assert report.ok, report.problems
    assert report.records == RECORDS
    assert report.checkpoint is not None
    assert (report.checkpoint.size, report.checkpoint.root.hex()) == (SIGNED, report.root)
    assert report.notes == ("10 records behind the checkpoint: chained, not signed yet",)
    names = {path.relative_to(directory / "log").as_posix() for path in files(directory)}
    assert {"tile/entries/000", "tile/entries/001", "tile/entries/002.p/78", "tile/0/001", "tile/1/000.p/2", "tile/1/000.p/1"} <= names
    assert "tile/entries/001.p/44" not in names, "the full bundle has taken the place of the partial ones"


def test_a_flipped_bit_of_any_file_is_found_there(large: Copy) -> None:
    directory = large()
    dice = random.Random(3)
    for path in files(directory):
        whole = path.read_bytes()
        # the last line feed of what is not signed yet: without it the line is one that is being written
        size = len(whole) - (path.name == "key.pub" or path == ahead(directory)[-1])
        for position in {0, size - 1, *(dice.randrange(size) for _ in range(4))}:
            path.write_bytes(whole[:position] + bytes((whole[position] ^ 1 << dice.randrange(7),)) + whole[position + 1 :])
            report = verify(directory)
            assert not report.ok, f"byte {position} of {path}"
            name = path.relative_to(directory).as_posix()
            assert any(name in problem.where for problem in report.problems), f"byte {position} of {path}: {report.problems}"
            assert len(report.problems) < 5, report.problems
        path.write_bytes(whole)


@pytest.mark.parametrize("name", ["checkpoint", "key.pub"])
def test_every_flipped_byte_of_the_checkpoint_and_the_key_is_found(copy: Copy, name: str) -> None:
    directory = copy()
    path = directory / "log" / name
    whole = path.read_bytes()
    for position in range(len(whole) - (name == "key.pub")):
        path.write_bytes(whole[:position] + bytes((whole[position] ^ 1,)) + whole[position + 1 :])
        assert not verify(directory).ok, f"byte {position} of {name}"


def test_a_deleted_file_is_missed_and_one_too_many_is_found(large: Copy) -> None:
    directory = large()
    for path in files(directory):
        name = path.relative_to(directory).as_posix()
        is_older = (".p/" in name and not name.endswith(("002.p/78", "1/000.p/2"))) or path == ahead(directory)[0]
        is_unsigned = path == ahead(directory)[-1]
        whole = path.read_bytes()
        path.unlink()
        if name.endswith("checkpoint"):
            with pytest.raises(InputError, match="the log has lost its checkpoint"):
                verify(directory)
        else:
            assert verify(directory).ok == (is_older or is_unsigned), name
        path.write_bytes(whole)
    for name in ("tile/entries/003", "tile/0/002", "tile/0/002.p/90", "tile/2/000.p/1", "tile/0/7", "tile/entries/000.p/256", "wal/x"):
        stray = directory / "log" / name
        stray.parent.mkdir(exist_ok=True, parents=True)
        stray.write_bytes(b"more")
        assert name in whats(verify(directory))
        stray.unlink()


def test_a_changed_entry_is_named_even_when_its_hash_is_changed_with_it(large: Copy) -> None:
    directory = large()
    tiles = Tiles(directory / "log")
    path = tiles.path("entries", 1)
    entries = unbundle(path.read_bytes())
    entries[44] = entries[44].replace(b'"status":200', b'"status":403')
    path.write_bytes(bundle(entries))
    report = verify(directory)
    assert [(problem.where, problem.record) for problem in report.problems] == [("log/tile/entries/001", 301)]
    hashes = tiles.path(0, 1)
    hashes.write_bytes(b"".join(map(leaf_hash, entries)))
    report = verify(directory)
    assert "records 257 to 512" in whats(report)
    assert [problem.where for problem in report.problems] == ["log/tile/1/000.p/2"]


def test_what_was_written_for_a_checkpoint_that_never_came_is_held_to_the_lines(large: Copy) -> None:
    directory = large()
    kept = (directory / "log" / "checkpoint").read_bytes()
    tree = Tree(directory / "log", SIGNED)
    tree.grow([encode(event(number, prompt_tokens=number)) for number in range(SIGNED, RECORDS)])
    (directory / "log" / "checkpoint").write_bytes(kept)
    assert verify(directory).ok
    path = directory / "log/tile/entries/002.p/88"
    path.write_bytes(path.read_bytes().replace(b"event-599", b"event-500"))
    assert "002.p/88" in whats(verify(directory))


def forge(directory: Path, signer: Signer, records: int) -> None:
    """Another history that is right in itself, signed by whoever has the key."""
    shutil.rmtree(directory / "log" / "tile")
    tree = Tree(directory / "log", 0)
    tree.grow([encode(event(number, status=403)) for number in range(records)])
    (directory / "log" / "checkpoint").write_bytes(sign(Checkpoint(signer.name, tree.size, tree.root()), [signer]))


def test_a_history_that_somebody_without_the_key_wrote_is_found(copy: Copy, tmp_path: Path) -> None:
    directory = copy()
    kept = Path(shutil.copy(directory / "log" / "key.pub", tmp_path / "kept.pub"))
    assert verify(directory, key=kept).ok
    signer = Signer.generate()
    forge(directory, Signer(read_signer(directory / "keys" / "log.key").name, signer.key), 8)
    shutil.rmtree(directory / "log" / "wal")
    logged(tmp_path / "other", 8)
    assert "log/checkpoint" in whats(verify(shutil.copytree(tmp_path / "other", tmp_path / "mixed"), key=kept))
    shutil.copytree(tmp_path / "other", directory, dirs_exist_ok=True)
    assert "log/checkpoint" in whats(verify(directory, key=kept))


def test_who_has_the_key_can_fork_and_a_checkpoint_kept_elsewhere_tells(copy: Copy, tmp_path: Path) -> None:
    directory = copy()
    kept = Path(shutil.copy(directory / "log" / "checkpoint", tmp_path / "kept"))
    assert verify(directory, checkpoints=[kept]).ok
    forge(directory, read_signer(directory / "keys" / "log.key"), 12)
    assert "rewritten or forked" in whats(verify(directory, checkpoints=[kept]))
    kept.write_bytes(kept.read_bytes()[:-20] + b"\n")
    with pytest.raises(InputError, match="cannot"):
        verify(directory, checkpoints=[kept])


def test_an_older_state_that_was_put_back_is_found_with_a_newer_checkpoint(copy: Copy, unsigned: Copy, tmp_path: Path) -> None:
    older = logged(tmp_path / "log", 4)
    newer = Path(shutil.copytree(older, tmp_path / "newer"))
    logged(newer, 4)
    assert verify(older).ok
    assert "put back: 8 records were signed, 4 are there" in whats(verify(older, checkpoints=[newer / "log" / "checkpoint"]))
    assert verify(newer, checkpoints=[older / "log" / "checkpoint"]).ok


def test_a_log_without_its_key_is_not_good(copy: Copy) -> None:
    directory = copy()
    (directory / "log" / "key.pub").unlink()
    report = verify(directory)
    assert report.checkpoint is None
    assert "log/key.pub" in whats(report)


def test_the_keys_that_a_log_lists_are_checked_also_when_the_reader_has_his_own(copy: Copy, tmp_path: Path) -> None:
    directory = copy()
    public = directory / "log" / "key.pub"
    kept = Path(shutil.copy(public, tmp_path / "kept.pub"))
    for text in ("", "nonsense\n", Signer.generate().verifier.text() + "\n", public.read_text() + Signer.generate().verifier.text() + "\n"):
        public.write_text(text)
        assert "log/key.pub" in whats(verify(directory, key=kept)), text
    public.unlink()
    assert "log/key.pub" in whats(verify(directory, key=kept))


def test_an_empty_log_is_good(tmp_path: Path) -> None:
    report = verify(logged(tmp_path / "data", 0))
    assert (report.ok, report.records) == (True, 0)
    assert len(ahead(tmp_path / "data")) == 1


def test_no_log_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no log"):
        verify(tmp_path)


def test_what_is_given_and_cannot_be_read_is_an_input_error(copy: Copy, tmp_path: Path) -> None:
    (tmp_path / "bad").write_text("enclave-chain/1+00000000+AAAA")
    for path in (tmp_path / "none", tmp_path / "bad"):
        with pytest.raises(InputError, match="cannot read the public key"):
            verify(copy(), key=path)
        with pytest.raises(InputError, match="cannot read the checkpoint"):
            verify(copy(), checkpoints=[path])


def test_every_flipped_bit_of_what_is_not_signed_yet_is_found_and_nobody_writes_on(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with AuditLog.open(data, grows=False) as log:
        log.append([event(1)])
    log = AuditLog.open(data, grows=False)
    log.append([event(2)])
    log._release()  # as a killed writer leaves it
    assert verify(data).ok
    segment = max((data / "log" / "wal").glob("*.jsonl"))
    whole = segment.read_bytes()
    last = whole.rindex(b"\n", 0, -1) + 1
    for place in (*range(last, len(whole), 9), len(whole) - 1):
        segment.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :])
        assert not verify(data).ok, place
    segment.write_bytes(whole[:-1] + b"\x0b")
    with pytest.raises(AuditUnavailable, match="damaged"):
        AuditLog.open(data)
    assert segment.read_bytes()[-1:] == b"\x0b", "nothing is cut off of what no writer left"
