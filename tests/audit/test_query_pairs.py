"""`parse-kv`: the examples of its page as facts, and what it leaves open refused at the value."""

from __future__ import annotations

import json
from typing import Any

import pytest

from enclave.audit.query_pairs import pairs
from enclave.errors import InputError

SPACED = "with (pair_delimiter=' ', kv_delimiter='='"
EVENT = "(['event time']:datetime, src:string, dst:string, bytes:long, failure:string)"
ADDRESSED = "src=10.1.1.123 dst=10.1.1.124 bytes=125"
STARTED = "2021-01-01T10:00:34 [INFO] ThreadId:458745723, Machine:Node001"
FAILED = ("2021-01-01T10:00:54.000000Z", "10.1.1.123", "10.1.1.124", 125, "connection aborted")
PERSON = "print str='name=John Doe phone=555 5555 city=New York' | parse-kv str as (name:string, phone:string, city:string)"
DOCUMENTED: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ('print str="ThreadId:458745723, Machine:Node001, Text: The service is up, Level: Info" '
     "| parse-kv str as (Text: string, ThreadId:long, Machine: string) with (pair_delimiter=',', kv_delimiter=':')",
     ("The service is up", 458745723, "Node001")),
    (f"print str='{ADDRESSED} failure=\"connection aborted\" \"event time\"=2021-01-01T10:00:54' "
     f"| parse-kv str as {EVENT} {SPACED}, quote='\"')", FAILED),
    (f"print str='{ADDRESSED} failure=(connection aborted) (event time)=(2021-01-01 10:00:54)' "
     f"| parse-kv str as {EVENT} {SPACED}, quote='()')", FAILED),
    (f"print str='{ADDRESSED} failure=\"the remote host sent \\\\\"bye!\\\\\"\" time=2021-01-01T10:00:54' "
     f"| parse-kv str as (time:datetime, failure:string) {SPACED}, quote='\"', escape='\\\\')",
     ("2021-01-01T10:00:54.000000Z", 'the remote host sent "bye!"')),
    (f"{PERSON} {SPACED})", ("John", "555", "New")),
    (f"{PERSON} {SPACED}, greedy=true)", ("John Doe", "555 5555", "New York")),
    (f'print str="{STARTED}, Text: Started" | parse-kv str as (Text: string, ThreadId:long, Machine: string)',
     ("Started", 458745723, "Node001")),
    (f"print str=\"{STARTED}, Text: 'The service \\\\' is up'\" | parse-kv str as (Text: string, ThreadId:long, Machine: string) "
     "with (quote=\"'\", escape='\\\\')", ("The service ' is up", 458745723, "Node001")),
    ('print str=@\'["referer url: https://hostname.com/redirect?dest=/?h=1234", "request url: https://hostname.com/?h=1234", '
     '"advertiser id: 24fefbca-cf27-4d62-a623-249c2ad30c73"]\' | parse-kv str as ([\'referer url\']:string, [\'request url\']:string, '
     "['advertiser id']: guid) with (regex=@'\"([\\w ]+)\\s*:\\s*([^\"]*)\"')",
     ("https://hostname.com/redirect?dest=/?h=1234", "https://hostname.com/?h=1234", "24fefbca-cf27-4d62-a623-249c2ad30c73")),
)  # fmt: skip


def test_the_examples_of_the_page(ask: Any) -> None:
    for kql, expected in DOCUMENTED:
        assert ask(f"{kql} | project-away str").rows == [expected], kql


