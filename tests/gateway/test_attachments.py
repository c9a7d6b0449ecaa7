from __future__ import annotations

import base64

from enclave.gateway import attachments
from enclave.gateway.attachments import carried, read

ENCODED = base64.b64encode(b"hello").decode()


def test_what_a_part_carries_is_decoded_in_one_way_only() -> None:
    picture = {"type": "image_url", "image_url": {"url": f"data:image/png;charset=x;base64,{ENCODED}"}}
    file = {"type": "file", "file": {"file_data": ENCODED, "filename": "a.txt"}}
    first, second = carried(picture), carried(file)
    assert first is not None
    assert second is not None
    assert (first.data, first.name, first.kind, first.holder is picture["image_url"], first.key) == (b"hello", "", "image/png", True, "url")
    assert (second.data, second.name, second.kind, second.key) == (b"hello", "a.txt", "", "file_data")
    for part in (
        {"type": "image_url", "image_url": {"url": ENCODED}}, {"type": "image_url", "image_url": {"url": "https://a.test"}},
        {"type": "image_url", "image_url": "data:;base64,"}, {"type": "file", "file": {"file_id": "x", "file_data": ENCODED}},
        {"type": "file", "file": {"file_data": ENCODED + "!"}}, {"type": "file", "file": {"file_data": ENCODED[:-1]}},
        {"type": "file", "file": {"file_data": ENCODED, "filename": 7}}, {"type": "file"},
        {"type": "file", "file": {"file_data": " " + ENCODED}},
        {"type": "input_audio", "input_audio": {"data": ENCODED}}, {"type": "image_url", "image_url": {"url": "data:text/plain,hello"}},
    ):
        assert carried(part) is None


def test_a_file_is_read_in_a_process_of_its_own_that_is_ended() -> None:
    assert read(b"hello", "a.txt").texts == [("file", "hello")]
    assert read(b"\0", "a.txt").uninspected == ["file: of a kind that nobody looks into"]
    late = read(b"hello", "a.txt", seconds=0.001)
    assert (late.texts, late.uninspected) == ([], ["file: takes too long to read"])


def test_a_reader_that_breaks_or_says_nonsense_read_nothing(monkeypatch) -> None:
    for program in ("/bin/false", "/bin/echo", "/no/such/program"):
        monkeypatch.setattr(attachments.sys, "executable", program)
        assert read(b"hello") == attachments.Read(uninspected=["file: cannot be read"])
