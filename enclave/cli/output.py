"""An output directory that is replaced whole or not at all, and never when it holds anything that was not written here."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from enclave.errors import EnclaveError, InputError

MARKER = ".enclave-build.json"
"""Names every file that was written, with its digest."""


def replace_directory(output: Path, files: Mapping[str, str]) -> None:
    """Puts the files (relative path -> text) into the directory, in place of what an earlier call put there.

    Raises InputError when the directory holds something else, EnclaveError when it cannot be written.
    """
    target = output.resolve() if output.is_symlink() else output
    check_replaceable(target, str(output))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        try:
            _write(fresh, files)
            _swap(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise EnclaveError(f"cannot be written: {(error.strerror or str(error)).lower()}", str(output)) from error


def check_replaceable(target: Path, shown: str) -> None:
    """Raises InputError unless the path is free, an empty directory, or exactly what an earlier call wrote."""
    if not target.exists():
        return
    if not target.is_dir():
        raise InputError("is a file, not a directory", shown)
    if not any(target.iterdir()):
        return
    if not (target / MARKER).is_file():
        raise InputError("is a directory that `enclave build` did not write", shown, "choose another one, or move it away first")
    found = _digests(target)
    try:
        listed = json.loads((target / MARKER).read_text(encoding="utf-8"))["files"]
        known = {str(path): str(digest) for path, digest in listed.items()}
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise InputError(f"`{MARKER}` in it cannot be read", shown, "move the directory away first") from error
    foreign = sorted(path for path, digest in found.items() if path != MARKER and known.get(path) != digest)
    if foreign:
        state = "was changed since" if foreign[0] in known else "was not written by `enclave build`"
        more = f", and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise InputError(f"`{foreign[0]}`{more} {state} and would be lost", shown, "choose another directory, or move it away first")


def _write(fresh: Path, files: Mapping[str, str]) -> None:
    for folder in {path.rpartition("/")[0] for path in files}:
        (fresh / folder).mkdir(parents=True, exist_ok=True)
    digests: dict[str, str] = {}
    for path, text in sorted(files.items()):
        data = text.encode()
        with open(f"{fresh}/{path}", "wb") as stream:
            stream.write(data)
        digests[path] = sha256(data).hexdigest()
    marker = json.dumps({"written_by": "enclave build", "files": digests}, indent=2)
    (fresh / MARKER).write_text(marker + "\n", encoding="utf-8")
    mask = os.umask(0)
    os.umask(mask)
    fresh.chmod(0o777 & ~mask)


def _swap(fresh: Path, target: Path) -> None:
    """Two renames; when the second one fails the first one is taken back."""
    if not target.exists():
        fresh.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.old.", dir=target.parent))
    target.rename(old / target.name)
    try:
        fresh.rename(target)
    except OSError:
        (old / target.name).rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _digests(target: Path) -> dict[str, str]:
    """Every file below a directory with its digest; a link, a pipe or an empty directory counts as a file without one."""
    found: dict[str, str] = {}
    for folder, folders, names in os.walk(target):
        here = Path(folder)
        for name in [*names, *(inner for inner in folders if (here / inner).is_symlink())]:
            place = here / name
            plain = place.is_file() and not place.is_symlink()
            found[place.relative_to(target).as_posix()] = sha256(place.read_bytes()).hexdigest() if plain else ""
        if not names and not folders and here != target:
            found[here.relative_to(target).as_posix() + "/"] = ""
    return found
