"""A checkpoint says exactly what was signed, in the form of c2sp.org/tlog-checkpoint."""

from __future__ import annotations

import base64

import pytest

from enclave.audit.checkpoint import Checkpoint, claimed_size, open_checkpoint, sign
from enclave.audit.note import BadNote, Signer, sign_note

SIGNER = Signer.generate("secure-ai-enclave/test")
CHECKPOINT = Checkpoint(SIGNER.name, 42, b"\x07" * 32)
ROOT = base64.b64encode(b"\x07" * 32).decode()


def test_it_comes_back() -> None:
    note = sign(CHECKPOINT, [SIGNER])
    assert open_checkpoint(note, [SIGNER.verifier]) == (CHECKPOINT, (SIGNER.verifier,))
    assert claimed_size(note) == 42
    assert note.decode().split("\n\n")[0] == f"{SIGNER.name}\n42\n{ROOT}"


def test_extensions_are_passed_over() -> None:
    assert open_checkpoint(sign_note(f"{SIGNER.name}\n42\n{ROOT}\nmore\n", [SIGNER]), [SIGNER.verifier])[0] == CHECKPOINT


@pytest.mark.parametrize("text", [
    f"{SIGNER.name}\n042\n{ROOT}\n", f"{SIGNER.name}\n-1\n{ROOT}\n", f"{SIGNER.name}\n42\n{ROOT[:-2]}\n", f"{SIGNER.name}\n42\n",
    f"\n42\n{ROOT}\n", f"{SIGNER.name}\n42\n{ROOT[:-2]}d=\n", f"{SIGNER.name}\n42\n{ROOT}\n\nmore\n", "another/log\n42\n" + ROOT + "\n",
])
def test_another_form_or_another_log_is_not_believed(text: str) -> None:
    with pytest.raises(BadNote):
        open_checkpoint(sign_note(text, [SIGNER]), [SIGNER.verifier])


@pytest.mark.parametrize("note", [b"", b"\xff\xfe", b"a\n1\n", b"a\nb\nc\n\n"])
def test_no_size_is_claimed_by_what_is_no_checkpoint(note: bytes) -> None:
    with pytest.raises(BadNote):
        claimed_size(note)
