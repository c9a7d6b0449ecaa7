"""One key follows another, and who trusts the first comes to trust the last; a crash in between loses neither."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

import enclave.audit.log as log_module
import enclave.audit.rotation as module
from enclave.audit.checkpoint import Checkpoint, sign
from enclave.audit.event import AuditUnavailable, encode
from enclave.audit.log import AuditLog
from enclave.audit.note import Signer
from enclave.audit.read import events
from enclave.audit.rotation import add_key
from enclave.audit.tree import Tree
from enclave.audit.verify import verify

from .conftest import event, logged


def test_who_trusts_the_first_key_trusts_the_last(tmp_path: Path) -> None:
    data = logged(tmp_path / "data", 300)
    kept = Path(shutil.copy(data / "log" / "key.pub", tmp_path / "kept.pub"))
    older = Path(shutil.copy(data / "log" / "checkpoint", tmp_path / "checkpoint"))
    with AuditLog.open(data) as log:
        first = log.rotate()
        log.append([event(1)])
        second = log.rotate()
        log.append([event(2)])
    assert (data / "log" / "key.pub").read_text().splitlines()[1:] == [first, second]
    assert not (data / "keys" / "log.key.next").exists()
    for key in (None, kept):
        report = verify(data, key=key, checkpoints=[older])
        assert report.ok, report.problems
    newest = tmp_path / "newest.pub"
    newest.write_text(second + "\n")
    assert verify(data, key=newest).ok
    assert [found.reason for found in events(data) if found.kind == "key_rotated"] == [first, second]
    with AuditLog.open(data) as log:
        log.append([event(3)])
    assert verify(data, key=kept).ok


def test_processes_that_have_it_open_go_on(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with AuditLog.open(data) as one, AuditLog.open(data) as other:
        one.append([event(1)])
        other.rotate()
        one.append([event(2)])
        one.checkpoint()
    assert verify(data).ok


def test_what_others_append_meanwhile_does_not_come_between(tmp_path: Path) -> None:
    data, ended = logged(tmp_path / "data", 3), threading.Event()

    def work() -> None:
        with AuditLog.open(data) as other:
            while not ended.is_set():
                other.append([event(7)])

    thread = threading.Thread(target=work)
    thread.start()
    with AuditLog.open(data) as log:
        keys = [log.rotate() for _ in range(5)]
    ended.set()
    thread.join()
    report = verify(data)
    assert report.ok, report.problems
    assert (data / "log" / "key.pub").read_text().splitlines()[1:] == keys


def test_a_history_signed_with_a_key_that_was_only_listed_is_not_gone_on_with(tmp_path: Path) -> None:
    """Whoever can write the log's files but has no key must not get our signature under another history."""
    data = logged(tmp_path / "data", 3)
    public = data / "log" / "key.pub"
    name = public.read_text().partition("+")[0]
    signer = Signer.generate(name)
    shutil.rmtree(data / "log" / "tile")
    tree = Tree(data / "log", 0)
    tree.grow([encode(event(number, status=403)) for number in range(3)])
    (data / "log" / "checkpoint").write_bytes(sign(Checkpoint(name, 3, tree.root()), [signer]))
    public.write_text(f"{signer.verifier.text()}\n{public.read_text()}")
    with pytest.raises(AuditUnavailable, match="no key that is trusted has signed it"):
        AuditLog.open(data)


STEPS = ["write next key", "append", "grow", "keep the checkpoint", "finish", "public key", "sign"]


@pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
def test_a_crash_at_any_step_leaves_a_good_log_with_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    data = logged(tmp_path / "data", 3)
    log = AuditLog.open(data)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        match STEPS[step]:
            case "write next key":
                patch.setattr(log_module, "write_file", crash)
            case "append":
                appended = log._ahead.append
                patch.setattr(log._ahead, "append", lambda events: crash() if events else appended(events))
            case "grow":
                patch.setattr(log, "_grow", crash)
            case "keep the checkpoint":
                written = log_module.write_file

                def write(path: Path, text: bytes) -> None:
                    (crash if path.parent.name == "rotation" else written)(path, text)

                patch.setattr(log_module, "write_file", write)
            case "finish":
                patch.setattr(log_module, "finish", crash)
            case "public key":
                patch.setattr(module, "sync_folder", crash)
            case "sign":
                signed = log._sign
                patch.setattr(log, "_sign", lambda tree, *more: crash() if more else signed(tree))
        with pytest.raises(KeyboardInterrupt):
            log.rotate()
    log._release()
    with AuditLog.open(data) as again:
        again.append([event(9)])
    report = verify(data)
    assert report.ok, report.problems
    assert sorted(path.name for path in (data / "keys").iterdir()) == ["log.key"]


def _mounted(data: Path, count: int = 1) -> tuple[list[str], Path]:
    """A file of keys with new ones behind the first, in the place of the old one, as a vault's new version is mounted; the public keys."""
    private = data / "keys" / "log.key"
    new = Path(shutil.copy(private, data.parent / "new.key"))
    public = [add_key(new) for _ in range(count)]
    new.replace(private)
    return public, private


