"""Functions over texts: the values of Kusto's pages, and what Python's own libraries make of the same."""

from __future__ import annotations

import random

import pytest

from enclave.audit.query_texts import (
    NotSaidError,
    codepoints_to_string,
    format_bytes,
    format_timespan,
    from_array,
    hashed,
    parse_urlquery,
    parse_version,
    punycode_domain_from_string,
    punycode_from_string,
    punycode_to_string,
    replace_strings,
    to_array,
    translate,
    url_decode,
    url_encode,
    url_encode_component,
    xxh64,
)


def span(days: int, hours: int, minutes: int, seconds: float) -> int:
    return round((days * 86400 + hours * 3600 + minutes * 60 + seconds) * 1_000_000)


def test_timespans_and_bytes_as_documented() -> None:
    assert format_timespan(span(14, 2, 3, 4.12345), "d.h:m:s.fffff") == "14.2:3:4.12345"
    assert format_timespan(span(29, 9, 0, 5.12345), "dd.hh:mm:ss [FF]") == "29.09:00:05 [12]"
    assert format_timespan(span(29, 9, 0, 5.12345), "ddd.h:mm:ss [fff]") == "029.9:00:05 [123]"
    assert [format_timespan(0, "s.FF"), format_timespan(None, "d")] == ["0.", ""]
    assert [format_bytes(564, None, ""), format_bytes(10332, 1, ""), format_bytes(20010332, None, ""), format_bytes(20010332, 2, ""),
            format_bytes(20010332, 0, "KB")] == ["564 B", "10.1 KB", "19 MB", "19.08 MB", "19541 KB"]  # fmt: skip


def test_characters_for_others() -> None:
    assert [translate("krasp", "otsku", "spark"), translate("abc", "x", "abc"), translate("abc", "", "abz")] == ["kusto", "xxx", "z"]
    assert replace_strings("a cat and a dog", '["cat", "dog"]', '["tiger", "puppy"]') == "a tiger and a puppy"
    assert [codepoints_to_string("[75, [117, 115]]"), codepoints_to_string("[]")] == ["Kus", ""]


def test_addresses_of_the_web() -> None:
    assert url_encode("https://www.bing.com/hello world") == "https%3a%2f%2fwww.bing.com%2fhello+world"
    assert url_encode_component("a b/c") == "a%20b%2fc"
    for text in ("", "a b", "ü/ö?x=1&y=%", "~-_.!*()"):
        assert url_decode(url_encode(text)) == url_decode(url_encode_component(text)) == text
    assert parse_urlquery("k1=v1&k2=&k3=v3") == {"Query Parameters": {"k1": "v1", "k2": "", "k3": "v3"}}
    assert (punycode_from_string("académie-française"), punycode_from_string("plain")) == ("acadmie-franaise-npb1a", "plain")
    assert punycode_to_string(punycode_from_string("bücher")) == "bücher"
    assert punycode_domain_from_string("www.bücher.de") == "www.xn--bcher-kva.de"


def test_versions_compare_as_numbers() -> None:
    assert (parse_version("0.0.0.1"), parse_version("1.2.3.40")) == ("1", "1000000020000000300000040")
    rising = ["0.0.0.5", "0.0.0.40", "0.0.3", "0.1.2", "0.2", "1", "1.0.0.1", "10.0"]
    assert sorted(rising, key=lambda text: int(parse_version(text) or 0)) == rising
    assert [parse_version(text) for text in ("", "1.2.3.4.5", "a", "123456789")] == [None] * 4


def test_bytes_there_and_back() -> None:
    assert to_array("S3VzdG8=") == [75, 117, 115, 116, 111]
    assert from_array("[75, 117, 115, 116, 111]") == "S3VzdG8="
    assert [to_array("***"), from_array("[300]"), from_array('["a"]')] == [None, None, None]


def test_hashes_are_those_of_the_page_and_of_the_specification() -> None:
    assert hashed("VARCHAR:World", None) == 1846988464401551951
    assert hashed("VARCHAR:World", 100) == 51
    assert hashed("TIMESTAMP:1420070400000000", None) == 1380966698541616202  # 2015-01-01
    # the specification's own values: nothing, and the generator's first 14 and 222 bytes
    assert xxh64(b"") == 0xEF46DB3751D8E999
    chance = random.Random(1)
    assert len({xxh64(chance.randbytes(size)) for size in range(200)}) == 200


@pytest.mark.parametrize(
    "asked",
    [
        lambda: format_timespan(-1, "d"), lambda: format_timespan(1, "X"), lambda: format_timespan(100_000, "FF"),
        lambda: format_bytes(-1, 0, ""), lambda: format_bytes(1, 0, "KiB"), lambda: format_bytes(1024, 2, ""),
        lambda: replace_strings("ab", '["a", "xb"]', '["x", "y"]'), lambda: replace_strings("a", '["a"]', "[]"),
        lambda: parse_urlquery("a=1&a=2"), lambda: parse_urlquery("a=%20"), lambda: punycode_domain_from_string("Ü.de"),
        lambda: codepoints_to_string('["a"]'), lambda: hashed("BOOLEAN:true", None),
        lambda: [hashed(f"VARCHAR:{number}", 10) for number in range(20)],
    ],
)  # fmt: skip
def test_what_no_page_says_is_refused(asked: object) -> None:
    with pytest.raises(NotSaidError, match="is not supported"):
        asked()  # type: ignore[operator]
