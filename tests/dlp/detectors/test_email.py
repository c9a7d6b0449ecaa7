"""E-mail addresses in all scripts, cut out of what stands around them; not versions, images and remotes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.provisional import domains

from enclave.dlp.detector import LOW
from enclave.dlp.redact import redact
from enclave.dlp.scan import Scanner
from enclave.dlp.stream import StreamScanner

SCANNER = Scanner(["email"])
LOCAL = st.from_regex(r"[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,40}[A-Za-z0-9])?", fullmatch=True).filter(
    lambda name: name not in {"git", "hg", "svn"}
)


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


@given(LOCAL, domains(max_length=60).filter(lambda domain: domain.count(".") <= 6 and not re.match(r"[0-9]+\.[0-9]+|[0-9.]+x\.", domain)))
def test_addresses_are_found_exactly(local: str, domain: str) -> None:
    address = f"{local}@{domain}"
    for before, after in (("<", ">"), ("mail ", ", please"), ("(", ")"), ("'", "'"), ("mailto:", "?x=1"), ("\n", "\n")):
        assert found(before + address + after) == [address]


@pytest.mark.parametrize(
    "address",
    [
        "info@bücher.example", "иван@пример.рф", "用户@例子.中国", "δοκιμή@παράδειγμα.ελ", "jose\u0301@correo.es", "a@b.co",
        "x@xn--bcher-kva.example", "joe@" + "a" * 63 + ".example", "a" * 64 + "@example.com",
    ],
)
def test_international_and_long_addresses(address: str) -> None:
    assert found(f"({address})") == [address]


def test_a_full_stop_ends_a_sentence_and_not_the_address() -> None:
    assert found("Write to joe@example.com. Thanks.") == ["joe@example.com"]
    assert found("joe@example.co.uk.") == ["joe@example.co.uk"]


def test_prose_without_spaces_is_not_part_of_the_name() -> None:
    assert found("请发送邮件至zhang.wei@example.cn谢谢")[0].startswith("zhang.wei@example.cn")


@pytest.mark.parametrize(
    "text",
    [
        "pip install requests@2.31.0", "@types/node@20.11.5", "vite@5.0.0-beta.rc", "img@3x.png", "image@1.5x.webp",
        "git@gitlab.example.com:a/b.git",
        "hg@hg.example.org", "user@host", "@dataclass", "a@@b.com", "joe@.example.com", "C@D", "10@20.30", "x @y.zz",
    ],
)
def test_quiet(text: str) -> None:
    assert found(text) == []


SPELT = (
    "mail jane.doe at example dot com, or not", "jane [at] example [dot] com", "to jane(at)example.com now",
    "jane AT example DOT co DOT uk ok",
    "we met at noon dot dot", "look at this dot net thing", "write to jane at mail dot example dot org.", "jane.doe@example dot com!",
)


def test_what_is_spelt_out_is_found_at_every_cut_of_a_stream() -> None:
    scanner = Scanner(["email"])
    for text in SPELT:
        expected = redact(text, scanner.scan(text))
        for pieces in (list(text), *([text[:place], text[place:]] for place in range(1, len(text)))):
            stream = StreamScanner(scanner, {"email": LOW})
            assert "".join([*(stream.push(piece).text for piece in pieces), stream.finish().text]) == expected, pieces


def test_words_for_signs_are_quiet_in_prose() -> None:
    scanner = Scanner(["email"])
    for text in ("we met at work dot com boom", "at google dot com they", "arrive at node.js", "read it at docs.python.org", "at 5 dot 30"):
        assert scanner.scan(text) == [], text
