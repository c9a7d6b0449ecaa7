"""Files in parts: nothing of them can be read on the disk, nothing leaves before all are there, and what is held has an end."""

from __future__ import annotations

import os
import time
from hashlib import md5
from pathlib import Path

import pytest

from enclave.gateway import uploads
from enclave.gateway.uploads import LIFE, VARIABLE, FullError, GoneError, MismatchError, Upload, Uploads
from enclave.gateway.vaults import KEY_VARIABLE

SECRET = b"pay by 4111 1111 1111 1111"
NAME, OTHER = "a" * 64, "b" * 64


def said(size: int = len(SECRET), created: int | None = None) -> Upload:
    return Upload("a.txt", "assistants", size, int(time.time()) if created is None else created)


def held(data: Path) -> list[Path]:
    return [path for path in data.rglob("*") if path.is_file()]


def test_parts_are_joined_in_the_order_that_is_said_and_cannot_be_read_on_the_disk(tmp_path: Path) -> None:
    some = Uploads(tmp_path, {KEY_VARIABLE: NAME})
    name = some.begin(said())
    second, first = some.hold(name, SECRET[10:]), some.hold(name, SECRET[:10])
    assert Uploads(tmp_path, {KEY_VARIABLE: f"{OTHER},{NAME}"}).join(name, [first, second]) == SECRET, "another process, after a rotation"
    assert not [path for path in held(tmp_path) if b"4111" in path.read_bytes() or b"a.txt" in path.read_bytes()]
    assert {path.stat().st_mode & 0o777 for path in held(tmp_path)} == {0o600}
    with pytest.raises(GoneError):
        Uploads(tmp_path, {KEY_VARIABLE: OTHER}).join(name, [first, second])
    (tmp_path / "uploads" / name / first).rename(tmp_path / "uploads" / name / second)
    with pytest.raises(GoneError):  # a part is sealed for its place
        some.join(name, [second])
    some.drop(name)
    some.drop(name)
    assert held(tmp_path) == []
    with pytest.raises(GoneError):
        some.about(name)


def test_a_file_is_what_it_was_said_to_be(tmp_path: Path) -> None:
    some = Uploads(tmp_path, {KEY_VARIABLE: NAME})
    name = some.begin(said())
    whole = some.hold(name, SECRET)
    with pytest.raises(MismatchError, match="more than the upload was said"):
        some.hold(name, b"x")
    assert some.join(name, [whole], md5(SECRET).hexdigest().upper()) == SECRET
    for parts, checksum, why in (([whole], "0" * 32, "checksum"), ([whole, whole], "", "more bytes than the 26"), ([], "", "0 bytes")):
        with pytest.raises(MismatchError, match=why):
            some.join(name, parts, checksum)
    with pytest.raises(GoneError):
        some.join(name, ["0" * 32])


def test_what_is_held_has_an_end_in_time_number_and_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = Uploads(tmp_path, {KEY_VARIABLE: NAME})
    late = some.begin(said(created=int(time.time()) - LIFE - 1))
    with pytest.raises(GoneError, match="expired"):
        some.hold(late, b"x")
    os.utime(tmp_path / "uploads" / late / "begun", (time.time() - LIFE - 1,) * 2)
    monkeypatch.setattr(uploads, "MOST_UPLOADS", 2)
    names = [some.begin(said()), some.begin(said())]  # the late one was forgotten
    with pytest.raises(FullError, match="too many"):
        some.begin(said())
    monkeypatch.setattr(uploads, "MOST_HELD", sum(path.stat().st_size for path in held(tmp_path)) + 2 * len(SECRET))
    some.hold(names[0], SECRET)
    with pytest.raises(FullError, match="as much as they may"):
        some.hold(names[1], SECRET)
    monkeypatch.setattr(uploads, "MOST_PARTS", 1)
    with pytest.raises(MismatchError, match="at most 1 parts"):
        some.hold(names[0], b"")


def test_one_part_named_again_and_again_takes_no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = Uploads(tmp_path, {KEY_VARIABLE: NAME})
    name = some.begin(said(1_000))
    part, reads, read = some.hold(name, bytes(900)), list[str](), some._read
    monkeypatch.setattr(some, "_read", lambda where, what: (reads.append(what), read(where, what))[1])
    with pytest.raises(MismatchError, match="more bytes than the 1000"):
        some.join(name, [part] * 256)
    assert reads.count(part) == 2


def test_replicas_that_share_a_folder_know_each_others_uploads(tmp_path: Path) -> None:
    shared = {KEY_VARIABLE: NAME, VARIABLE: str(tmp_path / "mounted" / "parts")}
    one, other, alone = (Uploads(tmp_path / name, environment) for name, environment in (("a", shared), ("b", shared), ("c", shared)))
    name = one.begin(said())
    parts = [other.hold(name, SECRET[:10]), one.hold(name, SECRET[10:])]
    assert alone.join(name, parts) == SECRET
    assert not (tmp_path / "a").exists()
    other.drop(name)
    with pytest.raises(GoneError, match=VARIABLE):
        one.about(name)
    assert Uploads(tmp_path / "a", {KEY_VARIABLE: NAME, VARIABLE: ""}).begin(said()) in {
        path.name for path in (tmp_path / "a/uploads").iterdir()
    }


def test_an_upload_that_ends_meanwhile_ends_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = Uploads(tmp_path, {KEY_VARIABLE: NAME})
    name, ending = some.begin(said()), some.begin(said())
    some.hold(ending, SECRET)
    stat, ends = Path.stat, [ending]

    def late(self: Path, **more: bool) -> os.stat_result:
        if ends[0] in self.parts:  # between the list of what there is and the look at it
            some.drop(ends[0])
        return stat(self, **more)

    monkeypatch.setattr(Path, "stat", late)
    part = some.hold(name, SECRET)
    assert some.join(name, [part]) == SECRET
    ends[0] = ""
    ends[0] = some.begin(said())
    some.forget()
    assert some.about(name).filename == "a.txt"
