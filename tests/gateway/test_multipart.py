"""A form is read in one way or not at all, and what is written has nothing that was not read."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.gateway.multipart import BadFormError, Sent, content_type, read, write

KIND = b"multipart/form-data; boundary=xx"


def part(head: bytes, data: bytes = b"v") -> bytes:
    return b"--xx\r\n" + head + b"\r\n\r\n" + data + b"\r\n"


NAMED = b'Content-Disposition: form-data; name="a"'
FILE = b'Content-Disposition: form-data; name="file"; filename="me.wav"\r\nContent-Type: audio/wav'
END = b"--xx--\r\n"


def test_fields_and_files_are_told_apart():
    body = part(NAMED, b"one\r\ntwo") + part(FILE, b"\0\r\n--x\xff") + part(b'content-disposition: form-data; name="l[]"') * 2 + END
    form = read(b'Multipart/Form-Data; boundary="xx"', body)
    assert form.fields == {"a": "one\r\ntwo", "l[]": ["v", "v"]}
    assert [(file.field, file.name, file.kind, file.data) for file in form.files] == [("file", "me.wav", "audio/wav", b"\0\r\n--x\xff")]


CLIENTS = {
    ".NET": b"Content-Type: audio/wav\r\nContent-Disposition: form-data; name=file; filename=me.wav",
    ".NET, its own way": b"Content-Disposition: form-data; name=file; filename=me.wav; filename*=utf-8''me.wav\r\nContent-Type: audio/wav",
    "Ruby": FILE + b"\r\nContent-Length: 1\r\nContent-Transfer-Encoding: binary",
    "Dart": b"content-type: audio/wav\r\ncontent-transfer-encoding: binary\r\n" + FILE.partition(b"\r\n")[0].lower(),
    "a name in UTF-8 alone": b"Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''me%2Ewav\r\nContent-Type: audio/wav",
    "curl, with a type of parameters": FILE + b";rate=16000",
}
"""How clients write the head of a file."""


@pytest.mark.parametrize("client", CLIENTS)
def test_every_clients_way_of_writing_a_file_is_read(client):
    named = b"Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=a"
    form = read(KIND, part(named) + part(CLIENTS[client], b"\0") + END)
    assert form.fields == {"a": "v"}
    assert [(file.field, file.name, file.kind, file.data) for file in form.files] == [("file", "me.wav", "audio/wav", b"\0")]


@pytest.mark.parametrize(
    "kind",
    [
        b"multipart/form-data;charset=UTF-8;boundary=xx",  # Spring
        b"multipart/form-data; boundary=xx; charset=UTF-8",  # Apache's client
        b'multipart/form-data; boundary="xx"; charset="utf-8"',
    ],
)
def test_a_form_may_say_that_it_is_utf_8(kind):
    assert read(kind, part(NAMED) + END).fields == {"a": "v"}


@pytest.mark.parametrize(("before", "behind"), [(b"", b""), (b"", b"\r\n"), (b"\r\n", b""), (b"\r\n", b"\r\n")])
def test_an_empty_line_before_or_behind_says_nothing(before, behind):
    """Azure's SDK for JavaScript ends with one."""
    assert read(KIND, before + part(NAMED) + END + behind).fields == {"a": "v"}


@pytest.mark.parametrize(
    ("written", "name"),
    [(b'"a\\"b.txt"', 'a"b.txt'), (b'"C:\\dir\\a.txt"', "C:\\dir\\a.txt"), (b'"\xc3\xa9.txt"', "é.txt"), (b'""', "")],
)
def test_a_files_name_may_hold_what_names_hold(written, name):
    [file] = read(KIND, part(b'content-disposition: form-data; name="file"; filename=' + written) + END).files
    assert file.name == name


BAD = {
    "no boundary": (b"multipart/form-data", part(NAMED) + END),
    "two boundaries": (KIND + b"; boundary=yy", part(NAMED) + END),
    "another type": (b"text/plain; boundary=xx", part(NAMED) + END),
    "text before it": (KIND, b"hello\r\n" + part(NAMED) + END),
    "text behind it": (KIND, part(NAMED) + END + b"hello"),
    "no end": (KIND, part(NAMED)),
    "nothing": (KIND, b""),
    "a boundary that goes on": (KIND, b"--xxy\r\n" + NAMED + b"\r\n\r\nv\r\n" + END),
    "line feeds alone": (KIND, (part(NAMED) + END).replace(b"\r\n", b"\n")),
    "no head": (KIND, b"--xx\r\nv\r\n" + END),
    "a folded header": (KIND, part(NAMED + b'\r\n ; filename="x"') + END),
    "a transfer encoding": (KIND, part(NAMED + b"\r\ncontent-transfer-encoding: base64") + END),
    "another transfer encoding": (KIND, part(NAMED + b"\r\ncontent-transfer-encoding: quoted-printable") + END),
    "a header that nobody knows": (KIND, part(NAMED + b"\r\ncontent-encoding: gzip") + END),
    "another charset": (KIND + b"; charset=utf-16", part(NAMED) + END),
    "two charsets": (b"multipart/form-data; charset=utf-8; boundary=xx; charset=utf-7", part(NAMED) + END),
    "an empty line too many": (KIND, part(NAMED) + END + b"\r\n\r\n"),
    "a header twice": (KIND, part(NAMED + b"\r\n" + NAMED) + END),
    "two names": (KIND, part(b'content-disposition: form-data; name="a"; name="b"') + END),
    "a quoted quote": (KIND, part(b'content-disposition: form-data; name="a\\"b"') + END),
    "a name without quotes that is no word": (KIND, part(b"content-disposition: form-data; name=a b") + END),
    "half of a quote": (KIND, part(b'content-disposition: form-data; name=a"b') + END),
    "two names of a file": (KIND, part(b"content-disposition: form-data; name=a; filename=b; filename=c") + END),
    "an attachment": (KIND, part(b'content-disposition: attachment; name="a"') + END),
    "a name of controls": (KIND, part(b'content-disposition: form-data; name="a\0"') + END),
    "a field twice": (KIND, part(NAMED) * 2 + END),
    "no text": (KIND, part(NAMED, b"\xff") + END),
    "too many parts": (KIND, part(b'content-disposition: form-data; name="l[]"') * 65 + END),
}


@pytest.mark.parametrize("case", BAD)
def test_what_two_readers_could_read_differently_is_refused(case):
    with pytest.raises(BadFormError):
        read(*BAD[case])


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.text("abcé_", min_size=1, max_size=8), st.text(st.characters(codec="utf-8")), max_size=4),
    st.lists(st.binary(max_size=40), max_size=3),
)
def test_what_is_written_is_read_again_by_us_and_by_the_mail_parser(fields, blobs):
    files = [Sent("file", f"file{number}.bin", "application/octet-stream", data) for number, data in enumerate(blobs)]
    body = write({**fields, "l[]": ["x", "--enclave-"]}, files)
    form = read(content_type(body), body)
    assert form.fields == {**fields, "l[]": ["x", "--enclave-"]}
    assert [(file.name, file.data) for file in form.files] == [(file.name, file.data) for file in files]
    parsed = BytesParser(policy=HTTP).parsebytes(b"content-type: " + content_type(body) + b"\r\n\r\n" + body)
    assert len(list(parsed.iter_parts())) == len(fields) + 2 + len(files)


def test_a_name_that_would_break_out_is_not_written():
    with pytest.raises(BadFormError):
        write({'a"\r\nx: y': "v"}, [])
