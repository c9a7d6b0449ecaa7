"""One reading of a body: what is ambiguous is refused, and every text is found."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.gateway import strict_json
from enclave.gateway.strict_json import KNOWN_KEYS, KNOWN_WORDS, BadJsonError, Field, read, replace, texts

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(-1e15, 1e15) | TEXT
DOCUMENTS = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=20)
OBJECTS = st.dictionaries(TEXT | st.sampled_from(sorted(KNOWN_KEYS)), DOCUMENTS, max_size=5)


def strings(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    if isinstance(node, dict):
        return [text for key, value in node.items() for text in (key, *strings(value))]
    return [text for value in node for text in strings(value)] if isinstance(node, list) else []


@given(OBJECTS, st.booleans(), st.sampled_from([None, 1]))
def test_reads_what_every_other_reader_reads(document, ascii_only, indent):
    found, fields = read(json.dumps(document, ensure_ascii=ascii_only, indent=indent).encode())
    assert found == document
    for text in strings(document):
        assert text in KNOWN_KEYS or text in KNOWN_WORDS or text in [field.text for field in fields]


@given(OBJECTS)
def test_every_field_can_be_replaced_in_place(document):
    for field in sorted(texts(document), key=lambda field: field.is_key):
        field.replace("hidden")
    assert all(text == "hidden" or text in KNOWN_KEYS or text in KNOWN_WORDS for text in strings(document))


@given(OBJECTS, st.data())
def test_a_key_that_comes_twice_is_refused(document, data):
    """One member of one object is written twice, with the same or with another value, escaped or not."""
    objects: list[dict[str, Any]] = []

    def collect(node: Any) -> None:
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            collect(child)
        if isinstance(node, dict) and node:
            objects.append(node)

    collect(document)
    if not objects:
        return
    chosen = data.draw(st.sampled_from(objects))
    key = data.draw(st.sampled_from(list(chosen)))
    value = json.dumps(data.draw(DOCUMENTS))
    name = "".join(f"\\u{ord(c):04x}" if ord(c) < 0x10000 else c for c in key) if data.draw(st.booleans()) else json.dumps(key)[1:-1]

    def write(node: Any) -> str:
        if isinstance(node, dict):
            members = [f"{json.dumps(k)}:{write(v)}" for k, v in node.items()]
            if node is chosen:
                members.insert(data.draw(st.integers(0, len(members))), f'"{name}":{value}')
            return "{" + ",".join(members) + "}"
        return "[" + ",".join(map(write, node)) + "]" if isinstance(node, list) else json.dumps(node)

    with pytest.raises(BadJsonError, match="same key twice"):
        read(write(document).encode())


BAD = {
    "empty": b"",
    "no object": b"[]",
    "text": b'"x"',
    "null": b"null",
    "trailing garbage": b"{} {}",
    "trailing comma": b'{"a":1,}',
    "single quotes": b"{'a':1}",
    "byte order mark": b"\xef\xbb\xbf{}",
    "not a number": b'{"a":NaN}',
    "infinity": b'{"a":Infinity}',
    "float out of range": b'{"a":1e999}',
    "float too large": b'{"a":1e300}',
    "integer too large": b'{"a":9223372036854775808}',
    "integer huge": b'{"a":' + b"9" * 500 + b"}",
    "invalid UTF-8": b'{"a":"\xff"}',
    "surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}',
    "lone surrogate": b'{"a":"\\ud800"}',
    "control character": b'{"a":"\x01"}',
    "overlong UTF-8": b'{"a":"\xc0\xaf"}',
    "comment": b'{"a":1/*x*/}',
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "cut off": b'{"a":"b',
    "duplicate key": b'{"a":1,"a":2}',
    "duplicate key, escaped": b'{"a":1,"\\u0061":2}',
    "duplicate key in a list": b'{"a":[{"b":":"},{"c":1,"c":1}]}',
    "duplicate key beside an escaped colon": b'{"x":"\\u003a","a":1,"a":2}',
    "duplicate key beside an escaped colon, upper case": b'{"x":"\\u003A","a":1,"a":2}',
    "100 deep": b'{"a":' + b"[" * 100 + b"]" * 100 + b"}",
    "100,000 deep": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_refused(name):
    with pytest.raises(BadJsonError) as caught:
        read(BAD[name])
    assert "byte" not in caught.value.message


def test_depth_is_counted_as_said():
    deep = strict_json.MAX_DEPTH - 1
    assert read(b'{"a":' + b"[" * deep + b"]" * deep + b"}")
    with pytest.raises(BadJsonError, match="deep"):
        read(b'{"a":' + b"[" * (deep + 1) + b"]" * (deep + 1) + b"}")


def test_long_numbers_are_text():
    document, fields = read(b'{"metadata":{"card":4111111111111111,"small":1234567,"float":-411111111.5}}')
    assert sorted(field.text for field in fields if not field.is_key) == ["-411111111.5", "4111111111111111"]
    next(field for field in fields if field.text == "4111111111111111").replace("gone")
    assert document["metadata"]["card"] == "gone"


def test_a_long_whole_number_is_the_same_text_with_a_point_behind_it():
    _, (field,) = strict_json.read(b'{"id": 4111111111111111.0}')
    assert field.text == "4111111111111111"
    _, (field,) = strict_json.read(b'{"id": 12345678.25}')
    assert field.text == "12345678.25"


def test_a_value_is_replaced_under_its_old_key_and_then_the_key():
    document, fields = read(b'{"x":{"secret key":"secret value","z":1}}')
    for field in sorted(fields, key=lambda field: field.is_key):
        field.replace(f"[{field.text[:8]}]")
    assert document == {"[x]": {"[secret k]": "[secret v]", "[z]": 1}}


def test_the_known_words_hide_no_colon_that_the_check_relies_on():
    assert not any(":" in word for word in KNOWN_KEYS | KNOWN_WORDS)


def test_an_object_is_written_once_however_many_of_its_keys_are_replaced():
    """Four megabytes have room for a hundred thousand, and once for each of them would take half an hour."""

    class Counted(dict):
        read = 0

        def items(self):
            Counted.read += 1
            return super().items()

    document = Counted({f"jane{number}@example.com": [number] for number in range(500)})
    keys = [Field(document, key, key, is_key=True) for key in document]
    replace([(field, f"[{number}]") for number, field in enumerate(keys)])
    assert dict(document) == {f"[{number}]": [number] for number in range(500)}
    assert [field.place for field in keys] == [field.text for field in keys] == list(document)
    assert Counted.read == 1
