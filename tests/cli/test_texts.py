from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest

from enclave.cli import texts
from enclave.cli.texts import Reading, Source, sources
from enclave.errors import InputError


def read(data: bytes, name: str = "a") -> Reading:
    return Reading(Source(name, BytesIO(data)))


def test_what_is_a_document() -> None:
    for data in (b"%PDF-1.7", b"PK\x03\x04", b"\x1f\x8b\x08", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x89PNG\r\n\x1a\n"):
        assert read(data).is_document
    assert read(b"From: a", "x.EML").is_document
    assert not read(b"").is_document
    assert not read(b" %PDF-", "a.pdf").is_document


def test_text_is_told_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "CHUNK", 4)
    reading = read("tür\x1b[0m\x0c\x08 ".encode() + b"\xff\xfe abc\x00de")
    told = [(piece, reading.is_text) for piece in reading.pieces()]
    assert "".join(piece for piece, _ in told) == "tür\x1b[0m\x0c\x08 \udcff\udcfe abc\x00de"
    assert [is_text for _, is_text in told].index(False) == 4
    assert reading.encode("\udcffé") == b"\xff\xc3\xa9"


def test_a_whole_is_one_byte_more_than_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "CHUNK", 4)
    assert read(b"%PDF-123").whole(8) == b"%PDF-123"
    assert read(b"%PDF-123456").whole(8) == b"%PDF-1234"


def test_folders_are_walked_in_order_and_fifos_are_told_and_not_opened(tmp_path: Path) -> None:
    for name in ("z/a", "b", "a/c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    os.mkfifo(tmp_path / "fifo")
    problems: list[InputError] = []
    found = [(source.name, source.is_one_of_many) for source in sources([tmp_path], problems, folders=True)]
    assert found == [(f"{tmp_path}/{name}", True) for name in ("b", "a/c", "z/a")]
    said = [(problem.where, problem.message) for problem in problems]
    assert said == [(f"{tmp_path}/fifo", "is a pipe, a socket or a device, and was not read")]
    problems = []
    assert list(sources([tmp_path, tmp_path / "none"], problems, folders=False)) == []
    assert [problem.message for problem in problems] == ["cannot be read: is a directory", "cannot be read: no such file or directory"]
