"""Targets for Atheris: `python target.py NAME -runs=N`. Out of a reader may come what it promises, or an error of its own."""

from __future__ import annotations

import json
import sys

import atheris

with atheris.instrument_imports(include=["enclave"]):
    from enclave.errors import EnclaveError
    from enclave.gateway import multipart, sound, strict_json
    from enclave.wire.sse import SseParser


def read_json(data: bytes) -> None:
    """What is taken is what Python's reader reads, in which no key comes twice."""
    try:
        document, _ = strict_json.read(data)
    except strict_json.BadJsonError:
        return

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    assert json.loads(data, object_pairs_hook=unique) == document


def read_events(data: bytes) -> None:
    """However a stream is cut, it has the same events."""
    try:
        whole = SseParser().feed(data)
        parser, pieces = SseParser(), []
        step = data[0] % 7 + 1 if data else 1
        for start in range(0, len(data), step):
            pieces += parser.feed(data[start : start + step])
    except EnclaveError:
        return
    assert pieces == whole


def read_form(data: bytes) -> None:
    """What was read is what is read of it once it is written."""
    try:
        form = multipart.read(b"multipart/form-data; boundary=x", data)
    except multipart.BadFormError:
        return
    files = [multipart.Sent("file", "name", "a/b", file.data) for file in form.files]
    body = multipart.write(form.fields, files)
    again = multipart.read(multipart.content_type(body), body)
    assert again.fields == form.fields
    assert [file.data for file in again.files] == [file.data for file in form.files]


def read_sound(data: bytes) -> None:
    """A length, or none."""
    try:
        kind, seconds = sound.seconds(data)
    except sound.UnmeasuredError:
        return
    assert kind in sound.FORMATS
    assert seconds >= 0


TARGETS = {"json": read_json, "events": read_events, "form": read_form, "sound": read_sound}

if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
