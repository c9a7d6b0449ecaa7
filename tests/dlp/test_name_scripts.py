"""Names in scripts other than Latin where the text says that one follows; prose in them is quiet."""

from __future__ import annotations

import pytest

from enclave.dlp.name_words import SCRIPT_FIELDS, SIGN_SAYINGS
from enclave.dlp.scan import Scanner

SCANNER = Scanner(["person_name"])


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text)]


def test_in_every_field() -> None:
    names = {"\u0370": "Анна Попова", "\u0590": "דוד לוי", "\u0600": "محمد العتيبي", "\u0900": "राजेश शर्मा", "\u0e00": "สมชาย ใจดี"}
    for field in SCRIPT_FIELDS:
        name = next((name for start, name in reversed(names.items()) if start <= field[0] < "\u0f00"), "张伟")
        for text in (f"{field}: {name}\n", f"{field}：{name}\n"):
            assert found(text) == [name], text


def test_behind_every_saying() -> None:
    names = {"\u0590": "דוד לוי", "\u0600": "محمد العتيبي", "\u0900": "राजेश", "\u0e00": "สมชาย", "\u1100": "张伟", "\uac00": "김민준"}
    for saying in SIGN_SAYINGS:
        name = next(name for start, name in reversed(names.items()) if start <= saying[0])
        assert found(f"x {saying}{name}, y") == [name], saying


@pytest.mark.parametrize("text", [
    "今天天气很好，我们去公园散步吧。", "Сегодня хорошая погода, и мы пойдём гулять в Москве.", "오늘은 날씨가 좋아서 산책을 갑니다.",
    "الطقس جميل اليوم وسنذهب إلى الحديقة.", "היום מזג האוויר נעים ונצא לטיול.", "お客様各位", "姓名：\n", "姓名,电话\n",
])
def test_quiet(text: str) -> None:
    assert found(text) == []
