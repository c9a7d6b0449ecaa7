from __future__ import annotations

from enclave.extract import picture, read


def test_a_picture_is_read_where_something_can_and_told_where_not() -> None:
    for data in (b"\x89PNG\r\n\x1a\n" + bytes(30), b"\xff\xd8\xff\xe0" + bytes(30), b"GIF89a" + bytes(9), b"RIFF\0\0\0\0WEBP" + bytes(9)):
        content = read(data)
        assert content.texts == []
        [what] = content.uninspected
        assert what == ("file: a broken picture" if picture.is_readable() else f"file: {picture.NEEDS}")
    assert not picture.is_it(b"RIFF\0\0\0\0WAVE")
