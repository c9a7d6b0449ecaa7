"""An id opens as what it was sealed as, with any key that was ever first, and nothing else opens."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.gateway.file_ids import BATCH, FILE, MARK, FileIds, Kept

IDS = FileIds([b"key"])
KEPT = Kept("file-1", "claims", "night", "europe", "input", "/v1/embeddings", "r", 5, "näme", "d")


def test_only_what_was_sealed_opens():
    sealed = IDS.seal(FILE, KEPT)
    assert IDS.open(FILE, sealed) == KEPT
    assert FileIds([b"new", b"key"]).open(FILE, sealed) == KEPT
    assert FileIds([b"new"]).open(FILE, sealed) is None
    forged = (
        sealed[:-1] + "A" if sealed[-1] != "A" else sealed[:-1] + "B",
        sealed + "x" * 1024,
        sealed.replace(FILE, BATCH),
        "file-",
        "",
        None,
        5,
    )
    for other in (*forged, sealed[:-4], "file-é", "file-\ud800"):
        assert IDS.open(FILE, other) is None, other
    assert IDS.open(BATCH, BATCH + sealed.removeprefix(FILE)) is None
    assert IDS.open(MARK, MARK + sealed.removeprefix(FILE)) is None


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_no_text_opens(text):
    assert IDS.open(FILE, FILE + text) is None
