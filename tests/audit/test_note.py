"""A note is believed only when every byte of it was signed by a key that is trusted."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from enclave.audit.note import BadNote, Signer, open_note, read_signer, read_verifiers, sign_note
from enclave.errors import InputError

TEXT = "secure-ai-enclave/test\n42\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n"
SIGNER = Signer.generate("secure-ai-enclave/test")
OTHER = Signer.generate()


def test_a_signed_note_is_believed() -> None:
    assert open_note(sign_note(TEXT, [SIGNER]), [OTHER.verifier, SIGNER.verifier]) == (TEXT, (SIGNER.verifier,))
    both = sign_note(TEXT, [OTHER, SIGNER])
    assert open_note(both, [SIGNER.verifier, OTHER.verifier])[1] == (SIGNER.verifier, OTHER.verifier)


def test_a_text_may_have_empty_lines() -> None:
    assert open_note(sign_note("a\n\nb\n", [SIGNER]), [SIGNER.verifier])[0] == "a\n\nb\n"


def test_signatures_of_kinds_that_nobody_knows_are_passed_over() -> None:
    """As c2sp.org/signed-note says: witnesses and ML-DSA sign beside."""
    line = f"— witness.example {base64.b64encode(b'wxyz' + bytes([6]) * 2420).decode()}\n"
    assert open_note(sign_note(TEXT, [SIGNER]) + line.encode(), [SIGNER.verifier])[0] == TEXT


def test_the_note_and_the_key_have_the_forms_of_c2sp() -> None:
    """Text, empty line, em dash, name, base64 of key id and signature; key id as there defined."""
    text, line = sign_note(TEXT, [SIGNER]).decode().split("\n\n")
    assert text + "\n" == TEXT
    dash, name, encoded = line.rstrip("\n").split(" ")
    assert (dash, name) == ("\N{EM DASH}", SIGNER.name)
    public = SIGNER.key.public_key()
    raw = base64.b64decode(encoded)
    assert raw[:4] == hashlib.sha256(name.encode() + b"\n\x01" + public.public_bytes_raw()).digest()[:4]
    public.verify(raw[4:], TEXT.encode())
    assert SIGNER.verifier.text().split("+")[:2] == [name, raw[:4].hex()]


@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80])
def test_a_changed_byte_is_not_believed(mask: int) -> None:
    note = sign_note(TEXT, [SIGNER])
    for position in range(len(note)):
        with pytest.raises(BadNote):
            open_note(note[:position] + bytes((note[position] ^ mask,)) + note[position + 1 :], [SIGNER.verifier])


def test_a_shortened_or_lengthened_note_is_not_believed() -> None:
    note = sign_note(TEXT, [SIGNER])
    for other in [note[:end] for end in range(len(note))] + [note + b"\n", note + note, b"\n" + note, note.replace(b"\n", b"\r\n")]:
        with pytest.raises(BadNote):
            open_note(other, [SIGNER.verifier])


def test_another_key_is_not_believed() -> None:
    note = sign_note(TEXT, [SIGNER])
    for other in (OTHER, Signer(SIGNER.name, OTHER.key)):
        with pytest.raises(BadNote, match="no key that is trusted"):
            open_note(note, [other.verifier])


def test_keys_come_back_from_their_files(tmp_path: Path) -> None:
    private, public = tmp_path / "log.key", tmp_path / "key.pub"
    private.write_text(SIGNER.text() + "\n")
    public.write_text(f"{OTHER.verifier.text()}\n{SIGNER.verifier.text()}\n")
    assert read_signer(private).text() == SIGNER.text()
    assert [verifier.text() for verifier in read_verifiers(public)] == [OTHER.verifier.text(), SIGNER.verifier.text()]
    with pytest.raises(InputError):
        read_verifiers(private)
    with pytest.raises(InputError):
        read_signer(public)


WRONG_ID = "name+zz+" + base64.b64encode(b"\x01" + bytes(32)).decode()


@pytest.mark.parametrize("text", ["", "one line", "a+b", "name+00000000+AAAA", "name+00000000+!!!!", WRONG_ID, "\udcff"])
def test_a_file_that_is_no_key_is_an_input_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key.pub"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(InputError, match=r"not (a|an|the) |no key"):
        read_verifiers(path)


def test_a_key_signs_for_logs_named_after_it_and_no_other() -> None:
    signer = Signer.generate("bank")
    for name in ("bank/gateway-0", "bank/gateway-12.north"):
        own = signer.signs_as(name)
        assert (own.name, own.verifier) == (name, signer.verifier.signs_as(name))
        text, signed = open_note(sign_note("said\n", [own]), [signer.verifier.signs_as(name)])
        assert (text, signed[0].name) == ("said\n", name)
        with pytest.raises(BadNote, match="no key"):
            open_note(sign_note("said\n", [own]), [signer.verifier])
    for other in ("", "bank", "bank/", "bank/a/b", "bank/a b", "bank/.", "bankers/a", "other/a", "bank/" + "a" * 300):
        assert signer.signs_as(other) is signer
        assert signer.verifier.signs_as(other).name == "bank"
