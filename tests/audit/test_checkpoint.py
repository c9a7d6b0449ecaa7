"""A checkpoint is believed only when every byte of it was signed by the key of the log."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from enclave.audit.checkpoint import BadCheckpoint, Checkpoint, Signer, read_signer, read_verifier
from enclave.errors import InputError

CHECKPOINT = Checkpoint(42, b"\x07" * 32, 3, 1234, "2026-11-21T09:30:00.000000Z")
SIGNER = Signer.generate()


def test_a_signed_checkpoint_is_believed() -> None:
    assert SIGNER.verifier.open(SIGNER.sign(CHECKPOINT)) == CHECKPOINT


def test_the_note_and_the_key_have_the_forms_of_c2sp() -> None:
    """C2SP signed-note: text, empty line, em dash, name, base64 of key id and signature; key id as there defined."""
    note = SIGNER.sign(CHECKPOINT).decode()
    text, line = note.split("\n\n")
    origin, size, head, *_ = text.split("\n")
    assert (origin, size, base64.b64decode(head)) == (SIGNER.name, "42", CHECKPOINT.head)
    dash, name, encoded = line.rstrip("\n").split(" ")
    assert (dash, name) == ("\N{EM DASH}", SIGNER.name)
    public = SIGNER.key.public_key()
    raw = base64.b64decode(encoded)
    assert raw[:4] == hashlib.sha256(name.encode() + b"\n\x01" + public.public_bytes_raw()).digest()[:4]
    public.verify(raw[4:], (text + "\n").encode())
    assert SIGNER.verifier.text().split("+")[:2] == [name, raw[:4].hex()]


@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80])
def test_a_changed_byte_is_not_believed(mask: int) -> None:
    note = SIGNER.sign(CHECKPOINT)
    for position in range(len(note)):
        with pytest.raises(BadCheckpoint):
            SIGNER.verifier.open(note[:position] + bytes((note[position] ^ mask,)) + note[position + 1 :])


def test_a_shortened_or_lengthened_note_is_not_believed() -> None:
    note = SIGNER.sign(CHECKPOINT)
    for other in [note[:end] for end in range(len(note))] + [note + b"\n", note + note, b"\n" + note, note.replace(b"\n", b"\r\n")]:
        with pytest.raises(BadCheckpoint):
            SIGNER.verifier.open(other)


def test_another_key_or_another_log_is_not_believed() -> None:
    note = SIGNER.sign(CHECKPOINT)
    with pytest.raises(BadCheckpoint, match="the key of"):
        Signer.generate().verifier.open(note)
    with pytest.raises(BadCheckpoint, match="another key"):
        Signer(SIGNER.name, Signer.generate().key).verifier.open(note)


def test_keys_come_back_from_their_files(tmp_path: Path) -> None:
    private, public = tmp_path / "log.key", tmp_path / "key.pub"
    private.write_text(SIGNER.text() + "\n")
    public.write_text(SIGNER.verifier.text() + "\n")
    assert read_signer(private).text() == SIGNER.text()
    assert read_verifier(public).text() == SIGNER.verifier.text()
    with pytest.raises(InputError):
        read_verifier(private)
    with pytest.raises(InputError):
        read_signer(public)


WRONG_ID = "name+zz+" + base64.b64encode(b"\x01" + bytes(32)).decode()


@pytest.mark.parametrize("text", ["", "one line", "a+b", "name+00000000+AAAA", "name+00000000+!!!!", WRONG_ID])
def test_a_file_that_is_no_key_is_an_input_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key.pub"
    path.write_text(text)
    with pytest.raises(InputError, match=r"not (a|an|the) "):
        read_verifier(path)
