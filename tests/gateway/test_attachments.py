from __future__ import annotations

import base64
import struct

from enclave.gateway import attachments
from enclave.gateway.attachments import Read, about_tokens, carried, most_tokens, read

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


def part(kind: str, **inside: object) -> dict[str, object]:
    return {"type": kind, **inside} if kind.startswith("input_") and kind != "input_audio" else {"type": kind, kind: inside}


PICTURE = "data:image/png;base64," + ENCODED * 1_000


def test_what_a_model_reads_of_a_part_is_bounded_by_what_it_is_and_not_by_its_length() -> None:
    for shown in (part("image_url", url=PICTURE), part("input_image", image_url=PICTURE), part("image_url", url="https://a.test/b.png")):
        assert 1_445 <= most_tokens(shown, Read(), "gpt-4o") < 1_445 + 150
    assert 85 <= most_tokens(part("image_url", url=PICTURE, detail="low"), Read(), "gpt-4o") < 250
    assert most_tokens(part("image_url", url=PICTURE, detail="LOW"), Read(), "gpt-4o") > 1_445
    assert most_tokens(part("image_url", url=PICTURE), Read(), "gpt-4o-mini") > 48_000
    assert most_tokens(part("image_url", url=PICTURE, more="x" * 5_000), Read(), "gpt-4o") > 6_000, "a member that nobody knows may be read"
    assert most_tokens(part("image_url", url="x" * 5_000), Read(), "gpt-4o") > 6_000


def test_what_a_model_hears_is_bounded_by_its_seconds() -> None:
    data = base64.b64encode(wav(10)).decode()
    assert 200 <= most_tokens(part("input_audio", data=data, format="wav"), Read(), "gpt-4o") < 300
    for other in (ENCODED, data[:-1], "", None):
        assert most_tokens(part("input_audio", data=other, format="wav"), Read(), "gpt-4o") == 128_000


def test_what_a_document_holds_is_bounded_by_what_was_read_of_it_or_by_a_whole_prompt() -> None:
    found = Read([("file, page 1", "x" * 3_000)], pages=3)
    long = base64.b64encode(bytes(6_000)).decode()
    for file in (part("file", filename="a.pdf", file_data=long), part("input_file", filename="a.pdf", file_data=long)):
        assert 3_000 + 4 * 1_445 <= most_tokens(file, found, "gpt-4o") < 3_200 + 4 * 1_445
        assert most_tokens(file, Read(uninspected=["file: a page without text"]), "gpt-4o") == 128_000
    for file in (part("input_file", file_url="https://a.test/b.pdf"), part("file", file_data=ENCODED + "!"), part("file")):
        assert most_tokens(file, found, "gpt-4.1") == 1_047_576


def test_what_is_taken_of_a_minute_is_about_what_is_read() -> None:
    assert about_tokens(part("image_url", url=PICTURE), "gpt-4o") < 1_600
    assert 1_900 < about_tokens(part("file", file_data=ENCODED * 1_000), "gpt-4o") < 2_200


def wav(seconds: int) -> bytes:
    samples = bytes(16_000 * seconds)
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 36 + len(samples), b"WAVE", b"fmt ", 16, 1, 1, 8_000, 16_000, 2, 16)
    return head + struct.pack("<4sI", b"data", len(samples)) + samples


def test_a_file_is_read_in_a_process_of_its_own_that_is_ended() -> None:
    assert read(b"hello", "a.txt").texts == [("file", "hello")]
    assert read(b"\0", "a.txt").uninspected == ["file: of a kind that nobody looks into"]
    late = read(b"hello", "a.txt", seconds=0.001)
    assert (late.texts, late.uninspected) == ([], ["file: takes too long to read"])


def test_a_reader_that_breaks_or_says_nonsense_read_nothing(monkeypatch) -> None:
    for program in ("/bin/false", "/bin/echo", "/no/such/program"):
        monkeypatch.setattr(attachments.sys, "executable", program)
        assert read(b"hello") == attachments.Read(uninspected=["file: cannot be read"])
