"""What Azure says when something fails, taken apart to the single causes, and what to do about the known ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, Final

_TABLE: Final[Mapping[str, Any]] = json.loads(
    resources.files("enclave.deploy").joinpath("data", "failures.json").read_text(encoding="utf-8")
)
WRAPPERS: Final = frozenset(code.lower() for code in _TABLE["wrappers"])
"""Codes, lower case, that only say that something inside failed."""
DEEPEST = 12
LONGEST = 600
"""Characters of a message of Azure that are shown."""


@dataclass(frozen=True)
class Failure:
    """One cause."""

    code: str
    message: str
    resource: str = ""
    """Full id, as far as Azure says."""
    type: str = ""
    hint: str = ""
    """What to do, empty when that is not known."""


def failures_in(error: Mapping[str, Any], resource: str = "", kind: str = "") -> tuple[Failure, ...]:
    """The causes inside an error of Azure (`code`, `message`, `target`, `details`), each once, in order."""
    found = (replace(failure, type=failure.type or kind) for failure in _leaves(error, resource, 0))
    return tuple(dict.fromkeys(found))


def advice(code: str, message: str) -> str:
    """What to do about a failure, empty when that is not known."""
    for row in _TABLE["failures"]:
        if row["code"].lower() == code.lower() and row.get("contains", "") in message.lower():
            return str(row["do"])
    return ""


def told(failure: Failure) -> str:
    """A failure for a person, with what to do on a line of its own."""
    name = failure.resource.rpartition("/")[2]
    subject = f"`{name}`" + (f" ({failure.type})" if failure.type else "") + " failed: " if name else "azure refused: "
    message = " ".join(failure.message.split())
    message = message if len(message) <= LONGEST else message[:LONGEST] + "..."
    line = f"{subject}{failure.code}: {message}" if message else f"{subject}{failure.code}"
    return f"{line}\n  {failure.hint}" if failure.hint else line


def _leaves(error: Mapping[str, Any], resource: str, depth: int) -> Iterator[Failure]:
    code, message = str(error.get("code") or ""), str(error.get("message") or "")
    target = error.get("target")
    resource = target if isinstance(target, str) and target.startswith("/") else resource
    inner = [item for item in error.get("details") or () if isinstance(item, Mapping)]
    written = _inside(message)
    if written is not None and code.lower() in (*WRAPPERS, ""):
        inner.append(written)
    if inner and depth < DEEPEST and (code.lower() in WRAPPERS or not advice(code, message)):
        for item in inner:
            yield from _leaves(item, resource, depth + 1)
        return
    if code or message:
        yield Failure(code or "Unknown", message, resource, hint=advice(code, message))


def _inside(message: str) -> Mapping[str, Any] | None:
    """The error that a message holds as JSON text, as wrappers of Azure do."""
    if not message.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(message)
    except ValueError:
        return None
    inner = found.get("error", found) if isinstance(found, Mapping) else None
    return inner if isinstance(inner, Mapping) and ("code" in inner or "message" in inner) else None