def test_a_log_that_cannot_write_its_keys_goes_over_to_the_next_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    AuditLog.open(data, instance="gateway-0").close()
    kept = Path(shutil.copy(data / "log" / "key.pub", tmp_path / "kept.pub"))
    base = kept.read_text().partition("/gateway-0")[0]
    with AuditLog.open(data) as log, AuditLog.open(data) as other:
        log.append([event(1)])
        public, private = _mounted(data, 2)
        before = (private.read_bytes(), private.stat().st_ino)
        log.append([event(2)])
        log.checkpoint()
        other.append([event(3)])
        other.checkpoint()
        log.append([event(4)])
    assert (private.read_bytes(), private.stat().st_ino) == before
    assert [path.name for path in private.parent.iterdir()] == ["log.key"]
    rotated = [found.reason for found in events(data) if found.kind == "key_rotated"]
    assert rotated == (data / "log" / "key.pub").read_text().splitlines()[1:]
    assert [text.rpartition("+")[2] for text in rotated] == [text.rpartition("+")[2] for text in public]
    assert {text.startswith(f"{base}/gateway-0+") for text in rotated} == {True}
    (tmp_path / "newest.pub").write_text(f"{public[-1]}\n")
    for key in (None, kept, tmp_path / "newest.pub"):
        assert verify(data, key=key).problems == ()
    private.write_text(private.read_text().splitlines()[-1] + "\n")  # the old ones are not needed any more
    with AuditLog.open(data) as log:
        log.append([event(5)])
    assert verify(data, key=kept).ok
    assert len(rotated) == [found.kind for found in events(data)].count("key_rotated")


def test_a_key_that_nothing_vouches_for_is_not_gone_over_to(tmp_path: Path) -> None:
    data = logged(tmp_path / "data", 3)
    private = data / "keys" / "log.key"
    old = private.read_text()
    name = old.removeprefix("PRIVATE+KEY+").partition("+")[0]
    for text, what in (
        (Signer.generate(name).text(), "not that of the private one"),
        (f"{Signer.generate(name).text()}\n{Signer.generate(name).text()}", "not that of the private one"),
        (f"{old}{Signer.generate().text()}", "the key that is to follow has another name"),
        (f"{old}nonsense", "not a key of a log"),
        ("", "no key of a log"),
    ):
        private.write_text(text)
        with pytest.raises(AuditUnavailable, match=what):
            AuditLog.open(data)
    private.write_text(old)
    AuditLog.open(data).close()
    assert verify(data).ok


@pytest.mark.parametrize("step", ["append", "sign", "keep the checkpoint", "public key"])
def test_a_crash_while_it_goes_over_leaves_a_log_that_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    data = logged(tmp_path / "data", 3)
    kept = Path(shutil.copy(data / "log" / "key.pub", tmp_path / "kept.pub"))
    log = AuditLog.open(data)
    public, _ = _mounted(data)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if step == "append":
            appended = log._ahead.append
            patch.setattr(log._ahead, "append", lambda events: crash() if events else appended(events))
        elif step == "sign":
            signed = log._sign
            patch.setattr(log, "_sign", lambda tree, *more: crash() if more else signed(tree))
        elif step == "public key":
            patch.setattr(log_module, "list_key", crash)
        else:
            written = log_module.write_file
            patch.setattr(log_module, "write_file", lambda path, text: (crash if path.name == "4" else written)(path, text))
        with pytest.raises(KeyboardInterrupt):
            log.checkpoint()
    log._ahead.append([encode(event(8))])  # what another process wrote meanwhile, and was killed
    log._release()
    for number in (9, 10):
        with AuditLog.open(data) as again:
            again.append([event(number)])
    for key in (None, kept):
        assert verify(data, key=key).problems == ()
    assert (data / "log" / "key.pub").read_text().splitlines()[1:] == public
    assert {"event-8", "event-9", "event-10"} <= {found.id for found in events(data)}


def test_a_change_of_keys_that_nobody_signed_is_found(tmp_path: Path) -> None:
    data = logged(tmp_path / "data", 3)
    with AuditLog.open(data) as log:
        log.rotate()
    (change,) = (data / "log" / "rotation").iterdir()
    good = change.read_bytes()
    change.write_bytes(good.replace(b"4\n", b"3\n", 1))
    assert not verify(data).ok
    change.write_bytes(good)
    assert verify(data).ok
    change.unlink()
    assert not verify(data).ok
    (data / "log" / "key.pub").write_text("nothing\n")
    with pytest.raises(AuditUnavailable):
        AuditLog.open(data)


def test_no_byte_of_the_keys_and_of_their_changes_can_be_flipped_unseen(tmp_path: Path) -> None:
    data = logged(tmp_path / "data", 2)
    trusted = tmp_path / "trusted.pub"
    shutil.copy(data / "log" / "key.pub", trusted)
    with AuditLog.open(data) as log:
        log.rotate()
    (change,) = (data / "log" / "rotation").iterdir()
    assert verify(data, key=trusted).ok
    for path in (change, data / "log" / "key.pub"):
        whole = path.read_bytes()
        damaged = [whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :] for at in range(0, len(whole), 3)]
        flipped_ends = [whole[:at] + b"\x0b" + whole[at + 1 :] for at in range(len(whole)) if whole[at : at + 1] == b"\n"]
        for other in [*damaged, *flipped_ends, whole[:-1]]:
            path.write_bytes(other)
            assert not verify(data, key=trusted).ok, other
        path.write_bytes(whole)
    assert verify(data, key=trusted).ok


def test_a_key_follows_on_a_line_of_its_own_where_the_last_line_was_cut(tmp_path: Path) -> None:
    data = logged(tmp_path / "data", 2)
    public = data / "log" / "key.pub"
    public.write_bytes(public.read_bytes()[:-1])
    assert not verify(data).ok
    with AuditLog.open(data) as log:
        key = log.rotate()
    assert verify(data).ok
    assert public.read_text().splitlines()[1:] == [key]
