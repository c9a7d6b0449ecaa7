"""Kept content comes back to who has the key, and to nobody once it was erased; no file tells what is gone."""

from __future__ import annotations

import base64
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.audit.content import VARIABLE, Content, ContentStore, Erased, Item, commitment, load_key, prune_content
from enclave.errors import EnclaveError, InputError

KEY = bytes(range(32))
TIME = "2026-11-21T09:30:00.000000Z"


def item(number: int, caller: str = "ada", time: str = TIME) -> Item:
    return Item(f"call-{number}", caller, time, Content(f"prompt {number} of {caller}".encode(), b"answer"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ContentStore]:
    opened = ContentStore(tmp_path, KEY)
    yield opened
    opened.close()


def _keys(tmp_path: Path) -> dict[str, bytes]:
    db = sqlite3.connect(tmp_path / "content" / "content.sqlite")
    try:
        return dict(db.execute("SELECT id, wrapped FROM key WHERE wrapped IS NOT NULL").fetchall())
    finally:
        db.close()


def _files(tmp_path: Path) -> bytes:
    return b"".join(path.read_bytes() for path in (tmp_path / "content").iterdir())


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_what_was_kept_comes_back(tmp_path_factory: pytest.TempPathFactory, prompt: bytes, answer: bytes) -> None:
    store = ContentStore(tmp_path_factory.getbasetemp(), KEY)
    [said] = store.keep([Item("call", "ada", TIME, Content(prompt, answer))])
    assert store.read("call") == (Content(prompt, answer), said)
    store.close()


def test_nothing_of_it_can_be_read_without_the_key(store: ContentStore, tmp_path: Path) -> None:
    store.keep([item(1, "ada lovelace"), item(2, "grace hopper")])  # three letters of hexadecimal stand there sooner or later
    there = _files(tmp_path)
    for word in (b"prompt", b"answer", b"lovelace", b"grace"):
        assert word not in there
    assert (tmp_path / "content" / "content.sqlite").stat().st_mode & 0o077 == 0


def test_commitments_hide_and_bind(store: ContentStore) -> None:
    same = [Item(f"call-{n}", "ada", TIME, Content(b"yes", b"no")) for n in range(2)]
    first, second = store.keep(same)
    assert first != second, "the same words do not look the same"
    assert commitment(b"s" * 32, Content(b"a", b"bc")) != commitment(b"s" * 32, Content(b"ab", b"c"))


def test_what_was_erased_is_gone_from_every_file(store: ContentStore, tmp_path: Path) -> None:
    store.keep([item(n) for n in range(200)])
    wrapped = _keys(tmp_path)
    assert wrapped["call-7"] in _files(tmp_path)
    assert store.erase(TIME, record="call-7") == 1
    assert wrapped["call-7"] not in _files(tmp_path)
    with pytest.raises(Erased, match=f"erased at {TIME}"):
        store.read("call-7")
    assert store.read("call-8")[0].prompt == b"prompt 8 of ada"
    assert store.erase(TIME, record="call-7") == 0
    with pytest.raises(InputError, match="no content of `call-999` is kept"):
        store.erase(TIME, record="call-999")


def test_all_of_a_caller(store: ContentStore, tmp_path: Path) -> None:
    store.keep([item(n, ("ada", "grace")[n % 2]) for n in range(100)])
    wrapped = _keys(tmp_path)
    assert store.erase(TIME, caller="ada") == 50
    there = _files(tmp_path)
    assert [name for name, key in wrapped.items() if key in there] == [name for name in wrapped if int(name[5:]) % 2]
    assert store.erase(TIME, caller="ada") == store.erase(TIME, caller="nobody") == 0
    assert store.erase(TIME, caller="grace") == 50
    assert len(store.unsaid(1000)) == 100
    store.said([name for name, _ in store.unsaid(60)])
    assert len(store.unsaid(1000)) == 40


def test_what_was_erased_does_not_come_back_with_a_write_that_is_tried_again(store: ContentStore) -> None:
    store.keep([item(1)])
    store.keep([item(1)])
    assert store.read("call-1")[0] == item(1).content
    store.erase(TIME, record="call-1")
    store.keep([item(1)])
    with pytest.raises(Erased):
        store.read("call-1")


def test_an_older_copy_of_the_texts_is_worth_nothing_without_the_keys(store: ContentStore, tmp_path: Path) -> None:
    store.keep([item(1)])
    store.close()
    old = shutil.copytree(tmp_path / "content", tmp_path / "backup")
    store = ContentStore(tmp_path, KEY)
    store.erase(TIME, record="call-1")
    store.close()
    new, back = sqlite3.connect(tmp_path / "content" / "content.sqlite"), sqlite3.connect(old / "content.sqlite")
    new.execute("INSERT INTO text VALUES (?, ?)", back.execute("SELECT id, sealed FROM text").fetchone())
    new.commit()
    new.close()
    back.close()
    with pytest.raises(Erased):
        ContentStore(tmp_path, KEY).read("call-1")


def test_wrong_and_missing_keys(store: ContentStore, tmp_path: Path) -> None:
    store.keep([item(1)])
    with pytest.raises(InputError, match="kept under another key"):
        ContentStore(tmp_path, bytes(32)).read("call-1")
    without = ContentStore(tmp_path, None)
    for what in (lambda: without.read("call-1"), lambda: without.keep([item(2)]), lambda: without.erase(TIME, caller="ada")):
        with pytest.raises(InputError, match="needs the key"):
            what()
    assert without.erase(TIME, record="call-1") == 1
    with pytest.raises(InputError, match="no content of `call-9`"):
        store.read("call-9")


def test_damage_is_told(store: ContentStore, tmp_path: Path) -> None:
    store.keep([item(1), item(2)])
    db = sqlite3.connect(tmp_path / "content" / "content.sqlite")
    changes = (
        "UPDATE text SET sealed = (SELECT sealed FROM text WHERE id = 'call-2') WHERE id = 'call-1'",
        "DELETE FROM text WHERE id = 'call-1'",
        "UPDATE key SET wrapped = (SELECT wrapped FROM key WHERE id = 'call-2') WHERE id = 'call-1'",
        "UPDATE key SET commitment = 'x' WHERE id = 'call-2'",
    )
    for change, name in zip(changes, ("call-1", "call-1", "call-1", "call-2"), strict=True):
        db.execute(change)
        db.commit()
        with pytest.raises(InputError, match=r"damaged|not what was committed"):
            store.read(name)
    db.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "content.sqlite").write_bytes(b"no database at all " * 99)
    with pytest.raises(EnclaveError, match="cannot be read or written"):
        ContentStore(tmp_path, KEY)


