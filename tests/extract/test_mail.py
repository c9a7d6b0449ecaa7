from __future__ import annotations

from email.message import EmailMessage

from enclave.extract import read


def message() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "jane.doe@example.com", "x@example.com", "Größe"
    made.set_content("plain 536-22-8726 äöü")
    made.add_alternative("<html><p>4111<b>1111</b>", subtype="html")
    return made


def test_headers_every_text_and_attachments() -> None:
    made = message()
    made.add_attachment("number 536-22-8727 ü", filename="a.txt")
    content = read(bytes(made), "a.eml")
    text = "\n".join(text for _, text in content.texts)
    for part in ("From: jane.doe@example.com", "Subject: Größe", "plain 536-22-8726 äöü", "41111111", "number 536-22-8727 ü"):
        assert part in text
    assert content.uninspected == []


def test_other_attachments_are_told() -> None:
    for data in (b"%PDF-1.7", b"PK\x03\x04", b"\0\1\2"):
        made = message()
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename="a.bin")
        assert read(bytes(made)).uninspected
