"""Compiled databases of expressions, and what else follows from expressions, kept on disk: working it out takes seconds, reading it little.

What is kept is a copy of what follows from the expressions, so anything wrong with it means compiling again. The directory must be
this user's and nobody else's to write: who could change it could blind the engine.
"""

from __future__ import annotations

import hashlib
import logging
import os
import platform
import stat
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import hyperscan
import msgspec

DIRECTORY_VARIABLE = "ENCLAVE_CACHE"
"""Names another directory; empty: nothing is kept."""

_CHECKSUM_BYTES = 32
T = TypeVar("T")


def database(expressions: Mapping[str, int]) -> hyperscan.Database:
    """The database of expressions (one at least) with their flags, numbered in order. A loaded one needs a `Scratch` made for it.

    Raises ValueError for an expression that is none.
    """
    path = _path(expressions)
    return _kept(path) or _compiled(expressions, path)


def begun(expressions: Mapping[str, int]) -> Future[hyperscan.Database]:
    """The same. What is not kept is compiled meanwhile, so that several take their time together; the result raises as `database` does."""
    made: Future[hyperscan.Database] = Future()
    path = _path(expressions)
    kept = _kept(path)
    if kept is not None:
        made.set_result(kept)
        return made
    if len(expressions) >= _MANY:
        where = f"kept in `{path.parent}`" if path else "kept nowhere"
        logging.getLogger(__name__).warning("compiling the patterns of values, which takes some seconds; they are %s", where)
    workers = ThreadPoolExecutor(1)
    try:
        return workers.submit(_compiled, expressions, path)
    finally:
        workers.shutdown(wait=False)


_MANY = 1_000
"""So many expressions take seconds."""


def _kept(path: Path | None) -> hyperscan.Database | None:
    data = _read(path) if path else None
    if data is not None:
        with suppress(hyperscan.HyperscanError):
            return hyperscan.loadb(data, hyperscan.HS_MODE_BLOCK)
    return None


def _compiled(expressions: Mapping[str, int], path: Path | None) -> hyperscan.Database:
    if any("\0" in expression for expression in expressions):
        raise ValueError("an expression cannot be compiled: it ends at its null character")
    compiled = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        compiled.compile(
            expressions=[expression.encode() for expression in expressions], ids=list(range(len(expressions))),
            elements=len(expressions), flags=list(expressions.values()),
        )
    except hyperscan.error as error:
        raise ValueError(f"an expression cannot be compiled: {error}") from None
    if path:
        _write(path, hyperscan.dumpb(compiled))
    return compiled


def remembered(work: Callable[[], T], kind: type[T], texts: Iterable[str], *modules: ModuleType) -> T:
    """What `work` gives, something of JSON, which follows from texts and from the code of modules alone."""
    texts = list(texts)
    if not texts:
        return work()
    code = [Path(module.__file__).read_text(encoding="utf-8") for module in modules if module.__file__]
    path = _place("\0".join((sys.version, *code, *texts)), "json")
    data = _read(path) if path else None
    if data is not None:
        with suppress(msgspec.DecodeError):
            return msgspec.json.decode(data, type=kind)
    found = work()
    if path:
        _write(path, msgspec.json.encode(found))
    return found


def _path(expressions: Mapping[str, int]) -> Path | None:
    """Where it is kept, by everything that it depends on; None when nothing is to be kept."""
    machine = (str(getattr(hyperscan, "__version__", "")), platform.machine(), _features())
    return _place("\0".join((*machine, *(f"{flags} {expression}" for expression, flags in expressions.items()))), "hsdb")


def _place(said: str, suffix: str) -> Path | None:
    stated = os.environ.get(DIRECTORY_VARIABLE)
    if stated == "":
        return None
    cache = os.environ.get("XDG_CACHE_HOME")
    with suppress(RuntimeError):  # no home
        directory = Path(stated) if stated else (Path(cache) if cache else Path.home() / ".cache") / "enclave"
        return directory / f"{hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()}.{suffix}"
    return None


@cache
def _features() -> str:
    """What the processor has of which the compiler makes use; empty where nobody says."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("flags"):
                return line
    return ""


def _read(path: Path) -> bytes | None:
    try:
        if not _is_ours(path.parent) or not _is_ours(path):
            return None
        content = path.read_bytes()
    except OSError:
        return None
    data = content[_CHECKSUM_BYTES:]
    return data if hashlib.sha256(data).digest() == content[:_CHECKSUM_BYTES] else None


def _write(path: Path, data: bytes) -> None:
    """As a whole or not at all; where that cannot be done, nothing is kept."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(path.parent):
            return
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
                file.write(hashlib.sha256(data).digest() + data)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        _prune(path.parent)


def _prune(directory: Path) -> None:
    """Removes the oldest of what nobody may ask for any more. Raises OSError."""
    files = [entry for entry in os.scandir(directory) if entry.name.endswith((".hsdb", ".json"))]
    if len(files) > _MOST:
        for entry in sorted(files, key=lambda entry: entry.stat(follow_symlinks=False).st_mtime)[: len(files) - _MOST // 2]:
            with suppress(FileNotFoundError):
                os.unlink(entry.path)


_MOST = 2_000
"""Files that are kept: a scanner has about a hundred."""


def _is_ours(path: Path) -> bool:
    """Whether it belongs to this user, and nobody else may write it. Raises OSError."""
    found = path.lstat()
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not stat.S_ISLNK(found.st_mode)
