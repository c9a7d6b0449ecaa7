"""Traces by the specification: what is malformed is none, and a malformed state is dropped alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from enclave.telemetry.context import Context, parent, read, state

TRACE, SPAN = b"0af7651916cd43dd8448eb211c80319c", b"b7ad6b7169203331"
GOOD = b"00-" + TRACE + b"-" + SPAN + b"-01"


def test_what_is_a_trace() -> None:
    assert read([GOOD], []) == Context(TRACE.decode(), SPAN.decode(), True)
    for given_, sampled in (
        (GOOD[:-2] + b"00", False), (GOOD[:-2] + b"03", True), (GOOD[:-2] + b"fe", False),
        (b"cc" + GOOD[2:] + b"-what-comes-later", True), (b"01" + GOOD[2:], True),
    ):  # fmt: skip
        found = read([given_], [])
        assert found is not None
        assert found.is_sampled is sampled


def test_what_is_none() -> None:
    for wrong in (
        b"", GOOD[:-1], GOOD + b"-x", GOOD + b"-", b"ff" + GOOD[2:], GOOD.upper(), GOOD.replace(b"-", b"_"), b" " + GOOD,
        b"00-" + b"0" * 32 + b"-" + SPAN + b"-01", b"00-" + TRACE + b"-" + b"0" * 16 + b"-01", b"cc" + GOOD[2:] + b"later", GOOD + b"\n",
        b"00-" + TRACE + b"-" + SPAN + b"-0g", b"0-" + GOOD[3:],
    ):  # fmt: skip
        assert read([wrong], [b"a=1"]) is None, wrong
    assert read([GOOD, GOOD], []) is None
    assert read([], [b"a=1"]) is None


def test_states() -> None:
    for good, wanted in (
        ([b"rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"], "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"), ([b"a=1", b"b=2"], "a=1,b=2"),
        ([b"a=1 , \t b=2,,"], "a=1,b=2"), ([b"fw529a3039@dt=FfAtlF"], "fw529a3039@dt=FfAtlF"), ([b"a=x y"], "a=x y"), ([b""], ""),
        ([b"a*/-_9=!~"], "a*/-_9=!~"),
    ):  # fmt: skip
        assert state(good) == wanted
    many = b",".join(b"k%d=1" % number for number in range(33))
    for wrong in (
        b"a", b"A=1", b"a=", b"a=1=2", b"a=1,a=2", b"a=\x01", b"a=\xe9", many, b"a=" + b"x" * 257, b"a =1", b"@a=1", b"a@=1",
        b",".join(b"k%d=%b" % (number, b"x" * 200) for number in range(4)),
    ):  # fmt: skip
        assert state([wrong]) == "", wrong
    assert read([GOOD], [b"a=1=2"]) == Context(TRACE.decode(), SPAN.decode(), True)


@given(st.binary(max_size=80), st.binary(max_size=80))
def test_whatever_comes_is_read_or_not(one: bytes, other: bytes) -> None:
    found = read([one], [other])
    assert found is None or parent(found.trace_id, found.parent_id, found.is_sampled)[3:52] == one[3:52]
    told = state([other])
    assert "\r" not in told
    assert "\n" not in told
