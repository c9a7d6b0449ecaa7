from __future__ import annotations

from enclave.extract import read


def test_encodings_with_a_mark_and_utf_8() -> None:
    for data in ("a ü 𝄞".encode(), "a ü 𝄞".encode("utf-8-sig"), "a ü 𝄞".encode("utf-16")):
        content = read(data)
        assert (content.texts, content.uninspected) == ([("file", "a ü 𝄞")], [])
    for data in ("a ü".encode("cp1252"), "a".encode("utf-16-be"), "a".encode("utf-32"), b"a\0"):
        assert read(data).uninspected
