"""What commands leave in the data directory for whoever watches: the newest of each kind, whole or not at all."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from enclave.errors import EnclaveError

PROOF, DEPLOYED, IMAGES = "proof.json", "deployed.json", "images.json"
MOST_IMAGES = 1_000


def leave(data: Path, name: str, document: dict[str, Any]) -> None:
    """Replace a file that only its owner may read; `time` says when. Raises EnclaveError."""
    path = data / name
    draft = path.with_suffix(f".{os.getpid()}.new")
    text = json.dumps({"time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), **document}, ensure_ascii=False)
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        draft.replace(path)
    except OSError as error:
        raise EnclaveError(f"cannot be written: {(error.strerror or str(error)).lower()}", str(path)) from error


def left(data: Path, name: str) -> dict[str, Any]:
    """What was left; nothing, where that is none or cannot be read."""
    try:
        found = json.loads((data / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def leave_images(data: Path, reports: list[dict[str, Any]]) -> None:
    """The gate's newest word on each image: what it says now, and what it said of others before. Raises EnclaveError."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    new = [{**one, "time": now} for one in reports]
    names = {one.get("image") or one.get("digest") for one in new}
    before = left(data, IMAGES).get("reports", [])
    kept = [one for one in before if isinstance(one, dict) and (one.get("image") or one.get("digest")) not in names]
    leave(data, IMAGES, {"reports": [*new, *kept][:MOST_IMAGES]})