def test_what_is_over_goes(store: ContentStore, tmp_path: Path) -> None:
    store.keep([item(1, time="2026-01-01T00:00:00.000000Z"), item(2)])
    wrapped = _keys(tmp_path)
    assert prune_content(tmp_path, "") == prune_content(tmp_path / "nowhere", TIME) == 0
    assert prune_content(tmp_path, "2026-06-01T00:00:00.000000Z") == 1
    assert wrapped["call-1"] not in _files(tmp_path)
    assert store.read("call-2")
    with pytest.raises(InputError, match="no content of `call-1`"):
        store.read("call-1")


def test_where_the_key_is(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    with pytest.raises(InputError, match="key of kept content is missing"):
        load_key(tmp_path, {})
    made = load_key(tmp_path, {}, make=True)
    assert load_key(tmp_path, {}) == load_key(tmp_path, {}, make=True) == made
    assert (tmp_path / "keys" / "content.key").stat().st_mode & 0o077 == 0
    other = os.urandom(32)
    assert load_key(tmp_path, {VARIABLE: base64.b64encode(other).decode()}) == other
    for bad in ("short", base64.b64encode(b"x" * 31).decode(), "!" * 44):
        with pytest.raises(InputError, match="not 32 bytes in base64") as caught:
            load_key(tmp_path, {VARIABLE: bad})
        assert bad not in str(caught.value)


def test_a_damaged_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "content" / "content.sqlite"
    path.parent.mkdir()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE text (a)")
    db.close()
    path.write_bytes(path.read_bytes().replace(b"tabletext", b"table\x86ext", 1).replace(b"CREATE TABLE", b"CREATE TABLX", 1))
    with pytest.raises(EnclaveError, match="the file is damaged"):
        ContentStore(tmp_path, KEY)
