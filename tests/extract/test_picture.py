from __future__ import annotations

import sys
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from enclave.dlp.scan import Scanner
from enclave.extract import picture, read
from enclave.gateway import attachments


def test_a_picture_is_read_where_something_can_and_told_where_not() -> None:
    for data in (b"\x89PNG\r\n\x1a\n" + bytes(30), b"\xff\xd8\xff\xe0" + bytes(30), b"GIF89a" + bytes(9), b"RIFF\0\0\0\0WEBP" + bytes(9)):
        content = read(data)
        assert content.texts == []
        [what] = content.uninspected
        assert what == ("file: a broken picture" if picture.is_readable() else f"file: {picture.NEEDS}")
    assert not picture.is_it(b"RIFF\0\0\0\0WAVE")


def drawn(text: str, form: str) -> bytes:
    image = Image.new("RGB", (1100, 60 + 50 * text.count("\n")), "white")
    ImageDraw.Draw(image).text((20, 15), text, fill="black", font=ImageFont.load_default(28))
    data = BytesIO()
    image.save(data, form)
    return data.getvalue()


class Blind:
    """Stands for Tesseract, which sees nothing."""

    @staticmethod
    def image_to_string(_image: object) -> str:
        return ""


def test_notes_on_a_picture_are_read_and_what_stands_behind_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "is_readable", lambda: True)
    monkeypatch.setitem(sys.modules, "pytesseract", Blind)
    image, notes = Image.new("RGB", (8, 8)), PngInfo()
    notes.add_text("Author", "jane.doe@example.com", zip=True)
    png, jpeg = BytesIO(), BytesIO()
    image.save(png, "PNG", pnginfo=notes)
    exif = Image.Exif()
    exif[0x013B] = "john.doe@example.com"
    image.save(jpeg, "JPEG", exif=exif, comment=b"call +49 30 901820")
    for data, said in ((png.getvalue(), "jane.doe@example.com"), (jpeg.getvalue(), "john.doe@example.com"), (jpeg.getvalue(), "901820")):
        content = read(data)
        assert said in "\n".join(text for _, text in content.texts)
        assert content.uninspected == []
        assert read(data + b"PK\x03\x04 hidden").uninspected == ["file: something behind a picture"]


@pytest.mark.long
def test_text_on_pictures_is_read_and_scanned() -> None:
    """In the process of its own that the gateway uses."""
    if not picture.is_readable():
        pytest.skip("not run: needs Tesseract (scripts/system-packages.sh long, which `make test-long` runs)")
    scanner = Scanner()
    for text, form, entities in (
        ("my card is 4111 1111 1111 1111 until 12/29", "PNG", ["credit_card"]),
        ("mail to joe.doe@example.com please\nIBAN DE89 3704 0044 0532 0130 00", "JPEG", ["email", "iban"]),
        ("all is well in the north", "TIFF", []),
    ):
        found = attachments.read(drawn(text, form), f"a.{form.lower()}")
        assert found.uninspected == []
        assert [match.entity for _, said in found.texts for match in scanner.scan(said)] == entities
