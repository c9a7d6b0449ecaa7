from __future__ import annotations

from enclave.extract import read


def test_source_and_text_as_it_is_read() -> None:
    content = read(b'<!doctype html><p title="here">4111<b>1111</b>&amp;<br>2<div>3</div><script>var x = "5";</script>')
    source, seen = (text for _, text in content.texts)
    assert "title" in source
    assert seen.split() == ["41111111&", "2", "3", "var", "x", "=", '"5";']
    assert content.uninspected == []


def test_a_picture_inside_of_it_is_told() -> None:
    assert read(b'<html><img src="data:image/png;base64,AAAA">').uninspected
