"""A thousand random damages to a data directory: what changes the meaning of the log is found, and nobody answers from what is damaged.

The judge is what a plain reader makes of the files afterwards: the events one after the other, and how many were signed.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from enclave.audit import columns as columns_module
from enclave.audit import log as log_module
from enclave.audit.anchors.file import FileAnchor, open_anchor
from enclave.audit.checkpoint import Checkpoint, claimed, sign
from enclave.audit.content import Content, ContentStore, Item
from enclave.audit.event import encode
from enclave.audit.log import AuditLog
from enclave.audit.merkle import WIDTH
from enclave.audit.note import read_signer, read_verifiers
from enclave.audit.proof import check, prove
from enclave.audit.prune import prune
from enclave.audit.query import query
from enclave.audit.read import numbered_events, stored
from enclave.audit.tree import Tree
from enclave.audit.verify import verify
from enclave.errors import EnclaveError

from .conftest import ahead, event, logged
from .test_prune import MIDDLE, NOW, OLD, SEED, YOUNG, some, write

KEY = bytes(range(32))
SEEN = "EnclaveEvents | summarize n = count(), s = sum(PromptTokens), c = dcount(Id), b = sum(Status) | extend t = s * 7 + n"
KINDS = (
    "flip", "flip", "flip", "delete bytes", "insert bytes", "reorder", "truncate", "delete file", "old file", "old state", "fork", "splice",
    "swap files", "other log", "other records",
)  # fmt: skip


def _meaning(data: Path) -> tuple[list[bytes], int]:
    """The events that a plain reader finds, and how many the checkpoint claims. Raises EnclaveError."""
    return [entry.event for entry in stored(data)], claimed((data / "log" / "checkpoint").read_bytes()).size


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and "lock" not in path.name)


def _damaged(dice: random.Random, kind: str, whole: bytes, older: bytes | None) -> bytes | None:
    """What becomes of a file; None when it is gone."""
    start = dice.randrange(len(whole)) if whole else 0
    length = dice.choice((1, 2, 32, 100, 1000))
    match kind:
        case "flip":
            return whole[:start] + bytes((whole[start] ^ 1 << dice.randrange(8),)) + whole[start + 1 :] if whole else b"x"
        case "delete bytes":
            return whole[:start] + whole[start + length :]
        case "insert bytes":
            return whole[:start] + (whole[:length] if dice.random() < 0.5 else dice.randbytes(length)) + whole[start:]
        case "reorder":
            parts = whole.splitlines(keepends=True)
            if len(parts) < 3:
                parts = [whole[at : at + 32] for at in range(0, len(whole), 32)]
            a, b = dice.randrange(len(parts)), dice.randrange(len(parts))
            parts[a], parts[b] = parts[b], parts[a]
            return b"".join(parts)
        case "truncate":
            return whole[:start]
        case "old file":
            return older
        case _:
            return None


def _fork(data: Path, dice: random.Random) -> None:
    """Another history from some record on, signed by who has the key."""
    events = [entry.event for entry in stored(data)]
    start = dice.randrange(len(events))
    events[start] = encode(event(start, status=403))
    signer = read_signer(data / "keys" / "log.key")
    shutil.rmtree(data / "log" / "tile")
    shutil.rmtree(data / "log" / "wal")
    (data / "log" / "wal").mkdir()
    tree = Tree(data / "log", 0)
    tree.grow(events)
    (data / "log" / "checkpoint").write_bytes(sign(Checkpoint(signer.name, tree.size, tree.root()), [signer]))


class Scene:
    """A log with an anchor, columns, a proof and kept content, an older copy of all of it, and what they said when they were whole."""

    def __init__(self, folder: Path) -> None:
        self.data, self.older, self.other = folder / "data", folder / "older", folder / "other"
        logged(self.other, 620, sign_at=(3, 100, 256, 290, 520, 610), closed=False)
        query(self.other, SEEN)
        self.anchor: FileAnchor = open_anchor(str(folder / "anchor"))
        logged(self.data, 300, sign_at=(3, 100, 256, 290), closed=False)
        self._anchor()
        query(self.data, SEEN)
        shutil.copytree(self.data, self.older)
        logged(self.data, 620, sign_at=(20, 256, 520, 610), closed=False)
        self._anchor()
        self.store = ContentStore(self.data, KEY)
        items = [Item(str(n), "ada", "t", Content(b"p" * 50 * n, b"a" * n)) for n in range(9)]
        self.said = dict(zip(map(str, range(9)), self.store.keep(items), strict=True))
        self.store.close()
        (self.data / "proof.txt").write_text(prove(self.data, 77))
        self.proven = encode(check((self.data / "proof.txt").read_text(), read_verifiers(self.data / "log" / "key.pub")).event)
        self.rows = query(self.data, SEEN).rows
        self.meaning = _meaning(self.data)
        self.kept = folder / "kept"
        shutil.copytree(self.data, self.kept)

    def _anchor(self) -> None:
        note = (self.data / "log" / "checkpoint").read_bytes()
        self.anchor.put(claimed(note), note)

    def restore(self) -> None:
        shutil.rmtree(self.data)
        shutil.copytree(self.kept, self.data)


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(columns_module, "SPANS", (WIDTH * WIDTH, WIDTH))
    return Scene(tmp_path)


def _lies(scene: Scene, kind: str) -> list[str]:
    """What somebody would believe now and should not."""
    found = []
    try:
        report = verify(scene.data, anchors=[scene.anchor])
        is_told = not report.ok
    except EnclaveError:
        is_told = True
    try:
        now = _meaning(scene.data)
    except (EnclaveError, OSError, ValueError):
        now = None
    # the last records are not signed yet: their end can be cut off, as the threat model says
    signed = scene.meaning[1]
    if not is_told and (now is None or now[1] != signed or now[0][:signed] != scene.meaning[0][:signed]):
        found.append("verify")
    if not is_told and now is not None and now[0] != scene.meaning[0][: len(now[0])]:
        found.append("verify: what is not signed")
    try:
        rows = query(scene.data, SEEN).rows
        if rows != scene.rows and not is_told and now is not None and len(now[0]) == len(scene.meaning[0]):
            found.append("query")
        # a query knows no anchor: it must answer from what hashes to the checkpoint, or from the whole log
        if rows != scene.rows and now is not None and now == scene.meaning:
            found.append("query of an untouched log")
        if now is None and rows != scene.rows and rows[0][0] >= signed:
            found.append("query of a damaged log")
        is_changed = now is not None and any(a != b for a, b in zip(now[0], scene.meaning[0], strict=False))
        if is_changed and rows != scene.rows and kind != "fork":  # who has the key can write another log
            found.append("query of changed records")
    except EnclaveError:
        pass
    return found


def _other_lies(scene: Scene) -> list[str]:
    """The proof and the kept content."""
    found = []
    try:
        proven = check((scene.data / "proof.txt").read_text(), read_verifiers(scene.kept / "log" / "key.pub"))
        if encode(proven.event) != scene.proven or proven.number != 77:
            found.append("proof")
    except (EnclaveError, OSError, UnicodeDecodeError):
        pass
    for name, said in scene.said.items():
        try:
            store = ContentStore(scene.data, KEY)
            try:
                content, commitment = store.read(name)
            finally:
                store.close()
            if commitment == said and content != Content(b"p" * 50 * int(name), b"a" * int(name)):
                found.append(f"content {name}")
        except (EnclaveError, OSError):
            pass
    return found


def _damage(scene: Scene, dice: random.Random, kind: str, folder: str) -> Path | None:
    if kind == "old state":
        shutil.rmtree(scene.data / "log")
        shutil.copytree(scene.older / "log", scene.data / "log")
        return None
    if kind == "fork":
        _fork(scene.data, dice)
        return None
    path = dice.choice([each for each in _files(scene.data / folder) if each.name != ahead(scene.data)[-1].name or dice.random() < 0.3])
    older = scene.older / path.relative_to(scene.data)
    other = scene.other / path.relative_to(scene.data)
    if kind == "swap files":
        beside = dice.choice([each for each in _files(scene.data / folder) if each.suffix == path.suffix])
        one, two = path.read_bytes(), beside.read_bytes()
        path.write_bytes(two)
        beside.write_bytes(one)
        return path
    if kind in {"splice", "other log", "other records"}:
        source = older if kind == "splice" else other
        whole, left = path.read_bytes(), source.read_bytes() if source.exists() else b""
        if kind != "other log":  # the first records or hashes of the one, the rest of the other
            at = dice.randrange(0, max(len(left), 32), 32)
            left = left[:at] + whole[at:] if dice.random() < 0.5 else whole[:at] + left[at:]
        path.write_bytes(left)
        return path
    left = _damaged(dice, kind, path.read_bytes(), older.read_bytes() if older.exists() else b"")
    if left is None:
        path.unlink()
    else:
        path.write_bytes(left)
    return path


def _run(scene: Scene, seed: int, count: int) -> tuple[list[tuple[object, ...]], dict[str, int]]:
    dice, wrong, told = random.Random(seed), list[tuple[object, ...]](), dict[str, int]()
    for number in range(count):
        kind = dice.choice(KINDS)
        folder = dice.choice(("log", "log", "log", "log", "columns", "columns", "content", "."))
        path = _damage(scene, dice, kind, folder)
        lies = _lies(scene, kind) if folder != "content" else []
        lies += _other_lies(scene) if folder in {"content", "."} else []
        told[kind] = told.get(kind, 0) + 1
        wrong += [(number, kind, path, lie) for lie in lies]
        scene.restore()
    return wrong, told


def test_random_damages_are_found(scene: Scene) -> None:
    wrong, _ = _run(scene, 5, 12)
    assert not wrong, wrong


@pytest.mark.long
def test_a_thousand_random_damages_are_found(scene: Scene) -> None:
    wrong, told = _run(scene, 7, 1000)
    print(told)
    assert not wrong, wrong


class Worn(Scene):
    """A log whose key was changed twice and of which retention took records; who looks at it trusts the first key and an anchor."""

    def __init__(self, folder: Path) -> None:
        self.data, self.older, self.other = folder / "data", folder / "older", folder / "other"
        self.anchor = open_anchor(str(folder / "anchor"))
        logged(self.other, 620, sign_at=(256, 610), closed=False)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(log_module, "SIGN_SECONDS", 1e6)
            write(self.data, some(0, 300, OLD), some(300, 160, MIDDLE), some(460, 40, YOUNG), segment_bytes=20_000)
            self.key = Path(shutil.copy(self.data / "log" / "key.pub", folder / "kept.pub"))
            shutil.copytree(self.data, self.older)
            self.deleted = self._numbered()[0]
            with AuditLog.open(self.data) as log:
                log.rotate()
                prune(self.data, log, SEED, NOW)
                log.rotate()
                log.append(some(500, 60, YOUNG))
                log.checkpoint()
        self._anchor()
        self.meaning = self._numbered()
        self.kept = folder / "kept"
        shutil.copytree(self.data, self.kept)

    def _numbered(self) -> tuple[list[bytes], int]:
        found = [b"%d " % number + encode(each) for number, each in numbered_events(self.data)]
        return found, claimed((self.data / "log" / "checkpoint").read_bytes()).size

    def is_believed(self) -> bool:
        """Whether somebody would believe it now and should not."""
        try:
            report = verify(self.data, key=self.key, anchors=[self.anchor])
            if not report.ok:
                return False
        except EnclaveError:
            return False
        try:
            (records, size), (known, signed) = self._numbered(), self.meaning
        except (EnclaveError, OSError, ValueError):
            return True
        if any("that were to be deleted are still there" in note for note in report.notes):
            # what was deleted and put back is what it was, and is named
            return size != signed or not {*known} <= {*records} <= {*known, *self.deleted} or len(records) != len({*records})
        return (records, size) != (known, signed)


def _worn(scene: Worn, seed: int, count: int) -> list[tuple[object, ...]]:
    dice, wrong = random.Random(seed), list[tuple[object, ...]]()
    for number in range(count):
        kind = dice.choice([each for each in KINDS if each != "fork"])
        path = _damage(scene, dice, kind, "log")
        if scene.is_believed():
            wrong.append((number, kind, path))
        scene.restore()
    return wrong


def test_random_damages_after_rotation_and_retention_are_found(tmp_path: Path) -> None:
    scene = Worn(tmp_path)
    assert not scene.is_believed()
    assert _worn(scene, 3, 8) == []


@pytest.mark.long
def test_a_thousand_random_damages_after_rotation_and_retention_are_found(tmp_path: Path) -> None:
    assert _worn(Worn(tmp_path), 4, 1000) == []