def test_columns_are_added_and_what_is_missing_is_empty_or_null(ask: Any) -> None:
    kql = "datatable(n:long, s:string)[1, 'a=x b=5 a=y', 2, '', 3, 'b=five'] | parse-kv s as (b:long, a:string) " + SPACED + ")"
    found = ask(f"{kql} | where a != 'z' | order by n asc")
    assert found.columns == ("n", "s", "b", "a")
    assert found.types == ("long", "string", "long", "string")
    assert [row[2:] for row in found.rows] == [(5, "x"), (None, ""), (None, "")]
    cased = ask(f"print A = 'a=1 A=2' | parse-kv A as (a:string) {SPACED})")
    assert (cased.columns, cased.rows) == (("A", "a"), [("a=1 A=2", "1")]), "keys are told apart by case"
    regex = "datatable(s:string)['k: v ; k: w', 'none'] | parse-kv s as (k:string, o:long) with (regex='(\\\\w+):([^;]*)') | project k, o"
    assert ask(regex).rows == [("v", None), ("", None)]


def _pairs(text: str, *keys: str, **options: str) -> list[str]:
    listed = ", ".join(f'"{key}"' for key in keys)
    return pairs(text, f"[{listed}]", json.dumps({name: [value] for name, value in options.items()}))


def test_what_the_page_leaves_open_is_refused_at_the_value() -> None:
    spaced = {"pair_delimiter": " ", "kv_delimiter": "="}
    listed = {"pair_delimiter": ",", "kv_delimiter": ":"}
    assert _pairs("a:1, at: 10:30, b:2", "a", "b", **listed) == ["1", "2"], "of a key that nobody named it does not matter"
    assert _pairs(" a : x y ,b:", "a", "b", **listed) == ["x y", ""]
    assert _pairs('x=1 "k=1"=a  b z=2', "k=1", "z", greedy="true", quote='"', **spaced) == ["a  b", "2"]
    for text, keys, options, said in (
        ("a:1, at: 10:30", ("at",), listed, "twice in a pair"),
        ("x:a:1", ("a",), listed, "twice in a pair"),
        ("a= b=1", ("a", "b"), spaced, "a space beside"),
        ("a =1", ("a",), spaced, "a space beside"),
        ('a="x" y" b=1', ("b",), spaced | {"quote": '"'}, "a quote inside"),
        ('a="x"y b=1', ("a",), spaced | {"quote": '"'}, "something behind a closing quote"),
        ('a="x y', ("a",), spaced | {"quote": '"'}, "not closed"),
        ('a=" x "', ("a",), spaced | {"quote": '"'}, "spaces at the ends"),
        (r'a="x\n"', ("a",), spaced | {"quote": '"', "escape": "\\"}, "after the escape"),
        ("a=x y b=1", ("a",), spaced | {"greedy": "true"}, "the key `b`"),
        ('a="x" y b=1', ("a", "b"), spaced | {"greedy": "true", "quote": '"'}, "behind a closing quote"),
        ("a:x,, b:1", ("a", "b"), listed | {"greedy": "true"}, "at an end of a value"),
        ("x a: 1", ("a",), {}, "where a value can stand"),
        ("a: x_y", ("a",), {}, "`_`"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=said):
            _pairs(text, *keys, **options)


def test_forms_that_are_none_are_refused_by_name(ask: Any) -> None:
    for form, said in (
        ("s as (a:string) with (pair_delimiter=' ')", "do not belong together"),
        ("s as (a:string) with (greedy=true)", "do not belong together"),
        ("s as (a:dynamic)", "the key `a:dynamic`"),
        ("s as (s:string)", "second column `s`"),
        ("s as (a:string, a:long)", "the key `a:long`"),
        ("s as (['a b']:string)", "letters and digits"),
        ("s as (a:string) with (regex='(a)')", "two groups"),
        ("s as (a:string) with (quote='abc')", "quote='abc'"),
        ("s as (a:string) with (nope='x')", "nope='x'"),
        ("s", "this `parse-kv`"),
        ("s as (a:string) with (kv_delimiter='=', pair_delimiter=' ', greedy=1)", "greedy=1"),
    ):
        with pytest.raises(InputError, match=said):
            ask(f"print s = 'a=1' | parse-kv {form}")
    with pytest.raises(InputError, match="`parse-kv` of a text with `=` twice in a pair is not supported"):
        ask(f"print s = 'a=1=2' | parse-kv s as (a:string) {SPACED})")
