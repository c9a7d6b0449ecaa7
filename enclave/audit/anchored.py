"""Holds a log against what its anchors hold of it: an anchor cannot be made to forget what the log once was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from enclave.audit.anchors.interface import Anchor, Held
from enclave.audit.chain import Problem


class Holding(NamedTuple):
    """What one anchor holds of one log."""

    name: str
    checkpoints: tuple[Held, ...]
    remarks: tuple[str, ...]


def holding(anchor: Anchor, origin: str, log: Path) -> Holding:
    """Ask an anchor. Do it before the log is read: what it holds is then a part of what is read. Raises AnchorUnavailable."""
    remarks = anchor.remarks()
    kind, _, address = anchor.name.partition("=")
    if kind == "file" and Path(address).exists() and Path(address).stat().st_dev == log.stat().st_dev:
        remarks = [*remarks, "it lies on the disk of the log: who can change one can change the other"]
    return Holding(anchor.name, tuple(anchor.held(origin)), tuple(remarks))


def judge(held: Holding, size: int, roots: Mapping[int, bytes], problems: list[Problem]) -> list[str]:
    """Tell every checkpoint of an anchor that the log of that size does not begin with; returns what is worth knowing.

    `roots` are those of the tree at every size that the anchor has and the log reaches. Who signed what the anchor holds does not
    matter: what the tree is, it must have been, and what it is not should not stand there.
    """
    notes = [f"{held.name}: {remark}" for remark in held.remarks]
    if not held.checkpoints:
        problems.append(Problem("log/checkpoint", None, f"the anchor holds nothing of this log ({held.name})"))
        return notes
    newest = max(each.size for each in held.checkpoints)
    beyond = [each for each in held.checkpoints if each.size > size]
    if beyond:
        what = f"the log was put back: {newest} records were anchored, {size} are there"
        problems.append(Problem("log/checkpoint", size + 1, f"{what} ({max(beyond).where})"))
    others = sorted(each for each in held.checkpoints if each.size <= size and roots[each.size] != each.root)
    for each in others[:1]:
        more = f", and {len(others) - 1} more" if len(others) > 1 else ""
        what = f"the log was rewritten or forked: what was anchored for the first {each.size} records is another tree"
        problems.append(Problem("log/tile/", None, f"{what} ({each.where}{more})"))
    count = f"{len(held.checkpoints)} checkpoint{'' if len(held.checkpoints) == 1 else 's'}"
    notes.append(f"{held.name}: {count}, the newest of {newest} records; {max(0, size - newest)} since")
    return notes


def sizes(holdings: Sequence[Holding]) -> set[int]:
    """At which sizes the roots of the tree are needed."""
    return {each.size for held in holdings for each in held.checkpoints}
