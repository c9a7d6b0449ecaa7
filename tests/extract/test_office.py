from __future__ import annotations

from typing import Any

from enclave.extract import read

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def said(data: bytes) -> str:
    content = read(data)
    assert content.uninspected == []
    return "\n".join(text for _, text in content.texts)


def test_runs_of_a_paragraph_are_one_text(make: Any) -> None:
    assert "my card is 4111 1111 1111 1111" in said(make.word("my card is 4111 ", "1111 11", "11 1111"))


def test_cells_hold_numbers_and_shared_texts_beside_each_other(make: Any) -> None:
    sheet = (f'<worksheet xmlns="{S}"><sheetData><row><c t="s"><v>1</v></c><c><v>4111111111111111</v></c><c t="inlineStr"><is><t>in'
             '</t></is></c></row><row><c t="s"><v>0</v></c></row></sheetData></worksheet>')
    shared = f'<sst xmlns="{S}"><si><t>last</t></si><si><r><t>Card </t></r><r><t>number</t></r></si></sst>'
    text = said(make.office({"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": shared}))
    assert "Card number\t4111111111111111\tin\t\nlast\t" in text


def test_other_parts_attributes_and_comments(make: Any) -> None:
    text = said(make.word("x", **{
        "word/comments.xml": "<comments><p>first</p><p>second</p></comments>", "docProps/core.xml": "<p><creator>Ada</creator></p>",
        "word/_rels/document.xml.rels": '<Relationships><Relationship Target="mailto:jane.doe@example.com"/></Relationships>',
        "ppt/slides/slide1.xml": '<sld><pic descr="536-22-8726"/><!--  536-22-8727 --><?x 536-22-8728?></sld>',
    }))
    for part in ("first\nsecond", "Ada", "mailto:jane.doe@example.com", "536-22-8726", "536-22-8727", "536-22-8728"):
        assert part in text


def test_what_is_no_text_is_told(make: Any) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>'
    for more in (
        {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0\0"}, {"word/media/image1.png": b"\x89PNG\r\n\x1a\n"}, {"word/x.xml": bomb},
        {"word/x.xml": "<a>"},
        {"word/embeddings/a.xlsx": make.office({})}, {"xl/worksheets/s.xml": '<c t="s"><v>7</v></c>'},
    ):
        assert read(make.word("x", **more)).uninspected
