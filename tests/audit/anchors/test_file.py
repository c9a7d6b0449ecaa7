"""A file holds what it was given, of each log apart, however often its writers were killed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from enclave.audit.anchors.file import open_anchor
from enclave.audit.anchors.interface import AnchorUnavailable


def test_what_was_put_is_held(tmp_path: Path, signed) -> None:
    anchor = open_anchor(str(tmp_path / "anchors"))
    assert list(anchor.held("example.com/log")) == []
    for size in (5, 7, 7):
        anchor.put(*signed(size))
    anchor.put(*signed(900, "another/log"))
    assert [(held.size, held.root) for held in anchor.held("example.com/log")] == [(n, n.to_bytes(32, "big")) for n in (5, 7, 7)]
    assert [held.where for held in anchor.held("another/log")] == [f"{tmp_path / 'anchors'}:4"]
    assert (tmp_path / "anchors").stat().st_mode & 0o777 == 0o600


def test_a_torn_line_costs_nothing_but_itself(tmp_path: Path, signed) -> None:
    path = tmp_path / "anchors"
    anchor = open_anchor(str(path))
    anchor.put(*signed(5))
    whole = path.read_bytes()
    for cut in range(1, len(whole), 7):
        path.write_bytes(whole + whole[:cut])
        anchor.put(*signed(9))
        sizes = [held.size for held in anchor.held("example.com/log")]
        assert sizes in ([5, 9], [5, 5, 9]), cut


def test_what_cannot_be_written_or_read_is_said(tmp_path: Path, signed) -> None:
    anchor = open_anchor(str(tmp_path / "nowhere" / "anchors"))
    with pytest.raises(AnchorUnavailable, match="cannot be written"):
        anchor.put(*signed(5))
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(AnchorUnavailable, match="cannot be read"):
        list(open_anchor(str(tmp_path / "loop")).held("x"))
    assert not os.listdir(tmp_path) or sorted(os.listdir(tmp_path)) == ["loop"]
