"""Text -> data and places: what is written is what is read, and what readers disagree about is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.errors import InputError
from enclave.spec import source
from enclave.spec.source import MAX_BYTES, MAX_NODES, Date, Problem, Source, read


@pytest.fixture
def parse(tmp_path: Path) -> Any:
    def parsed(text: str | bytes) -> Source:
        file = tmp_path / "a.yaml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(file)

    return parsed


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("hello", "hello"), ("'1'", "1"), ('"true"', "true"), ("1", 1), ("-7", -7), ("+7", 7), ("0", 0), ("0.01", Decimal("0.01")),
        ("1e3", Decimal("1000")), (".5", Decimal("0.5")), ("5.", Decimal(5)), ("true", True), ("False", False), ("~", None), ("null", None),
        ("", None), ("no", "no"), ("on", "on"), ("2024-11-20", Date("2024-11-20")), ("2024-11-20T10:00:00Z", Date("2024-11-20T10:00:00Z")),
        ("1.2.3", "1.2.3"), ("10.40.0.0/16", "10.40.0.0/16"), (r'"\ud83c\udfe6"', "🏦"),
        (".inf", ".inf"), ("9" * 41, "9" * 41), ("1-1", "1-1"), ("[]", []), ("{}", {}),
        ("[a, 1]", ["a", 1]), ("{b: 2}", {"b": 2}), ("|\n  two\n  lines", "two\nlines\n"),
    ],
)
def test_a_value_is_what_yaml_1_2_says(parse: Any, written: str, meant: object) -> None:
    source = parse(f"key: {written}\n")
    value = source.data["key"]
    assert source.problems == []
    assert (value, type(value)) == (meant, type(meant))


@pytest.mark.parametrize("written", ["007", "0o17", "0x1f", "0b11", "1_000", "12:30", "-017", "00"])
def test_a_number_that_readers_disagree_about_is_refused(parse: Any, written: str) -> None:
    assert f"`{written}`" in parse(f"key: {written}\n").problems[0].message
    assert parse(f"key: '{written}'\n").problems == []


# YAML takes a key of a group only up to 1,024 characters as it is written, and JSON writes one character with up to twelve
letters = st.characters(exclude_categories=("Cs", "Cc"))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(letters),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(letters, max_size=80), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abc_-", min_size=1, max_size=80), values, min_size=1, max_size=4), st.sampled_from([None, 2]))
def test_what_is_written_as_json_is_read_back_the_same(tmp_path_factory: pytest.TempPathFactory, data: Any, indent: int | None) -> None:
    file = tmp_path_factory.getbasetemp() / "json.yaml"
    file.write_text(json.dumps(data, indent=indent), encoding="utf-8")
    source = read(file)
    assert source.problems == []
    assert source.data == data


@given(st.dictionaries(st.text("abcxyz", min_size=1), values, min_size=1, max_size=4))
def test_every_key_and_item_stands_where_the_map_says(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    file = tmp_path_factory.getbasetemp() / "places.yaml"
    file.write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8")
    source = read(file)
    lines = file.read_text(encoding="utf-8").split("\n")
    for keys, (line, column) in source.map.keys.items():
        rest = lines[line - 1][column - 1 :]
        value = data
        for key in keys:
            value = value[key]
        if isinstance(keys[-1], str):
            assert rest.startswith(json.dumps(keys[-1], ensure_ascii=False))
        assert source.map.holds(keys)
        value_line, value_column = source.map.value(keys)
        assert lines[value_line - 1][value_column - 1] == json.dumps(value, indent=1, ensure_ascii=False)[0]


def test_an_alias_stands_where_its_anchor_does_and_its_key_where_it_is(parse: Any) -> None:
    source = parse("first: &tags\n  - gdpr\nsecond: *tags\n")
    assert source.data == {"first": ["gdpr"], "second": ["gdpr"]}
    assert source.data["first"] is not source.data["second"]
    assert source.map.key(("second",)) == (3, 1)
    assert source.map.value(("second", 0)) == (2, 5)


def test_a_key_without_a_value_stands_at_its_key(parse: Any) -> None:
    assert parse("a:\n  b:\nc: 1\n").map.value(("a", "b")) == (2, 3)


def test_windows_files_are_read(parse: Any) -> None:
    source = parse(b"\xef\xbb\xbfname: a\r\nother: b\r\n")
    assert source.data == {"name": "a", "other": "b"}
    assert source.map.value(("other",)) == (2, 8)


@pytest.mark.parametrize(
    ("raw", "where", "message"),
    [
        (b"", ":1:1", "the file says nothing"),
        (b"\n# only this\n", ":1:1", "the file says nothing"),
        (b"~\n", ":1:1", "the file says nothing"),
        (b"name: caf\xe9\n", ":1:10", "byte 0xe9 is not UTF-8"),
        (b"a: b\nname: \xff\n", ":2:7", "byte 0xff is not UTF-8"),
        (b"\x00\x01\x02", "", "this is not a text file"),
        ("name: a\n".encode("utf-16"), "", "this is not a text file"),
        (b"name: a\x07\n", ":1:8", "not valid YAML: a character that is not allowed"),
        (b'name: "\\U00110000"\n', "", "not valid YAML: an escape that is not allowed"),
        (b"hello\n", ":1:1", "the file must hold keys with values, `name: contoso`"),
        (b"a:\n \tb: c\n", ":2:2", "a tab in the indentation"),
        (b"a:\tb\n", ":1:3", "not valid YAML: a tab where a space should be"),
        (b"a: b\nname contoso\nc: d\n", ":2:1", "not valid YAML: a key without a colon"),
        ("a: b\nname:\u00a0contoso\nc: d\n".encode(), ":2:1", "not valid YAML: a key without a colon"),
        (b"a: {b: c\nd: {e: f}\n", ":2:2", "not valid YAML: a group of keys that is not closed, opened on line 1"),
        (b"a: ['b'\n'c']\n", ":2:1", "not valid YAML: a list that is not closed, opened on line 1"),
        (b"a: ['b' 'c']\n", ":1:9", "not valid YAML: a list that is not closed"),
        (b"a: b\n---\nc: d\n", ":2:1", "the file holds several documents"),
        (b"x" * (MAX_BYTES + 1), "", "the file is larger than 1,000,000 bytes"),
    ],
)
def test_what_cannot_be_read_says_why_and_where(parse: Any, tmp_path: Path, raw: bytes, where: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(raw)
    assert (caught.value.where, caught.value.message) == (f"{tmp_path / 'a.yaml'}{where}", message)


def test_a_file_that_is_not_there_or_no_file_says_so(tmp_path: Path) -> None:
    for path, message in ((tmp_path / "no.yaml", "there is no such file"), (tmp_path, "this is a directory, not a file")):
        with pytest.raises(InputError) as caught:
            read(path)
        assert caught.value.message == message
    with pytest.raises(InputError, match="the file cannot be read: not a file name"):
        read("a\0b")


def test_a_tab_inside_a_text_is_no_problem(parse: Any) -> None:
    assert parse("a: 'b\tc'\nd: |\n  e\tf\n").data == {"a": "b\tc", "d": "e\tf\n"}


def test_anchors_are_written_out_up_to_a_limit(parse: Any) -> None:
    ones = ", ".join("1" * 1000)
    good = f"a: &a [{ones}]\nb: [{', '.join(['*a'] * (MAX_NODES // 1001 - 2))}]\n"
    assert len(parse(good).data["b"]) == MAX_NODES // 1001 - 2
    with pytest.raises(InputError, match="the anchors of the file stand for too many values"):
        parse(good.replace("b: [", "b: [*a, *a, "))


def test_a_file_holds_so_many_values_and_no_more(parse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_NODES == 50_000
    monkeypatch.setattr(source, "MAX_NODES", 2_000)
    assert len(parse(f"a: [{'1, ' * 1_996}1]\n").data["a"]) == 1_997
    with pytest.raises(InputError, match="the file holds more than 2,000 keys and values"):
        parse(f"a: [{'1, ' * 1_997}1]\n")


def test_several_problems_are_collected(parse: Any) -> None:
    source = parse("a: 1\na: 2\n<<: {b: 1}\nc: !thing 3\n? [x]\n: 1\n")
    assert [problem.position for problem in source.problems] == [(4, 4), (2, 1), (3, 1), (5, 3)]
    assert source.data == {"a": 1, "c": 3}


def test_what_nobody_sees_in_a_message_stands_there_by_its_number() -> None:
    told = Problem((4, 7), "`name` cannot be `con\u200btoso\u202e`", "use `m\u00fcller bank`").error("a.yaml")
    assert told.message == "`name` cannot be `con\\u200btoso\\u202e`"
    assert told.hint == "use `müller bank`"
