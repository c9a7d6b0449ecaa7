"""Fields of forms are texts, whatever they mean."""

from __future__ import annotations

import pytest

from enclave.gateway.multipart import File
from enclave.gateway.surfaces import forms
from enclave.gateway.surfaces.call import BadCallError


def test_numbers_come_as_numbers_and_as_texts() -> None:
    for value, read in ((2, 2), ("2", 2), (None, 1)):
        assert forms.number({"n": value}, "n", 1, 10, 1) == read
    for value in (0, 11, "11", "-1", "1.0", "²", True, 1.5, [], "9" * 30):
        with pytest.raises(BadCallError):
            forms.number({"n": value}, "n", 1, 10, 1)


def test_files_go_on_under_names_of_ours_and_only_as_many_as_are_known() -> None:
    png = b"\x89PNG\r\n\x1a\n"
    attached, sent = forms.attach([File("image", "jane@example.com.gif", "text/html", png)], {"image": 1}, {"png": "image/png"})
    assert [(one.name, one.kind) for one in sent] == [("file0.png", "image/png")]
    assert attached[0].carried is not None
    for files in ([File("image", "", "", png)] * 2, [File("other", "", "", png)], [File("image", "", "", b"GIF8")]):
        with pytest.raises(BadCallError):
            forms.attach(files, {"image": 1}, {"png": "image/png"})
    assert [forms.kind_of(data) for data in (png, b"\xff\xd8\xff", b"RIFF0000WEBP", b"RIFF0000WAVE", b"")] == [
        "png",
        "jpeg",
        "webp",
        "",
        "",
    ]
