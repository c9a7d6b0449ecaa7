from __future__ import annotations

from typing import Any

from enclave.dlp.scan import Scanner
from enclave.extract import read


def said(data: bytes) -> str:
    content = read(data, "a.pdf")
    assert content.uninspected == []
    return "\n".join(text for _, text in content.texts)


def test_pages_strings_drawings_and_attachments_are_read(make: Any) -> None:
    assert "my card is 4111 1111 1111 1111" in said(make.pdf("my card is 4111 1111 1111 1111"))
    assert "jane.doe@example.com" in said(make.pdf("x", root=b"/Lang(jane.doe@example.com)"))
    note = b"/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 1 1]/Contents(536-22-8726)>>]"
    assert "536-22-8726" in said(make.pdf("x", page=note))
    drawing = make.stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>>>", b"BT /F1 9 Tf (536-22-8726) Tj ET")
    assert "536-22-8726" in said(make.pdf("x", drawing, page=b"/Annots[<</Subtype/Stamp/Rect[0 0 1 1]/AP<</N 6 0 R>>>>]"))
    attached = make.stream(b"/Type/EmbeddedFile", b"the number is 536-22-8726")
    tree = b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a.txt)/EF<</F 6 0 R>>>>]>>>>"
    assert "536-22-8726" in said(make.pdf("x", attached, root=tree))


def test_fields_of_forms_are_read_with_their_names_whoever_draws_them(make: Any) -> None:
    fields = (
        b"<</T(applicant)/Kids[7 0 R 8 0 R 9 0 R]>>",
        b"<</FT/Tx/Parent 6 0 R/T(steuer_id)/TU(Steuer-ID)/V(65929970489)>>",
        b"<</FT/Ch/Parent 6 0 R/T(codes)/V[(536-22-8726)(AB 12)]/DV(none)>>",
        b"<</FT/Tx/Parent 6 0 R/T(remark)/V 10 0 R>>", make.stream(b"", b"mail jane.doe@example.com"),
    )
    text = said(make.pdf("form", *fields, root=b"/AcroForm<</NeedAppearances true/Fields[6 0 R]>>"))
    assert "applicant steuer_id Steuer-ID: 65929970489" in text
    assert "applicant codes: 536-22-8726" in text
    assert "applicant codes: none" in text
    assert "mail jane.doe@example.com" in text
    assert {match.entity for match in Scanner().scan(text)} == {"de_tax_id", "us_ssn", "email"}
    ring = b"<</FT/Tx/Parent 6 0 R/T(a)/V(536-22-8726)>>"
    assert "536-22-8726" in said(make.pdf("form", ring, root=b"/AcroForm<</Fields[6 0 R]>>"))


def test_what_is_no_text_is_told(make: Any) -> None:
    picture = make.stream(b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", b"\0")
    strange = make.stream(b"/PatternType 1", b"BT (x) Tj ET")
    font = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]>>"
    for data in (
        make.pdf("x", picture, page=b"/Thumb 6 0 R"), make.pdf("x", strange, page=b"/P 6 0 R"), make.pdf("x", font, page=b"/G 6 0 R"),
        make.pdf("x").replace(b"trailer<<", b"trailer<</Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(x)/P -4>>"),
        b"%PDF-1.7\nnothing", make.pdf("x")[:200],
    ):
        assert read(data, "a.pdf").uninspected
